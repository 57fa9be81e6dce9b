package io.synsent.conformance;

import io.synsent.engine.socket.Errno;

/**
 * What each kind of client says about an errno: the exception with its causes, as {@link
 * ConnectClient#describe} writes it.
 */
final class JdkText {

  private JdkText() {}

  static String failed(ConnectClient.Kind by, Errno errno) {
    String text = errno.exceptionClass() + ": " + errno.message();
    if (by != ConnectClient.Kind.HTTP_CLIENT) {
      return text;
    }
    if (errno == Errno.ECONNREFUSED || errno == Errno.ETIMEDOUT) {
      // JDK-8361249: the second attempt's failure loses its text.
      return "java.net.ConnectException <- java.net.ConnectException <- java.nio.channels.ClosedChannelException";
    }
    String connect = "java.net.ConnectException: " + errno.message();
    return connect + " <- " + connect + " <- " + text;
  }

  static String timedOut(ConnectClient.Kind by) {
    if (by == ConnectClient.Kind.ASYNCHRONOUS_SOCKET_CHANNEL) {
      return "java.util.concurrent.TimeoutException";
    }
    if (by != ConnectClient.Kind.HTTP_CLIENT) {
      return "java.net.SocketTimeoutException: Connect timed out";
    }
    String http = "java.net.http.HttpConnectTimeoutException: HTTP connect timed out";
    return http + " <- " + http + " <- java.net.ConnectException: HTTP connect timed out";
  }
}

package io.synsent.intercept;

import io.synsent.engine.Nullable;
import io.synsent.engine.socket.Errno;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/**
 * The exception that the running JDK throws for an errno.
 *
 * <p>Its text is the operating system's, with whatever the JDK puts around it; what that is, is
 * learned from a real refused connect on loopback.
 */
final class JdkErrors {

  private static final String NET = "sun.nio.ch.Net";

  private final String before;
  private final String after;

  private JdkErrors(String before, String after) {
    this.before = before;
    this.after = after;
  }

  /** Lets a connect to a closed loopback port be refused, and looks at the exception. */
  static JdkErrors learn() throws IOException {
    InetSocketAddress closed;
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
      closed = (InetSocketAddress) listener.getLocalAddress();
    }
    try (SocketChannel channel = SocketChannel.open()) {
      channel.connect(closed);
      return from(Errno.ECONNREFUSED.message());
    } catch (IOException refused) {
      return from(refused.getMessage());
    }
  }

  /** What surrounds strerror's text in the JDK's message of a refused connect. */
  static JdkErrors from(@Nullable String refusedMessage) {
    String plain = Errno.ECONNREFUSED.message();
    int at = refusedMessage == null ? -1 : refusedMessage.indexOf(plain);
    if (refusedMessage == null || at < 0) {
      return new JdkErrors("", "");
    }
    return new JdkErrors(
        refusedMessage.substring(0, at), refusedMessage.substring(at + plain.length()));
  }

  /** The message of the exception for {@code errno}. */
  String message(Errno errno) {
    return before + errno.message() + after;
  }

  /**
   * A new exception for {@code errno}, whose stack trace is that of the JDK's own.
   *
   * @param nativeMethod the method of {@code sun.nio.ch.Net} that would have thrown it
   */
  IOException exception(Errno errno, String nativeMethod) {
    try {
      IOException exception =
          Class.forName(errno.exceptionClass())
              .asSubclass(IOException.class)
              .getConstructor(String.class)
              .newInstance(message(errno));
      exception.setStackTrace(asThrownBy(nativeMethod, exception.getStackTrace()));
      return exception;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "bug in SynSent: no exception " + errno.exceptionClass() + " for " + errno, e);
    }
  }

  /** The trace from {@code Net} downwards, with the native method on top as in a real one. */
  static StackTraceElement[] asThrownBy(String nativeMethod, StackTraceElement[] trace) {
    int net = 0;
    while (net < trace.length && !trace[net].getClassName().equals(NET)) {
      net++;
    }
    if (net == trace.length) {
      return trace;
    }
    StackTraceElement[] real = Arrays.copyOfRange(trace, net - 1, trace.length);
    real[0] = new StackTraceElement(null, "java.base", null, NET, nativeMethod, "Net.java", -2);
    return real;
  }
}

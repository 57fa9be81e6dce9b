package io.synsent.intercept;

import io.synsent.engine.name.GaiError;
import java.net.UnknownHostException;
import java.util.Arrays;

/** The exception that the JDK throws for a look-up that failed. */
final class NameErrors {

  private static final String INET_ADDRESS = "java.net.InetAddress";

  private NameErrors() {}

  /**
   * A new exception: text and trace are those of {@code Inet6AddressImpl.lookupAllHostAddr}, which
   * puts gai_strerror's text behind the name (JDK 17 to 25).
   */
  static UnknownHostException exception(String name, GaiError error) {
    UnknownHostException exception = new UnknownHostException(name + ": " + error.message());
    exception.setStackTrace(asThrownNatively(exception.getStackTrace()));
    return exception;
  }

  /** The trace from {@code InetAddress} downwards, with the native method on top. */
  private static StackTraceElement[] asThrownNatively(StackTraceElement[] trace) {
    int from = 0;
    while (from < trace.length && !trace[from].getClassName().equals(INET_ADDRESS)) {
      from++;
    }
    if (from == trace.length || from == 0) {
      return trace;
    }
    StackTraceElement[] real = Arrays.copyOfRange(trace, from - 1, trace.length);
    real[0] =
        new StackTraceElement(
            null,
            "java.base",
            null,
            "java.net.Inet6AddressImpl",
            "lookupAllHostAddr",
            "Inet6AddressImpl.java",
            -2);
    return real;
  }
}

package io.synsent.intercept;

import io.synsent.engine.Nullable;
import io.synsent.engine.socket.Errno;
import io.synsent.engine.socket.JdkException;
import io.synsent.engine.socket.JdkException.NoticedBy;
import io.synsent.engine.socket.OperatingSystem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/**
 * The exception for an errno: that of the JDK of the simulated operating system, with whatever the
 * running JDK puts around the text. What that is, is learned from a real refused connect on
 * loopback.
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

  /** What this JDK makes of a text. */
  String message(String text) {
    return before + text + after;
  }

  /**
   * A new exception for {@code errno}, whose stack trace is that of the JDK's own.
   *
   * @param system the simulated operating system
   * @param by how the application waits, which the text of some systems tells
   * @param nativeMethod the method of {@code sun.nio.ch.Net} that would have thrown it
   */
  IOException exception(Errno errno, OperatingSystem system, NoticedBy by, String nativeMethod) {
    JdkException thrown = JdkException.of(errno, system, by);
    try {
      IOException exception =
          Class.forName(thrown.className())
              .asSubclass(IOException.class)
              .getConstructor(String.class)
              .newInstance(message(thrown.message()));
      exception.setStackTrace(asThrownBy(nativeMethod, exception.getStackTrace()));
      return exception;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "bug in SynSent: no exception " + thrown.className() + " for " + errno, e);
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

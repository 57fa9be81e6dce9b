package io.synsent.intercept;

import java.io.FileDescriptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.Set;

/**
 * Holds a connect in Java, on any operating system: nothing is done to the descriptor before the
 * simulated network has answered, and the JDK's own ways of waiting for it wait for SynSent
 * instead.
 *
 * <p>A thread that would poll the descriptor parks. A selection key of the channel asks the
 * selector's kernel object for nothing, and is reported by {@link JavaWaits} once there is an
 * answer. An asynchronous channel is not handed to its port. A connection is made by connecting the
 * untouched descriptor to the backend, after which all of it is the kernel's own again.
 */
final class JavaHold implements Hold {

  private static final long BACKEND_ANSWERS_WITHIN_MILLIS = 20;

  private final NativeSockets sockets;

  JavaHold(NativeSockets sockets) {
    this.sockets = sockets;
  }

  @Override
  public Set<Hook> hooks() {
    return EnumSet.of(
        Hook.SOCKET_PARK,
        Hook.CHANNEL_PARK,
        Hook.CHANNEL_KEYS,
        Hook.KEY_INTEREST,
        Hook.KEY_READY,
        Hook.SELECT,
        Hook.SELECTOR_WAKEUP,
        Hook.ASYNC_EVENTS);
  }

  @Override
  public int begin(FileDescriptor fd, Origin origin) {
    return UNAVAILABLE;
  }

  @Override
  public void renew(FileDescriptor fd, Origin origin) {
    // Nothing runs out.
  }

  @Override
  public void fail(FileDescriptor fd) {
    // Nobody waits for the descriptor itself.
  }

  @Override
  public void establish(FileDescriptor fd, Origin origin, InetSocketAddress backend)
      throws IOException {
    boolean blocking = origin.blocking() || sockets.isBlocking(fd);
    sockets.configureBlocking(fd, false);
    try {
      if (sockets.connect(origin.family(), fd, backend) <= 0) {
        // On loopback the handshake is done by now, unless the backend's queue is full.
        sockets.awaitWritable(fd, BACKEND_ANSWERS_WITHIN_MILLIS);
      }
    } finally {
      if (blocking) {
        sockets.configureBlocking(fd, true);
      }
    }
  }

  @Override
  public int connectNow(FileDescriptor fd, Origin origin, InetSocketAddress backend)
      throws IOException {
    return sockets.connect(origin.family(), fd, backend);
  }

  @Override
  public void close() {
    // It has no sockets of its own.
  }

  @Override
  public String toString() {
    return "held in Java";
  }
}

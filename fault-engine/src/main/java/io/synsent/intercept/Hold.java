package io.synsent.intercept;

import io.synsent.engine.Nullable;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.util.Set;

/**
 * How a connect is kept waiting until the simulated network has answered.
 *
 * <p>While it is held, every way of waiting for it (poll, a selector, a virtual thread's poller)
 * must see nothing, and closing it must work as for any other socket. The caller makes sure that
 * the descriptor is open and is not closed meanwhile.
 */
interface Hold extends AutoCloseable {

  /** What {@code Net.connect} returns for a connect in progress: IOStatus.UNAVAILABLE. */
  int UNAVAILABLE = -2;

  /** The descriptor as its user left it before the connect. */
  record Origin(
      @Nullable ProtocolFamily family, boolean blocking, @Nullable InetSocketAddress boundTo) {}

  /** The hooks that it needs besides those that are always put in. */
  Set<Hook> hooks();

  /**
   * Begins to hold.
   *
   * @return what {@code Net.connect} returns for a connect in progress
   */
  int begin(FileDescriptor fd, Origin origin) throws IOException;

  /** Goes on holding, should the mechanism have ended by itself; called when somebody polls. */
  void renew(FileDescriptor fd, Origin origin) throws IOException;

  /** Ends it without a connection: whoever waits wakes up and polls. */
  void fail(FileDescriptor fd) throws IOException;

  /**
   * Ends it with a connection to {@code backend}: whoever waits wakes up, polls and finds it
   * connected. The descriptor is as its user left it, with its local port.
   */
  void establish(FileDescriptor fd, Origin origin, InetSocketAddress backend) throws IOException;

  /** Connects a descriptor that was not held, in the mode its user left it in. */
  int connectNow(FileDescriptor fd, Origin origin, InetSocketAddress backend) throws IOException;

  /** Gives its own sockets back. */
  @Override
  void close();
}

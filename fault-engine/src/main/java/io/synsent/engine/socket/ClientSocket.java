package io.synsent.engine.socket;

import io.synsent.engine.Nullable;
import io.synsent.engine.network.KernelError;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.transport.ConnectionListener;
import io.synsent.engine.transport.TcpConnection;

/** Internal. A socket on which connect() was called. */
public final class ClientSocket implements ConnectionListener {

  private final SocketListener listener;
  private @Nullable TcpConnection connection;

  ClientSocket(SocketListener listener) {
    this.listener = listener;
  }

  void setConnection(TcpConnection newConnection) {
    connection = newConnection;
  }

  /** What getsockname() says; unspecified before there is an address. */
  public IpAddress localAddress() {
    return connection == null ? Ipv4Address.ANY : connection.ends().localAddress();
  }

  /** What getsockname() says; 0 before there is a port. */
  public int localPort() {
    return connection == null ? 0 : connection.ends().localPort();
  }

  /** close(): in SYN_SENT nothing is sent. */
  public void close(String why) {
    if (connection != null) {
      connection.close(why);
    }
  }

  @Override
  public void established(String cause) {
    listener.connected(cause);
  }

  @Override
  public void failed(KernelError error, String cause) {
    listener.failed(Errno.of(error), cause);
  }
}

package io.synsent.engine.socket;

import io.synsent.engine.capture.Journal;
import io.synsent.engine.capture.Layer;
import io.synsent.engine.network.IpLayer;
import io.synsent.engine.network.KernelError;
import io.synsent.engine.network.Route;
import io.synsent.engine.network.RouteType;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.transport.TcpConnection;
import io.synsent.engine.transport.TcpLayer;

/** Internal. The system calls of one host (net/ipv4/af_inet.c, net/ipv4/tcp_ipv4.c). */
public final class SocketLayer {

  private final String host;
  private final IpLayer ip;
  private final TcpLayer tcp;
  private final Journal journal;
  private final long connectCallNanos;

  public SocketLayer(
      String host, IpLayer ip, TcpLayer tcp, Journal journal, long connectCallNanos) {
    this.host = host;
    this.ip = ip;
    this.tcp = tcp;
    this.journal = journal;
    this.connectCallNanos = connectCallNanos;
  }

  /**
   * connect() (tcp_v4_connect). What fails at once is told to {@code listener} before this returns.
   *
   * @param boundAddress what the socket was bound to, 0.0.0.0 for nothing
   * @param boundPort what the socket was bound to, 0 for nothing
   * @param polls whether the application waits with poll or epoll, not within this call
   */
  public ClientSocket connect(
      Ipv4Address boundAddress,
      int boundPort,
      Ipv4Address target,
      int port,
      int synRetries,
      long userTimeoutNanos,
      boolean polls,
      SocketListener listener) {
    ClientSocket socket = new ClientSocket(listener);
    if (journal.isOn()) {
      String peer = target + ":" + port;
      journal.event(host, Layer.SOCKET, peer, "connect " + peer);
    }
    if (!boundAddress.isUnspecified() && !ip.isLocal(boundAddress)) {
      return failed(socket, KernelError.EADDRNOTAVAIL, boundAddress + " is not this host's");
    }
    Ipv4Address destination = target;
    if (target.isUnspecified()) {
      // 0.0.0.0 means this host (ip_route_output_key_hash_rcu).
      destination = boundAddress.isUnspecified() ? Ipv4Address.LOOPBACK : boundAddress;
    }
    Route route = ip.routes().lookup(destination);
    KernelError error = IpLayer.errorOf(route);
    if (route == null || error != null) {
      KernelError why = error == null ? KernelError.ENETUNREACH : error;
      return failed(
          socket, why, route == null ? "no route" : "route " + route.prefix() + " " + route.type());
    }
    if (destination.isMulticast() || ip.isBroadcast(destination)) {
      return failed(socket, KernelError.ENETUNREACH, "TCP has no broadcast and no multicast");
    }
    boolean toSelf = route.type() == RouteType.LOCAL;
    if (boundAddress.isLoopback() && !toSelf) {
      return failed(socket, KernelError.EINVAL, boundAddress + " must not leave the host");
    }
    Ipv4Address source =
        boundAddress.isUnspecified() ? ip.sourceFor(route, destination) : boundAddress;
    TcpConnection connection =
        tcp.connect(
            source,
            boundPort,
            destination,
            port,
            route,
            synRetries,
            userTimeoutNanos,
            connectCallNanos,
            polls,
            socket);
    if (connection == null) {
      return failed(
          socket,
          KernelError.EADDRNOTAVAIL,
          boundPort == 0
              ? "no ephemeral port is left (ip_local_port_range)"
              : "port " + boundPort + " is connected there already");
    }
    socket.setConnection(connection);
    tcp.open(connection);
    return socket;
  }

  private static ClientSocket failed(ClientSocket socket, KernelError error, String cause) {
    socket.failed(error, cause);
    return socket;
  }
}

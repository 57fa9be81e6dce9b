package io.synsent.engine.socket;

import io.synsent.engine.capture.Journal;
import io.synsent.engine.capture.Layer;
import io.synsent.engine.network.IpLayer;
import io.synsent.engine.network.KernelError;
import io.synsent.engine.network.Route;
import io.synsent.engine.network.RouteType;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv6Address;
import io.synsent.engine.transport.TcpConnection;
import io.synsent.engine.transport.TcpLayer;

/** Internal. The system calls of one host (net/ipv4/af_inet.c, tcp_ipv4.c, net/ipv6/tcp_ipv6.c). */
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
   * connect() (tcp_v4_connect, tcp_v6_connect). What fails at once is told to {@code listener}
   * before this returns.
   *
   * @param boundAddress what the socket was bound to, 0.0.0.0 or :: for nothing
   * @param boundPort what the socket was bound to, 0 for nothing
   * @param polls whether the application waits with poll or epoll, not within this call
   */
  public ClientSocket connect(
      IpAddress boundAddress,
      int boundPort,
      IpAddress target,
      int port,
      int synRetries,
      long userTimeoutNanos,
      boolean polls,
      SocketListener listener) {
    ClientSocket socket = new ClientSocket(listener);
    if (journal.isOn()) {
      String peer = target.withPort(port);
      journal.event(host, Layer.SOCKET, peer, "connect " + peer);
    }
    if (!boundAddress.isUnspecified() && !ip.isLocal(boundAddress)) {
      return failed(socket, KernelError.EADDRNOTAVAIL, boundAddress + " is not this host's");
    }
    IpAddress destination = target;
    if (target.isUnspecified()) {
      // 0.0.0.0 means this host (ip_route_output_key_hash_rcu), :: means ::1 (tcp_v6_connect).
      destination =
          target instanceof Ipv6Address
              ? Ipv6Address.LOOPBACK
              : boundAddress.isUnspecified() ? Ipv4Address.LOOPBACK : boundAddress;
    }
    if (!boundAddress.isUnspecified() && !boundAddress.isSameFamily(destination)) {
      // ip6_dst_lookup_tail: an IPv4-mapped source has no way to an IPv6 destination. The other way
      // round there is no route (both measured on 6.18).
      KernelError why =
          destination instanceof Ipv6Address ? KernelError.EAFNOSUPPORT : KernelError.ENETUNREACH;
      return failed(socket, why, boundAddress + " is of another family than " + target);
    }
    if (destination instanceof Ipv6Address && destination.isMulticast()) {
      return failed(socket, KernelError.ENETUNREACH, "TCP has no multicast");
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
    if (boundAddress instanceof Ipv4Address && boundAddress.isLoopback() && !toSelf) {
      return failed(socket, KernelError.EINVAL, boundAddress + " must not leave the host");
    }
    IpAddress source =
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

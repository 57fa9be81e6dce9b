package io.synsent.engine.router;

import io.synsent.engine.Nullable;
import io.synsent.engine.capture.Journal;
import io.synsent.engine.capture.Layer;
import io.synsent.engine.host.Host;
import io.synsent.engine.link.Device;
import io.synsent.engine.neighbour.OutgoingPacket;
import io.synsent.engine.network.Forwarder;
import io.synsent.engine.network.IcmpError;
import io.synsent.engine.network.IpLayer;
import io.synsent.engine.network.KernelError;
import io.synsent.engine.network.Route;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.Ipv6Packet;

/** Internal. What makes a host a router (net/ipv4/ip_forward.c). */
public final class Router implements Forwarder {

  private final Host host;
  private final Journal journal;

  private Router(Host host, Journal journal) {
    this.host = host;
    this.journal = journal;
  }

  /** Makes {@code host} pass on what is not for it. */
  public static void on(Host host, Journal journal) {
    host.ip().setForwarder(new Router(host, journal));
  }

  @Override
  public void forward(IpPacket packet, Device from) {
    IpLayer ip = host.ip();
    if (packet.ttl() <= 1) {
      // RFC 1812, section 5.3.1: "discarded", with an ICMP time exceeded.
      say(packet, "TTL exceeded");
      ip.sendError(IcmpError.TTL_EXCEEDED, packet);
      return;
    }
    Route route = ip.routes().lookup(packet.destination());
    KernelError error = IpLayer.errorOf(route);
    if (route == null || error != null) {
      refuse(packet, error);
      return;
    }
    // ip_decrease_ttl comes before the FORWARD chain: what a firewall quotes is one hop older.
    IpPacket older = packet.withTtl(packet.ttl() - 1);
    if (ip.mayForward(older)) {
      ip.forward(route, new OutgoingPacket(older, /* confirmsNeighbour= */ false));
    }
  }

  /**
   * ip_error (net/ipv4/route.c), ip6_pkt_drop (net/ipv6/route.c): what a route that leads nowhere
   * tells the sender. IPv6 says "no route" for an unreachable one too.
   */
  private void refuse(IpPacket packet, @Nullable KernelError error) {
    say(packet, "no way on: " + error);
    if (error == KernelError.EHOSTUNREACH) {
      host.ip()
          .sendError(
              packet instanceof Ipv6Packet ? IcmpError.NO_ROUTE : IcmpError.HOST_UNREACHABLE,
              packet);
    } else if (error == KernelError.ENETUNREACH) {
      host.ip().sendError(IcmpError.NO_ROUTE, packet);
    } else if (error == KernelError.EACCES) {
      host.ip().sendError(IcmpError.ADMIN_PROHIBITED, packet);
    }
    // EINVAL, a blackhole: silence.
  }

  private void say(IpPacket packet, String text) {
    if (journal.isOn()) {
      journal.event(
          host.name(), Layer.ROUTER, packet.source() + " > " + packet.destination(), text);
    }
  }
}

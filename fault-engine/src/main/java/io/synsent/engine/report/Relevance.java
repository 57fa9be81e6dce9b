package io.synsent.engine.report;

import io.synsent.engine.capture.CapturedFrame;
import io.synsent.engine.capture.JournalEntry;
import io.synsent.engine.capture.Layer;
import io.synsent.engine.packet.ArpPacket;
import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.NeighbourDiscovery;
import io.synsent.engine.packet.Quote;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.topology.ConnectAttempt;
import io.synsent.engine.topology.Network;

/** Which entries of the journal have to do with one connect. */
final class Relevance {

  private final String client;
  private final IpAddress local;
  private final int localPort;
  private final IpAddress target;
  private final int port;
  private final IpAddress nextHop;
  private final String forth;
  private final String back;
  private final String unbound;

  Relevance(Network network, ConnectAttempt connect) {
    this.client = network.client().name();
    this.local = connect.localAddress();
    this.localPort = connect.localPort();
    this.target =
        connect.target().isUnspecified() && !local.isUnspecified() ? local : connect.target();
    this.port = connect.port();
    this.nextHop = network.nextHop(target);
    this.forth = local.withPort(localPort) + " > " + target.withPort(port);
    this.back = target.withPort(port) + " > " + local.withPort(localPort);
    this.unbound = connect.target().withPort(port);
  }

  /**
   * Whether the entry belongs to the connect: at the client's taps its segments, ICMP about them
   * and ARP or NDP for its next hop; in any host what is said of its connection or of its next hop.
   */
  boolean of(JournalEntry entry) {
    CapturedFrame captured = entry.frame();
    if (captured != null) {
      return entry.host().equals(client) && isAbout(captured);
    }
    String subject = entry.subject();
    if (subject.equals(forth) || subject.equals(back) || subject.equals(unbound)) {
      return true;
    }
    Layer layer = entry.layer();
    if (layer == Layer.NEIGHBOUR) {
      boolean ofClient = entry.host().equals(client);
      return subject.equals((ofClient ? nextHop : target).toString());
    }
    return layer == Layer.LINK || layer == Layer.WIRE || isBetween(subject);
  }

  private boolean isBetween(String subject) {
    return subject.equals(local + " > " + target);
  }

  private boolean isAbout(CapturedFrame captured) {
    if (captured.frame().payload() instanceof ArpPacket arp) {
      return arp.targetIp().equals(nextHop) || arp.senderIp().equals(nextHop);
    }
    if (!(captured.frame().payload() instanceof IpPacket packet)) {
      return false;
    }
    if (packet.payload() instanceof TcpSegment segment) {
      return isOurs(
              packet.source(),
              segment.sourcePort(),
              packet.destination(),
              segment.destinationPort())
          || isOurs(
              packet.destination(),
              segment.destinationPort(),
              packet.source(),
              segment.sourcePort());
    }
    if (packet.payload() instanceof Icmpv6Message message) {
      return isAboutNextHop(message) || Quote.in(message).filter(this::isOurs).isPresent();
    }
    return packet.payload() instanceof IcmpMessage message
        && Quote.in(message).filter(this::isOurs).isPresent();
  }

  private boolean isAboutNextHop(Icmpv6Message message) {
    return NeighbourDiscovery.in(message)
        .filter(discovery -> discovery.target().equals(nextHop))
        .isPresent();
  }

  private boolean isOurs(Quote quote) {
    return quote.protocol() == Ipv4Packet.TCP
        && isOurs(quote.source(), quote.sourcePort(), quote.destination(), quote.destinationPort());
  }

  private boolean isOurs(
      IpAddress source, int sourcePort, IpAddress destination, int destinationPort) {
    return sourcePort == localPort
        && destinationPort == port
        && source.equals(local)
        && destination.equals(target);
  }
}

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
import io.synsent.engine.topology.SimulatedHost;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Which entries of the journal have to do with one connect, and under which keys to find them. */
final class Relevance {

  /** The key of what concerns everybody: cables and devices. */
  private static final String ANY = "*";

  private final String client;
  private final IpAddress local;
  private final int localPort;
  private final IpAddress target;
  private final int port;
  private final IpAddress nextHop;
  private final String forth;
  private final String back;
  private final String unbound;
  private final String ofPort;
  private final long firstEntry;

  Relevance(Network network, ConnectAttempt connect) {
    this.client = network.client().name();
    this.local = connect.localAddress();
    this.localPort = connect.localPort();
    this.target =
        connect.target().isUnspecified() && !local.isUnspecified() ? local : connect.target();
    this.port = connect.port();
    this.nextHop = network.nextHop(target);
    this.forth = ends(local, localPort, target, port);
    this.back = ends(target, port, local, localPort);
    this.unbound = connect.target().withPort(port);
    this.ofPort = SimulatedHost.subjectOfPort(connect.target(), port);
    this.firstEntry = connect.firstEntry();
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
    if (subject.equals(forth)
        || subject.equals(back)
        || subject.equals(ofPort)
        || isOfTheUnboundSocket(entry)) {
      return true;
    }
    Layer layer = entry.layer();
    if (layer == Layer.FIREWALL && subject.equals(target.toString())) {
      return true;
    }
    if (layer == Layer.NEIGHBOUR) {
      boolean ofClient = entry.host().equals(client);
      return subject.equals((ofClient ? nextHop : target).toString());
    }
    return layer == Layer.LINK || layer == Layer.WIRE || isBetween(subject);
  }

  /**
   * Before a socket has its port only its target names it, which it may share with many; but then
   * the entry is the connect's first, or the connect ended before anything else happened.
   */
  private boolean isOfTheUnboundSocket(JournalEntry entry) {
    return (localPort == 0 || entry.sequence() == firstEntry) && entry.subject().equals(unbound);
  }

  /**
   * Whether the entry belongs to the connect's whole way: what {@link #of} says, and beyond the
   * client's taps those of every other host.
   *
   * @param neighbours whose MAC addresses are asked for on the way
   */
  boolean ofTheWay(JournalEntry entry, Set<String> neighbours) {
    CapturedFrame captured = entry.frame();
    if (captured == null) {
      return of(entry)
          || (entry.layer() == Layer.NEIGHBOUR && neighbours.contains(entry.subject()));
    }
    Resolution resolution = Resolution.in(captured.frame().payload());
    return isAbout(captured)
        || (resolution != null
            && (neighbours.contains(resolution.about().toString())
                || neighbours.contains(resolution.sender().toString())));
  }

  /** The keys of every entry that {@link #of} says yes to, but for the connect's first. */
  List<String> keys() {
    Stream<String> keys =
        Stream.of(
            forth,
            back,
            ofPort,
            local + " > " + target,
            nextHop.toString(),
            target.toString(),
            ANY);
    return Stream.concat(keys, localPort == 0 ? Stream.of(unbound) : Stream.of())
        .distinct()
        .toList();
  }

  /** The keys under which an entry is to be found. */
  static List<String> keysOf(JournalEntry entry) {
    CapturedFrame captured = entry.frame();
    if (captured == null) {
      boolean anybodys = entry.layer() == Layer.LINK || entry.layer() == Layer.WIRE;
      return List.of(anybodys ? ANY : entry.subject());
    }
    Resolution resolution = Resolution.in(captured.frame().payload());
    if (resolution != null) {
      return List.of(
          resolution.about().toString(),
          resolution.sender().toString(),
          resolution.receiver().toString());
    }
    if (captured.frame().payload() instanceof IpPacket packet) {
      Optional<Quote> quote =
          packet.payload() instanceof IcmpMessage message
              ? Quote.in(message)
              : packet.payload() instanceof Icmpv6Message message6
                  ? Quote.in(message6)
                  : Optional.empty();
      if (quote.isPresent()) {
        Quote q = quote.get();
        return List.of(ends(q.source(), q.sourcePort(), q.destination(), q.destinationPort()));
      }
    }
    return List.of(entry.subject());
  }

  private static String ends(IpAddress from, int fromPort, IpAddress to, int toPort) {
    return from.withPort(fromPort) + " > " + to.withPort(toPort);
  }

  IpAddress nextHop() {
    return nextHop;
  }

  IpAddress target() {
    return target;
  }

  /** What the client's own events about the connection are about. */
  String forth() {
    return forth;
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

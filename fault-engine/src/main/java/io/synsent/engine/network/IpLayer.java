package io.synsent.engine.network;

import io.synsent.engine.Nullable;
import io.synsent.engine.capture.Journal;
import io.synsent.engine.capture.Layer;
import io.synsent.engine.link.Device;
import io.synsent.engine.neighbour.NeighbourSettings;
import io.synsent.engine.neighbour.NeighbourTable;
import io.synsent.engine.neighbour.NeighbourUser;
import io.synsent.engine.neighbour.OutgoingPacket;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.Ipv6Address;
import io.synsent.engine.packet.Ipv6Packet;
import io.synsent.engine.packet.RawPayload;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.time.Timers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** Internal. The IP layer of one host, of both families: send, receive, route, filter. */
public final class IpLayer implements NeighbourUser {

  private static final Prefix LINK_LOCAL = Prefix.parse("fe80::/64");

  private final String host;
  private final Journal journal;
  private final Ipv4Settings settings;
  private final RoutingTable routes = new RoutingTable();
  private final Firewall firewall = new Firewall();
  private final NeighbourTable neighbours;
  private final NeighbourTable neighboursV6;
  private final Icmp icmp;
  private final Icmpv6 icmpv6;
  private final Device loopback;
  private final Map<Device, List<IpAddress>> addressesOn = new LinkedHashMap<>();
  private final Set<IpAddress> local = new HashSet<>();
  private final Set<IpAddress> broadcasts = new HashSet<>();
  private final Map<Integer, ProtocolHandler> handlers = new HashMap<>();
  private @Nullable Forwarder forwarder;
  private Predicate<IpAddress> silentAbout = address -> false;

  public IpLayer(
      String host,
      Timers timers,
      Journal journal,
      RandomGenerator random,
      Ipv4Settings settings,
      IcmpSettings icmpSettings,
      NeighbourSettings neighbourSettings,
      Device loopback) {
    this.host = host;
    this.journal = journal;
    this.settings = settings;
    this.loopback = loopback;
    this.neighbours = NeighbourTable.arp(host, timers, journal, random, neighbourSettings, this);
    this.neighboursV6 = NeighbourTable.ndp(host, timers, journal, random, neighbourSettings, this);
    IcmpLimits limits = new IcmpLimits(timers, random, icmpSettings);
    this.icmp = new Icmp(host, this, timers, journal, random, icmpSettings, limits);
    this.icmpv6 = new Icmpv6(host, this, journal, icmpSettings, limits);
    broadcasts.add(Ipv4Address.LIMITED_BROADCAST);
    addressesOn.put(loopback, List.of(Ipv4Address.LOOPBACK, Ipv6Address.LOOPBACK));
    routes.add(Route.local(Prefix.parse("127.0.0.0/8"), loopback, Ipv4Address.LOOPBACK));
    routes.add(Route.local(Prefix.of(Ipv6Address.LOOPBACK), loopback, Ipv6Address.LOOPBACK));
  }

  /** {@code ip address add ADDRESS/LENGTH dev DEVICE}: with the routes that come with it. */
  public void addAddress(Device device, IpAddress address, int prefixLength) {
    if (address instanceof Ipv6Address && !hasIpv6(device)) {
      addIpv6LinkLocal(device);
    }
    Prefix prefix = Prefix.around(address, prefixLength);
    addLocal(device, address);
    if (prefixLength < 31) {
      prefix
          .broadcast()
          .ifPresent(
              broadcast -> {
                broadcasts.add(broadcast);
                routes.add(
                    new Route(Prefix.of(broadcast), RouteType.BROADCAST, null, device, address));
              });
    }
    if (prefixLength < address.bits()
        && !(address instanceof Ipv6Address && address.isLinkLocal())) {
      routes.add(Route.connected(prefix, device, address));
    }
  }

  private boolean hasIpv6(Device device) {
    return addressesOn.getOrDefault(device, List.of()).stream()
        .anyMatch(Ipv6Address.class::isInstance);
  }

  /** addrconf_add_linklocal: where there is IPv6 there is an address of the link, and a route. */
  private void addIpv6LinkLocal(Device device) {
    Ipv6Address own = Ipv6Address.linkLocal(device.mac());
    addLocal(device, own);
    routes.add(Route.connected(LINK_LOCAL, device, own));
  }

  private void addLocal(Device device, IpAddress address) {
    addressesOn.computeIfAbsent(device, d -> new ArrayList<>()).add(address);
    local.add(address);
    routes.add(Route.local(Prefix.of(address), device, address));
  }

  /** The transport protocol of this number. */
  public void setHandler(int protocol, ProtocolHandler handler) {
    handlers.put(protocol, handler);
  }

  /** About which next hops that do not answer this host sends no ICMP host unreachable. */
  public void setSilentAbout(Predicate<IpAddress> destinations) {
    silentAbout = destinations;
  }

  @Nullable
  ProtocolHandler handler(int protocol) {
    return handlers.get(protocol);
  }

  /** Makes this host a router. */
  public void setForwarder(Forwarder newForwarder) {
    forwarder = newForwarder;
  }

  /** Sends a packet of this host's own, whatever becomes of it. */
  public void send(IpPacket packet) {
    send(packet, /* confirmsNeighbour= */ false);
  }

  /**
   * Sends a packet of this host's own.
   *
   * @param confirmsNeighbour whether an answer just came through the next hop, which is thereby
   *     known to be alive (sk_dst_confirm)
   */
  public Transmission send(IpPacket packet, boolean confirmsNeighbour) {
    OutgoingPacket outgoing = new OutgoingPacket(packet, confirmsNeighbour);
    Route route = routes.lookup(packet.destination());
    KernelError error = errorOf(route);
    if (route == null || error != null) {
      return new Transmission(outgoing, error);
    }
    FirewallAction verdict = firewall.verdict(Chain.OUTPUT, packet);
    if (verdict != FirewallAction.ACCEPT) {
      refuse(Chain.OUTPUT, verdict, packet);
    } else if (!transmit(route, outgoing)) {
      // BSD: the neighbour is rejected. "rt == rt0 ? EHOSTDOWN : EHOSTUNREACH" (route_to_gwroute).
      return new Transmission(
          outgoing, route.gateway() == null ? KernelError.EHOSTDOWN : KernelError.EHOSTUNREACH);
    }
    return new Transmission(outgoing, null);
  }

  /** Passes on somebody else's packet along {@code route}. */
  public void forward(Route route, OutgoingPacket outgoing) {
    if (!transmit(route, outgoing)) {
      unreachable(outgoing.packet());
    }
  }

  /** Returns false if the next hop is known to be down, and the sender is to be told so. */
  private boolean transmit(Route route, OutgoingPacket outgoing) {
    Device device = deviceOf(route);
    IpPacket packet = outgoing.packet();
    if (route.type() == RouteType.LOCAL) {
      return neighbours(packet.destination()).send(loopback, packet.destination(), outgoing);
    }
    if (route.type() == RouteType.BROADCAST || packet.destination().isMulticast()) {
      say(Layer.IP, packet, "broadcast and multicast are not sent");
      return true;
    }
    IpAddress nextHop = route.gateway() == null ? packet.destination() : route.gateway();
    return neighbours(nextHop).send(device, nextHop, outgoing);
  }

  private static Device deviceOf(Route route) {
    Device device = route.device();
    if (device == null) {
      throw new IllegalStateException("bug in SynSent: " + route + " has no device");
    }
    return device;
  }

  /**
   * What a packet meets that has this route: the errors of fib_props in net/ipv4/fib_semantics.c.
   */
  public static @Nullable KernelError errorOf(@Nullable Route route) {
    if (route == null) {
      return KernelError.ENETUNREACH;
    }
    return switch (route.type()) {
      case UNREACHABLE -> KernelError.EHOSTUNREACH;
      case PROHIBIT -> KernelError.EACCES;
      case BLACKHOLE -> KernelError.EINVAL;
      case THROW -> KernelError.ENETUNREACH;
      case UNICAST, LOCAL, BROADCAST -> null;
    };
  }

  /**
   * The source address of a packet that has none yet: the route's, else one of its device.
   *
   * @param route one that leads somewhere
   */
  public IpAddress sourceFor(Route route, IpAddress destination) {
    if (route.source() != null) {
      return route.source();
    }
    Device device = deviceOf(route);
    return destination instanceof Ipv6Address
        ? ipv6AddressOn(device, destination.isLinkLocal())
        : addressOn(device);
  }

  /** A packet arrived at {@code device} (ip_rcv, ip6_rcv). */
  public void receive(Device device, IpPacket packet) {
    IpAddress destination = packet.destination();
    if (isLocal(destination)) {
      receiveOwn(device, packet);
    } else if (isBroadcast(destination) || destination.isMulticast()) {
      // Nothing that is simulated here listens to broadcast; TCP must not (RFC 1122, 4.2.3.10).
      return;
    } else if (forwarder != null) {
      forwarder.forward(packet, device);
    } else {
      say(Layer.IP, packet, "not for this host, and ip_forward is off: thrown away");
    }
  }

  /** A frame for the neighbour layer arrived: ARP, or NDP, which passes the firewall first. */
  public void receiveNeighbour(Device device, EthernetFrame frame) {
    if (frame.payload() instanceof Ipv6Packet packet) {
      FirewallAction verdict = firewall.verdict(Chain.INPUT, packet);
      if (verdict == FirewallAction.ACCEPT) {
        neighboursV6.receive(device, frame);
      } else {
        refuse(Chain.INPUT, verdict, packet);
      }
    } else {
      neighbours.receive(device, frame);
    }
  }

  private void receiveOwn(Device device, IpPacket packet) {
    FirewallAction verdict = firewall.verdict(Chain.INPUT, packet);
    if (verdict != FirewallAction.ACCEPT) {
      refuse(Chain.INPUT, verdict, packet);
      return;
    }
    if (packet instanceof Ipv4Packet v4 && packet.payload() instanceof IcmpMessage message) {
      icmp.receive(v4, message);
      return;
    }
    if (packet instanceof Ipv6Packet v6 && packet.payload() instanceof Icmpv6Message message) {
      icmpv6.receive(device, v6, message);
      return;
    }
    ProtocolHandler handler = handlers.get(packet.protocol());
    if (handler != null) {
      handler.receive(packet);
    } else {
      sendError(
          packet.protocol() == Ipv4Packet.UDP
              ? IcmpError.PORT_UNREACHABLE
              : IcmpError.PROTOCOL_UNREACHABLE,
          packet);
    }
  }

  /**
   * What the FORWARD chain says about a packet for somebody else; a refused one is dealt with.
   *
   * @return whether the packet may go on
   */
  public boolean mayForward(IpPacket packet) {
    FirewallAction verdict = firewall.verdict(Chain.FORWARD, packet);
    if (verdict != FirewallAction.ACCEPT) {
      refuse(Chain.FORWARD, verdict, packet);
      return false;
    }
    return true;
  }

  private void refuse(Chain chain, FirewallAction action, IpPacket packet) {
    say(Layer.FIREWALL, packet, chain + ": " + action);
    if (action == FirewallAction.REJECT_TCP_RESET) {
      rejectWithReset(packet);
    } else {
      action.icmpError().ifPresent(error -> sendError(error, packet));
    }
  }

  /** Tells the sender of {@code original} what went wrong, if it may be told. */
  public void sendError(IcmpError error, IpPacket original) {
    if (original instanceof Ipv4Packet v4) {
      icmp.sendError(error, v4);
    } else if (original instanceof Ipv6Packet v6) {
      icmpv6.sendError(error, v6);
    }
  }

  /** nf_send_reset (net/ipv4/netfilter/nf_reject_ipv4.c): a RST as from the packet's target. */
  private void rejectWithReset(IpPacket packet) {
    if (!(packet.payload() instanceof TcpSegment segment) || segment.has(TcpSegment.RST)) {
      return;
    }
    send(
        tcpPacket(
            /* source= */ packet.destination(),
            /* destination= */ packet.source(),
            /* id= */ 0,
            resetFor(segment)));
  }

  /**
   * A segment with the header of its family.
   *
   * @param id IPv4's identification; IPv6 has none
   */
  public IpPacket tcpPacket(IpAddress source, IpAddress destination, int id, TcpSegment segment) {
    if (source instanceof Ipv6Address from && destination instanceof Ipv6Address to) {
      return new Ipv6Packet(
          from,
          to,
          Ipv4Packet.TCP,
          settings.defaultTtl(),
          /* trafficClass= */ 0,
          flowLabel(from, to, segment.sourcePort() << 16 | segment.destinationPort()),
          segment);
    }
    return new Ipv4Packet(
        (Ipv4Address) source,
        (Ipv4Address) destination,
        Ipv4Packet.TCP,
        settings.defaultTtl(),
        id,
        /* dontFragment= */ true,
        /* tos= */ 0,
        segment);
  }

  /**
   * The label of a flow: a hash of what makes it one (auto_flowlabels 1, RFC 6437). Linux draws a
   * new one when a segment is retransmitted; here it stays.
   */
  static int flowLabel(Ipv6Address source, Ipv6Address destination, int ports) {
    long hash = (source.mixed() * 31 + destination.mixed()) * 31 + ports;
    return (int) ((hash * 0x9E37_79B9_7F4A_7C15L) >>> 44);
  }

  /**
   * The RST that answers a segment no connection wants (RFC 9293, section 3.10.7.1): "If the ACK
   * bit is off, sequence number zero is used, SEQ=0, ACK=SEG.SEQ+SEG.LEN, CTL=RST,ACK. If the ACK
   * bit is on, SEQ=SEG.ACK, CTL=RST".
   */
  public static TcpSegment resetFor(TcpSegment segment) {
    boolean acked = segment.has(TcpSegment.ACK);
    return new TcpSegment(
        /* sourcePort= */ segment.destinationPort(),
        /* destinationPort= */ segment.sourcePort(),
        acked ? segment.acknowledgment() : 0,
        acked ? 0 : (segment.sequence() + segment.sequenceLength()) & 0xFFFF_FFFFL,
        acked ? TcpSegment.RST : TcpSegment.RST | TcpSegment.ACK,
        /* window= */ 0,
        List.of(),
        RawPayload.EMPTY);
  }

  /** ipv4_link_failure, ip6_link_failure: the neighbour layer found nobody at the next hop. */
  @Override
  public void unreachable(IpPacket packet) {
    if (silentAbout.test(packet.destination())) {
      say(Layer.ROUTER, packet, "nobody there; says nothing about it");
      return;
    }
    if (!icmp.tellsItself() && packet instanceof Ipv4Packet && isLocal(packet.source())) {
      say(Layer.IP, packet, "nobody at the next hop: thrown away");
      return;
    }
    sendError(IcmpError.HOST_UNREACHABLE, packet);
  }

  @Override
  public boolean isLocal(IpAddress address) {
    return address.isLoopback() || local.contains(address);
  }

  /** Whether {@code address} means everybody on a LAN of this host's. */
  public boolean isBroadcast(IpAddress address) {
    return broadcasts.contains(address);
  }

  @Override
  public boolean isLocalOn(Device device, IpAddress address) {
    return addressesOn.getOrDefault(device, List.of()).contains(address);
  }

  @Override
  public Ipv4Address addressOn(Device device) {
    for (IpAddress address : addressesOn.getOrDefault(device, List.of())) {
      if (address instanceof Ipv4Address v4) {
        return v4;
      }
    }
    throw new IllegalStateException("bug in SynSent: " + device + " has no IPv4 address");
  }

  /**
   * The first IPv6 address of this scope, else the first of the other, which is of the link: there
   * always is one (RFC 6724, rule 2).
   */
  private Ipv6Address ipv6AddressOn(Device device, boolean linkLocal) {
    List<Ipv6Address> all =
        addressesOn.getOrDefault(device, List.of()).stream()
            .filter(Ipv6Address.class::isInstance)
            .map(Ipv6Address.class::cast)
            .toList();
    return all.stream()
        .filter(address -> address.isLinkLocal() == linkLocal)
        .findFirst()
        .or(() -> all.stream().findFirst())
        .orElseThrow(
            () -> new IllegalStateException("bug in SynSent: " + device + " has no IPv6 address"));
  }

  @Override
  public boolean isRouter() {
    return forwarder != null;
  }

  @Override
  public boolean maySend(IpPacket packet) {
    FirewallAction verdict = firewall.verdict(Chain.OUTPUT, packet);
    if (verdict != FirewallAction.ACCEPT) {
      refuse(Chain.OUTPUT, verdict, packet);
    }
    return verdict == FirewallAction.ACCEPT;
  }

  /** The addresses on a device, in the order in which they were added. */
  public List<IpAddress> addressesOn(Device device) {
    return List.copyOf(addressesOn.getOrDefault(device, List.of()));
  }

  /** The routing table. */
  public RoutingTable routes() {
    return routes;
  }

  /** The neighbour table of IPv4, which ARP fills. */
  public NeighbourTable neighbours() {
    return neighbours;
  }

  /** The neighbour table of the family of {@code address}. */
  public NeighbourTable neighbours(IpAddress address) {
    return address instanceof Ipv6Address ? neighboursV6 : neighbours;
  }

  /** Both neighbour tables. */
  public List<NeighbourTable> neighbourTables() {
    return List.of(neighbours, neighboursV6);
  }

  /** ICMPv6 of this host. */
  public Icmpv6 icmpv6() {
    return icmpv6;
  }

  /** ICMP of this host. */
  public Icmp icmp() {
    return icmp;
  }

  /** The knobs. */
  Ipv4Settings settings() {
    return settings;
  }

  /** Adds a rule behind those there are. */
  public void addFirewallRule(FirewallRule rule) {
    firewall.add(rule);
  }

  /** Takes all rules away. */
  public void clearFirewall() {
    firewall.clear();
  }

  /** The rules in order. */
  public List<FirewallRule> firewallRules() {
    return firewall.rules();
  }

  private void say(Layer layer, IpPacket packet, String text) {
    if (journal.isOn()) {
      journal.event(host, layer, subject(packet), text);
    }
  }

  private static String subject(IpPacket packet) {
    if (packet.payload() instanceof TcpSegment segment) {
      return packet.source().withPort(segment.sourcePort())
          + " > "
          + packet.destination().withPort(segment.destinationPort());
    }
    return packet.source() + " > " + packet.destination();
  }
}

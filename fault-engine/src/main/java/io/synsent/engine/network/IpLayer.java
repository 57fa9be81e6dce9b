package io.synsent.engine.network;

import io.synsent.engine.Nullable;
import io.synsent.engine.capture.Journal;
import io.synsent.engine.capture.Layer;
import io.synsent.engine.link.Device;
import io.synsent.engine.neighbour.NeighbourSettings;
import io.synsent.engine.neighbour.NeighbourTable;
import io.synsent.engine.neighbour.NeighbourUser;
import io.synsent.engine.neighbour.OutgoingPacket;
import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.RawPayload;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.time.Timers;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** Internal. The IPv4 layer of one host: send, receive, route, filter. */
public final class IpLayer implements NeighbourUser {

  private final String host;
  private final Journal journal;
  private final Ipv4Settings settings;
  private final RoutingTable routes = new RoutingTable();
  private final Firewall firewall = new Firewall();
  private final NeighbourTable neighbours;
  private final Icmp icmp;
  private final Device loopback;
  private final Map<Device, Ipv4Address> addressOn = new LinkedHashMap<>();
  private final Set<Ipv4Address> local = new HashSet<>();
  private final Set<Ipv4Address> broadcasts = new HashSet<>();
  private final Map<Integer, ProtocolHandler> handlers = new HashMap<>();
  private @Nullable Forwarder forwarder;
  private Predicate<Ipv4Address> silentAbout = address -> false;

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
    this.neighbours = new NeighbourTable(host, timers, journal, random, neighbourSettings, this);
    this.icmp = new Icmp(host, this, timers, journal, random, icmpSettings);
    broadcasts.add(Ipv4Address.LIMITED_BROADCAST);
    addressOn.put(loopback, Ipv4Address.LOOPBACK);
    routes.add(Route.local(Prefix.parse("127.0.0.0/8"), loopback, Ipv4Address.LOOPBACK));
  }

  /** {@code ip address add ADDRESS/LENGTH dev DEVICE}: with the routes that come with it. */
  public void addAddress(Device device, Ipv4Address address, int prefixLength) {
    Prefix prefix = Prefix.around(address, prefixLength);
    addressOn.putIfAbsent(device, address);
    local.add(address);
    routes.add(Route.local(new Prefix(address, 32), device, address));
    if (prefixLength < 31) {
      Ipv4Address broadcast = prefix.broadcast();
      broadcasts.add(broadcast);
      routes.add(new Route(new Prefix(broadcast, 32), RouteType.BROADCAST, null, device, address));
    }
    if (prefixLength < 32) {
      routes.add(Route.connected(prefix, device, address));
    }
  }

  /** The transport protocol of this number. */
  public void setHandler(int protocol, ProtocolHandler handler) {
    handlers.put(protocol, handler);
  }

  /** About which next hops that do not answer this host sends no ICMP host unreachable. */
  public void setSilentAbout(Predicate<Ipv4Address> destinations) {
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

  /** Sends a packet of this host's own. */
  public Transmission send(Ipv4Packet packet) {
    return send(packet, /* confirmsNeighbour= */ false);
  }

  /**
   * Sends a packet of this host's own.
   *
   * @param confirmsNeighbour whether an answer just came through the next hop, which is thereby
   *     known to be alive (sk_dst_confirm)
   */
  public Transmission send(Ipv4Packet packet, boolean confirmsNeighbour) {
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
    Device device = route.device();
    Ipv4Packet packet = outgoing.packet();
    if (device == null) {
      throw new IllegalStateException("bug in SynSent: " + route + " has no device");
    }
    if (route.type() == RouteType.LOCAL) {
      return neighbours.send(loopback, packet.destination(), outgoing);
    }
    if (route.type() == RouteType.BROADCAST || packet.destination().isMulticast()) {
      say(Layer.IP, packet, "broadcast and multicast are not sent");
      return true;
    }
    Ipv4Address nextHop = route.gateway() == null ? packet.destination() : route.gateway();
    return neighbours.send(device, nextHop, outgoing);
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

  /** The source address of a packet that has none yet. */
  public Ipv4Address sourceFor(Route route, Ipv4Address destination) {
    if (route.type() == RouteType.LOCAL && route.device() == loopback) {
      return destination.isLoopback() ? Ipv4Address.LOOPBACK : destination;
    }
    if (route.source() != null) {
      return route.source();
    }
    return route.device() == null ? Ipv4Address.ANY : addressOn(route.device());
  }

  /** A packet arrived at {@code device} (ip_rcv). */
  public void receive(Device device, Ipv4Packet packet) {
    Ipv4Address destination = packet.destination();
    if (isLocal(destination)) {
      receiveOwn(packet);
    } else if (isBroadcast(destination) || destination.isMulticast()) {
      // Nothing that is simulated here listens to broadcast; TCP must not (RFC 1122, 4.2.3.10).
      return;
    } else if (forwarder != null) {
      forwarder.forward(packet, device);
    } else {
      say(Layer.IP, packet, "not for this host, and ip_forward is off: thrown away");
    }
  }

  private void receiveOwn(Ipv4Packet packet) {
    FirewallAction verdict = firewall.verdict(Chain.INPUT, packet);
    if (verdict != FirewallAction.ACCEPT) {
      refuse(Chain.INPUT, verdict, packet);
      return;
    }
    if (packet.payload() instanceof IcmpMessage message) {
      icmp.receive(packet, message);
      return;
    }
    ProtocolHandler handler = handlers.get(packet.protocol());
    if (handler != null) {
      handler.receive(packet);
    } else {
      icmp.sendError(
          IcmpMessage.DESTINATION_UNREACHABLE,
          packet.protocol() == Ipv4Packet.UDP ? Icmp.PORT_UNREACHABLE : Icmp.PROTOCOL_UNREACHABLE,
          packet);
    }
  }

  /**
   * What the FORWARD chain says about a packet for somebody else; a refused one is dealt with.
   *
   * @return whether the packet may go on
   */
  public boolean mayForward(Ipv4Packet packet) {
    FirewallAction verdict = firewall.verdict(Chain.FORWARD, packet);
    if (verdict != FirewallAction.ACCEPT) {
      refuse(Chain.FORWARD, verdict, packet);
      return false;
    }
    return true;
  }

  private void refuse(Chain chain, FirewallAction action, Ipv4Packet packet) {
    say(Layer.FIREWALL, packet, chain + ": " + action);
    switch (action) {
      case ACCEPT, DROP -> {}
      case REJECT_TCP_RESET -> rejectWithReset(packet);
      case REJECT_ICMP_NET_UNREACHABLE -> rejectWithIcmp(Icmp.NET_UNREACHABLE, packet);
      case REJECT_ICMP_HOST_UNREACHABLE -> rejectWithIcmp(Icmp.HOST_UNREACHABLE, packet);
      case REJECT_ICMP_PROTO_UNREACHABLE -> rejectWithIcmp(Icmp.PROTOCOL_UNREACHABLE, packet);
      case REJECT_ICMP_PORT_UNREACHABLE -> rejectWithIcmp(Icmp.PORT_UNREACHABLE, packet);
      case REJECT_ICMP_NET_PROHIBITED -> rejectWithIcmp(Icmp.NET_PROHIBITED, packet);
      case REJECT_ICMP_HOST_PROHIBITED -> rejectWithIcmp(Icmp.HOST_PROHIBITED, packet);
      case REJECT_ICMP_ADMIN_PROHIBITED -> rejectWithIcmp(Icmp.ADMIN_PROHIBITED, packet);
    }
  }

  private void rejectWithIcmp(int code, Ipv4Packet packet) {
    icmp.sendError(IcmpMessage.DESTINATION_UNREACHABLE, code, packet);
  }

  /** nf_send_reset (net/ipv4/netfilter/nf_reject_ipv4.c): a RST as from the packet's target. */
  private void rejectWithReset(Ipv4Packet packet) {
    if (!(packet.payload() instanceof TcpSegment segment) || segment.has(TcpSegment.RST)) {
      return;
    }
    send(
        new Ipv4Packet(
            /* source= */ packet.destination(),
            /* destination= */ packet.source(),
            Ipv4Packet.TCP,
            settings.defaultTtl(),
            /* id= */ 0,
            /* dontFragment= */ true,
            /* tos= */ 0,
            resetFor(segment)));
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

  /** ipv4_link_failure: the neighbour layer found nobody at the next hop. */
  @Override
  public void unreachable(Ipv4Packet packet) {
    if (silentAbout.test(packet.destination())) {
      say(Layer.ROUTER, packet, "nobody there; says nothing about it");
      return;
    }
    icmp.sendError(IcmpMessage.DESTINATION_UNREACHABLE, Icmp.HOST_UNREACHABLE, packet);
  }

  @Override
  public boolean isLocal(Ipv4Address address) {
    return address.isLoopback() || local.contains(address);
  }

  /** Whether {@code address} means everybody on a LAN of this host's. */
  public boolean isBroadcast(Ipv4Address address) {
    return broadcasts.contains(address);
  }

  @Override
  public Ipv4Address addressOn(Device device) {
    Ipv4Address address = addressOn.get(device);
    if (address == null) {
      throw new IllegalStateException("bug in SynSent: " + device + " has no address");
    }
    return address;
  }

  /** The routing table. */
  public RoutingTable routes() {
    return routes;
  }

  /** The neighbour table below. */
  public NeighbourTable neighbours() {
    return neighbours;
  }

  /** ICMP of this host. */
  public Icmp icmp() {
    return icmp;
  }

  /** The knobs. */
  public Ipv4Settings settings() {
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

  private void say(Layer layer, Ipv4Packet packet, String text) {
    if (journal.isOn()) {
      journal.event(host, layer, subject(packet), text);
    }
  }

  private static String subject(Ipv4Packet packet) {
    if (packet.payload() instanceof TcpSegment segment) {
      return packet.source()
          + ":"
          + segment.sourcePort()
          + " > "
          + packet.destination()
          + ":"
          + segment.destinationPort();
    }
    return packet.source() + " > " + packet.destination();
  }
}

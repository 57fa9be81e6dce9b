package io.synsent.engine.topology;

import io.synsent.engine.Nullable;
import io.synsent.engine.capture.Journal;
import io.synsent.engine.host.Host;
import io.synsent.engine.host.HostProfile;
import io.synsent.engine.link.EthernetDevice;
import io.synsent.engine.network.Prefix;
import io.synsent.engine.network.Route;
import io.synsent.engine.network.RouteType;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv6Address;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.router.Router;
import io.synsent.engine.time.Simulation;
import io.synsent.engine.wire.Segment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Puts a declared network together: the client and its router on one LAN; beyond the router one LAN
 * for every /24 (IPv6: /64) that a declared host is in, with the router's leg on it; hosts, routers
 * of their own.
 */
final class NetworkAssembly {

  /** What the journal calls the connecting host. */
  static final String CLIENT = "client";

  /** What the journal calls the client's router. */
  static final String ROUTER = "router";

  private static final int FAR_PREFIX = 24;

  /** RFC 4291, section 2.5.4: interface identifiers have 64 bits. */
  private static final int FAR_PREFIX_V6 = 64;

  private static final Prefix LINK_LOCAL = Prefix.parse("fe80::/64");

  private final Network.Builder declared;
  final Simulation simulation;
  final Journal journal;
  private final RandomGenerator macs;
  private final Set<Long> macsTaken = new HashSet<>();
  private final Map<Prefix, Segment> segments = new LinkedHashMap<>();
  private final Map<EthernetDevice, Segment> segmentOf = new HashMap<>();
  private final Map<Prefix, IpAddress> routerOn = new LinkedHashMap<>();
  final Map<String, SimulatedLan> lans = new LinkedHashMap<>();
  final Map<String, SimulatedHost> hostsByName = new LinkedHashMap<>();
  final Map<IpAddress, SimulatedHost> hostsByAddress = new LinkedHashMap<>();
  private final Set<IpAddress> answeredAbout = new LinkedHashSet<>();
  private final Prefix clientPrefix;
  private @Nullable SimulatedHost gateway;

  NetworkAssembly(Network.Builder declared) {
    this.declared = declared;
    this.simulation = new Simulation(declared.seed);
    this.journal =
        declared.journalLimit == Integer.MAX_VALUE
            ? new Journal(simulation)
            : declared.journalLimit == 0
                ? Journal.off(simulation)
                : Journal.ofLast(simulation, declared.journalLimit);
    this.macs = simulation.random("MAC addresses");
    this.clientPrefix = declared.clientInterface.prefix();
  }

  /** Everything, the client first, its router second. */
  void assemble() {
    Segment lan = segment(clientPrefix);
    if (declared.clientInterfaceV6 != null) {
      // Both families are on one cable.
      shareLan(declared.clientInterfaceV6.prefix(), lan);
      shareLan(LINK_LOCAL, lan);
    }
    assembleClient();
    assembleGateway();
    for (HostBuilder host : declared.routers.values()) {
      for (HostBuilder.Interface itf : host.interfaces) {
        segment(itf.prefix());
        routerOn.putIfAbsent(itf.prefix(), itf.address());
      }
    }
    declared.routers.values().forEach(host -> add(host, host.interfaces, List.of()));
    declared.hosts.values().forEach(this::assembleHost);
  }

  private void assembleClient() {
    HostBuilder spec = declared.client;
    List<HostBuilder.Interface> interfaces = new ArrayList<>();
    interfaces.add(declared.clientInterface);
    if (declared.clientInterfaceV6 != null) {
      interfaces.add(declared.clientInterfaceV6);
    }
    interfaces.addAll(spec.interfaces);
    List<HostBuilder.StaticRoute> routes = new ArrayList<>();
    for (IpAddress gatewayAddress : gatewayAddresses()) {
      routes.add(defaultVia(gatewayAddress));
    }
    add(spec, interfaces, routes);
  }

  private List<IpAddress> gatewayAddresses() {
    return Stream.of(Optional.ofNullable(declared.gateway), Optional.ofNullable(declared.gatewayV6))
        .flatMap(Optional::stream)
        .toList();
  }

  private static HostBuilder.StaticRoute defaultVia(IpAddress router) {
    return new HostBuilder.StaticRoute(
        HostBuilder.prefixOf("default", router), RouteType.UNICAST, router);
  }

  private void assembleGateway() {
    List<IpAddress> gatewayAddresses = gatewayAddresses();
    if (gatewayAddresses.isEmpty()) {
      return;
    }
    HostBuilder spec = declared.gatewayRouter;
    spec.forwards();
    List<HostBuilder.Interface> interfaces = new ArrayList<>();
    for (IpAddress address : gatewayAddresses) {
      HostBuilder named = declared.hosts.get(address.toString());
      if (named != null) {
        // The router was named as a host: both are declarations of the same box.
        mergeInto(spec, named);
      }
      Prefix prefix = address instanceof Ipv6Address ? prefixOf(address) : clientPrefix;
      interfaces.add(new HostBuilder.Interface(address, prefix));
      routerOn.put(prefix, address);
    }
    interfaces.addAll(spec.interfaces);
    for (HostBuilder.Interface itf : spec.interfaces) {
      routerOn.put(itf.prefix(), itf.address());
    }
    gateway = add(spec, interfaces, List.of());
    // What nobody declared is beyond the internet's horizon: packets go there and nothing comes
    // back.
    Host router = gateway.host();
    router.ip().routes().add(Route.nowhere(Prefix.DEFAULT, RouteType.BLACKHOLE));
    router.ip().routes().add(Route.nowhere(Prefix.DEFAULT_V6, RouteType.BLACKHOLE));
    router.ip().setSilentAbout(target -> !answeredAbout.contains(target));
  }

  private static void mergeInto(HostBuilder spec, HostBuilder named) {
    spec.open.addAll(named.open);
    spec.closed.addAll(named.closed);
    spec.rules.addAll(named.rules);
    spec.routes.addAll(named.routes);
    spec.fullBacklogs.putAll(named.fullBacklogs);
    spec.outages.addAll(named.outages);
    spec.absent |= named.absent;
    if (named.profile != null) {
      spec.profile = named.profile;
    }
  }

  private void assembleHost(HostBuilder spec) {
    if (Names.isAddress(spec.name())) {
      IpAddress address = IpAddress.parse(spec.name());
      if (isClients(address)) {
        assembleOnClient(spec, address);
      } else if (!gatewayAddresses().contains(address)) {
        addAt(spec, List.of(address));
      }
      return;
    }
    List<IpAddress> addresses = declared.names.resolve(spec.name()).orElseThrow();
    List<IpAddress> own = new ArrayList<>();
    for (IpAddress address : addresses) {
      if (isClients(address)) {
        assembleOnClient(spec, address);
      } else {
        own.add(address);
      }
    }
    if (!own.isEmpty()) {
      addAt(spec, own);
    }
  }

  private boolean isClients(IpAddress address) {
    return address.isLoopback()
        || address.equals(declared.clientInterface.address())
        || (declared.clientInterfaceV6 != null
            && address.equals(declared.clientInterfaceV6.address()));
  }

  /** A host that is this host: its own address, one of 127.0.0.0/8, or ::1. */
  private void assembleOnClient(HostBuilder spec, IpAddress address) {
    if (spec.absent || spec.outages.stream().anyMatch(o -> o.kind() == Outage.Kind.UNREACHABLE)) {
      throw new IllegalArgumentException(
          address
              + " is the connecting host itself and cannot be unreachable: declare a closed port,"
              + " or use another address");
    }
    SimulatedHost client = hosts(CLIENT);
    hostsByAddress.put(address, client);
    hostsByName.putIfAbsent(spec.name(), client);
    furnish(spec, client);
  }

  private SimulatedHost hosts(String name) {
    SimulatedHost host = hostsByName.get(name);
    if (host == null) {
      throw new IllegalStateException("bug in SynSent: there is no host " + name);
    }
    return host;
  }

  private void addAt(HostBuilder spec, List<IpAddress> addresses) {
    List<HostBuilder.Interface> interfaces = new ArrayList<>();
    for (IpAddress address : addresses) {
      refuseImpossible(spec, address);
      Prefix prefix = prefixOf(address);
      segment(prefix);
      interfaces.add(new HostBuilder.Interface(address, prefix));
      if (spec.lastRouter == LastRouter.ANSWERS) {
        answeredAbout.add(address);
      }
    }
    interfaces.addAll(spec.interfaces);
    List<HostBuilder.StaticRoute> routes = new ArrayList<>();
    for (boolean v6 : new boolean[] {false, true}) {
      interfaces.stream()
          .filter(itf -> itf.prefix().isIpv6() == v6)
          .findFirst()
          .map(itf -> routerFor(itf.prefix(), addresses))
          .ifPresent(way -> routes.add(defaultVia(way)));
    }
    add(spec, interfaces, routes);
  }

  private void refuseImpossible(HostBuilder spec, IpAddress address) {
    if (!spec.absent
        && (address.isUnspecified()
            || address.isMulticast()
            || address.equals(Ipv4Address.LIMITED_BROADCAST)
            || clientPrefix.broadcast().filter(address::equals).isPresent())) {
      throw new IllegalArgumentException(
          address + " is no single host's address: take one such as 192.168.31.7");
    }
    SimulatedHost taken = hostsByAddress.get(address);
    if (taken != null && spec.onlyNamed != null) {
      throw new IllegalArgumentException(
          address
              + " is declared twice, as one of the addresses "
              + taken.addresses()
              + " of "
              + taken.name()
              + " and by the name "
              + spec.onlyNamed
              + ": expected one name for a host of several addresses, found two; take one of them"
              + " away, or declare a host for each address and both names for all of them");
    }
    if (taken != null) {
      throw new IllegalArgumentException(
          address
              + " is declared twice, as "
              + taken.name()
              + " and as "
              + spec.name()
              + ": declare it once");
    }
  }

  /** The LAN of an address: one that is declared, else the /24 or /64 around it. */
  private Prefix prefixOf(IpAddress address) {
    Prefix best = null;
    for (Prefix prefix : segments.keySet()) {
      if (prefix.contains(address) && (best == null || prefix.length() > best.length())) {
        best = prefix;
      }
    }
    if (best != null) {
      return best;
    }
    return Prefix.around(address, address instanceof Ipv6Address ? FAR_PREFIX_V6 : FAR_PREFIX);
  }

  /** The router of a LAN; the client's router gets a leg on one that has none yet. */
  private @Nullable IpAddress routerFor(Prefix prefix, List<IpAddress> taken) {
    IpAddress there = routerOn.get(prefix);
    if (there != null || gateway == null) {
      return there;
    }
    IpAddress leg = freeAddress(prefix, taken);
    routerOn.put(prefix, leg);
    plug(gateway.host(), new HostBuilder.Interface(leg, prefix), 0);
    return leg;
  }

  /** The first of .1, .254, .253 … that no declared host has. */
  private IpAddress freeAddress(Prefix prefix, List<IpAddress> taken) {
    for (int i = 0; i < 254; i++) {
      int number = i == 0 ? 1 : 255 - i;
      IpAddress candidate =
          prefix.network() instanceof Ipv6Address v6
              ? new Ipv6Address(v6.high(), v6.low() + number)
              : new Ipv4Address(((Ipv4Address) prefix.network()).value() + number);
      if (!taken.contains(candidate) && !declared.isDeclared(candidate)) {
        return candidate;
      }
    }
    throw new IllegalArgumentException(
        "every address of " + prefix + " is a host: leave one for the router");
  }

  private SimulatedHost add(
      HostBuilder spec,
      List<HostBuilder.Interface> interfaces,
      List<HostBuilder.StaticRoute> defaultRoutes) {
    List<IpAddress> addresses = new ArrayList<>();
    interfaces.forEach(itf -> addresses.add(itf.address()));
    SimulatedHost host =
        new SimulatedHost(spec.name(), addresses, () -> assembly(spec, interfaces, defaultRoutes));
    hostsByName.put(spec.name(), host);
    addresses.forEach(address -> hostsByAddress.put(address, host));
    if (!spec.absent) {
      host.host().devices();
      furnish(spec, host);
    } else if (spec == declared.gatewayRouter) {
      host.host().devices().forEach(EthernetDevice::leaveUnplugged);
    }
    return host;
  }

  private Host assembly(
      HostBuilder spec,
      List<HostBuilder.Interface> interfaces,
      List<HostBuilder.StaticRoute> defaultRoutes) {
    HostProfile profile = spec.profile == null ? defaultProfile(spec) : spec.profile;
    Host host = new Host(spec.name(), profile, simulation, journal);
    for (HostBuilder.Interface itf : interfaces) {
      plug(host, itf, spec.latency.toNanos());
    }
    if (spec.absent || spec.unplugged) {
      host.devices().forEach(EthernetDevice::leaveUnplugged);
    }
    for (HostBuilder.StaticRoute route : spec.routes) {
      IpAddress via = route.gateway();
      if (via == null) {
        host.ip().routes().add(Route.nowhere(route.prefix(), route.type()));
      } else {
        addRoute(host, route.prefix(), via);
      }
    }
    for (HostBuilder.StaticRoute route : defaultRoutes) {
      if (route.gateway() != null) {
        addRoute(host, route.prefix(), route.gateway());
      }
    }
    if (spec.forwards || profile.ip().forward()) {
      Router.on(host, journal);
    }
    return host;
  }

  private HostProfile defaultProfile(HostBuilder spec) {
    return spec == declared.client ? declared.profile : declared.profile.ofOthers();
  }

  private void furnish(HostBuilder spec, SimulatedHost host) {
    spec.rules.forEach(host::addFirewallRule);
    spec.open.forEach(host::openPort);
    spec.closed.forEach(host::namePort);
    spec.fullBacklogs.forEach(
        (port, backlog) -> {
          host.listenWithoutAccepting(port, backlog);
          host.fillAcceptQueue(port);
        });
    if (!spec.outages.isEmpty()) {
      Outages outages = new Outages(host, spec, simulation, journal, this::forgetNeighbour);
      host.setOutages(outages);
      outages.begin();
    }
    host.tell(journal);
  }

  /** As if nobody had ever heard of the host. */
  private void forgetNeighbour(SimulatedHost gone) {
    for (SimulatedHost host : hostsByName.values()) {
      gone.addresses().forEach(host::forgetNeighbour);
    }
  }

  private void plug(Host host, HostBuilder.Interface itf, long cableNanos) {
    Segment segment = segment(itf.prefix());
    boolean v6 = itf.address() instanceof Ipv6Address;
    for (EthernetDevice there : host.devices()) {
      // An IPv6 address comes to the device that is on its LAN already; a second IPv4 address there
      // is a second device.
      if (segment.equals(segmentOf.get(there)) && (v6 || !hasIpv4(host, there))) {
        host.ip().addAddress(there, itf.address(), itf.prefix().length());
        return;
      }
    }
    EthernetDevice device =
        host.addDevice(nextMac(), segment, cableNanos, itf.address(), itf.prefix().length());
    segmentOf.put(device, segment);
  }

  private static boolean hasIpv4(Host host, EthernetDevice device) {
    return host.ip().addressesOn(device).stream().anyMatch(Ipv4Address.class::isInstance);
  }

  private void shareLan(Prefix prefix, Segment lan) {
    segments.put(prefix, lan);
    lans.put(prefix.toString(), lans.get(clientPrefix.toString()));
  }

  private Segment segment(Prefix prefix) {
    return segments.computeIfAbsent(
        prefix,
        p -> {
          long latency =
              p.equals(clientPrefix)
                  ? declared.lanLatency.toNanos()
                  : declared.farLatency.toNanos();
          Segment segment = new Segment(p.toString(), simulation, journal, latency);
          lans.put(p.toString(), new SimulatedLan(segment, simulation.random("loss on " + p)));
          return segment;
        });
  }

  /**
   * {@code ip route add PREFIX via GATEWAY}: out through the device on whose LAN the gateway is.
   */
  static void addRoute(Host host, Prefix prefix, IpAddress gateway) {
    Route way = host.ip().routes().lookup(gateway);
    if (way == null || way.device() == null || way.gateway() != null) {
      throw new IllegalArgumentException(
          "route "
              + prefix
              + " via "
              + gateway
              + " of "
              + host.name()
              + ": the gateway is on none of its LANs (Nexthop has invalid gateway)");
    }
    host.ip().routes().add(Route.via(prefix, gateway, way.device()));
  }

  /** A locally administered unicast address from the seed. */
  private MacAddress nextMac() {
    long value;
    do {
      value = (macs.nextLong() & 0xFCFF_FFFF_FFFFL) | 0x0200_0000_0000L;
    } while (!macsTaken.add(value));
    return new MacAddress(value);
  }
}

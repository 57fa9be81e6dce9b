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
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.router.Router;
import io.synsent.engine.time.Simulation;
import io.synsent.engine.wire.Segment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Puts a declared network together: the client and its router on one LAN; beyond the router one LAN
 * for every /24 that a declared host is in, with the router's leg on it; hosts, routers of their
 * own.
 */
final class NetworkAssembly {

  /** What the journal calls the connecting host. */
  static final String CLIENT = "client";

  /** What the journal calls the client's router. */
  static final String ROUTER = "router";

  private static final int FAR_PREFIX = 24;

  private final Network.Builder declared;
  final Simulation simulation;
  final Journal journal;
  private final RandomGenerator macs;
  private final Set<Long> macsTaken = new HashSet<>();
  private final Map<Prefix, Segment> segments = new LinkedHashMap<>();
  private final Map<Prefix, Ipv4Address> routerOn = new LinkedHashMap<>();
  final Map<String, SimulatedLan> lans = new LinkedHashMap<>();
  final Map<String, SimulatedHost> hostsByName = new LinkedHashMap<>();
  final Map<IpAddress, SimulatedHost> hostsByAddress = new LinkedHashMap<>();
  private final Set<Ipv4Address> answeredAbout = new LinkedHashSet<>();
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
    segment(clientPrefix);
    assembleClient();
    Ipv4Address gatewayAddress = declared.gateway;
    if (gatewayAddress != null) {
      assembleGateway(gatewayAddress);
    }
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
    interfaces.addAll(spec.interfaces);
    List<HostBuilder.StaticRoute> routes = new ArrayList<>();
    if (declared.gateway != null) {
      routes.add(new HostBuilder.StaticRoute(Prefix.DEFAULT, RouteType.UNICAST, declared.gateway));
    }
    add(spec, interfaces, routes);
  }

  private void assembleGateway(Ipv4Address address) {
    HostBuilder spec = declared.gatewayRouter;
    spec.forwards();
    HostBuilder named = declared.hosts.get(address.toString());
    if (named != null) {
      // The router was named as a host: both are declarations of the same box.
      mergeInto(spec, named);
    }
    List<HostBuilder.Interface> interfaces = new ArrayList<>();
    interfaces.add(new HostBuilder.Interface(address, clientPrefix));
    interfaces.addAll(spec.interfaces);
    routerOn.put(clientPrefix, address);
    for (HostBuilder.Interface itf : spec.interfaces) {
      routerOn.put(itf.prefix(), itf.address());
    }
    gateway = add(spec, interfaces, List.of());
    // What nobody declared is beyond the internet's horizon: packets go there and nothing comes
    // back.
    Host router = gateway.host();
    router.ip().routes().add(Route.nowhere(Prefix.DEFAULT, RouteType.BLACKHOLE));
    router.ip().setSilentAbout(target -> !answeredAbout.contains(target));
  }

  private static void mergeInto(HostBuilder spec, HostBuilder named) {
    spec.open.addAll(named.open);
    spec.closed.addAll(named.closed);
    spec.rules.addAll(named.rules);
    spec.routes.addAll(named.routes);
    spec.fullBacklogs.putAll(named.fullBacklogs);
    spec.absent |= named.absent;
    if (named.profile != null) {
      spec.profile = named.profile;
    }
  }

  private void assembleHost(HostBuilder spec) {
    if (Names.isAddress(spec.name())) {
      Ipv4Address address = Ipv4Address.parse(spec.name());
      if (address.isLoopback() || address.equals(declared.clientInterface.address())) {
        assembleOnClient(spec, address);
      } else if (gateway == null || !address.equals(declared.gateway)) {
        addAt(spec, List.of(address));
      }
      return;
    }
    List<IpAddress> addresses = declared.names.resolve(spec.name()).orElseThrow();
    List<Ipv4Address> own = new ArrayList<>();
    for (IpAddress address : addresses) {
      Ipv4Address v4 = (Ipv4Address) address;
      if (v4.isLoopback() || v4.equals(declared.clientInterface.address())) {
        assembleOnClient(spec, v4);
      } else {
        own.add(v4);
      }
    }
    if (!own.isEmpty()) {
      addAt(spec, own);
    }
  }

  /** A host that is this host: its own address, or one of 127.0.0.0/8. */
  private void assembleOnClient(HostBuilder spec, Ipv4Address address) {
    if (spec.absent) {
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

  private void addAt(HostBuilder spec, List<Ipv4Address> addresses) {
    List<HostBuilder.Interface> interfaces = new ArrayList<>();
    for (Ipv4Address address : addresses) {
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
    Ipv4Address way = routerFor(interfaces.get(0).prefix(), addresses);
    if (way != null) {
      routes.add(new HostBuilder.StaticRoute(Prefix.DEFAULT, RouteType.UNICAST, way));
    }
    add(spec, interfaces, routes);
  }

  private void refuseImpossible(HostBuilder spec, Ipv4Address address) {
    if (!spec.absent
        && (address.isUnspecified()
            || address.isMulticast()
            || address.equals(Ipv4Address.LIMITED_BROADCAST)
            || address.equals(clientPrefix.broadcast()))) {
      throw new IllegalArgumentException(
          address + " is no single host's address: take one such as 192.168.31.7");
    }
    SimulatedHost taken = hostsByAddress.get(address);
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

  /** The LAN of an address: one that is declared, else the /24 around it. */
  private Prefix prefixOf(Ipv4Address address) {
    Prefix best = null;
    for (Prefix prefix : segments.keySet()) {
      if (prefix.contains(address) && (best == null || prefix.length() > best.length())) {
        best = prefix;
      }
    }
    return best == null ? Prefix.around(address, FAR_PREFIX) : best;
  }

  /** The router of a LAN; the client's router gets a leg on one that has none yet. */
  private @Nullable Ipv4Address routerFor(Prefix prefix, List<Ipv4Address> taken) {
    Ipv4Address there = routerOn.get(prefix);
    if (there != null || gateway == null) {
      return there;
    }
    Ipv4Address leg = freeAddress(prefix, taken);
    routerOn.put(prefix, leg);
    plug(gateway.host(), new HostBuilder.Interface(leg, prefix), 0);
    return leg;
  }

  /** The first of .1, .254, .253 … that no declared host has. */
  private Ipv4Address freeAddress(Prefix prefix, List<Ipv4Address> taken) {
    int network = prefix.network().value();
    for (int i = 0; i < 254; i++) {
      Ipv4Address candidate = new Ipv4Address(network + (i == 0 ? 1 : 255 - i));
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
    HostProfile profile = spec.profile == null ? declared.profile : spec.profile;
    Host host = new Host(spec.name(), profile, simulation, journal);
    for (HostBuilder.Interface itf : interfaces) {
      plug(host, itf, spec.latency.toNanos());
    }
    if (spec.absent) {
      host.devices().forEach(EthernetDevice::leaveUnplugged);
    }
    for (HostBuilder.StaticRoute route : spec.routes) {
      Ipv4Address via = route.gateway();
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

  private void furnish(HostBuilder spec, SimulatedHost host) {
    spec.rules.forEach(host::addFirewallRule);
    spec.open.forEach(host::openPort);
    spec.closed.forEach(host::namePort);
    spec.fullBacklogs.forEach(
        (port, backlog) -> {
          host.listenWithoutAccepting(port, backlog);
          host.fillAcceptQueue(port);
        });
  }

  private void plug(Host host, HostBuilder.Interface itf, long cableNanos) {
    host.addDevice(
        nextMac(), segment(itf.prefix()), cableNanos, itf.address(), itf.prefix().length());
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
  static void addRoute(Host host, Prefix prefix, Ipv4Address gateway) {
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

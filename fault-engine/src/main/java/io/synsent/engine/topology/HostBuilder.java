package io.synsent.engine.topology;

import io.synsent.engine.Nullable;
import io.synsent.engine.host.HostProfile;
import io.synsent.engine.network.FirewallRule;
import io.synsent.engine.network.Prefix;
import io.synsent.engine.network.RouteType;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv6Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Declares one host of a network: see {@link Network.Builder#host}. */
public final class HostBuilder {

  private final String name;

  /** The name that has this address, where that is all that was said of the host. */
  @Nullable String onlyNamed;

  final List<Interface> interfaces = new ArrayList<>();
  final List<StaticRoute> routes = new ArrayList<>();
  final List<FirewallRule> rules = new ArrayList<>();
  final TreeSet<Integer> open = new TreeSet<>();
  final TreeSet<Integer> closed = new TreeSet<>();
  final Map<Integer, Integer> fullBacklogs = new LinkedHashMap<>();
  final List<Outage> outages = new ArrayList<>();
  boolean absent;
  LastRouter lastRouter = LastRouter.SILENT;
  boolean unplugged;
  boolean forwards;
  @Nullable HostProfile profile;
  Duration latency = Duration.ZERO;

  HostBuilder(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /** Nobody has the address: nothing answers ARP for it; a last router keeps silent about it. */
  public HostBuilder absent() {
    return absent(LastRouter.SILENT);
  }

  /** Nobody has the address, and this is what the last router, where there is one, does. */
  public HostBuilder absent(LastRouter whatItDoes) {
    absent = true;
    lastRouter = whatItDoes;
    return this;
  }

  /** What the last router does while nobody answers for the address: silence unless said. */
  public HostBuilder lastRouter(LastRouter whatItDoes) {
    lastRouter = whatItDoes;
    return this;
  }

  /** Its cables are not plugged in at first: {@link SimulatedHost#plugIn} does it. */
  public HostBuilder unplugged() {
    unplugged = true;
    return this;
  }

  /**
   * Nobody has the address while this holds; otherwise the host is there, and every port that is
   * asked for is open of which nothing else is said.
   */
  public HostBuilder absent(LastRouter whatItDoes, FaultSchedule when) {
    if (when.isAlways()) {
      return absent(whatItDoes);
    }
    lastRouter = whatItDoes;
    outages.add(Outage.absent(when));
    return this;
  }

  /**
   * Nothing listens on the port while this holds; otherwise it is open.
   *
   * @throws IllegalArgumentException if it is not 1 to 65535
   */
  public HostBuilder closed(int port, FaultSchedule when) {
    if (when.isAlways()) {
      return closed(port);
    }
    open(port);
    outages.add(Outage.closed(port, when));
    return this;
  }

  /**
   * A rule of its firewall that is there while this holds, behind those declared before; otherwise
   * every port that is asked for, and that it is about, is open of which nothing else is said.
   */
  public HostBuilder firewall(FirewallRule rule, FaultSchedule when) {
    firewall(rule);
    if (!when.isAlways()) {
      outages.add(Outage.firewall(rule, when));
    }
    return this;
  }

  /**
   * Something listens on these ports and accepts; all others answer RST.
   *
   * @throws IllegalArgumentException if one is not 1 to 65535
   */
  public HostBuilder open(int... ports) {
    Arrays.stream(ports).map(HostBuilder::checked).forEach(open::add);
    return this;
  }

  /**
   * Nothing listens on this port. Only needed on loopback, where only named ports are simulated.
   *
   * @throws IllegalArgumentException if it is not 0 to 65535
   */
  public HostBuilder closed(int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + ": expected 0 to 65535");
    }
    closed.add(port);
    return this;
  }

  /**
   * Something listens on this port but accepts nothing, and its accept queue is full: the SYN is
   * thrown away.
   *
   * @param backlog what was asked of listen()
   * @throws IllegalArgumentException if the port is not 1 to 65535 or the backlog negative
   */
  public HostBuilder full(int port, int backlog) {
    if (backlog < 0) {
      throw new IllegalArgumentException("backlog " + backlog + ": expected 0 or more");
    }
    fullBacklogs.put(checked(port), backlog);
    return this;
  }

  /** A rule of its firewall, behind those declared before. */
  public HostBuilder firewall(FirewallRule rule) {
    rules.add(rule);
    return this;
  }

  /** Its operating system; the network's profile unless said otherwise. */
  public HostBuilder profile(HostProfile newProfile) {
    profile = newProfile;
    return this;
  }

  /**
   * One way along its own cable, on top of its LAN's latency; zero unless said otherwise.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public HostBuilder latency(Duration oneWay) {
    if (oneWay.isNegative()) {
      throw new IllegalArgumentException("latency " + oneWay + ": expected zero or more");
    }
    latency = oneWay;
    return this;
  }

  /**
   * An interface with this address, on the LAN of this prefix: {@code address("10.0.1.2/24")}. A
   * host declared by an address has one already; routers have several.
   *
   * @throws IllegalArgumentException if it is not an address with a prefix length
   */
  public HostBuilder address(String addressAndPrefix) {
    interfaces.add(Interface.parse(addressAndPrefix));
    return this;
  }

  /**
   * A route: {@code ip route add PREFIX via GATEWAY}.
   *
   * @param prefix such as {@code "10.9.0.0/16"} or {@code "default"}; a longer one beats a shorter
   * @param gateway the next hop, a neighbour of one of its interfaces
   * @throws IllegalArgumentException if either cannot be read
   */
  public HostBuilder route(String prefix, String gateway) {
    IpAddress hop = IpAddress.parse(gateway);
    routes.add(new StaticRoute(prefixOf(prefix, hop), RouteType.UNICAST, hop));
    return this;
  }

  /**
   * A route to nowhere: {@code ip route add unreachable PREFIX}, {@code prohibit} or {@code
   * blackhole}.
   *
   * @throws IllegalArgumentException if the type is another
   */
  public HostBuilder route(String prefix, RouteType type) {
    routes.add(new StaticRoute(Prefix.parse(prefix), nowhere(type), null));
    return this;
  }

  /** Passes on what is not for it: {@code net.ipv4.ip_forward}. */
  public HostBuilder forwards() {
    forwards = true;
    return this;
  }

  /** {@code "default"} is the default of the gateway's family. */
  static Prefix prefixOf(String prefix, IpAddress gateway) {
    return prefix.equals("default") && gateway instanceof Ipv6Address
        ? Prefix.DEFAULT_V6
        : Prefix.parse(prefix);
  }

  static RouteType nowhere(RouteType type) {
    if (type != RouteType.UNREACHABLE
        && type != RouteType.PROHIBIT
        && type != RouteType.BLACKHOLE
        && type != RouteType.THROW) {
      throw new IllegalArgumentException(
          "a route of type "
              + type
              + " needs a gateway: name one, or use UNREACHABLE, PROHIBIT, BLACKHOLE or"
              + " THROW");
    }
    return type;
  }

  private static int checked(int port) {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + ": expected 1 to 65535");
    }
    return port;
  }

  /**
   * Checks that nothing is said twice and differently.
   *
   * @throws IllegalArgumentException if it is
   */
  void check() {
    if (absent && !(open.isEmpty() && fullBacklogs.isEmpty() && closed.isEmpty())) {
      throw new IllegalArgumentException(
          "host "
              + name
              + " is declared unreachable and with ports: an absent host has none, take one of"
              + " the two away");
    }
    if (absent && !rules.isEmpty()) {
      throw new IllegalArgumentException(
          "host "
              + name
              + " is declared unreachable and firewalled: an absent host has no firewall, take one"
              + " of the two away");
    }
    for (int port : closed) {
      if (open.contains(port) || fullBacklogs.containsKey(port)) {
        throw new IllegalArgumentException(
            "port "
                + port
                + " of host "
                + name
                + " is declared both open and closed: take one of the two away");
      }
    }
  }

  /** One interface: an address on the LAN of a prefix. */
  record Interface(IpAddress address, Prefix prefix) {
    static Interface parse(String addressAndPrefix) {
      Prefix prefix = Prefix.around(addressAndPrefix);
      String address = addressAndPrefix.substring(0, addressAndPrefix.indexOf('/'));
      return new Interface(IpAddress.parse(address), prefix);
    }
  }

  record StaticRoute(Prefix prefix, RouteType type, @Nullable IpAddress gateway) {}
}

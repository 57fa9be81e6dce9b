package io.synsent.engine.topology;

import io.synsent.engine.Nullable;
import io.synsent.engine.capture.Journal;
import io.synsent.engine.capture.Layer;
import io.synsent.engine.host.Host;
import io.synsent.engine.link.EthernetDevice;
import io.synsent.engine.neighbour.Neighbour;
import io.synsent.engine.neighbour.NeighbourState;
import io.synsent.engine.neighbour.NeighbourTable;
import io.synsent.engine.network.FirewallRule;
import io.synsent.engine.network.Prefix;
import io.synsent.engine.network.Route;
import io.synsent.engine.network.RouteType;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.transport.TcpListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * A host of a simulated network, whose state can be changed while connects are under way.
 *
 * <p>As the network itself not thread safe.
 */
public final class SimulatedHost {

  private final String name;
  private final List<IpAddress> addresses;
  private final Supplier<Host> assembly;
  private final Set<Integer> named = new TreeSet<>();
  private final List<FirewallRule> rules = new ArrayList<>();

  /** By identity: two rules may say the same, and only one of them be switched off. */
  private final Set<FirewallRule> rulesOff = Collections.newSetFromMap(new IdentityHashMap<>());

  private @Nullable Host host;
  private @Nullable Journal journal;
  private @Nullable Outages outages;

  /**
   * A host.
   *
   * @param assembly puts it together the first time it is needed; an absent host never is
   */
  SimulatedHost(String name, List<IpAddress> addresses, Supplier<Host> assembly) {
    this.name = name;
    this.addresses = List.copyOf(addresses);
    this.assembly = assembly;
  }

  /** The host itself; an absent one appears, unplugged. */
  Host host() {
    if (host == null) {
      host = assembly.get();
    }
    return host;
  }

  /** Whether it was needed yet; an absent host is not, until somebody plugs it in. */
  boolean isAssembled() {
    return host != null;
  }

  /** From now on the journal is told of changes. */
  void tell(Journal newJournal) {
    journal = newJournal;
  }

  void setOutages(Outages newOutages) {
    outages = newOutages;
  }

  /** Its faults that do not always hold; null if it has none. */
  @Nullable
  Outages outages() {
    return outages;
  }

  private void note(Layer layer, int port, String text) {
    if (journal != null) {
      for (IpAddress address : addresses) {
        journal.event(name, layer, subjectOfPort(address, port), text);
      }
    }
  }

  /**
   * What the journal's entries about a port are about, whoever connects to it.
   *
   * <p>Internal. The timelines of connects find them by it.
   */
  public static String subjectOfPort(IpAddress address, int port) {
    return "port " + address.withPort(port);
  }

  /** Names a port: on loopback only named ports are simulated. */
  void namePort(int port) {
    named.add(port);
  }

  boolean isNamedPort(int port) {
    return named.contains(port) || host().tcp().listener(port) != null;
  }

  /** The name it was declared by: a host name, or its address. */
  public String name() {
    return name;
  }

  /** Its addresses, the first one being the one it is best known by. */
  public List<IpAddress> addresses() {
    return addresses;
  }

  /** Pulls its network cables: it neither sends nor receives, its own devices lose the carrier. */
  public void unplug() {
    if (host != null) {
      host.devices().forEach(device -> device.setPluggedIn(false));
    }
  }

  /** Plugs its cables in again; also brings a host that was declared absent. */
  public void plugIn() {
    host().devices().forEach(device -> device.setPluggedIn(true));
  }

  /** Whether its cables are in; false for a host that is absent. */
  public boolean isPluggedIn() {
    return host != null && host.devices().stream().allMatch(EthernetDevice::hasCarrier);
  }

  /** {@code ip link set eth0 down}: its routes and neighbours go with it. */
  public void interfaceDown() {
    host().devices().forEach(device -> device.setUp(false));
  }

  /** {@code ip link set eth0 up}. */
  public void interfaceUp() {
    host().devices().forEach(device -> device.setUp(true));
  }

  /**
   * Tells its LANs unasked which MAC address its addresses have: gratuitous ARP, or an unsolicited
   * neighbour advertisement.
   */
  public void announce() {
    Host announcing = host();
    for (EthernetDevice device : announcing.devices()) {
      for (IpAddress address : announcing.ip().addressesOn(device)) {
        if (addresses.contains(address)) {
          announcing.ip().neighbours(address).announce(device, address);
        }
      }
    }
  }

  /**
   * Lets something listen on a port and accept.
   *
   * @param port 1 to 65535; one that is open already stays open
   * @throws IllegalArgumentException if the port is not 1 to 65535
   */
  public void openPort(int port) {
    if (host().tcp().listener(checked(port)) == null) {
      note(Layer.TCP, port, "port " + port + " opened");
    }
    host().tcp().listen(port).setAccepting(true);
  }

  /**
   * Lets something listen on a port that accepts nothing.
   *
   * @param backlog how many connections may wait; one more than that is let in, as on Linux
   * @throws IllegalArgumentException if the port is not 1 to 65535
   */
  public void listenWithoutAccepting(int port, int backlog) {
    host().tcp().listen(checked(port), backlog);
  }

  /**
   * Fills the accept queue of a port that listens, with connections of others.
   *
   * @throws IllegalArgumentException if nothing listens there
   */
  public void fillAcceptQueue(int port) {
    TcpListener listener = host().tcp().listener(port);
    if (listener == null) {
      throw new IllegalArgumentException(
          "nothing listens on port " + port + " of " + name + ": open it first");
    }
    listener.setAccepting(false);
    listener.fill();
  }

  /** Ends the listening on a port: the next SYN is answered with RST. */
  public void closePort(int port) {
    namePort(port);
    if (host().tcp().listener(port) != null) {
      note(Layer.TCP, port, "port " + port + " closed: nothing listens any more");
    }
    host().tcp().unlisten(port);
  }

  /** The ports on which something listens, in order. */
  public Set<Integer> openPorts() {
    return host == null ? Set.of() : host.tcp().listeningPorts();
  }

  /** Adds a rule behind those there are. */
  public void addFirewallRule(FirewallRule rule) {
    rule.destinationPort().ifPresent(this::namePort);
    rules.add(rule);
    host().ip().addFirewallRule(rule);
  }

  /** Drops what it knows of a neighbour, unless that was set by hand. */
  void forgetNeighbour(IpAddress address) {
    if (host != null) {
      host.ip().neighbours(address).forget(address);
    }
  }

  /** Takes one of its rules out, or puts it back in its place. */
  void switchFirewallRule(@Nullable FirewallRule rule, boolean on) {
    if (rule == null) {
      throw new IllegalStateException("bug in SynSent: a firewall fault without a rule");
    }
    if (on) {
      rulesOff.remove(rule);
    } else {
      rulesOff.add(rule);
    }
    host().ip().clearFirewall();
    for (FirewallRule one : rules) {
      if (!rulesOff.contains(one)) {
        host().ip().addFirewallRule(one);
      }
    }
  }

  /** Takes all rules away. */
  public void clearFirewall() {
    rules.clear();
    host().ip().clearFirewall();
  }

  /** Its firewall, in order. */
  public List<FirewallRule> firewallRules() {
    return host == null ? List.of() : host.ip().firewallRules();
  }

  /**
   * {@code ip route add TYPE PREFIX}.
   *
   * @throws IllegalArgumentException if the prefix cannot be read, or the type needs a gateway
   */
  public void addRoute(String prefix, RouteType type) {
    host().ip().routes().add(Route.nowhere(Prefix.parse(prefix), HostBuilder.nowhere(type)));
  }

  /**
   * {@code ip route add PREFIX via GATEWAY}.
   *
   * @throws IllegalArgumentException if either cannot be read, or the gateway is not a neighbour
   */
  public void addRoute(String prefix, String gateway) {
    IpAddress hop = IpAddress.parse(gateway);
    NetworkAssembly.addRoute(host(), HostBuilder.prefixOf(prefix, hop), hop);
  }

  /** {@code ip route del PREFIX}: every route of exactly this prefix; returns whether any was. */
  public boolean removeRoute(String prefix) {
    Prefix exactly = Prefix.parse(prefix);
    return host().ip().routes().removeIf(route -> route.prefix().equals(exactly)) > 0;
  }

  /**
   * {@code ip neigh replace ADDRESS lladdr MAC dev eth0 nud STATE}.
   *
   * @param state PERMANENT or NOARP
   * @throws IllegalArgumentException if the address cannot be read, the state is another, or there
   *     is no room for one more NOARP entry, which Linux refuses with ENOBUFS
   */
  public void setNeighbour(String address, MacAddress mac, NeighbourState state) {
    IpAddress neighbour = IpAddress.parse(address);
    if (state != NeighbourState.PERMANENT && state != NeighbourState.NOARP) {
      throw new IllegalArgumentException(
          "neighbour "
              + address
              + " of "
              + name
              + ": nud "
              + state.name().toLowerCase(Locale.ROOT)
              + " comes about by itself; what is set by hand is permanent or noarp");
    }
    NeighbourTable table = host().ip().neighbours(neighbour);
    if (!table.set(host().devices().get(0), neighbour, mac, state)) {
      throw new IllegalArgumentException(
          "neighbour "
              + address
              + " of "
              + name
              + ": No buffer space available, the table holds gc_thresh3 = "
              + host().profile().neighbour().gcThresh3()
              + " entries of which none may go (neighbor table overflow!); raise gc_thresh3, or make"
              + " it permanent, which does not count");
    }
  }

  /** Fixes how long an answer to ARP or NDP counts, which is otherwise drawn at random. */
  public void setReachableTime(Duration time) {
    for (EthernetDevice device : host().devices()) {
      host()
          .ip()
          .neighbourTables()
          .forEach(table -> table.setReachableNanos(device, time.toNanos()));
    }
  }

  /**
   * {@code ip neigh flush}: deletes all entries but those that were set by hand. A connect that
   * waits for one of them fails, on Linux at once with EHOSTUNREACH.
   */
  public void flushNeighbours() {
    for (EthernetDevice device : host().devices()) {
      host().ip().neighbourTables().forEach(table -> table.deleteAll(device));
    }
  }

  /** Its neighbour table, that of IPv4 first. */
  public List<Neighbour> neighbourTable() {
    return host == null
        ? List.of()
        : host.ip().neighbourTables().stream().flatMap(table -> table.list().stream()).toList();
  }

  /** Its neighbour table in the words of {@code ip neigh}, one line per entry. */
  public List<String> neighbours() {
    return neighbourTable().stream().map(Neighbour::ipNeigh).toList();
  }

  /** Its IPv4 neighbours in the words of {@code arp -an}, one line per entry. */
  public List<String> arpTable() {
    return neighbourTable().stream()
        .filter(neighbour -> neighbour.address() instanceof Ipv4Address)
        .map(Neighbour::arpA)
        .toList();
  }

  /** The MAC address of its first device. */
  public MacAddress mac() {
    return host().devices().get(0).mac();
  }

  private static int checked(int port) {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + ": expected 1 to 65535");
    }
    return port;
  }

  @Override
  public String toString() {
    return name;
  }
}

package io.synsent.conformance;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One network, what happens to it and who connects: the text both arms are driven from. The keys
 * are explained in {@code docs/conformance.md}; times are nanoseconds since the first connect may
 * begin.
 *
 * @param name the file's name without {@code .yaml}
 * @param title one line for the table
 * @param covers the failure of the project's list that it stands for
 * @param profile the host profile that the client is compared with
 * @param clients which kinds of client the same scenario is run with, each in a network of its own
 * @param client the connecting host
 * @param router the box between the client's LAN and the far one
 * @param hosts everybody else
 * @param wire what the cable between the client and its LAN does to frames
 * @param events what changes meanwhile, in order of time
 * @param connects what the application does
 * @param unorderedBursts whether packets less than 20 ms apart are compared as a set: which of many
 *     sockets comes first at the same instant is the order of a bucket of the kernel's timer wheel,
 *     of one CPU or the other
 * @param tiesWhenIdeal whether ideal timers make things coincide that the kernel's wheel tells
 *     apart, so that with them other packets are sent; then only the run with the timer wheel is
 *     compared
 * @param observeNanos how long to go on capturing after the last connect ended
 * @param withoutLive why no live network can be made for it, empty if one can
 */
record Scenario(
    String name,
    String title,
    String covers,
    String profile,
    Clients clients,
    Client client,
    Router router,
    List<Host> hosts,
    Wire wire,
    List<Event> events,
    List<Connect> connects,
    boolean unorderedBursts,
    boolean tiesWhenIdeal,
    long observeNanos,
    Optional<String> withoutLive) {

  /**
   * Whether the client's device is down at times; then the capture is of {@code any} device and
   * does not tell destinations.
   */
  boolean linkGoesDown() {
    return events.stream().anyMatch(event -> event.verb().equals("link-down"));
  }

  /** Whether it is about IPv6: then the network has both families, else IPv4 only. */
  boolean isIpv6() {
    return connects.stream().anyMatch(connect -> connect.address().indexOf(':') >= 0)
        || hosts.stream().anyMatch(host -> host.address().indexOf(':') >= 0);
  }

  /** Which client programs run the scenario. */
  enum Clients {
    /** As each connect says, on the JDK that runs the suite. */
    AS_WRITTEN,
    /** Socket, SocketChannel and HttpClient in turn, on every JDK of the machine. */
    ALL
  }

  /**
   * The connecting host.
   *
   * @param gateway the default gateway, empty for no default route
   * @param sysctl values under their names; {@code neigh.*} means {@code net.ipv4.neigh.eth0.*}
   * @param routes as {@code ip route add} takes them
   * @param neighbours as {@code ip neigh add} takes them, without the device
   * @param firewall rules of its own
   */
  record Client(
      String address,
      Optional<String> gateway,
      Map<String, String> sysctl,
      List<String> routes,
      List<String> neighbours,
      List<FirewallRule> firewall) {}

  /**
   * The router.
   *
   * @param present false leaves its addresses out: the gateway is absent
   * @param routes as {@code ip route add} takes them
   */
  record Router(
      boolean present,
      Map<String, String> sysctl,
      List<String> routes,
      List<FirewallRule> firewall) {}

  /**
   * A host on the client's LAN or beyond the router, as its address says.
   *
   * @param up false leaves its cable unplugged at first
   * @param forwards whether it is a second router
   * @param routes as {@code ip route add} takes them
   */
  record Host(
      String address,
      boolean up,
      boolean forwards,
      List<Listen> listens,
      Map<String, String> sysctl,
      List<String> routes,
      List<FirewallRule> firewall,
      Optional<Script> script) {}

  /**
   * A port that is listened on and never accepted from.
   *
   * @param full whether its accept queue is full from the start
   */
  record Listen(int port, int backlog, boolean full) {}

  /**
   * A firewall rule.
   *
   * @param action {@code drop}, {@code reject} or {@code lose}
   * @param with the reject's answer, as iptables names it
   * @param first how many packets {@code lose} takes
   * @param what {@code tcp} (any segment to the port), {@code syn}, {@code syn-ack} (from the port)
   *     or {@code icmp} (its own errors)
   * @param port the port of the far end, 0 for {@code icmp}
   */
  record FirewallRule(String action, String with, int first, String what, int port) {}

  /**
   * What the cable does.
   *
   * @param delayNanos the time a frame takes, each way
   * @param program whether a program has to be the cable of the live network
   */
  record Wire(long delayNanos, List<WireRule> rules, boolean program) {

    /** In the live arm a program carries every frame; it may be this late. */
    long jitterNanos() {
      return program ? 25_000_000 : 0;
    }
  }

  /**
   * What happens to a chosen frame on the cable.
   *
   * @param first how many matching frames it is about
   * @param what {@code syn}, {@code syn-ack}, {@code ack}, {@code rst}, {@code icmp} or {@code
   *     arp-reply}
   * @param action {@code lose}, {@code duplicate} or {@code delay}
   * @param delayNanos for {@code delay}: how much longer; for {@code duplicate}: how much later the
   *     copy comes
   */
  record WireRule(String action, int first, String what, long delayNanos) {}

  /**
   * A host that is no kernel: what it sends for each SYN and for each ARP request it gets, in words
   * of {@link RawPeer}.
   */
  record Script(List<String> onSyn, List<String> onArp) {}

  /**
   * A change at a time.
   *
   * @param atNanos negative for a change before the first connect
   * @param verb such as {@code plug-in}
   * @param arguments what the verb is about
   */
  record Event(long atNanos, String verb, List<String> arguments) {

    @Override
    public String toString() {
      return verb + " " + String.join(" ", arguments);
    }
  }

  /**
   * One connect of the application.
   *
   * @param times how many at once
   * @param timeoutNanos the application's own timeout, 0 for none
   * @param address an IPv6 address may stand in brackets
   * @param from the local address and port it binds first, empty for none
   */
  record Connect(
      long atNanos,
      int times,
      ConnectClient.Kind by,
      String address,
      int port,
      long timeoutNanos,
      Optional<String> from) {

    Connect {
      address = bare(address);
      from = from.map(Connect::bare);
    }

    private static String bare(String address) {
      return address.replace("[", "").replace("]", "");
    }
  }
}

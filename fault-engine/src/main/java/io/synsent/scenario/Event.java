package io.synsent.scenario;

import io.synsent.engine.network.Chain;
import io.synsent.engine.network.Prefix;
import io.synsent.engine.topology.Network;
import io.synsent.engine.topology.SimulatedHost;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A change at a time, such as {@code plug-in 192.168.31.7}.
 *
 * @param atNanos since the network began; negative for a change before that
 * @param verb such as {@code plug-in}
 * @param arguments what the verb is about
 */
public record Event(long atNanos, String verb, List<String> arguments) {

  /** The verbs with an example of what follows; a question mark makes a host dispensable. */
  private static final Map<String, String> VERBS = new LinkedHashMap<>();

  static {
    VERBS.put("plug-in", "192.168.31.7");
    VERBS.put("unplug", "192.168.31.7");
    VERBS.put("link-down", "client");
    VERBS.put("link-up", "client");
    VERBS.put("announce", "192.168.31.7");
    VERBS.put("open", "192.168.31.7 8080");
    VERBS.put("close", "192.168.31.7 8080");
    VERBS.put("firewall", "192.168.31.7 drop tcp 8080");
    VERBS.put("no-firewall", "192.168.31.7");
    VERBS.put("route", "client unreachable 10.9.0.0/16");
    VERBS.put("no-route", "client default");
    VERBS.put("flush-neighbours", "client");
    VERBS.put("cut", "192.168.31.0/24");
    VERBS.put("mend", "192.168.31.0/24");
    VERBS.put("delay", "192.168.31.0/24 20 ms");
    VERBS.put("loss", "192.168.31.0/24 10 %");
  }

  /** Verbs that are about the client if no host is named. */
  private static final List<String> OF_THE_CLIENT =
      List.of("link-down", "link-up", "flush-neighbours");

  private static final List<String> OF_A_LAN = List.of("cut", "mend", "delay", "loss");

  static List<String> verbs() {
    return List.copyOf(VERBS.keySet());
  }

  /**
   * Reads an event.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  static Event parse(long atNanos, String text) {
    List<String> words = Words.split(text);
    String verb = words.isEmpty() ? "" : words.get(0);
    if (!VERBS.containsKey(verb)) {
      throw new IllegalArgumentException(
          "\"" + verb + "\" is nothing that can happen: " + Suggestion.among(verb, verbs()));
    }
    Event event = new Event(atNanos, verb, words.subList(1, words.size()));
    event.check(text);
    return event;
  }

  private void check(String text) {
    String rest = rest();
    boolean wellFormed =
        switch (verb) {
          case "link-down", "link-up", "flush-neighbours" -> arguments.size() <= 1;
          case "firewall", "route", "delay", "loss", "open", "close", "no-route" ->
              arguments.size() > 1;
          default -> arguments.size() == 1;
        };
    if (!wellFormed) {
      throw new IllegalArgumentException(
          "\"" + text + "\": expected such as " + verb + " " + VERBS.get(verb));
    }
    switch (verb) {
      case "open", "close" -> Words.port(rest, 1);
      case "firewall" -> FirewallWords.parse(rest, Chain.INPUT);
      case "route" -> RouteWords.parse(rest);
      case "no-route" -> Prefix.parse(rest);
      case "delay" -> Words.time(rest);
      case "loss" -> Words.probability(rest);
      default -> {
        // a host or a LAN alone
      }
    }
  }

  private String subject() {
    return arguments.isEmpty() && OF_THE_CLIENT.contains(verb) ? "client" : arguments.get(0);
  }

  /** What follows the host or LAN. */
  private String rest() {
    return arguments.size() < 2 ? "" : String.join(" ", arguments.subList(1, arguments.size()));
  }

  /**
   * Checks that the host or LAN it is about is there.
   *
   * @throws IllegalArgumentException if it is not; the message lists those there are
   */
  void checkIn(Network network) {
    if (OF_A_LAN.contains(verb)) {
      network.lan(subject());
    } else {
      host(network);
    }
  }

  private SimulatedHost host(Network network) {
    return hostIn(network, subject());
  }

  /** The host of this name or address; the client's own address is one of the client's. */
  private static SimulatedHost hostIn(Network network, String nameOrAddress) {
    boolean own =
        network.client().addresses().stream()
            .anyMatch(address -> address.toString().equals(nameOrAddress));
    return own ? network.client() : network.host(nameOrAddress);
  }

  /** Lets it happen now. */
  void perform(Scenario scenario, Network network) {
    switch (verb) {
      case "plug-in" -> host(network).plugIn();
      case "unplug" -> host(network).unplug();
      case "link-down" -> host(network).interfaceDown();
      case "link-up" -> host(network).interfaceUp();
      case "announce" -> host(network).announce();
      case "open" -> host(network).openPort(Words.port(rest(), 1));
      case "close" -> host(network).closePort(Words.port(rest(), 1));
      case "firewall" -> {
        SimulatedHost host = host(network);
        host.addFirewallRule(FirewallWords.parse(rest(), usualChain(scenario, network, host)));
      }
      case "no-firewall" -> host(network).clearFirewall();
      case "route" -> RouteWords.parse(rest()).add(host(network));
      case "no-route" -> host(network).removeRoute(rest());
      case "flush-neighbours" -> host(network).flushNeighbours();
      case "cut" -> network.lan(subject()).setPartitioned(true);
      case "mend" -> network.lan(subject()).mend();
      case "delay" -> network.lan(subject()).setLatency(Words.time(rest()));
      case "loss" -> network.lan(subject()).lose(Words.probability(rest()), frame -> true);
      default -> throw new IllegalStateException("bug in SynSent: no such event: " + this);
    }
  }

  private static Chain usualChain(Scenario scenario, Network network, SimulatedHost host) {
    if (host == network.client()) {
      return Chain.OUTPUT;
    }
    boolean routes =
        (!scenario.client().gateways().isEmpty() && host == network.gateway())
            || scenario.routers().stream().anyMatch(router -> router.name().equals(host.name()));
    return routes ? Chain.FORWARD : Chain.INPUT;
  }

  @Override
  public String toString() {
    return verb + " " + String.join(" ", arguments);
  }
}

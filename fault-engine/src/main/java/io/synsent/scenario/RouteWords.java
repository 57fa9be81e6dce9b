package io.synsent.scenario;

import io.synsent.engine.network.Prefix;
import io.synsent.engine.network.RouteType;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.topology.HostBuilder;
import io.synsent.engine.topology.SimulatedHost;
import java.util.List;
import java.util.Locale;

/** A route as {@code ip route add} takes it: {@code 10.9.0.0/16 via 192.168.31.2}. */
record RouteWords(String prefix, RouteType type, String gateway) {

  private static final List<String> NOWHERE =
      List.of("unreachable", "prohibit", "blackhole", "throw");

  static RouteWords parse(String text) {
    List<String> words = Words.split(text);
    if (words.size() == 3 && words.get(1).equals("via")) {
      Prefix.parse(words.get(0));
      IpAddress.parse(words.get(2));
      return new RouteWords(words.get(0), RouteType.UNICAST, words.get(2));
    }
    if (words.size() == 2 && NOWHERE.contains(words.get(0))) {
      Prefix.parse(words.get(1));
      return new RouteWords(
          words.get(1), RouteType.valueOf(words.get(0).toUpperCase(Locale.ROOT)), "");
    }
    throw new IllegalArgumentException(
        "\""
            + text
            + "\" is no route: expected PREFIX via GATEWAY, such as 10.9.0.0/16 via 192.168.31.2,"
            + " or one of "
            + String.join(", ", NOWHERE)
            + " and a PREFIX, such as unreachable 10.9.0.0/16");
  }

  void declare(HostBuilder host) {
    if (gateway.isEmpty()) {
      host.route(prefix, type);
    } else {
      host.route(prefix, gateway);
    }
  }

  void add(SimulatedHost host) {
    if (gateway.isEmpty()) {
      host.addRoute(prefix, type);
    } else {
      host.addRoute(prefix, gateway);
    }
  }
}

package io.synsent.conformance;

import io.synsent.conformance.Scenario.Client;
import io.synsent.conformance.Scenario.Clients;
import io.synsent.conformance.Scenario.Connect;
import io.synsent.conformance.Scenario.Event;
import io.synsent.conformance.Scenario.FirewallRule;
import io.synsent.conformance.Scenario.Host;
import io.synsent.conformance.Scenario.Listen;
import io.synsent.conformance.Scenario.Router;
import io.synsent.conformance.Scenario.Script;
import io.synsent.conformance.Scenario.Wire;
import io.synsent.conformance.Scenario.WireRule;
import io.synsent.engine.Nullable;
import io.synsent.engine.host.HostProfile;
import io.synsent.scenario.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@link Scenario}s: the scenario files of {@link io.synsent.scenario.Scenario}, with keys of
 * the suite's own that begin with {@code x-}.
 */
final class ScenarioFile {

  /** What only the suite knows; the rest is the scenario file's. */
  private static final List<String> OF_A_SCENARIO =
      List.of("x-covers", "x-clients", "x-bursts", "x-ideal", "x-observe", "x-without-live");

  private static final List<String> OF_A_SCRIPT = List.of("x-on-syn", "x-on-arp");

  private final io.synsent.scenario.Scenario read;

  private ScenarioFile(io.synsent.scenario.Scenario read) {
    this.read = read;
  }

  /** All scenarios of a folder, by name. */
  static List<Scenario> readAll(Path folder) throws IOException {
    List<Scenario> all = new ArrayList<>();
    try (var files = Files.list(folder)) {
      for (Path path : files.filter(p -> p.toString().endsWith(".yaml")).sorted().toList()) {
        all.addAll(read(path));
      }
    }
    all.sort(Comparator.comparing(Scenario::name));
    return all;
  }

  private static List<Scenario> read(Path file) throws IOException {
    return io.synsent.scenario.Scenario.loadAll(file).stream()
        .map(read -> new ScenarioFile(read).scenario())
        .toList();
  }

  private Scenario scenario() {
    Map<String, Object> own = read.extensions();
    own.keySet().forEach(key -> known(key, OF_A_SCENARIO));
    List<WireRule> rules =
        read.lans().stream().flatMap(lan -> lan.rules().stream()).map(ScenarioFile::rule).toList();
    List<Host> hosts = new ArrayList<>();
    read.routers().forEach(further -> hosts.add(router(further)));
    read.hosts().forEach(host -> hosts.add(host(host)));
    long delay = read.client().box().delay().toNanos();
    return new Scenario(
        read.name(),
        read.title(),
        String.valueOf(own.get("x-covers")),
        // Where a file names no profile it is about the kernels of today.
        read.profile().map(HostProfile::name).orElse("LINUX_6_5"),
        Clients.valueOf(
            String.valueOf(own.getOrDefault("x-clients", "as written"))
                .toUpperCase(Locale.ROOT)
                .replace(' ', '_')),
        client(),
        router(),
        hosts,
        new Wire(
            delay,
            rules,
            delay > 0 || !rules.isEmpty() || hosts.stream().anyMatch(h -> h.script().isPresent())),
        read.events().stream()
            .map(event -> new Event(event.atNanos(), event.verb(), event.arguments()))
            .toList(),
        read.connects().stream().map(ScenarioFile::connect).toList(),
        "unordered".equals(own.get("x-bursts")),
        "ties".equals(own.get("x-ideal")),
        Words.time(String.valueOf(own.getOrDefault("x-observe", "0 s"))).toNanos(),
        Optional.ofNullable(own.get("x-without-live")).map(String::valueOf));
  }

  private Client client() {
    io.synsent.scenario.Scenario.Client client = read.client();
    return new Client(
        client.addresses().get(0),
        client.gateways().stream().findFirst(),
        client.box().sysctl(),
        client.box().routes(),
        client.neighbours(),
        client.box().firewall().stream().map(ScenarioFile::firewallRule).toList());
  }

  private Router router() {
    io.synsent.scenario.Scenario.Router router = read.router();
    router.extensions().keySet().forEach(key -> known(key, List.of("x-lose")));
    List<FirewallRule> firewall = new ArrayList<>();
    router.box().firewall().forEach(rule -> firewall.add(firewallRule(rule)));
    list(router.extensions().get("x-lose")).forEach(rule -> firewall.add(firewallRule(rule)));
    return new Router(router.present(), router.box().sysctl(), router.box().routes(), firewall);
  }

  /** A second router stands on the far LAN, with a way out that both arms give every host. */
  private static Host router(io.synsent.scenario.Scenario.FurtherRouter router) {
    return new Host(
        router.addresses().get(0).replaceFirst("/.*", ""),
        router.up(),
        true,
        List.of(),
        router.box().sysctl(),
        router.box().routes().stream().filter(route -> !route.startsWith("default ")).toList(),
        router.box().firewall().stream().map(ScenarioFile::firewallRule).toList(),
        Optional.empty());
  }

  private static Host host(io.synsent.scenario.Scenario.Host host) {
    host.extensions().keySet().forEach(key -> known(key, OF_A_SCRIPT));
    boolean scripted = OF_A_SCRIPT.stream().anyMatch(host.extensions()::containsKey);
    return new Host(
        host.addresses().get(0),
        host.up(),
        false,
        host.box().listens().stream()
            .map(listen -> new Listen(listen.port(), listen.backlog().orElse(50), listen.full()))
            .toList(),
        host.box().sysctl(),
        host.box().routes(),
        host.box().firewall().stream().map(ScenarioFile::firewallRule).toList(),
        scripted
            ? Optional.of(
                new Script(
                    list(host.extensions().get("x-on-syn")),
                    list(host.extensions().get("x-on-arp"))))
            : Optional.empty());
  }

  private static Connect connect(io.synsent.scenario.Scenario.Connect connect) {
    return new Connect(
        connect.at().toNanos(),
        connect.times(),
        connect.polls() ? ConnectClient.Kind.SELECTOR : ConnectClient.Kind.SOCKET,
        connect.host(),
        connect.port(),
        connect.timeout().map(Duration::toNanos).orElse(0L),
        connect.from());
  }

  private static WireRule rule(io.synsent.scenario.WireRule rule) {
    return new WireRule(rule.action(), rule.first(), rule.what(), rule.time().toNanos());
  }

  /**
   * {@code drop tcp 8080}, {@code drop icmp}, {@code reject tcp 8080 with icmp-port-unreachable};
   * and, of the suite's own, {@code lose first 2 syn 8080}.
   */
  static FirewallRule firewallRule(String rule) {
    String[] words = rule.split(" ", -1);
    return switch (words[0]) {
      case "drop" ->
          new FirewallRule(
              "drop", "", 0, words[1], words.length > 2 ? Integer.parseInt(words[2]) : 0);
      case "reject" ->
          new FirewallRule("reject", words[4], 0, words[1], Integer.parseInt(words[2]));
      case "lose" ->
          new FirewallRule(
              "lose", "", Integer.parseInt(words[2]), words[3], Integer.parseInt(words[4]));
      default -> throw new IllegalArgumentException("the live arm has no firewall rule " + rule);
    };
  }

  private static List<String> list(@Nullable Object value) {
    return value instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of();
  }

  private static void known(String key, List<String> keys) {
    if (!keys.contains(key)) {
      throw new IllegalArgumentException("the suite has no key " + key + ", only " + keys);
    }
  }
}

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
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Reads {@link Scenario}s from their YAML files. */
final class ScenarioFile {

  private static final Pattern TIME = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?(s|ms|us)");

  private final String file;

  private ScenarioFile(String file) {
    this.file = file;
  }

  /**
   * All scenarios of a folder, by name. A file may hold several documents; then each has a {@code
   * name}.
   */
  static List<Scenario> readAll(Path folder) throws IOException {
    List<Scenario> all = new ArrayList<>();
    try (var files = Files.list(folder)) {
      for (Path path : files.filter(p -> p.toString().endsWith(".yaml")).sorted().toList()) {
        all.addAll(read(path.getFileName().toString(), Files.readString(path)));
      }
    }
    all.sort(Comparator.comparing(Scenario::name));
    return all;
  }

  static List<Scenario> read(String file, String text) {
    List<Scenario> scenarios = new ArrayList<>();
    for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(text)) {
      scenarios.addAll(new ScenarioFile(file).scenarios(document));
    }
    return scenarios;
  }

  /**
   * One scenario, or one for each entry of {@code for-each}, whose words replace {@code ${word}} in
   * every text.
   */
  private List<Scenario> scenarios(Object document) {
    Map<String, Object> map = map(document, "the document");
    Object each = map.get("for-each");
    if (each == null) {
      return List.of(scenario(map));
    }
    List<Scenario> scenarios = new ArrayList<>();
    for (Object entry : list(each)) {
      Map<String, Object> copy = new LinkedHashMap<>();
      Map<String, Object> words = map(entry, "for-each");
      map.forEach(
          (key, value) -> {
            if (!key.equals("for-each")) {
              copy.put(key, replaced(value, words));
            }
          });
      scenarios.add(scenario(copy));
    }
    return scenarios;
  }

  private static Object replaced(Object value, Map<String, Object> words) {
    if (value instanceof String text) {
      String result = text;
      for (Map.Entry<String, Object> word : words.entrySet()) {
        result = result.replace("${" + word.getKey() + "}", String.valueOf(word.getValue()));
      }
      return result;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(element -> replaced(element, words)).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((key, element) -> copy.put(key, replaced(element, words)));
      return copy;
    }
    return value;
  }

  private Scenario scenario(Map<String, Object> map) {
    known(
        map,
        "the document",
        "name",
        "title",
        "covers",
        "profile",
        "clients",
        "client",
        "router",
        "hosts",
        "wire",
        "events",
        "connects",
        "bursts",
        "ideal",
        "observe",
        "without-live");
    String name = text(map.getOrDefault("name", file.replace(".yaml", "")));
    List<Host> hosts = each(map.get("hosts"), this::host);
    return new Scenario(
        name,
        text(map.get("title")),
        text(map.get("covers")),
        text(map.getOrDefault("profile", "LINUX_6_5")),
        Clients.valueOf(
            text(map.getOrDefault("clients", "as written"))
                .toUpperCase(Locale.ROOT)
                .replace(' ', '_')),
        client(map(map.getOrDefault("client", Map.of()), "client")),
        router(map(map.getOrDefault("router", Map.of()), "router")),
        hosts,
        wire(map(map.getOrDefault("wire", Map.of()), "wire"), hosts),
        events(map.get("events")),
        each(map.get("connects"), this::connect),
        "unordered".equals(map.get("bursts")),
        "ties".equals(map.get("ideal")),
        nanos(map.getOrDefault("observe", "0 s")),
        Optional.ofNullable(map.get("without-live")).map(this::text));
  }

  private Client client(Map<String, Object> map) {
    known(map, "client", "address", "gateway", "sysctl", "routes", "neighbours", "firewall");
    return new Client(
        text(map.getOrDefault("address", "192.168.31.6/24")),
        Optional.of(text(map.getOrDefault("gateway", "192.168.31.1")))
            .filter(g -> !g.equals("none")),
        sysctl(map.get("sysctl")),
        each(map.get("routes"), this::text),
        each(map.get("neighbours"), this::text),
        each(map.get("firewall"), ScenarioFile::firewallRule));
  }

  private Router router(Map<String, Object> map) {
    known(map, "router", "present", "sysctl", "routes", "firewall");
    return new Router(
        (Boolean) map.getOrDefault("present", true),
        sysctl(map.get("sysctl")),
        each(map.get("routes"), this::text),
        each(map.get("firewall"), ScenarioFile::firewallRule));
  }

  private Host host(Object value) {
    Map<String, Object> map = map(value, "hosts");
    known(
        map,
        "hosts",
        "address",
        "up",
        "forwards",
        "listens",
        "sysctl",
        "routes",
        "firewall",
        "on-syn");
    return new Host(
        text(map.get("address")),
        (Boolean) map.getOrDefault("up", true),
        (Boolean) map.getOrDefault("forwards", false),
        each(map.get("listens"), this::listen),
        sysctl(map.get("sysctl")),
        each(map.get("routes"), this::text),
        each(map.get("firewall"), ScenarioFile::firewallRule),
        Optional.ofNullable(map.get("on-syn")).map(steps -> new Script(each(steps, this::text))));
  }

  /** {@code 8080}, or {@code 8080 full} for one whose accept queue of 1 is taken. */
  private Listen listen(Object value) {
    String[] words = text(value).split(" ", -1);
    boolean full = words.length > 1 && words[1].equals("full");
    return new Listen(Integer.parseInt(words[0]), full ? 1 : 50, full);
  }

  /**
   * {@code drop tcp 8080}, {@code drop icmp}, {@code reject tcp 8080 with icmp-port-unreachable},
   * {@code lose first 2 syn 8080}.
   */
  static FirewallRule firewallRule(Object value) {
    String[] words = String.valueOf(value).split(" ", -1);
    return switch (words[0]) {
      case "drop" ->
          new FirewallRule(
              "drop", "", 0, words[1], words.length > 2 ? Integer.parseInt(words[2]) : 0);
      case "reject" ->
          new FirewallRule("reject", words[4], 0, words[1], Integer.parseInt(words[2]));
      case "lose" ->
          new FirewallRule(
              "lose", "", Integer.parseInt(words[2]), words[3], Integer.parseInt(words[4]));
      default -> throw new IllegalArgumentException("no firewall rule: " + value);
    };
  }

  private Wire wire(Map<String, Object> map, List<Host> hosts) {
    known(map, "wire", "delay", "rules");
    long delay = nanos(map.getOrDefault("delay", "0 s"));
    List<WireRule> rules = each(map.get("rules"), this::wireRule);
    return new Wire(
        delay,
        rules,
        delay > 0 || !rules.isEmpty() || hosts.stream().anyMatch(h -> h.script().isPresent()));
  }

  /**
   * {@code lose first 2 syn}, {@code duplicate first 1 syn-ack after 10 ms}, {@code delay first 1
   * syn-ack by 1.5 s}.
   */
  private WireRule wireRule(Object value) {
    String[] words = text(value).split(" ", 6);
    return new WireRule(
        words[0], Integer.parseInt(words[2]), words[3], words.length > 5 ? nanos(words[5]) : 0);
  }

  private List<Event> events(Object value) {
    return each(
            value,
            element -> {
              Map<String, Object> map = map(element, "events");
              known(map, "events", "at", "do");
              List<String> words = Arrays.asList(text(map.get("do")).split(" ", -1));
              long at = "before".equals(map.get("at")) ? -1 : nanos(map.get("at"));
              return new Event(at, words.get(0), words.subList(1, words.size()));
            })
        .stream()
        .sorted(Comparator.comparingLong(Event::atNanos))
        .toList();
  }

  private Connect connect(Object value) {
    Map<String, Object> map = map(value, "connects");
    known(map, "connects", "at", "times", "by", "to", "timeout", "from");
    String to = text(map.get("to"));
    int colon = to.lastIndexOf(':');
    return new Connect(
        nanos(map.getOrDefault("at", "0 s")),
        (Integer) map.getOrDefault("times", 1),
        kind(text(map.getOrDefault("by", "Socket"))),
        to.substring(0, colon),
        Integer.parseInt(to.substring(colon + 1)),
        nanos(map.getOrDefault("timeout", "0 s")),
        Optional.ofNullable(map.get("from")).map(this::text));
  }

  private ConnectClient.Kind kind(String name) {
    return switch (name) {
      case "Socket" -> ConnectClient.Kind.SOCKET;
      case "SocketChannel" -> ConnectClient.Kind.SOCKET_CHANNEL;
      case "HttpClient" -> ConnectClient.Kind.HTTP_CLIENT;
      case "Selector" -> ConnectClient.Kind.SELECTOR;
      default -> throw new IllegalArgumentException(file + ": no kind of client: " + name);
    };
  }

  private Map<String, String> sysctl(Object value) {
    Map<String, String> values = new LinkedHashMap<>();
    map(value == null ? Map.of() : value, "sysctl").forEach((key, v) -> values.put(key, text(v)));
    return values;
  }

  /** {@code 1.5 s}, {@code 20 ms} or {@code 300 us}. */
  private long nanos(Object value) {
    Matcher matcher = TIME.matcher(text(value));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(file + ": no time: " + value + ", expected such as 1.5 s");
    }
    int scale = matcher.group(2).equals("s") ? 9 : matcher.group(2).equals("ms") ? 6 : 3;
    return new BigDecimal(matcher.group(1)).movePointRight(scale).longValueExact();
  }

  private String text(Object value) {
    if (value == null) {
      throw new IllegalArgumentException(file + ": a value is missing");
    }
    return String.valueOf(value);
  }

  private void known(Map<String, Object> map, String where, String... keys) {
    for (String key : map.keySet()) {
      if (!Arrays.asList(keys).contains(key)) {
        throw new IllegalArgumentException(
            file + ": " + where + " has no \"" + key + "\", only " + String.join(", ", keys));
      }
    }
  }

  private Map<String, Object> map(Object value, String where) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException(
          file + ": " + where + " must be a mapping, found " + value);
    }
    Map<String, Object> result = new LinkedHashMap<>();
    map.forEach((key, v) -> result.put(String.valueOf(key), v));
    return result;
  }

  private List<?> list(Object value) {
    if (!(value instanceof List<?> list)) {
      throw new IllegalArgumentException(file + ": expected a list, found " + value);
    }
    return list;
  }

  private <T> List<T> each(Object value, Function<Object, T> reader) {
    List<T> result = new ArrayList<>();
    if (value != null) {
      for (Object element : list(value)) {
        result.add(reader.apply(element));
      }
    }
    return List.copyOf(result);
  }
}

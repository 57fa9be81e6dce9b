package io.synsent.scenario;

import io.synsent.engine.Nullable;
import io.synsent.engine.host.HostProfile;
import io.synsent.engine.name.HostName;
import io.synsent.engine.network.Chain;
import io.synsent.engine.network.Prefix;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv6Address;
import io.synsent.engine.topology.LastRouter;
import io.synsent.engine.topology.Network;
import io.synsent.scenario.Field.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads {@link Scenario}s from YAML and checks them: whatever is wrong with a file is found here.
 */
final class ScenarioReader {

  private static final int LARGEST_FILE = 16 * 1024 * 1024;
  private static final long LARGEST_FOR_EACH = 64L * 1024 * 1024;

  /** Each can double what a file amounts to. */
  private static final int MOST_ALIASES = 10;

  private static final int MOST_AT_ONCE = 10_000;
  private static final int MOST_CONNECTS = 100_000;

  private static final String CLIENT_ADDRESS = "192.168.31.6/24";
  private static final String GATEWAY = "192.168.31.1";
  private static final String NONE = "none";
  private static final List<String> LAST_ROUTERS = List.of("silent", "answers");
  private static final List<String> CLIENTS = List.of("Socket", "SocketChannel", "Selector");

  private final String file;

  /** Where the document at hand declares which host or LAN, for what is found out later. */
  private final Map<String, Field> places = new LinkedHashMap<>();

  ScenarioReader(String file) {
    this.file = file;
  }

  List<Scenario> read(String text) {
    List<Scenario> scenarios = new ArrayList<>();
    for (Node document : documents(text)) {
      scenarios.addAll(scenarios(new Field(file, "", document), text.length()));
    }
    if (scenarios.isEmpty()) {
      throw new ScenarioException(
          file,
          1,
          1,
          "",
          "is empty: describe a network, such as connects: [{to: \"192.168.31.7:8081\"}]");
    }
    return scenarios;
  }

  private List<Node> documents(String text) {
    List<Node> documents = new ArrayList<>();
    try {
      LoadSettings settings =
          LoadSettings.builder()
              .setLabel(file)
              .setCodePointLimit(LARGEST_FILE)
              .setMaxAliasesForCollections(MOST_ALIASES)
              .build();
      new Compose(settings).composeAllFromString(text).forEach(documents::add);
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      throw new ScenarioException(
          file,
          mark.map(Mark::getLine).orElse(0) + 1,
          mark.map(Mark::getColumn).orElse(0) + 1,
          "",
          "is no YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw new ScenarioException(file, 1, 1, "", "is no YAML: " + e.getMessage());
    } catch (StackOverflowError e) {
      throw new ScenarioException(file, 1, 1, "", "is no YAML: it is nested too deeply");
    }
    return documents;
  }

  /** One scenario, or one for each entry of {@code for-each}. */
  private List<Scenario> scenarios(Field document, int size) {
    Section section = document.section(Part.SCENARIO);
    Field each = section.get("for-each");
    if (each == null) {
      return List.of(scenario(section));
    }
    List<Field> entries = each.list();
    if ((long) entries.size() * size > LARGEST_FOR_EACH) {
      throw each.wrong(
          entries.size() + " entries make too much of a file of this size: take fewer");
    }
    List<Scenario> scenarios = new ArrayList<>();
    for (Field entry : entries) {
      Map<String, String> words = new LinkedHashMap<>();
      entry.entries().forEach((key, value) -> words.put(key, value.text()));
      scenarios.add(scenario(document.with(words).section(Part.SCENARIO)));
    }
    return scenarios;
  }

  private Scenario scenario(Section section) {
    places.clear();
    Scenario.Client client = client(section.get("client"));
    Map<String, List<String>> names = new LinkedHashMap<>();
    section
        .maybe("names", Field::entries)
        .ifPresent(
            entries ->
                entries.forEach(
                    (name, value) -> {
                      declare(name, value);
                      names.put(
                          name, value.oneOrList().stream().map(ScenarioReader::address).toList());
                    }));
    List<Scenario.Host> hosts = section.each("hosts", this::host);
    hosts.forEach(host -> host.name().ifPresent(name -> names.put(name, host.addresses())));
    Scenario scenario =
        new Scenario(
            section.maybe("name", Field::text).orElseGet(this::fileName),
            section.maybe("title", Field::text).orElse(""),
            section.maybe("profile", ScenarioReader::profile),
            section.maybe("seed", ScenarioReader::seed).orElse(1L),
            client,
            router(section.get("router")),
            section.each("routers", this::furtherRouter),
            hosts,
            section.each("lans", this::lan),
            names,
            section.each("events", ScenarioReader::event).stream()
                .sorted(Comparator.comparingLong(Event::atNanos))
                .toList(),
            section.each("connects", ScenarioReader::connect),
            section.extensions());
    check(scenario, section);
    return scenario;
  }

  private String fileName() {
    String last = file.substring(file.replace('\\', '/').lastIndexOf('/') + 1);
    return last.replaceFirst("\\.ya?ml$", "");
  }

  // ---- the parts ----

  private static Scenario.Client client(@Nullable Field field) {
    if (field == null) {
      return new Scenario.Client(
          List.of(CLIENT_ADDRESS), List.of(GATEWAY), true, Scenario.Box.PLAIN, List.of());
    }
    Section section = field.section(Part.CLIENT);
    List<String> addresses =
        section
            .maybe("address", ScenarioReader::addressesAndPrefixes)
            .orElse(List.of(CLIENT_ADDRESS));
    Field said = Optional.ofNullable(section.get("gateway")).orElse(section.whole());
    List<String> gateways =
        section
            .maybe("gateway", value -> value.oneOrList().stream().map(Field::text).toList())
            .orElse(List.of(GATEWAY));
    if (gateways.equals(List.of(NONE))) {
      gateways = List.of();
    }
    for (String gateway : gateways) {
      checkGateway(addresses, gateway, said);
    }
    return new Scenario.Client(
        addresses,
        gateways,
        section.flag("ipv6", true),
        box(section, Chain.OUTPUT),
        section.each("neighbours", neighbour -> checked(neighbour, Words.Neighbour::parse)));
  }

  /** A gateway must be on the client's LAN of its family, where that was said. */
  private static void checkGateway(List<String> addresses, String gateway, Field said) {
    IpAddress router = said.check(() -> IpAddress.parse(gateway));
    for (String address : addresses) {
      Prefix lan = Prefix.around(address);
      if (lan.network().isSameFamily(router) && !lan.contains(router)) {
        throw said.wrong(
            "the gateway "
                + gateway
                + " is not on the client's LAN "
                + lan
                + ": name a router that is there, such as gateway: "
                + first(lan)
                + ", or say gateway: none");
      }
    }
  }

  private static IpAddress first(Prefix lan) {
    byte[] octets = lan.network().octets();
    octets[octets.length - 1]++;
    return octets.length == 4 ? Ipv4Address.of(octets) : Ipv6Address.of(octets);
  }

  private static Scenario.Router router(@Nullable Field field) {
    if (field == null) {
      return new Scenario.Router(true, List.of(), Scenario.Box.PLAIN, Map.of());
    }
    Section section = field.section(Part.ROUTER);
    return new Scenario.Router(
        section.flag("present", true),
        section.maybe("address", ScenarioReader::addressesAndPrefixes).orElse(List.of()),
        box(section, Chain.FORWARD),
        section.extensions());
  }

  private Scenario.FurtherRouter furtherRouter(Field field) {
    Section section = field.section(Part.FURTHER_ROUTER);
    String name = section.need("name", "isp").text();
    places.put(name, section.whole());
    return new Scenario.FurtherRouter(
        name,
        addressesAndPrefixes(section.need("address", "[10.225.31.2/24, 10.9.0.1/24]")),
        section.flag("up", true),
        box(section, Chain.FORWARD));
  }

  private Scenario.Host host(Field field) {
    Section section = field.section(Part.HOST);
    List<String> addresses =
        section.need("address", "192.168.31.7").oneOrList().stream()
            .map(ScenarioReader::address)
            .toList();
    Optional<String> name = section.maybe("name", Field::text);
    if (addresses.size() != 1 && name.isEmpty()) {
      throw section
          .whole()
          .wrong(
              "a host with " + addresses.size() + " addresses needs a name: add name: db.example");
    }
    for (String address : addresses) {
      if (places.put(address, section.whole()) != null) {
        throw section.whole().wrong(address + " is the address of a host above: declare each once");
      }
    }
    name.ifPresent(text -> declare(text, section.whole()));
    return new Scenario.Host(
        name,
        addresses,
        section.flag("absent", false),
        section
            .maybe("last-router", value -> value.oneOf(LAST_ROUTERS))
            .map(word -> word.equals("answers") ? LastRouter.ANSWERS : LastRouter.SILENT)
            .orElse(LastRouter.SILENT),
        section.flag("up", true),
        section.each("closed", port -> port.number(0, 65_535)),
        box(section, Chain.INPUT),
        section.extensions());
  }

  private void declare(String name, Field place) {
    if (places.put(HostName.canonical(name), place) != null) {
      throw place.wrong("\"" + name + "\" is a name already: choose another");
    }
  }

  /** What is the same for every box. */
  private static Scenario.Box box(Section section, Chain chain) {
    Map<String, String> sysctl = new LinkedHashMap<>();
    section
        .maybe("sysctl", Field::entries)
        .ifPresent(
            entries ->
                entries.forEach(
                    (name, value) -> {
                      value.read(
                          text -> {
                            Sysctl.checkAgainst(sysctl, name, text);
                            return Sysctl.set(HostProfile.LINUX, name, text);
                          });
                      sysctl.put(name, value.text());
                    }));
    Optional<Duration> initialRto = section.maybe("initial-rto", Field::time);
    initialRto.ifPresent(
        rto ->
            section
                .need("initial-rto", "500 ms")
                .read(text -> HostProfile.LINUX.toBuilder().initialRto(rto).build()));
    return new Scenario.Box(
        section.maybe("profile", ScenarioReader::profile),
        initialRto,
        sysctl,
        section.maybe("delay", Field::time).orElse(Duration.ZERO),
        section.each("routes", route -> checked(route, RouteWords::parse)),
        section.each("listens", ScenarioReader::listen),
        section.each("firewall", rule -> checked(rule, text -> FirewallWords.parse(text, chain))));
  }

  /** {@code 8080}, {@code 8080 backlog 5} or {@code 8080 full}. */
  private static Scenario.Listen listen(Field field) {
    return field.read(
        text -> {
          List<String> words = Words.split(text);
          int port = Words.port(words.isEmpty() ? "" : words.get(0), 1);
          if (words.size() == 1) {
            return new Scenario.Listen(port, OptionalInt.empty(), false);
          }
          if (words.size() == 2 && words.get(1).equals("full")) {
            return new Scenario.Listen(port, OptionalInt.of(1), true);
          }
          if (words.size() == 3
              && words.get(1).equals("backlog")
              && words.get(2).matches("[0-9]{1,5}")) {
            return new Scenario.Listen(port, OptionalInt.of(Integer.parseInt(words.get(2))), false);
          }
          throw new IllegalArgumentException(
              "\"" + text + "\": expected 8080, 8080 full or 8080 backlog 5");
        });
  }

  private Scenario.Lan lan(Field field) {
    Section section = field.section(Part.LAN);
    String prefix =
        section.need("prefix", "192.168.31.0/24").read(text -> Prefix.parse(text).toString());
    places.put(prefix, section.whole());
    return new Scenario.Lan(
        prefix,
        section.maybe("delay", Field::time),
        section.maybe("loss", value -> value.read(Words::probability)).orElse(0.0),
        section.flag("cut", false),
        section.each("rules", rule -> rule.read(WireRule::parse)));
  }

  private static Event event(Field field) {
    Section section = field.section(Part.EVENT);
    Field at = section.need("at", "1.5 s");
    long nanos = at.text().equals("before") ? -1 : at.time().toNanos();
    return section.need("do", "plug-in 192.168.31.7").read(text -> Event.parse(nanos, text));
  }

  private static Scenario.Connect connect(Field field) {
    Section section = field.section(Part.CONNECT);
    HostPort to = section.need("to", "\"192.168.31.7:8081\"").read(text -> HostPort.parse(text, 0));
    Optional<Duration> timeout = section.maybe("timeout", Field::time);
    if (timeout.isPresent() && timeout.get().isZero()) {
      throw section.need("timeout", "5 s").wrong("0 is no timeout: leave the key out for none");
    }
    return new Scenario.Connect(
        section.maybe("at", Field::time).orElse(Duration.ZERO),
        section.maybe("times", value -> value.number(1, MOST_AT_ONCE)).orElse(1),
        section.maybe("by", value -> value.oneOf(CLIENTS)).orElse("Socket").equals("Selector"),
        to.host(),
        to.port(),
        timeout,
        section.maybe(
            "from",
            value ->
                checked(
                    value,
                    text -> {
                      HostPort from = HostPort.parse(text, 0);
                      return IpAddress.parse(from.host());
                    })));
  }

  // ---- the values ----

  private static HostProfile profile(Field field) {
    return field.read(
        text -> {
          List<String> names = HostProfile.all().stream().map(HostProfile::name).toList();
          if (!names.contains(text.toUpperCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                "no profile is called \"" + text + "\": " + Suggestion.among(text, names));
          }
          return HostProfile.named(text);
        });
  }

  private static long seed(Field field) {
    return field.read(
        text -> {
          if (!text.matches("-?[0-9]{1,18}")) {
            throw new IllegalArgumentException("\"" + text + "\": expected a whole number");
          }
          return Long.parseLong(text);
        });
  }

  private static String address(Field field) {
    return field.read(text -> IpAddress.parse(text).toString());
  }

  private static String addressAndPrefix(Field field) {
    return field.read(
        text -> {
          Prefix.around(text);
          IpAddress.parse(text.substring(0, text.indexOf('/')));
          return text;
        });
  }

  private static List<String> addressesAndPrefixes(Field field) {
    return field.oneOrList().stream().map(ScenarioReader::addressAndPrefix).toList();
  }

  /** The text itself, once {@code reader} could read it. */
  private static String checked(Field field, Function<String, ?> reader) {
    field.read(reader);
    return field.text();
  }

  // ---- the whole ----

  /** Builds the network once, so that contradictions are found before anything is begun. */
  private void check(Scenario scenario, Section section) {
    List<Field> connects = section.each("connects", field -> field);
    long begun = scenario.connects().stream().mapToLong(Scenario.Connect::times).sum();
    if (begun > MOST_CONNECTS) {
      throw section
          .need("connects", "")
          .wrong(begun + " connects are more than " + MOST_CONNECTS + ": take fewer");
    }
    Network network;
    try {
      network = scenario.network().journalLimit(0).build();
    } catch (IllegalArgumentException e) {
      throw placeOf(String.valueOf(e.getMessage()), section).wrong(String.valueOf(e.getMessage()));
    }
    for (int i = 0; i < connects.size(); i++) {
      Scenario.Connect connect = scenario.connects().get(i);
      connects
          .get(i)
          .section(Part.CONNECT)
          .need("to", "")
          .read(
              text -> {
                if (network.resolve(connect.host()).isEmpty() && !isAddress(connect.host())) {
                  throw new IllegalArgumentException(
                      "nothing is called \""
                          + connect.host()
                          + "\": "
                          + Suggestion.among(connect.host(), scenario.names().keySet())
                          + "; or declare it: names: {"
                          + connect.host()
                          + ": 192.168.31.7}");
                }
                return text;
              });
    }
    for (Field field : section.each("events", each -> each)) {
      Field what = field.section(Part.EVENT).need("do", "");
      what.read(
          text -> {
            Event.parse(0, text).checkIn(network);
            return text;
          });
    }
  }

  private static boolean isAddress(String text) {
    try {
      IpAddress.parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Where the host or LAN is declared that a complaint is about. */
  private Field placeOf(String complaint, Section section) {
    Set<String> words = new HashSet<>(List.of(complaint.split("[\\s,:\"]+", -1)));
    for (Map.Entry<String, Field> place : places.entrySet()) {
      if (words.contains(place.getKey())) {
        return place.getValue();
      }
    }
    for (String part : List.of("router", "client")) {
      Field field = section.get(part);
      if (field != null && words.contains(part)) {
        return field;
      }
    }
    return section.whole();
  }
}

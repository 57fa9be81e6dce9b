package io.synsent.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class LabTest {

  @ParameterizedTest
  @CsvSource({
    "handshake,           LINUX,     ESTABLISHED",
    "absent-lan,          LINUX,     EHOSTUNREACH",
    "absent-lan,          LINUX_6_5, EHOSTUNREACH",
    "absent-remote,       LINUX,     ETIMEDOUT",
    "absent-remote,       LINUX_6_5, ETIMEDOUT",
    "absent-remote-icmp,  LINUX,     EHOSTUNREACH",
    "closed-loopback,     LINUX,     ECONNREFUSED",
    "closed-lan,          LINUX,     ECONNREFUSED",
    "closed-remote,       LINUX,     ECONNREFUSED",
    "firewall-drop,       LINUX,     ETIMEDOUT",
    "firewall-drop,       LINUX_6_5, ETIMEDOUT",
    "firewall-reject-rst, LINUX,     ECONNREFUSED",
    "firewall-reject-icmp,LINUX,     EHOSTUNREACH",
  })
  void last_line_is_the_outcome(String name, String profile, String outcome) {
    JsonObject last = lastOf(json(name, profile));
    assertThat(last.get("outcome").getAsString()).isEqualTo(outcome);
  }

  @Test
  void absent_lan_asks_three_times_and_captures_no_tcp() {
    List<JsonObject> lines = json("absent-lan", "LINUX");
    assertThat(times(lines, "arp", "ARP, Request who-has 192.168.31.7 tell 192.168.31.6"))
        .containsExactly(0.0, 1.0, 2.0);
    assertThat(captured(lines, "tcp")).isEmpty();
    assertThat(lines)
        .filteredOn(line -> layer(line).equals("neighbour") && !isCaptured(line))
        .anySatisfy(line -> assertThat(text(line)).contains("unresolved queue"));
    JsonObject last = lastOf(lines);
    assertThat(last.get("exception").getAsString())
        .isEqualTo("java.net.NoRouteToHostException: No route to host");
    assertThat(last.get("elapsed").getAsDouble()).isEqualTo(3.0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "absent-remote | LINUX     | 0 1 3 7 15 31 63            | 127",
        "firewall-drop | LINUX     | 0 1 3 7 15 31 63            | 127",
        "absent-remote | LINUX_6_5 | 0 1 2 3 4 5 7 11 19 35 67   | 131",
        "firewall-drop | LINUX_6_5 | 0 1 2 3 4 5 7 11 19 35 67   | 131",
      })
  void silence_is_answered_by_syn_retries(
      String name, String profile, String schedule, double elapsed) {
    List<JsonObject> lines = json(name, profile);
    List<Double> syns = times(lines, "tcp", "Flags [S]");
    String[] expected = schedule.trim().split(" ");
    assertThat(syns).hasSameSizeAs(expected);
    // The first SYN waits for the gateway's ARP reply; the retries are timed from that moment.
    double first = syns.get(0);
    assertThat(first).isBetween(0.0, 0.002);
    for (int i = 0; i < expected.length; i++) {
      assertThat(syns.get(i)).isCloseTo(Double.parseDouble(expected[i]), within(0.002));
    }
    JsonObject last = lastOf(lines);
    assertThat(last.get("elapsed").getAsDouble()).isCloseTo(elapsed, within(0.002));
    assertThat(last.get("exception").getAsString())
        .isEqualTo("java.net.ConnectException: Connection timed out");
  }

  @Test
  void success_has_no_exception() {
    JsonObject last = lastOf(json("handshake", "LINUX"));
    assertThat(last.get("exception").isJsonNull()).isTrue();
  }

  @Test
  void same_seed_gives_the_same_capture(@TempDir Path folder) throws Exception {
    Path one = folder.resolve("one.pcapng");
    Path two = folder.resolve("two.pcapng");
    Path other = folder.resolve("other.pcapng");
    for (Path file : List.of(one, two)) {
      assertThat(run("run", "closed-remote", "--pcap", file.toString()).exit()).isZero();
    }
    run("run", "closed-remote", "--seed", "2", "--pcap", other.toString());
    assertThat(Files.readAllBytes(one)).isEqualTo(Files.readAllBytes(two)).isNotEmpty();
    assertThat(Files.readAllBytes(other)).isNotEqualTo(Files.readAllBytes(one));
  }

  @Test
  void text_ends_with_the_exception_and_ping_and_arp_table_follow() {
    Result result = run("run", "absent-lan", "--ping", "--arp");
    assertThat(result.exit()).isZero();
    assertThat(result.out())
        .contains("NoRouteToHostException: No route to host")
        .contains("$ ping 192.168.31.7", "100% packet loss", "$ arp -a");
  }

  @Test
  void list_names_every_experiment() {
    assertThat(run("list").out().lines())
        .extracting(line -> line.split(" ", 2)[0])
        .containsExactly(
            "handshake",
            "absent-lan",
            "absent-remote",
            "absent-remote-icmp",
            "closed-loopback",
            "closed-lan",
            "closed-remote",
            "firewall-drop",
            "firewall-reject-rst",
            "firewall-reject-icmp");
  }

  @Test
  void every_experiment_is_a_scenario_file_that_list_prints() {
    String out = run("list", "--networks").out();
    assertThat(out)
        .contains("    hosts:", "      - {address: 192.168.31.7, absent: true}")
        .contains("firewall: [reject tcp 8080 with tcp-reset]");
  }

  @Test
  void file_with_several_connects_prints_each(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("home.yaml");
    Files.writeString(
        file,
        """
        title: two at home
        hosts:
          - {name: db.example, address: 192.168.31.8, listens: [5432]}
          - {address: 192.168.31.9, firewall: [drop tcp]}
        connects:
          - {to: "db.example:5432"}
          - {to: "192.168.31.9:80", at: 1 s, timeout: 2 s}
        """);
    Result text = run("run", file.toString());
    assertThat(text.err()).isEmpty();
    assertThat(text.out())
        .startsWith("home: two at home\n")
        .contains("connect 1 to 192.168.31.8:5432 (LINUX, ideal timers): established after 0.001 s")
        .contains("connect 2 to 192.168.31.9:80 (LINUX, ideal timers): given up by the application")
        .contains("The application sees: no exception")
        .endsWith("The application sees: java.net.SocketTimeoutException: Connect timed out\n");
    List<JsonObject> lines = json(file.toString(), "LINUX_6_5");
    assertThat(lines).allSatisfy(line -> assertThat(line.has("connect")).isTrue());
    assertThat(lastOf(lines).get("outcome").getAsString()).isEqualTo("ABANDONED");
    assertThat(lastOf(lines).get("elapsed").getAsDouble()).isEqualTo(2.0);
  }

  @Test
  void file_with_several_scenarios_plays_all_or_the_one_that_is_named(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("two.yaml");
    String each = "name: %s\nconnects: [{to: \"192.168.31.7:80\"}]\n";
    Files.writeString(file, each.formatted("one") + "---\n" + each.formatted("two"));
    assertThat(run("run", file.toString()).out().lines()).contains("one", "two");
    assertThat(run("run", file.toString(), "--scenario", "two").out().lines())
        .contains("two")
        .doesNotContain("one");
    assertThat(run("run", file.toString(), "--scenario", "three").err())
        .contains("choose one of one, two");
    assertThat(run("run", file.toString(), "--pcap", folder.resolve("x").toString()).err())
        .contains("choose one with --scenario");
  }

  @Test
  void mistake_in_a_file_is_named_with_its_place(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("bad.yaml");
    Files.writeString(file, "connects:\n  - {too: \"192.168.31.7:80\"}\n");
    Result result = run("run", file.toString());
    assertThat(result.exit()).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(result.err())
        .startsWith(file + ":2:6: connects[0].too: no such key: did you mean \"to\"?")
        .contains("Try 'lab run --help'");
  }

  @Test
  void live_prints_every_line_and_takes_its_time() {
    long start = System.nanoTime();
    Result result = run("run", "absent-lan", "--live", "--speed", "10");
    double took = (System.nanoTime() - start) / 1e9;
    assertThat(result.err()).isEmpty();
    assertThat(took).isGreaterThan(0.3);
    List<String> played = run("run", "absent-lan").out().lines().toList();
    assertThat(result.out().lines())
        .containsAll(played.stream().filter(line -> line.matches(" +[0-9.]{8} .*")).toList())
        .contains("  stopped by neighbour: nobody answered ARP for 192.168.31.7");
    assertThat(result.out()).doesNotContain("\u001b", "\r");
  }

  @Test
  void compare_shows_profiles_side_by_side() {
    Result result = run("compare", "firewall-drop", "--profiles", "LINUX,LINUX_6_5");
    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.out().lines())
        .anyMatch(line -> line.matches("after +127\\.000 s +131\\.000 s"))
        .anyMatch(line -> line.matches("SYN sent +7 times +11 times"))
        .anyMatch(line -> line.matches(" +2\\.000 +> SYN"))
        .anyMatch(line -> line.matches(" +3\\.000 +> SYN +> SYN"));
    assertThat(run("compare", "absent-lan").out().lines().skip(2).findFirst())
        .hasValueSatisfying(line -> assertThat(line).contains("LINUX_6_5", "MACOS", "WINDOWS"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.168.31.7:8081   | absent-lan           | x | neighbour | EHOSTUNREACH after 3.000 s",
        "192.168.31.9:80     | absent-lan           | x | neighbour | EHOSTUNREACH after 3.000 s",
        "10.225.31.11:8081   | absent-remote        | x | router    | ETIMEDOUT after 127.000 s",
        "220.181.38.148:8080 | firewall-drop        | x | firewall  | ETIMEDOUT after 127.000 s",
        "220.181.38.148:8080 | firewall-reject-icmp | ! | firewall  | EHOSTUNREACH after 0.009 s",
        "220.181.38.148:443  | firewall-drop        | ! | tcp       | ECONNREFUSED after 0.009 s",
        "47.102.221.141:8081 | closed-remote        | ! | tcp       | ECONNREFUSED after 0.009 s",
        "127.0.0.1:8081      | closed-loopback      | ! | tcp       | ECONNREFUSED after 0.000 s",
      })
  void explain_tells_the_layer_that_decides_and_how_it_ends(
      String target, String network, String mark, String layer, String ending) {
    Result result = run("explain", target, "--network", network);
    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.out().lines())
        .filteredOn(line -> line.matches("  [x!] .*"))
        .singleElement()
        .satisfies(
            line -> assertThat(line).matches("  " + mark + " +[0-9.]+ s +" + layer + " +\\S.*"));
    assertThat(result.out()).contains("It ends with " + ending);
  }

  @Test
  void explain_follows_the_network_of_a_file(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("vpn.yaml");
    Files.writeString(
        file,
        """
        client: {routes: [10.9.0.0/24 via 192.168.31.2, unreachable 10.8.0.0/16]}
        routers: [{name: vpn, address: [192.168.31.2/24, 10.9.0.1/24]}]
        hosts: [{name: wiki.example, address: 10.9.0.7, listens: [80]}]
        """);
    Result through = run("explain", "wiki.example:80", "--network", file.toString());
    assertThat(through.err()).isEmpty();
    assertThat(through.out())
        .contains("wiki.example (10.9.0.7), port 80", "192.168.31.2", "vpn", "It is established");
    Result nowhere = run("explain", "10.8.1.1:80", "--network", file.toString());
    assertThat(nowhere.out())
        .contains("It ends with EHOSTUNREACH after 0.000 s", "no SYN was sent");
    assertThat(run("explain", "wiki.exmple:80", "--network", file.toString()).err())
        .contains("the names there are [wiki.example]");
  }

  @Test
  void html_is_a_page_of_all_connects(@TempDir Path folder) throws Exception {
    Path page = folder.resolve("page.html");
    assertThat(run("run", "firewall-drop", "--html", page.toString()).err()).isEmpty();
    assertThat(Files.readString(page))
        .startsWith("<!")
        .contains("lab run firewall-drop", "220.181.38.148", "a firewall throws the SYN away");
    Path nowhere = folder.resolve("no/such/page.html");
    assertThat(run("run", "firewall-drop", "--html", nowhere.toString()).err())
        .contains("name a file in a folder that is there");
  }

  @Test
  void help_teaches_by_examples() {
    assertThat(run("run", "--help").out()).contains("Examples:", "lab run absent-lan");
    assertThat(run("compare", "--help").out()).contains("Examples:", "lab compare absent-lan");
    assertThat(run("--help").out()).contains("To begin with:").doesNotContain("\u001b");
    assertThat(run("--help").out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(run("run", "--help").out().lines()).allMatch(line -> line.length() <= 80);
  }

  @ParameterizedTest
  @CsvSource({
    "'explain 10.1.1.1 --network absent-lan', 'expected a host and a port'",
    "'explain 10.1.1.1:80',           '--network'",
    "'run nowhere.yaml',              'there is no file'",
    "'run absent-lan --speed 3',      'add --live'",
    "'run absent-lan --live --speed 0','expected more than 0'",
    "'run absent-lan --live --json',  'leave one of the two out'",
    "'run absent-lan --profil LINUX', 'Unknown option'",
    "'compare nowhere',               'no experiment is called \"nowhere\"'",
    "'compare absent-lan --profiles BEOS', 'no profile is called \"BEOS\"'",
    "'compar',                        'Did you mean'",
    "'run nowhere',                   'no experiment is called \"nowhere\"'",
    "'run absent-lan --profile BEOS', 'no profile is called \"BEOS\"'",
    "'run',                           'Missing required parameter'",
    "'run absent-lan --json --ping',  'leave --ping and --arp out'",
  })
  void misuse_says_what_is_possible_and_exits_with_2(String arguments, String message) {
    Result result = run(arguments.split(" "));
    assertThat(result.exit()).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(result.err()).contains(message);
    assertThat(result.out()).isEmpty();
  }

  private record Result(int exit, String out, String err) {}

  private static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        Lab.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Result(exit, out.toString(), err.toString());
  }

  private static List<JsonObject> json(String name, String profile) {
    Result result = run("run", name, "--profile", profile, "--json");
    assertThat(result.exit()).as(result.err()).isZero();
    return result
        .out()
        .lines()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .toList();
  }

  private static JsonObject lastOf(List<JsonObject> lines) {
    return lines.get(lines.size() - 1);
  }

  private static List<Double> times(List<JsonObject> lines, String layer, String text) {
    return captured(lines, layer).stream()
        .filter(line -> text(line).contains(text))
        .map(line -> line.get("t").getAsDouble())
        .toList();
  }

  private static List<JsonObject> captured(List<JsonObject> lines, String layer) {
    return lines.stream()
        .filter(line -> line.has("t") && layer(line).equals(layer) && isCaptured(line))
        .toList();
  }

  private static String layer(JsonObject line) {
    return line.has("layer") ? line.get("layer").getAsString() : "";
  }

  private static String text(JsonObject line) {
    return line.get("text").getAsString();
  }

  private static boolean isCaptured(JsonObject line) {
    return line.has("captured") && line.get("captured").getAsBoolean();
  }
}

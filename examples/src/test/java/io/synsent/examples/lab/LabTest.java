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

  @ParameterizedTest
  @CsvSource({
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

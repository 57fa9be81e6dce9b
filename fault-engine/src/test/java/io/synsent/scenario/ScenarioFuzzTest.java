package io.synsent.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Assertions;

/** Whatever a file holds: it is read, or refused by the documented exception, and soon. */
class ScenarioFuzzTest {

  private static final List<String> TEXTS =
      BuiltInFiles.all().values().stream()
          .flatMap(text -> List.of(text.split("(?m)^---$", -1)).stream())
          .toList();

  private static final List<String> SPLINTERS =
      List.of(
          "-1",
          "0",
          "99999999999999999999",
          "{",
          "}",
          "[",
          "]",
          ": ",
          "- ",
          "\"",
          "'",
          "&a ",
          "*a",
          "<<: ",
          "!!binary ",
          "---\n",
          "\t",
          "\u0000",
          "\ud800",
          "null",
          "~",
          "0 s",
          "1e9 s",
          "/0",
          "/33",
          "/128",
          "::",
          "fe80::1",
          "224.0.0.1",
          "255.255.255.255",
          "0.0.0.0",
          "127.0.0.1",
          "192.168.31.6",
          "192.168.31.1",
          "default",
          "client",
          "router",
          "${n}",
          "%",
          "\n",
          "#");

  @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
  void damaged_file_is_read_or_refused(@ForAll long seed) {
    Random random = new Random(seed);
    String text = TEXTS.get(random.nextInt(TEXTS.size()));
    int wounds = 1 + random.nextInt(4);
    for (int i = 0; i < wounds; i++) {
      text = damaged(text, random);
    }
    Statistics.collect(readOrRefused(text));
    Statistics.coverage(
        fates -> {
          fates.check(true).count(count -> count > 50);
          fates.check(false).count(count -> count > 50);
        });
  }

  private static String damaged(String text, Random random) {
    if (text.isEmpty()) {
      return "a";
    }
    int at = random.nextInt(text.length());
    int to = Math.min(text.length(), at + random.nextInt(12));
    return switch (random.nextInt(6)) {
      case 0 -> text.substring(0, at) + text.substring(to);
      case 1 -> text.substring(0, at) + splinter(random) + text.substring(at);
      case 2 -> text.substring(0, at) + splinter(random) + text.substring(to);
      case 3 -> text.substring(0, at) + text.substring(at, to).repeat(3) + text.substring(to);
      case 4 -> words(text, random);
      default -> text.substring(0, at) + (char) random.nextInt(0x250) + text.substring(to);
    };
  }

  /** One word of the text, or a splinter, in the place of another. */
  private static String words(String text, Random random) {
    List<String> words = new ArrayList<>(List.of(text.split("(?<=[ ,{}\\[\\]\n\"])", -1)));
    String other = words.get(random.nextInt(words.size()));
    words.set(random.nextInt(words.size()), random.nextBoolean() ? other : splinter(random) + " ");
    return String.join("", words);
  }

  private static String splinter(Random random) {
    return SPLINTERS.get(random.nextInt(SPLINTERS.size()));
  }

  @Example
  void deep_wide_and_recursive_files_are_refused_soon() {
    for (String text :
        List.of(
            "[".repeat(100_000),
            "{a: ".repeat(50_000),
            "- ".repeat(50_000),
            "x-a: &a [*a]\n",
            "hosts: &a [*a]\n",
            "for-each: [{n: 1}]\nx-a: &a {b: *a}\n",
            "x-a: &a {b: *a}\n",
            """
            x-a: &a [1,2,3,4,5,6,7,8,9]
            x-b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]
            x-c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]
            x-d: [*c,*c,*c,*c,*c,*c,*c,*c,*c]
            """,
            doublings(24),
            "for-each: [{n: 1}]\n" + doublings(24),
            "for-each: [" + "{n: 1},".repeat(20_000) + "]\nx-a: " + "y".repeat(100_000),
            "title: " + "a".repeat(100_000) + "\n" + "b".repeat(100_000) + ": 1",
            "events: [{at: 999999999 min, do: link-down}]",
            "client: {sysctl: {net.ipv4.tcp_syn_retries: 999999999}}",
            "client: {address: 10.0.0.6/0}",
            "client: {address: 10.0.0.6/32, gateway: none}")) {
      readOrRefused(text);
    }
  }

  /** A list of two lists of two lists …, each an alias of the one before. */
  private static String doublings(int levels) {
    StringBuilder text = new StringBuilder("x-0: &a0 [1, 2]\n");
    for (int i = 1; i <= levels; i++) {
      text.append("x-%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    return text.toString();
  }

  /** Whether it was read. */
  private static boolean readOrRefused(String text) {
    return Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          try {
            assertThat(Scenario.parseAll("fuzz.yaml", text)).isNotEmpty();
            return true;
          } catch (ScenarioException e) {
            assertThat(e.getMessage()).startsWith("fuzz.yaml:" + e.line() + ":" + e.column());
            assertThat(e.getMessage()).hasSizeLessThan(20_000);
            return false;
          }
        },
        () -> "a file of " + text.length() + " characters takes too long");
  }
}

package io.synsent.conformance;

import io.synsent.conformance.Comparison.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The suite's table: scenario, packets compared, largest time difference, exceptions equal or not.
 */
final class Report {

  private static final String BEGIN = "<!-- table: written by the suite -->";
  private static final String END = "<!-- end of table -->";

  private final String arm;
  private final List<Scenario> scenarios;
  private final Map<String, Verdict> verdicts;
  private final Map<String, String> notSimulated;
  private final long seconds;

  Report(
      String arm,
      List<Scenario> scenarios,
      Map<String, Verdict> verdicts,
      Map<String, String> notSimulated,
      long seconds) {
    this.arm = arm;
    this.scenarios = scenarios;
    this.verdicts = verdicts;
    this.notSimulated = notSimulated;
    this.seconds = seconds;
  }

  String table() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "%nconformance: simulator against %s, %d runs in %d s%n%n",
            arm, verdicts.size(), seconds));
    text.append(
        String.format(
            "%-52s %7s %12s %12s  %-10s %s%n",
            "scenario", "packets", "ideal", "timer wheel", "exceptions", "verdict"));
    long packets = 0;
    long agree = 0;
    for (Verdict verdict : verdicts.values()) {
      packets += verdict.packets();
      agree += verdict.agrees() ? 1 : 0;
      text.append(
          String.format(
              Locale.ROOT,
              "%-52s %7d %12s %12s  %-10s %s%n",
              verdict.run().name(),
              verdict.packets(),
              millis(verdict.idealNanos()),
              millis(verdict.wheelNanos()),
              verdict.exceptionsEqual() ? "equal" : "DIFFERENT",
              verdict.agrees() ? "agrees" : "DISAGREES"));
    }
    notSimulated.forEach(
        (name, why) -> text.append(String.format("%-52s has no simulated arm: %s%n", name, why)));
    text.append(
        String.format(
            "%n%d of %d runs agree, %d packets compared%n",
            agree, verdicts.size() + notSimulated.size(), packets));
    text.append(String.format("%nwithout a live arm:%n"));
    for (Scenario scenario : scenarios) {
      scenario
          .withoutLive()
          .ifPresent(
              why ->
                  text.append(
                      String.format(
                          "%-52s %s%n", scenario.name() + " (" + scenario.covers() + ")", why)));
    }
    return text.toString();
  }

  /** The page with its table replaced; what stands around the table is kept. */
  String page(String before) {
    int from = before.indexOf(BEGIN);
    int to = before.indexOf(END);
    if (from < 0 || to < 0) {
      throw new IllegalStateException(
          "docs/conformance.md has no place for the table: " + BEGIN + " … " + END);
    }
    StringBuilder text = new StringBuilder(before.substring(0, from)).append(BEGIN).append("\n");
    text.append(String.format("%nRun on a %s: %d runs.%n%n", arm, verdicts.size()));
    text.append(
        "| scenario | what it shows | packets | ideal timers | timer wheel | exceptions |\n");
    text.append("|---|---|---|---|---|---|\n");
    for (Verdict verdict : verdicts.values()) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %d | %s | %s | %s |%n",
              verdict.run().name(),
              verdict.run().scenario().title(),
              verdict.packets(),
              millis(verdict.idealNanos()),
              verdict.agrees() ? millis(verdict.wheelNanos()) : "**disagrees**",
              verdict.exceptionsEqual() ? "equal" : "**different**"));
    }
    notSimulated.forEach(
        (name, why) ->
            text.append(String.format("| %s | no simulated arm: %s | | | | |%n", name, why)));
    text.append("\nFailures without a live scenario:\n\n| failure | why |\n|---|---|\n");
    for (Scenario scenario : scenarios) {
      scenario
          .withoutLive()
          .ifPresent(why -> text.append(String.format("| %s | %s |%n", scenario.title(), why)));
    }
    return text.append('\n').append(before.substring(to)).toString();
  }

  private static String millis(long nanos) {
    return nanos < 0 ? "-" : String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
  }
}

package io.synsent.examples.lab;

import io.synsent.engine.report.ConnectReport;
import io.synsent.engine.report.ConnectReport.Line;
import io.synsent.engine.report.Timeline;
import io.synsent.engine.topology.ConnectAttempt;
import io.synsent.engine.topology.Network;
import io.synsent.report.Terminal;
import io.synsent.scenario.Playback;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Plays a network against the wall clock: each line is printed when it happens, and between two of
 * them a clock moves.
 */
final class LivePlay {

  static final double FASTEST = 1_000_000;

  private static final long CLOCK_TICK_NANOS = 100_000_000;
  private static final String BACK_TO_COLUMN_1 = "\r";
  private static final String ERASE_LINE = "\r\u001b[K";

  private final PrintWriter out;
  private final boolean clock;
  private final double speed;
  private final Map<Integer, Integer> printed = new HashMap<>();

  /**
   * A player.
   *
   * @param clock whether there is a terminal on which a line can be written over
   * @param speed how many simulated seconds pass in one
   */
  LivePlay(PrintWriter out, boolean clock, double speed) {
    this.out = out;
    this.clock = clock;
    this.speed = speed;
  }

  /** Whether standard output is a terminal on which a line can be written over. */
  @SuppressWarnings("SystemConsoleNull") // null up to JDK 21, asked for itself from 22 on
  static boolean onTerminal() {
    String kind = System.getenv("TERM");
    return Terminal.isThere() && kind != null && !kind.equals("dumb");
  }

  /** Plays until every connect has ended. */
  void run(Network network, Playback played) {
    long began = System.nanoTime();
    long from = network.now();
    print(network, played);
    while (!played.isOver() && network.nextEventAt() != Long.MAX_VALUE) {
      long next = network.nextEventAt();
      waitUntil(began, from, next);
      network.runUntil(next);
      print(network, played);
    }
    if (clock) {
      out.print(ERASE_LINE);
    }
    out.println();
    out.flush();
  }

  private void waitUntil(long began, long from, long next) {
    long due = (long) ((next - from) / speed);
    while (true) {
      long passed = System.nanoTime() - began;
      if (passed >= due) {
        return;
      }
      if (clock) {
        double seconds = (from + passed * speed) / 1e9;
        out.print(
            ERASE_LINE + String.format(Locale.ROOT, "  %10.1f s ...", seconds) + BACK_TO_COLUMN_1);
        out.flush();
      }
      try {
        TimeUnit.NANOSECONDS.sleep(Math.min(due - passed, CLOCK_TICK_NANOS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void print(Network network, Playback played) {
    List<ConnectAttempt> connects = played.connects();
    for (ConnectAttempt connect : connects) {
      ConnectReport report = Timeline.of(network, connect);
      int already = printed.getOrDefault(connect.number(), 0);
      List<Line> lines = report.lines();
      if (lines.size() > already && clock) {
        out.print(ERASE_LINE);
      }
      for (Line line : lines.subList(already, lines.size())) {
        String tag = connects.size() > 1 ? "[" + connect.number() + "] " : "";
        out.print(Timeline.line(line, line.atNanos(), tag, Terminal.style()));
      }
      printed.put(connect.number(), lines.size());
    }
    out.flush();
  }

  /** Of a timeline that was shown already only how it ended: its lines up to the first event. */
  static String verdict(String timeline) {
    return String.join(
        "\n", timeline.lines().takeWhile(line -> !line.matches(" +[0-9]+\\.[0-9]{6} .*")).toList());
  }
}

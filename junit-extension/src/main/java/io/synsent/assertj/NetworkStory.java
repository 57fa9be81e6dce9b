package io.synsent.assertj;

import io.synsent.engine.report.ConnectReport;
import io.synsent.engine.report.TextStyle;
import io.synsent.engine.report.Timeline;
import io.synsent.engine.socket.Errno;
import io.synsent.engine.topology.Outcome;
import io.synsent.intercept.GaveUp;
import io.synsent.intercept.LiveNetwork;
import io.synsent.intercept.ObservedConnect;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Internal. What happened in a network so far, told for somebody whose test failed. */
public final class NetworkStory {

  /** How every story begins; a message that has it needs no second one. */
  public static final String HEADING = "What happened in the simulated network";

  /** Of so many connects a message tells everything; the report has the others. */
  private static final int MOST_TOLD = 50;

  private static final int CONTINUED = 4;
  private static final double NANOS_PER_SECOND = 1e9;

  private NetworkStory() {}

  /** Each connect: how it ended and when, what stopped it, who called, and its packets. */
  public static String of(LiveNetwork network) {
    String profile = network.ask(n -> Timeline.profileName(n.profile()));
    long seed = network.ask(n -> n.seed());
    String client = network.ask(n -> n.client().addresses().get(0).toString());
    List<ObservedConnect> connects = network.observedConnects();
    String heading =
        HEADING + " (profile " + profile + ", seed " + seed + ", client " + client + "):";
    if (connects.isEmpty()) {
      return heading
          + "\n  nothing: no connect went to a simulated host. The hosts are "
          + network.ask(
              n -> n.hosts().stream().map(h -> h.name()).collect(Collectors.joining(", ")));
    }
    StringBuilder text = new StringBuilder(TextStyle.PLAIN.wrap(heading, CONTINUED));
    Map<String, Integer> attempts = new HashMap<>();
    connects.forEach(connect -> attempts.merge(target(connect), 1, Integer::sum));
    Map<String, Integer> told = new HashMap<>();
    for (ObservedConnect connect : connects) {
      int attempt = told.merge(target(connect), 1, Integer::sum);
      if (connect.report().number() <= MOST_TOLD) {
        tell(text, connect, attempt, attempts.getOrDefault(target(connect), attempt));
      }
    }
    if (connects.size() > MOST_TOLD) {
      text.append("\nand ")
          .append(connects.size() - MOST_TOLD)
          .append(" more connects: the report that is written at the end has them");
    }
    return text.toString();
  }

  private static String target(ObservedConnect connect) {
    return connect.report().target().withPort(connect.report().port());
  }

  private static void tell(StringBuilder text, ObservedConnect connect, int attempt, int of) {
    ConnectReport report = connect.report();
    line(
        text,
        "connect to "
            + target(connect)
            + ", attempt "
            + attempt
            + " of "
            + of
            + ": "
            + ending(connect));
    String closedBy = connect.closedBy().isEmpty() ? "" : " (" + connect.closedBy() + ")";
    line(
        text,
        "  "
            + who(connect.gaveUp())
            + closedBy
            + "; sent "
            + counted(report.synTimes().size(), "SYN")
            + ", "
            + counted(report.arpRequestTimes().size(), "neighbour request"));
    String at = connect.caller().map(frame -> "at " + frame + " ").orElse("");
    line(text, "  called " + at + "by " + connect.thread());
    text.append('\n').append(Timeline.body(report, TextStyle.PLAIN).stripTrailing());
  }

  private static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private static void line(StringBuilder text, String line) {
    text.append('\n').append(TextStyle.PLAIN.wrap(line, CONTINUED));
  }

  /** How a connect ended, for the application and for the operating system, and when. */
  static String ending(ObservedConnect connect) {
    ConnectReport report = connect.report();
    String seen =
        connect.exceptionClass().isEmpty()
            ? ""
            : connect.exceptionClass() + ": " + connect.exceptionMessage() + " ";
    return report
        .outcome()
        .map(outcome -> seen + ending(outcome) + " after " + seconds(elapsed(report, outcome)))
        .orElse(seen + "(pending)");
  }

  private static String ending(Outcome outcome) {
    return switch (outcome.kind()) {
      case ESTABLISHED -> "established";
      case FAILED -> "(" + outcome.errno().map(Errno::name).orElse("") + ")";
      case ABANDONED -> "(abandoned: " + outcome.cause() + ")";
    };
  }

  /** Who gave up, in words. */
  public static String who(GaveUp who) {
    return switch (who) {
      case PENDING -> "nobody gave up yet";
      case NOBODY -> "nobody gave up";
      case OPERATING_SYSTEM -> "the operating system gave up";
      case APPLICATION_TIMEOUT -> "the application gave up: its own timeout came first";
      case APPLICATION_CLOSE -> "the application gave up: it closed the socket";
      case INTERRUPT -> "the application gave up: the connecting thread was interrupted";
    };
  }

  static long elapsed(ConnectReport report, Outcome outcome) {
    return outcome.atNanos() - report.beganAtNanos();
  }

  /** Seconds to the millisecond: {@code 3.000 s}. */
  static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.3f s", nanos / NANOS_PER_SECOND);
  }
}

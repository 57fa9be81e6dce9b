package io.synsent.assertj;

import io.synsent.engine.host.HostProfile;
import io.synsent.engine.report.ConnectReport;
import io.synsent.engine.report.Timeline;
import io.synsent.engine.socket.Errno;
import io.synsent.engine.topology.Outcome;
import io.synsent.intercept.GaveUp;
import io.synsent.intercept.LiveNetwork;
import io.synsent.intercept.ObservedConnect;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Internal. What happened in a network so far, told for somebody whose test failed. */
public final class NetworkStory {

  /** How every story begins; a message that has it needs no second one. */
  public static final String HEADING = "What happened in the simulated network";

  private static final double NANOS_PER_SECOND = 1e9;

  private NetworkStory() {}

  /** Each connect: how it ended and when, what stopped it, who called, and its packets. */
  public static String of(LiveNetwork network) {
    HostProfile profile = network.ask(n -> n.profile());
    long seed = network.ask(n -> n.seed());
    String client = network.ask(n -> n.client().addresses().get(0).toString());
    List<ObservedConnect> connects = network.observedConnects();
    String heading =
        HEADING + " (profile " + profile.name() + ", seed " + seed + ", client " + client + "):";
    if (connects.isEmpty()) {
      return heading
          + "\n  nothing: no connect went to a simulated host. The hosts are "
          + network.ask(
              n -> n.hosts().stream().map(h -> h.name()).collect(Collectors.joining(", ")));
    }
    return heading
        + connects.stream().map(c -> "\n" + tell(c, connects)).collect(Collectors.joining());
  }

  private static String tell(ObservedConnect connect, List<ObservedConnect> all) {
    ConnectReport report = connect.report();
    List<ObservedConnect> sameTarget =
        all.stream().filter(other -> sameTarget(report, other.report())).toList();
    StringBuilder text = new StringBuilder();
    text.append("connect to ").append(report.target()).append(':').append(report.port());
    if (sameTarget.size() > 1) {
      text.append(", attempt ")
          .append(sameTarget.indexOf(connect) + 1)
          .append(" of ")
          .append(sameTarget.size());
    }
    text.append(": ").append(ending(connect));
    text.append("\n  ").append(who(connect.gaveUp()));
    if (!connect.closedBy().isEmpty()) {
      text.append(" (").append(connect.closedBy()).append(')');
    }
    text.append("\n  called ");
    connect.caller().ifPresent(frame -> text.append("at ").append(frame).append(' '));
    text.append("by ").append(connect.thread());
    // Without its first line, which says the same as those above.
    Timeline.text(report).lines().skip(1).forEach(line -> text.append("\n").append(line));
    return text.toString();
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

  private static boolean sameTarget(ConnectReport one, ConnectReport other) {
    return one.target().equals(other.target()) && one.port() == other.port();
  }

  /** Seconds to the millisecond: {@code 3.000 s}. */
  static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.3f s", nanos / NANOS_PER_SECOND);
  }
}

package io.synsent.engine.report;

import io.synsent.engine.Nullable;
import io.synsent.engine.capture.CapturedFrame;
import io.synsent.engine.capture.Direction;
import io.synsent.engine.capture.JournalEntry;
import io.synsent.engine.capture.Layer;
import io.synsent.engine.host.HostProfile;
import io.synsent.engine.name.LookUp;
import io.synsent.engine.packet.ArpPacket;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.report.ConnectReport.Line;
import io.synsent.engine.report.TextStyle.Tone;
import io.synsent.engine.socket.Errno;
import io.synsent.engine.socket.JdkException;
import io.synsent.engine.socket.JdkException.NoticedBy;
import io.synsent.engine.socket.OperatingSystem;
import io.synsent.engine.time.TimerWheelSettings;
import io.synsent.engine.topology.ConnectAttempt;
import io.synsent.engine.topology.Network;
import io.synsent.engine.topology.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The journal of a network, sorted by connect. */
public final class Timeline {

  /** By how much the rest of a line is indented that is too long. */
  private static final int CONTINUED = 4;

  /** From this width on it begins where the words of the line above begin. */
  private static final int WIDE = 72;

  private Timeline() {}

  /** A report of every connect so far, in the order in which they began. */
  public static List<ConnectReport> of(Network network) {
    return of(network, network.connects());
  }

  /**
   * A report of each of these connects, in one pass over the journal.
   *
   * @param connects of the network, in the order in which they began
   */
  public static List<ConnectReport> of(Network network, List<ConnectAttempt> connects) {
    List<Sweep.Own> own = connects.stream().map(c -> new Sweep.Own(network, c)).toList();
    Sweep.over(network, connects, own);
    List<ConnectReport> reports = new ArrayList<>(connects.size());
    for (int i = 0; i < connects.size(); i++) {
      reports.add(report(network, connects.get(i), own.get(i).entries));
    }
    return List.copyOf(reports);
  }

  /** A report of one connect: everything that had to do with it while it was under way. */
  public static ConnectReport of(Network network, ConnectAttempt connect) {
    Sweep.Own own = new Sweep.Own(network, connect);
    Sweep.over(network, List.of(connect), List.of(own));
    return report(network, connect, own.entries);
  }

  private static ConnectReport report(
      Network network, ConnectAttempt connect, List<JournalEntry> entries) {
    String client = network.client().name();
    List<Line> lines = new ArrayList<>();
    List<Long> synTimes = new ArrayList<>();
    List<Long> arpTimes = new ArrayList<>();
    for (JournalEntry entry : entries) {
      CapturedFrame frame = entry.frame();
      if ((frame != null && frame.direction() == Direction.OUT) || isOnLoopback(frame)) {
        if (isSynOf(connect, frame)) {
          synTimes.add(entry.atNanos() - connect.beganAt());
        } else if (isNeighbourRequest(frame)) {
          arpTimes.add(entry.atNanos() - connect.beganAt());
        }
      }
      boolean captured = frame != null && entry.host().equals(client);
      lines.add(new Line(entry.atNanos(), entry.host(), entry.layer(), entry.text(), captured));
    }
    Optional<Outcome> outcome = connect.outcome();
    boolean linux = network.profile().system() == OperatingSystem.LINUX;
    Verdict verdict = Verdict.of(connect, lines, network.nextHop(connect.target()));
    return new ConnectReport(
        connect.number(),
        connect.request().label(),
        connect.target(),
        connect.port(),
        connect.localAddress(),
        connect.localPort(),
        connect.beganAt(),
        outcome,
        outcome.flatMap(Outcome::errno).map(errno -> exception(network, connect, errno)),
        profileName(network.profile()),
        lines,
        Optional.ofNullable(verdict.layer()),
        verdict.words(),
        synTimes,
        arpTimes,
        linux ? ToolText.ss(connect) : "",
        linux ? ToolText.ipNeigh(client, network.nextHop(connect.target()), entries) : "");
  }

  /** Every look-up so far as text, each with what was asked and answered when. */
  public static String lookUps(Network network) {
    StringBuilder text = new StringBuilder();
    for (LookUp lookUp : network.lookUps()) {
      text.append("look-up ")
          .append(lookUp.number())
          .append(" of ")
          .append(lookUp.name())
          .append(lookUp.label().isEmpty() ? "" : " by " + lookUp.label())
          .append(": ")
          .append(ending(lookUp))
          .append('\n');
      for (Line line : linesOf(network, lookUp)) {
        text.append(
            String.format(
                Locale.ROOT,
                "  %12.6f   %-9s %s%n",
                (line.atNanos() - lookUp.beganAt()) / 1e9,
                line.layer().label(),
                line.text()));
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** What the journal says of one look-up from its beginning to its end. */
  public static List<Line> linesOf(Network network, LookUp lookUp) {
    List<Line> lines = new ArrayList<>();
    for (JournalEntry entry : network.journal().entriesSince(lookUp.firstEntry())) {
      if (entry.sequence() >= lookUp.endEntry()) {
        break;
      }
      if (entry.layer() == Layer.NAME && entry.subject().equals(lookUp.subject())) {
        lines.add(new Line(entry.atNanos(), entry.host(), entry.layer(), entry.text(), false));
      }
    }
    return lines;
  }

  private static String ending(LookUp lookUp) {
    return lookUp
        .result()
        .map(
            result ->
                result.error().map(Enum::name).orElse(result.cause())
                    + String.format(
                        Locale.ROOT, " after %.3f s", (result.atNanos() - lookUp.beganAt()) / 1e9))
        .orElse("pending");
  }

  private static JdkException exception(Network network, ConnectAttempt connect, Errno errno) {
    return JdkException.of(
        errno,
        network.profile().system(),
        connect.request().polls() ? NoticedBy.POLL : NoticedBy.CONNECT);
  }

  private static boolean isOnLoopback(@Nullable CapturedFrame frame) {
    return frame != null && frame.device().equals("lo");
  }

  private static boolean isSynOf(ConnectAttempt connect, @Nullable CapturedFrame frame) {
    return frame != null
        && frame.frame().payload() instanceof IpPacket packet
        && packet.payload() instanceof TcpSegment segment
        && segment.has(TcpSegment.SYN)
        && !segment.has(TcpSegment.ACK)
        && segment.sourcePort() == connect.localPort();
  }

  private static boolean isNeighbourRequest(@Nullable CapturedFrame frame) {
    if (frame == null) {
      return false;
    }
    if (frame.frame().payload() instanceof ArpPacket arp) {
      return arp.operation() == ArpPacket.Operation.REQUEST;
    }
    return frame.frame().payload() instanceof IpPacket packet
        && packet.payload() instanceof Icmpv6Message message
        && message.type() == Icmpv6Message.NEIGHBOUR_SOLICITATION;
  }

  /** The name of a profile, and whether its timers are ideal or on the kernel's timer wheel. */
  public static String profileName(HostProfile profile) {
    TimerWheelSettings wheel = profile.wheel();
    return profile.name()
        + (wheel == null ? ", ideal timers" : ", timer wheel at HZ " + wheel.hz());
  }

  /** A report as text, for files, logs and messages: {@link TextStyle#PLAIN}. */
  public static String text(ConnectReport report) {
    return text(report, TextStyle.PLAIN);
  }

  /**
   * A report as text: what was asked and how it ended, which layer stopped it, what {@code ss} and
   * {@code ip neigh} say of it, then one line per event; {@code |} marks what the client's own tap
   * saw.
   */
  public static String text(ConnectReport report, TextStyle style) {
    String heading =
        "connect "
            + report.number()
            + " to "
            + report.target().withPort(report.port())
            + (report.label().isEmpty() ? "" : " by " + report.label())
            + " ("
            + report.profile()
            + "): "
            + ending(report);
    Tone tone = report.outcome().filter(Outcome::isEstablished).isPresent() ? Tone.GOOD : Tone.BAD;
    StringBuilder text = new StringBuilder();
    for (String piece : style.cut(heading, 0, CONTINUED)) {
      text.append(text.length() == 0 ? "" : " ".repeat(CONTINUED))
          .append(style.tone(tone, piece))
          .append('\n');
    }
    return text.append(body(report, style)).toString();
  }

  /** The same without the heading: what stopped it, and the events. */
  public static String body(ConnectReport report, TextStyle style) {
    StringBuilder text = new StringBuilder();
    if (report.stoppedBy().isPresent()) {
      text.append(style.wrap("  stopped by " + report.stoppedIn(), CONTINUED)).append('\n');
    }
    if (!report.ss().isEmpty()) {
      text.append(style.wrap("  ss -tan:  " + report.ss(), CONTINUED)).append('\n');
    }
    if (!report.ipNeigh().isEmpty()) {
      text.append(style.wrap("  ip neigh: " + report.ipNeigh(), CONTINUED)).append('\n');
    }
    for (Line line : report.lines()) {
      text.append(line(line, line.atNanos() - report.beganAtNanos(), "", style));
    }
    return text.toString();
  }

  /**
   * One event as {@link #text} writes it, with what does not fit on lines below.
   *
   * @param atNanos the time to write before it
   * @param tag stands between the time and the mark; may be empty
   */
  public static String line(Line line, long atNanos, String tag, TextStyle style) {
    String margin =
        String.format(
            Locale.ROOT,
            "  %12.6f %s%s %-9s ",
            atNanos / 1e9,
            tag,
            line.captured() ? "|" : " ",
            line.layer().label());
    String words = line.captured() ? line.text() : line.host() + ": " + line.text();
    int rest = style.width() < WIDE ? CONTINUED : margin.length() + 2;
    StringBuilder text = new StringBuilder();
    for (String piece : style.cut(words, margin.length(), rest)) {
      text.append(text.length() == 0 ? margin : " ".repeat(rest))
          .append(style.tone(toneOf(line), piece))
          .append('\n');
    }
    return text.toString();
  }

  private static Tone toneOf(Line line) {
    if (!line.captured()) {
      return Tone.DIM;
    }
    return switch (line.layer()) {
      case ARP, NDP -> Tone.NEIGHBOUR;
      case ICMP -> Tone.ICMP;
      case TCP -> line.text().contains("Flags [R") ? Tone.BAD : Tone.TCP;
      default -> Tone.NONE;
    };
  }

  private static String ending(ConnectReport report) {
    if (report.outcome().isEmpty()) {
      return "pending";
    }
    Outcome outcome = report.outcome().get();
    String after =
        String.format(
            Locale.ROOT, " after %.3f s", (outcome.atNanos() - report.beganAtNanos()) / 1e9);
    return switch (outcome.kind()) {
      case ESTABLISHED -> "established" + after;
      case FAILED -> outcome.errno().map(Enum::name).orElse("failed") + after;
      case ABANDONED -> "given up by the application" + after + ": " + outcome.cause();
    };
  }
}

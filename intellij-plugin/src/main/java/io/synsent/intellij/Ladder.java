package io.synsent.intellij;

import io.synsent.engine.report.ConnectReport;
import io.synsent.engine.report.ConnectReport.Line;
import io.synsent.rules.Forecast;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the client's own tap sees of a connect, as a ladder diagram: the client on the left, the
 * network on the right, a rung for each packet, and how it ends.
 *
 * @param target host and port
 * @param rungs the packets, in order
 * @param ending how it ends, when, and whether well
 */
record Ladder(String target, List<Rung> rungs, Ending ending) {

  /** {@code Flags [S.]}, as tcpdump writes the flags of a segment. */
  private static final Pattern FLAGS = Pattern.compile(": Flags \\[(.*?)]");

  private static final Pattern ICMP = Pattern.compile(": (ICMP .*?)(?:, length \\d+)?$");
  private static final Pattern ARP_REQUEST = Pattern.compile("^ARP, Request who-has (\\S+) .*");
  private static final Pattern ARP_REPLY = Pattern.compile("^ARP, Reply (\\S+) .*");

  /** Below this a time is a round trip, not a timer. */
  private static final long TEN_MILLIS = 10_000_000;

  private static final long SECOND = 1_000_000_000;

  /** One packet; {@code outward} if the client sends it. */
  record Rung(long nanos, boolean outward, String label) {}

  /** The last line of a ladder. */
  record Ending(long nanos, boolean established, String text) {}

  Ladder {
    rungs = List.copyOf(rungs);
  }

  static Ladder of(Forecast forecast) {
    ConnectReport report = forecast.report();
    List<Rung> rungs =
        report.lines().stream()
            .filter(Line::captured)
            .flatMap(line -> rung(report, line).stream())
            .toList();
    String[] parts = forecast.text().split("; ", -1);
    Ending ending =
        new Ending(
            forecast.elapsed().toNanos(),
            forecast.errno().isEmpty(),
            parts[parts.length - 1].replaceFirst(" at [^a]*$", ""));
    return new Ladder(forecast.target().toString(), rungs, ending);
  }

  /** Empty for what the host says to itself: that is the ending. */
  private static Optional<Rung> rung(ConnectReport report, Line line) {
    long nanos = line.atNanos() - report.beganAtNanos();
    String text = line.text();
    Matcher request = ARP_REQUEST.matcher(text);
    if (request.matches()) {
      return Optional.of(new Rung(nanos, true, "ARP who-has " + request.group(1)));
    }
    Matcher reply = ARP_REPLY.matcher(text);
    if (reply.matches()) {
      return Optional.of(new Rung(nanos, false, "ARP reply"));
    }
    Matcher flags = FLAGS.matcher(text);
    if (flags.find()) {
      boolean outward =
          text.startsWith("IP " + report.localAddress() + "." + report.localPort() + " > ");
      return Optional.of(new Rung(nanos, outward, flagNames(flags.group(1))));
    }
    Matcher icmp = ICMP.matcher(text);
    return icmp.find() && !text.startsWith("IP " + report.localAddress() + " > ")
        ? Optional.of(new Rung(nanos, false, icmp.group(1)))
        : Optional.empty();
  }

  private static String flagNames(String flags) {
    return String.join(
        "-",
        Arrays.stream(flags.split("", -1))
            .flatMap(
                flag ->
                    switch (flag) {
                      case "S" -> Optional.of("SYN").stream();
                      case "R" -> Optional.of("RST").stream();
                      case "F" -> Optional.of("FIN").stream();
                      case "." -> Optional.of("ACK").stream();
                      default -> Optional.<String>empty().stream();
                    })
            .toList());
  }

  /** Seconds as in the timeline's text: {@code 0 s}, {@code 0.25 s}, {@code 127 s}. */
  static String seconds(long nanos) {
    long hundredths = Math.round(nanos / (double) TEN_MILLIS);
    return (hundredths * TEN_MILLIS % SECOND == 0
            ? String.valueOf(hundredths * TEN_MILLIS / SECOND)
            : String.valueOf(hundredths / 100.0))
        + " s";
  }
}

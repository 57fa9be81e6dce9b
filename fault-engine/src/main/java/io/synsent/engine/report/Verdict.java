package io.synsent.engine.report;

import io.synsent.engine.Nullable;
import io.synsent.engine.capture.Layer;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv6Address;
import io.synsent.engine.report.ConnectReport.Line;
import io.synsent.engine.socket.Errno;
import io.synsent.engine.topology.ConnectAttempt;
import io.synsent.engine.topology.Outcome;
import java.util.List;

/**
 * Which layer stopped a connect, and in what words.
 *
 * @param layer {@code null} if none did
 * @param words empty if none did
 */
record Verdict(@Nullable Layer layer, String words) {

  private static final Verdict NONE = new Verdict(null, "");

  static Verdict of(ConnectAttempt connect, List<Line> lines, IpAddress nextHop) {
    Outcome outcome = connect.outcome().orElse(null);
    if (outcome == null || outcome.isEstablished()) {
      return NONE;
    }
    Layer layer = layerOf(outcome, lines);
    return new Verdict(layer, layer.label() + ": " + words(layer, outcome, nextHop));
  }

  private static String words(Layer layer, Outcome outcome, IpAddress nextHop) {
    if (layer != Layer.NEIGHBOUR) {
      return outcome.cause();
    }
    String nobody =
        "nobody answered " + (nextHop instanceof Ipv6Address ? "NDP" : "ARP") + " for " + nextHop;
    return outcome.kind() == Outcome.Kind.ABANDONED ? nobody + "; " + outcome.cause() : nobody;
  }

  private static Layer layerOf(Outcome outcome, List<Line> lines) {
    if (outcome.kind() == Outcome.Kind.ABANDONED) {
      return whereItWaited(lines);
    }
    if (outcome.cause().startsWith("ICMP")) {
      return neighbourFailed(lines) ? Layer.NEIGHBOUR : Layer.ICMP;
    }
    if (waitsForAMacAddress(lines)) {
      return Layer.NEIGHBOUR;
    }
    Errno errno = outcome.errno().orElseThrow();
    return switch (errno) {
      case ECONNREFUSED, ECONNRESET, ETIMEDOUT -> Layer.TCP;
      case EADDRNOTAVAIL, EADDRINUSE -> Layer.SOCKET;
      case ENETUNREACH, EACCES, EINVAL -> Layer.IP;
      default -> lines.stream().anyMatch(Verdict::isSyn) ? Layer.TCP : Layer.IP;
    };
  }

  /** A connect that the application gave up stood where its SYN was. */
  private static Layer whereItWaited(List<Line> lines) {
    return lines.stream().anyMatch(Verdict::isSyn) ? Layer.TCP : Layer.NEIGHBOUR;
  }

  /** BSD: no SYN was sent, for it was parked or rejected; TCP gave up, or connect() at once. */
  private static boolean waitsForAMacAddress(List<Line> lines) {
    return lines.stream()
            .anyMatch(
                line ->
                    line.layer() == Layer.NEIGHBOUR
                        && (line.text().contains("parked in the unresolved queue")
                            || line.text().contains("rejected")))
        && lines.stream().noneMatch(Verdict::isSyn);
  }

  private static boolean isSyn(Line line) {
    return line.captured() && line.layer() == Layer.TCP;
  }

  /** The host's own ARP gave up: the ICMP error is its own, and no SYN was ever sent. */
  private static boolean neighbourFailed(List<Line> lines) {
    return lines.stream()
            .anyMatch(line -> line.layer() == Layer.NEIGHBOUR && line.text().contains("-> FAILED"))
        && lines.stream().noneMatch(Verdict::isSyn);
  }
}

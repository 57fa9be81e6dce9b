package io.synsent.rules;

import io.synsent.engine.name.GaiError;
import io.synsent.engine.name.LookUp;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv6Address;
import io.synsent.engine.report.ConnectReport;
import io.synsent.engine.report.Timeline;
import io.synsent.engine.socket.Errno;
import io.synsent.engine.socket.OperatingSystem;
import io.synsent.engine.topology.ConnectAttempt;
import io.synsent.engine.topology.Network;
import io.synsent.engine.topology.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Internal. How a connect to what one annotation names will end, found by letting the engine run.
 *
 * @param target where the connect goes to; a port is chosen if the annotation names none
 * @param elapsed from connect() to its return
 * @param errno how it fails; empty if it is established
 * @param text in one line: {@code ARP at 0, 1, 2 s; No route to host at 3 s}
 * @param report the whole timeline
 */
public record Forecast(
    Target target, Duration elapsed, Optional<Errno> errno, String text, ConnectReport report) {

  /** Any port will do where all answer alike. */
  private static final int SOME_PORT = 8080;

  /** Below this a time in a text is rounded away: it is the round trip, not a timer. */
  private static final long TEN_MILLIS = 10_000_000;

  private static final long SECOND = 1_000_000_000;

  /**
   * Runs the network of {@code element} until a connect to what {@code use} names has ended.
   *
   * @return empty if {@code use} names no host, or if {@link Rules} finds an error in the element
   */
  public static Optional<Forecast> of(TestElement element, AnnotationUse use) {
    boolean sound =
        element.outermostFirst().stream()
            .flatMap(level -> Rules.checkSyntax(level).stream())
            .noneMatch(f -> f.severity() == Finding.Severity.ERROR);
    return use.kind().namesTarget() && sound
        ? Optional.of(of(NetworkPlan.merge(element), Target.parse(use.text("value"))))
        : Optional.empty();
  }

  /**
   * How a connect to what the annotation names, or a look-up of it, will end, in one line.
   *
   * @return empty if {@code use} names neither a host nor a name, or if there is an error in the
   *     element
   */
  public static Optional<String> textOf(TestElement element, AnnotationUse use) {
    boolean sound =
        element.outermostFirst().stream()
            .flatMap(level -> Rules.checkSyntax(level).stream())
            .noneMatch(f -> f.severity() == Finding.Severity.ERROR);
    return use.kind().namesName() && sound
        ? Optional.of(
            lookUp(NetworkPlan.merge(element), Target.parse(use.text("value")).host()).text())
        : of(element, use).map(Forecast::text);
  }

  /** How a look-up will end. */
  record OfName(String name, Duration elapsed, boolean fails, String text) {}

  static OfName lookUp(NetworkPlan plan, String name) {
    Network network = plan.toNetwork(true).build();
    LookUp lookUp =
        network
            .lookUp(name, "")
            .orElseThrow(
                () -> new IllegalStateException("bug in SynSent: " + name + " is no name"));
    while (lookUp.result().isEmpty()) {
      network.runUntil(network.nextEventAt());
    }
    LookUp.Result result = lookUp.result().get();
    long elapsed = result.atNanos() - lookUp.beganAt();
    String end =
        result
            .error()
            .map(GaiError::message)
            .orElse(
                result.addresses().stream()
                    .map(IpAddress::toString)
                    .collect(Collectors.joining(", ")));
    String text =
        "asked at "
            + seconds(lookUp.queryTimes())
            + "; "
            + end
            + (elapsed < TEN_MILLIS ? " at once" : " at " + seconds(List.of(elapsed)));
    return new OfName(name, Duration.ofNanos(elapsed), result.error().isPresent(), text);
  }

  static Forecast of(NetworkPlan plan, Target target) {
    Target withPort =
        target.port().isPresent()
            ? target
            : new Target(target.host(), OptionalInt.of(plan.unnamedPort(target, SOME_PORT)));
    Network network = plan.toNetwork(true).build();
    IpAddress address =
        withPort
            .address()
            .or(() -> network.resolve(withPort.host()).map(List::iterator).map(i -> i.next()))
            .orElseThrow(
                () -> new IllegalStateException("bug in SynSent: " + withPort + " has no address"));
    ConnectAttempt attempt = network.connect(address, withPort.port().orElseThrow());
    while (attempt.outcome().isEmpty()) {
      if (network.nextEventAt() == Long.MAX_VALUE) {
        throw new IllegalStateException("bug in SynSent: connect to " + withPort + " never ends");
      }
      network.runUntil(network.nextEventAt());
    }
    Outcome outcome = attempt.outcome().get();
    ConnectReport report = Timeline.of(network, attempt);
    Duration elapsed = Duration.ofNanos(outcome.atNanos() - attempt.beganAt());
    OperatingSystem system = network.profile().system();
    return new Forecast(
        withPort, elapsed, outcome.errno(), text(report, outcome, system, elapsed), report);
  }

  private static String text(
      ConnectReport report, Outcome outcome, OperatingSystem system, Duration elapsed) {
    String packets =
        !report.synTimes().isEmpty()
            ? "SYN at " + seconds(report.synTimes()) + "; "
            : !report.arpRequestTimes().isEmpty()
                ? (report.target() instanceof Ipv6Address ? "NDP at " : "ARP at ")
                    + seconds(report.arpRequestTimes())
                    + "; "
                : "";
    String end = outcome.errno().map(errno -> errno.message(system)).orElse("established");
    return packets
        + end
        + (elapsed.toNanos() < TEN_MILLIS
            ? " at once"
            : " at " + seconds(List.of(elapsed.toNanos())));
  }

  private static String seconds(List<Long> nanos) {
    return nanos.stream().map(Forecast::seconds).collect(Collectors.joining(", ", "", " s"));
  }

  private static String seconds(long nanos) {
    long hundredths = Math.round(nanos / (double) TEN_MILLIS);
    return hundredths * TEN_MILLIS % SECOND == 0
        ? String.valueOf(hundredths * TEN_MILLIS / SECOND)
        : String.valueOf(hundredths / 100.0);
  }
}

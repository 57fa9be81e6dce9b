package io.synsent.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.conformance.StoredCapture.Observed;
import io.synsent.engine.host.HostProfile;
import io.synsent.engine.network.FirewallAction;
import io.synsent.engine.network.FirewallRule;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.socket.Errno;
import io.synsent.engine.time.TimerWheelSettings;
import io.synsent.engine.topology.ConnectAttempt;
import io.synsent.engine.topology.LastRouter;
import io.synsent.engine.topology.Network;
import io.synsent.engine.transport.TcpSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The simulator beside the stored captures of a real kernel: same packets, same order, same fields,
 * and the same times: with ideal timers within the wheel's granularity, with the wheel within one
 * jiffy and 2 ms.
 */
class KernelComparisonTest {

  /** Linux 6.18 as the captures show it: window scale 10 is a tcp_rmem of 32 MiB. */
  private static final TcpSettings LINUX_6_18 =
      TcpSettings.LINUX_6_5.toBuilder().rmem(131_072, 33_554_432).build();

  private static final HostProfile KERNEL =
      HostProfile.LINUX_6_5.toBuilder().name("LINUX_6_18").tcp(LINUX_6_18).build();

  private static final HostProfile CLASSIC =
      KERNEL.toBuilder().tcp(LINUX_6_18.toBuilder().synLinearTimeouts(0).build()).build();

  private static final long JIFFY = 4_000_000L;
  private static final long MILLISECOND = 1_000_000L;

  /** One connect of a capture: what the simulator is asked to do, and how it ends. */
  record Experiment(
      String capture,
      HostProfile profile,
      Consumer<Network.Builder> faults,
      String target,
      int port,
      Optional<Errno> errno,
      Optional<Duration> applicationTimeout) {

    @Override
    public String toString() {
      return capture;
    }
  }

  private static Experiment experiment(
      String capture, Consumer<Network.Builder> faults, String target, int port, Errno errno) {
    return new Experiment(
        capture, KERNEL, faults, target, port, Optional.of(errno), Optional.empty());
  }

  private static Consumer<Network.Builder> firewall(FirewallAction action) {
    return network ->
        network.host("10.225.31.10", h -> h.firewall(FirewallRule.inputTcp(8080, action)));
  }

  static Stream<Experiment> experiments() {
    return Stream.of(
        experiment(
            "lan-absent",
            n -> n.host("192.168.31.7", h -> h.absent()),
            "192.168.31.7",
            8081,
            Errno.EHOSTUNREACH),
        experiment(
            "lan-absent-http",
            n -> n.host("192.168.31.7", h -> h.absent()),
            "192.168.31.7",
            8081,
            Errno.EHOSTUNREACH),
        experiment(
            "wan-absent-icmp",
            n -> n.host("10.225.31.11", h -> h.absent(LastRouter.ANSWERS)),
            "10.225.31.11",
            8081,
            Errno.EHOSTUNREACH),
        experiment(
            "wan-absent-silent",
            n -> n.host("10.225.31.11", h -> h.absent()),
            "10.225.31.11",
            8081,
            Errno.ETIMEDOUT),
        experiment(
            "closed-lo",
            n -> n.host("127.0.0.1", h -> h.closed(8081)),
            "127.0.0.1",
            8081,
            Errno.ECONNREFUSED),
        experiment(
            "closed-lan", n -> n.host("192.168.31.1"), "192.168.31.1", 8081, Errno.ECONNREFUSED),
        experiment(
            "closed-wan", n -> n.host("10.225.31.10"), "10.225.31.10", 8081, Errno.ECONNREFUSED),
        experiment("fw-drop", firewall(FirewallAction.DROP), "10.225.31.10", 8080, Errno.ETIMEDOUT),
        experiment(
            "fw-drop-http", firewall(FirewallAction.DROP), "10.225.31.10", 8080, Errno.ETIMEDOUT),
        new Experiment(
            "fw-drop-classic",
            CLASSIC,
            firewall(FirewallAction.DROP),
            "10.225.31.10",
            8080,
            Optional.of(Errno.ETIMEDOUT),
            Optional.empty()),
        new Experiment(
            "fw-drop-to3",
            KERNEL,
            firewall(FirewallAction.DROP),
            "10.225.31.10",
            8080,
            Optional.empty(),
            Optional.of(Duration.ofSeconds(3))),
        experiment(
            "fw-rst",
            firewall(FirewallAction.REJECT_TCP_RESET),
            "10.225.31.10",
            8080,
            Errno.ECONNREFUSED),
        experiment(
            "fw-port-unreach",
            firewall(FirewallAction.REJECT_ICMP_PORT_UNREACHABLE),
            "10.225.31.10",
            8080,
            Errno.ECONNREFUSED),
        experiment(
            "fw-admin",
            firewall(FirewallAction.REJECT_ICMP_ADMIN_PROHIBITED),
            "10.225.31.10",
            8080,
            Errno.EHOSTUNREACH));
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void with_ideal_timers_packets_are_equal_and_times_within_the_wheels_granularity(
      Experiment experiment) {
    List<Observed> kernel = StoredCapture.of(experiment.capture()).withoutProbes();
    List<Observed> simulated = simulate(experiment, experiment.profile(), kernel).withoutProbes();

    assertThat(StoredCapture.fieldsOf(simulated))
        .containsExactlyElementsOf(StoredCapture.fieldsOf(kernel));
    for (int i = 1; i < kernel.size(); i++) {
      long ideal = simulated.get(i).sinceSameKind(simulated, i);
      long real = kernel.get(i).sinceSameKind(kernel, i);
      assertThat(real - ideal)
          .as("packet %d of %s, ideally %d ns after the one before", i, experiment, ideal)
          .isBetween(-JIFFY, granularity(ideal) + 2 * JIFFY + 2 * MILLISECOND);
    }
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void with_the_timer_wheel_times_are_within_a_jiffy_and_2_ms(Experiment experiment) {
    List<Observed> kernel = StoredCapture.of(experiment.capture()).withoutProbes();
    long best = Long.MAX_VALUE;
    for (TimerWheelSettings phase : phases(kernel)) {
      HostProfile profile = experiment.profile().toBuilder().timerWheel(phase).build();
      List<Observed> simulated = simulate(experiment, profile, kernel).withoutProbes();
      if (StoredCapture.fieldsOf(simulated).equals(StoredCapture.fieldsOf(kernel))) {
        best = Math.min(best, StoredCapture.largestDifference(simulated, kernel));
      }
    }

    assertThat(best)
        .as("largest difference of %s with the best of all phases, in ns", experiment)
        .isLessThanOrEqualTo(JIFFY + 2 * MILLISECOND);
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void gateway_probes_are_the_kernels_with_a_fitted_reachable_time(Experiment experiment) {
    StoredCapture kernel = StoredCapture.of(experiment.capture());
    List<Long> probes = kernel.probeTimes();
    boolean found = false;
    for (int reachableMillis = 15_000; !found && reachableMillis < 45_000; reachableMillis += 250) {
      Duration reachable = Duration.ofMillis(reachableMillis);
      StoredCapture simulated =
          simulate(experiment, experiment.profile(), kernel.all(), Optional.of(reachable));
      found = areNear(simulated.probeTimesUntil(kernel.end()), probes);
    }

    assertThat(found).as("a reachable time for which the probes fall at %s", probes).isTrue();
  }

  @Test
  void without_a_route_there_is_no_packet_at_all() {
    Network network = Network.builder().profile(KERNEL).noGateway().build();
    ConnectAttempt connect = network.connect(IpAddress.parse("10.225.31.10"), 8080);

    assertThat(StoredCapture.of("noroute").all()).isEmpty();
    assertThat(network.journal().frames()).isEmpty();
    assertThat(connect.outcome().orElseThrow().errno()).contains(Errno.ENETUNREACH);
  }

  /** Probes are due 5 s after a SYN: both are rounded up, by 2 s and a quarter at most. */
  private static boolean areNear(List<Long> simulated, List<Long> kernel) {
    if (simulated.size() != kernel.size()) {
      return false;
    }
    for (int i = 0; i < kernel.size(); i++) {
      long difference = kernel.get(i) - simulated.get(i);
      if (difference < -JIFFY || difference > 4_000 * MILLISECOND) {
        return false;
      }
    }
    return true;
  }

  private static StoredCapture simulate(
      Experiment experiment, HostProfile profile, List<Observed> kernel) {
    return simulate(experiment, profile, kernel, Optional.empty());
  }

  /** The same with no delay on any link, as between namespaces. */
  private static StoredCapture simulate(
      Experiment experiment,
      HostProfile profile,
      List<Observed> kernel,
      Optional<Duration> reachable) {
    Network network =
        Network.builder()
            .profile(profile)
            .lanLatency(Duration.ZERO)
            .farLatency(Duration.ZERO)
            .with(experiment.faults())
            .build();
    reachable.ifPresent(time -> network.client().setReachableTime(time));
    List<ConnectAttempt> connects = new ArrayList<>();
    for (long begin : StoredCapture.connectTimes(kernel)) {
      network.runUntil(begin);
      ConnectAttempt connect =
          network.connect(IpAddress.parse(experiment.target()), experiment.port());
      connects.add(connect);
      experiment
          .applicationTimeout()
          .ifPresent(t -> network.at(begin + t.toNanos(), () -> connect.abandon("its timeout")));
    }
    ConnectAttempt last = connects.get(connects.size() - 1);
    while (last.outcome().isEmpty()) {
      network.runUntil(network.nextEventAt());
    }
    // What was under way at the same instant, as further ICMP errors, is in the capture too.
    network.runUntil(network.now());
    for (ConnectAttempt connect : connects) {
      assertThat(connect.outcome().orElseThrow().errno())
          .as("how connect %d ended", connect.number())
          .isEqualTo(experiment.errno());
    }
    return StoredCapture.of(network);
  }

  /** The wheel's granularity for a delay, as the captures' README states it. */
  private static long granularity(long delay) {
    long jiffies = delay / JIFFY;
    return JIFFY * (jiffies < 63 ? 1 : jiffies < 504 ? 8 : jiffies < 4032 ? 64 : 512);
  }

  /**
   * Every phase the wheel can have had, given that the first packet after the beginning was sent at
   * a tick: a multiple of 8 of which 512 is again a multiple, in all 64.
   */
  private static List<TimerWheelSettings> phases(List<Observed> kernel) {
    long firstTimer =
        kernel.stream()
            .mapToLong(Observed::at)
            .filter(at -> at > 500 * MILLISECOND)
            .findFirst()
            .orElse(0);
    List<TimerWheelSettings> phases = new ArrayList<>();
    long firstTick = firstTimer % JIFFY;
    long ticksBefore = firstTimer / JIFFY;
    for (long turn = 0; turn < 64; turn++) {
      // The tick of the first timer is a multiple of 8; which one of 512 is tried.
      long jiffyOfFirstTimer = 4096 + turn * 8;
      phases.add(new TimerWheelSettings(250, firstTick, jiffyOfFirstTimer - ticksBefore));
    }
    return phases;
  }
}

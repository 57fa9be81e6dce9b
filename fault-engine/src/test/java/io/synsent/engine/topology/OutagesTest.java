package io.synsent.engine.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.synsent.engine.fault.Faults;
import io.synsent.engine.network.FirewallAction;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.report.Timeline;
import io.synsent.engine.socket.Errno;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Faults that do not always hold. */
class OutagesTest {

  private static final String ON_LAN = "192.168.31.7";
  private static final String FAR = "10.225.31.10";
  private static final FaultSchedule TWICE = FaultSchedule.firstAttempts(2);

  private static Network with(Consumer<Network.Builder> fault) {
    return Network.builder().with(fault).build();
  }

  /** Connects, lets it end, and says how and after how many milliseconds. */
  private static String attempt(Network network, String host, int port) {
    ConnectAttempt attempt = network.connect(IpAddress.parse(host), port);
    while (attempt.outcome().isEmpty()) {
      network.runUntil(network.nextEventAt());
    }
    Outcome outcome = attempt.outcome().orElseThrow();
    long millis = (outcome.atNanos() - attempt.beganAt()) / 1_000_000;
    return outcome.errno().map(Errno::name).orElse("connected") + " " + millis;
  }

  private static List<String> attempts(Network network, int count, String host, int port) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(attempt(network, host, port));
    }
    return all;
  }

  @Test
  void unreachable_twice_on_the_lan_then_there() {
    Network network = with(Faults.unreachable(ON_LAN, LastRouter.SILENT, TWICE));

    assertThat(attempts(network, 4, ON_LAN, 80))
        .containsExactly("EHOSTUNREACH 3000", "EHOSTUNREACH 3000", "connected 0", "connected 0");
  }

  @Test
  void unreachable_twice_beyond_a_router_that_says_so() {
    Network network = with(Faults.unreachable(FAR, LastRouter.ANSWERS, TWICE));

    assertThat(attempts(network, 3, FAR, 80))
        .containsExactly("EHOSTUNREACH 3000", "EHOSTUNREACH 3000", "connected 8");
  }

  @Test
  void refused_twice_then_open() {
    Network network = with(Faults.closedPort(ON_LAN, 80, TWICE));

    assertThat(attempts(network, 3, ON_LAN, 80))
        .containsExactly("ECONNREFUSED 0", "ECONNREFUSED 0", "connected 0");
    assertThat(attempt(network, ON_LAN, 81)).as("a port that nothing names").startsWith("ECONNREF");
  }

  @Test
  void firewalled_once_then_let_through() {
    Network network =
        with(Faults.firewalled(FAR, 80, FirewallAction.DROP, FaultSchedule.firstAttempts(1)));

    assertThat(attempts(network, 2, FAR, 80)).containsExactly("ETIMEDOUT 127000", "connected 4");
  }

  @Test
  void a_firewall_in_front_of_all_ports() {
    Network network = with(Faults.firewalled(ON_LAN, FirewallAction.REJECT_TCP_RESET, TWICE));

    assertThat(attempts(network, 3, ON_LAN, 80))
        .containsExactly("ECONNREFUSED 0", "ECONNREFUSED 0", "connected 0");
  }

  @Test
  void attempts_are_counted_for_each_port() {
    Network network =
        with(Faults.unreachable(ON_LAN, LastRouter.SILENT, FaultSchedule.firstAttempts(1)));

    assertThat(attempts(network, 2, ON_LAN, 80))
        .containsExactly("EHOSTUNREACH 3000", "connected 0");
    assertThat(attempts(network, 2, ON_LAN, 81))
        .as("although the client had learned where the host is")
        .containsExactly("EHOSTUNREACH 3000", "connected 0");
    assertThat(attempt(network, ON_LAN, 80)).isEqualTo("connected 0");
  }

  @Test
  void an_attempt_beside_one_that_is_hit_shares_its_fate() {
    Network network =
        with(Faults.unreachable(ON_LAN, LastRouter.SILENT, FaultSchedule.firstAttempts(1)));

    ConnectAttempt hit = network.connect(IpAddress.parse(ON_LAN), 80);
    network.runUntil(Duration.ofSeconds(1).toNanos());
    ConnectAttempt beside = network.connect(IpAddress.parse(ON_LAN), 80);
    network.runUntil(Duration.ofSeconds(4).toNanos());

    assertThat(hit.outcome().orElseThrow().errno()).contains(Errno.EHOSTUNREACH);
    assertThat(beside.outcome().orElseThrow().errno()).contains(Errno.EHOSTUNREACH);
    assertThat(Timeline.text(Timeline.of(network, beside)))
        .contains("the first attempt has been hit, but one of them is under");
    assertThat(attempt(network, ON_LAN, 80)).isEqualTo("connected 0");
  }

  @Test
  void an_attempt_that_the_application_gives_up_counts() {
    Network network = with(Faults.firewalled(FAR, 80, FirewallAction.DROP, TWICE));

    for (int i = 0; i < 2; i++) {
      ConnectAttempt attempt = network.connect(IpAddress.parse(FAR), 80);
      network.runUntil(network.now() + Duration.ofSeconds(2).toNanos());
      assertThat(attempt.outcome()).isEmpty();
      attempt.abandon("its timeout came first");
    }
    assertThat(attempt(network, FAR, 80)).isEqualTo("connected 4");
  }

  @Test
  void a_window_of_time_meets_connects_that_are_under_way() {
    Network network =
        with(
            Faults.firewalled(
                FAR,
                80,
                FirewallAction.DROP,
                FaultSchedule.between(Duration.ofSeconds(1), Duration.ofSeconds(9))));

    assertThat(attempt(network, FAR, 80)).as("before it").isEqualTo("connected 8");
    network.runUntil(Duration.ofSeconds(2).toNanos());
    assertThat(attempt(network, FAR, 80))
        .as("SYN at 2, 3, 5 and 9 s: the last one finds the firewall gone")
        .isEqualTo("connected 7004");
    assertThat(Timeline.text(Timeline.of(network, network.connects().get(1))))
        .contains("fault FIREWALLED ends");
  }

  @Test
  void a_host_that_comes_at_two_seconds() {
    Network network =
        with(
            Faults.unreachable(
                ON_LAN, LastRouter.SILENT, FaultSchedule.ALWAYS.until(Duration.ofMillis(1500))));

    assertThat(attempt(network, ON_LAN, 80)).as("ARP at 0, 1 and 2 s").isEqualTo("connected 2000");
  }

  @Test
  void a_chance_comes_from_the_seed() {
    assertThat(byChance(1)).isEqualTo(byChance(1)).isNotEqualTo(byChance(2));
    assertThat(byChance(1).stream().filter(one -> one.startsWith("ECONN")).count())
        .isBetween(60L, 140L);
  }

  private static List<String> byChance(long seed) {
    Network network =
        Network.builder()
            .seed(seed)
            .with(Faults.closedPort(ON_LAN, 80, FaultSchedule.sometimes(0.5)))
            .build();
    return attempts(network, 200, ON_LAN, 80);
  }

  @Test
  void each_decision_is_in_the_timeline_of_its_connect() {
    Network network = with(Faults.closedPort(ON_LAN, 80, TWICE));
    attempts(network, 3, ON_LAN, 80);

    List<String> texts = Timeline.of(network).stream().map(Timeline::text).toList();
    assertThat(texts.get(0))
        .contains("fault CLOSED: attempt 1 of 2 that fail")
        .contains("port 80 closed: nothing listens any more");
    assertThat(texts.get(1)).contains("fault CLOSED: attempt 2 of 2 that fail");
    assertThat(texts.get(2)).contains("no fault CLOSED: the first 2 attempts have been hit");
  }

  @Test
  void what_is_switched_by_hand_is_in_the_timeline() {
    Network network = with(Faults.reachable(ON_LAN, 80));
    ConnectAttempt attempt = network.connect(IpAddress.parse(ON_LAN), 80);
    network.host(ON_LAN).closePort(80);
    network.host(ON_LAN).openPort(80);
    network.host(ON_LAN).unplug();
    network.runUntil(Duration.ofMillis(100).toNanos());
    network.host(ON_LAN).plugIn();
    network.runUntilIdle();

    assertThat(attempt.outcome().orElseThrow().isEstablished()).isTrue();
    assertThat(Timeline.text(Timeline.of(network, attempt)))
        .contains("port 80 closed: nothing listens any more")
        .contains("port 80 opened")
        .contains("no carrier: cable unplugged");
  }

  @Test
  void a_port_that_is_said_to_be_closed_stays_closed() {
    Network network =
        Network.builder()
            .with(Faults.unreachable(ON_LAN, LastRouter.SILENT, FaultSchedule.firstAttempts(1)))
            .with(Faults.closedPort(ON_LAN, 80))
            .build();

    assertThat(attempts(network, 2, ON_LAN, 80))
        .containsExactly("EHOSTUNREACH 3000", "ECONNREFUSED 0");
  }

  @Test
  void on_loopback() {
    Network network = with(Faults.closedPort("127.0.0.1", 80, TWICE));

    assertThat(network.simulates(IpAddress.parse("127.0.0.1"), 80)).isTrue();
    assertThat(attempts(network, 3, "127.0.0.1", 80))
        .containsExactly("ECONNREFUSED 0", "ECONNREFUSED 0", "connected 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(Faults.unreachable("127.0.0.1", LastRouter.SILENT, TWICE)))
        .withMessageContaining("cannot be unreachable");
  }
}

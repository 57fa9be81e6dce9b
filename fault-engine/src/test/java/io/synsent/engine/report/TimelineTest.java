package io.synsent.engine.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.capture.Layer;
import io.synsent.engine.fault.Faults;
import io.synsent.engine.host.HostProfile;
import io.synsent.engine.network.FirewallAction;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.time.TimerWheelSettings;
import io.synsent.engine.topology.ConnectAttempt;
import io.synsent.engine.topology.ConnectRequest;
import io.synsent.engine.topology.Network;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimelineTest {

  private static final long SECOND = 1_000_000_000L;

  private static ConnectReport report(Network.Builder builder, String target, int port) {
    Network network = builder.build();
    ConnectAttempt connect =
        network.connect(ConnectRequest.to(IpAddress.parse(target), port).labelled("a test"));
    network.runUntilIdle();
    return Timeline.of(network, connect);
  }

  @Test
  void an_absent_host_is_stopped_by_the_neighbour_layer() {
    ConnectReport report =
        report(Network.builder().with(Faults.unreachable("192.168.31.7")), "192.168.31.7", 8081);

    assertThat(report.stoppedBy()).contains(Layer.NEIGHBOUR);
    assertThat(report.arpRequestTimes()).containsExactly(0L, SECOND, 2 * SECOND);
    assertThat(report.synTimes()).isEmpty();
    assertThat(report.lines())
        .extracting(ConnectReport.Line::text)
        .anyMatch(text -> text.contains("parked in the unresolved queue"));
    assertThat(Timeline.text(report))
        .startsWith(
            "connect 1 to 192.168.31.7:8081 by a test (LINUX, ideal timers): EHOSTUNREACH after"
                + " 3.000 s\n  stopped by neighbour: nobody answered ARP for 192.168.31.7\n")
        .contains("| arp       ARP, Request who-has 192.168.31.7 tell 192.168.31.6, length 28");
  }

  @Test
  void a_silent_host_is_stopped_by_tcp() {
    ConnectReport report =
        report(Network.builder().with(Faults.unreachable("10.225.31.11")), "10.225.31.11", 8081);

    assertThat(report.stoppedBy()).contains(Layer.TCP);
    assertThat(report.synTimes()).hasSize(7).last().isEqualTo(63 * SECOND);
  }

  @ParameterizedTest
  @CsvSource({"REJECT_TCP_RESET, TCP", "REJECT_ICMP_HOST_PROHIBITED, ICMP", "DROP, TCP"})
  void a_firewall_is_named_by_what_it_answers(FirewallAction action, Layer layer) {
    ConnectReport report =
        report(Network.builder().with(Faults.firewalled("10.0.0.1", 80, action)), "10.0.0.1", 80);

    assertThat(report.stoppedBy()).contains(layer);
    assertThat(report.lines())
        .anyMatch(line -> line.layer() == Layer.FIREWALL && line.host().equals("10.0.0.1"));
  }

  @Test
  void no_route_is_stopped_by_ip() {
    assertThat(report(Network.builder().noGateway(), "10.0.0.1", 80).stoppedBy())
        .contains(Layer.IP);
  }

  @Test
  void a_connect_on_loopback_shows_its_syn_once() {
    ConnectReport report =
        report(Network.builder().with(Faults.closedPort("127.0.0.1", 80)), "127.0.0.1", 80);

    assertThat(report.synTimes()).containsExactly(0L);
    assertThat(report.lines().stream().filter(ConnectReport.Line::captured)).hasSize(2);
  }

  @Test
  void lines_end_with_the_connect_and_leave_out_those_of_others() {
    Network network =
        Network.builder()
            .with(Faults.unreachable("192.168.31.7"))
            .with(Faults.reachable("192.168.31.9", 80))
            .build();
    ConnectAttempt first = network.connect(IpAddress.parse("192.168.31.7"), 80);
    ConnectAttempt second = network.connect(IpAddress.parse("192.168.31.9"), 80);
    network.runUntilIdle();

    assertThat(Timeline.of(network, first).lines())
        .noneMatch(line -> line.text().contains("192.168.31.9"));
    assertThat(Timeline.of(network, second).lines())
        .noneMatch(line -> line.text().contains("192.168.31.7"))
        .allMatch(line -> line.atNanos() <= 800_000);
    assertThat(Timeline.of(network)).hasSize(2);
  }

  @Test
  void a_pending_and_an_abandoned_connect_say_so() {
    Network network = Network.builder().with(Faults.unreachable("10.0.0.1")).build();
    ConnectAttempt connect = network.connect(IpAddress.parse("10.0.0.1"), 80);
    network.runUntil(2 * SECOND);
    assertThat(Timeline.text(Timeline.of(network, connect))).contains("): pending\n");
    connect.abandon("Connect timed out");

    ConnectReport report = Timeline.of(network, connect);
    assertThat(report.stoppedBy()).contains(Layer.TCP);
    assertThat(Timeline.text(report))
        .contains("given up by the application after 2.000 s: Connect timed out");
  }

  @Test
  void the_timer_wheel_is_named_when_it_is_on() {
    HostProfile profile =
        HostProfile.LINUX.toBuilder().timerWheel(TimerWheelSettings.HZ_250).build();
    ConnectReport report =
        report(
            Network.builder().profile(profile).with(Faults.unreachable("192.168.31.7")),
            "192.168.31.7",
            80);

    assertThat(report.profile()).isEqualTo("LINUX, timer wheel at HZ 250");
    assertThat(report.outcome().orElseThrow().atNanos()).isGreaterThan(3 * SECOND);
  }

  // The text.

  private static ConnectReport handshake() {
    return report(
        Network.builder().with(Faults.reachable("192.168.31.8", 8081)), "192.168.31.8", 8081);
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 60, 72, 80, 100, 120, 200})
  void no_line_is_wider_than_the_style_and_no_word_is_lost(int width) {
    TextStyle style = new TextStyle(width, false);
    String text = Timeline.text(handshake(), style);
    assertThat(text.lines()).allSatisfy(line -> assertThat(line.length()).isBetween(1, width));
    String wide = Timeline.text(handshake(), new TextStyle(1_000, false));
    assertThat(text.replaceAll("\\s", "")).isEqualTo(wide.replaceAll("\\s", ""));
  }

  @Test
  void words_of_a_long_line_stay_below_its_words() {
    List<String> lines = Timeline.text(handshake(), new TextStyle(80, false)).lines().toList();
    int syn =
        IntStream.range(0, lines.size())
            .filter(i -> lines.get(i).contains("Flags [S],"))
            .findFirst()
            .orElseThrow();
    assertThat(lines.get(syn).indexOf("IP 192")).isEqualTo(27);
    assertThat(lines.get(syn + 1)).startsWith(" ".repeat(29)).doesNotStartWith(" ".repeat(30));
  }

  @Test
  void colours_are_around_words_and_take_no_room() {
    TextStyle coloured = new TextStyle(80, true);
    String text = Timeline.text(handshake(), coloured);
    assertThat(text).contains("\u001B[36mIP 192.168.31.6").contains("\u001B[33mARP, Request");
    assertThat(text.replaceAll("\u001B\\[[0-9]*m", ""))
        .isEqualTo(Timeline.text(handshake(), new TextStyle(80, false)));
  }

  @Test
  void it_says_what_ss_and_ip_neigh_show() {
    assertThat(handshake().ss())
        .matches("ESTAB 0 0 192\\.168\\.31\\.6:\\d+ 192\\.168\\.31\\.8:8081");
    assertThat(handshake().ipNeigh())
        .matches("192\\.168\\.31\\.8 dev eth0 lladdr [0-9a-f:]{17} REACHABLE");
    ConnectReport absent =
        report(Network.builder().with(Faults.unreachable("192.168.31.7")), "192.168.31.7", 81);
    assertThat(absent.ss()).startsWith("SYN-SENT 0 1 192.168.31.6:");
    assertThat(absent.ipNeigh()).isEqualTo("192.168.31.7 dev eth0 FAILED");
    ConnectReport noRoute = report(Network.builder().noGateway(), "10.0.0.1", 80);
    assertThat(noRoute.ss() + noRoute.ipNeigh()).isEmpty();
  }
}

package io.synsent.engine.topology;

import static io.synsent.engine.topology.Driven.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.fault.Faults;
import io.synsent.engine.host.HostProfile;
import io.synsent.engine.network.FirewallAction;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.socket.Errno;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The article's experiments, packet by packet at the client's taps. */
class ExperimentsTest {

  private static Network.Builder linux() {
    return Network.builder();
  }

  private static Network.Builder linux65() {
    return Network.builder().profile(HostProfile.LINUX_6_5);
  }

  @Test
  void handshake() {
    Driven run =
        Driven.connect(linux().with(Faults.reachable("192.168.31.9", 80)), "192.168.31.9", 80);

    assertThat(run.outcome().isEstablished()).isTrue();
    assertThat(run.captured())
        .containsExactly(
            "0.000 out ARP? 192.168.31.9",
            "0.000 in ARP! 192.168.31.9",
            "0.000 out SYN",
            "0.001 in SYN-ACK",
            "0.001 out ACK");
  }

  @Test
  void handshake_beyond_the_router_asks_for_the_routers_mac() {
    Driven run =
        Driven.connect(linux().with(Faults.reachable("10.225.31.10", 80)), "10.225.31.10", 80);

    assertThat(run.outcome().isEstablished()).isTrue();
    assertThat(run.captured())
        .extracting(line -> line.substring(6))
        .containsExactly(
            "out ARP? 192.168.31.1", "in ARP! 192.168.31.1", "out SYN", "in SYN-ACK", "out ACK");
  }

  @ParameterizedTest
  @ValueSource(strings = {"LINUX", "LINUX_6_5"})
  void absent_on_the_lan(String profile) {
    Driven run =
        Driven.connect(
            Network.builder()
                .profile(HostProfile.named(profile))
                .with(Faults.unreachable("192.168.31.7")),
            "192.168.31.7",
            8081);

    assertThat(run.errno()).contains(Errno.EHOSTUNREACH);
    assertThat(run.took()).isEqualTo(3 * SECOND);
    assertThat(run.captured())
        .containsExactly(
            "0.000 out ARP? 192.168.31.7",
            "1.000 out ARP? 192.168.31.7",
            "2.000 out ARP? 192.168.31.7",
            "3.000 lo ICMP 3/1");
    assertThat(run.said("parked in the unresolved queue (1 packet, 832 bytes)")).hasSize(1);
    assertThat(run.said("TCPSpuriousRtxHostQueues")).isNotEmpty();
  }

  @Test
  void absent_beyond_the_router_in_silence() {
    Driven run =
        Driven.connect(linux().with(Faults.unreachable("10.225.31.11")), "10.225.31.11", 8081);

    assertThat(run.errno()).contains(Errno.ETIMEDOUT);
    assertThat(run.took()).isEqualTo(127 * SECOND);
    assertThat(run.sentAt("SYN"))
        .containsExactly(0L, 1000L, 3000L, 7000L, 15_000L, 31_000L, 63_000L);
  }

  @Test
  void absent_beyond_the_router_in_silence_since_linux_6_5() {
    Driven run =
        Driven.connect(linux65().with(Faults.unreachable("10.225.31.11")), "10.225.31.11", 8081);

    assertThat(run.errno()).contains(Errno.ETIMEDOUT);
    assertThat(run.took()).isEqualTo(131 * SECOND);
    assertThat(run.sentAt("SYN"))
        .containsExactly(
            0L, 1000L, 2000L, 3000L, 4000L, 5000L, 7000L, 11_000L, 19_000L, 35_000L, 67_000L);
  }

  @Test
  void absent_beyond_a_router_that_answers() {
    Driven run =
        Driven.connect(
            linux().with(Faults.unreachable("10.225.31.11", LastRouter.ANSWERS)),
            "10.225.31.11",
            8081);

    assertThat(run.errno()).contains(Errno.EHOSTUNREACH);
    // The router's own ARP gave up 3 s after the first SYN got there, 0.6 ms after connect().
    assertThat(run.took()).isEqualTo(3 * SECOND + 800_000);
    assertThat(run.outcome().cause()).isEqualTo("ICMP host unreachable from 192.168.31.1");
  }

  @Test
  void closed_on_loopback_is_refused_at_once() {
    Network network = linux().with(Faults.closedPort("127.0.0.1", 8081)).build();
    ConnectAttempt connect = network.connect(Driven.ip("127.0.0.1"), 8081);

    assertThat(connect.outcome().orElseThrow().errno()).contains(Errno.ECONNREFUSED);
    assertThat(network.now()).isZero();
    Driven run =
        Driven.connect(linux().with(Faults.closedPort("127.0.0.1", 8081)), "127.0.0.1", 8081);
    assertThat(run.captured()).containsExactly("0.000 lo SYN", "0.000 lo RST-ACK");
  }

  @Test
  void closed_on_the_lan_is_refused_by_the_other_hosts_transport_layer() {
    Driven run =
        Driven.connect(linux().with(Faults.closedPort("192.168.31.1", 8081)), "192.168.31.1", 8081);

    assertThat(run.errno()).contains(Errno.ECONNREFUSED);
    assertThat(run.took()).isEqualTo(800_000);
    assertThat(run.said("nothing listens on port 8081: RST"))
        .containsExactly("router: nothing listens on port 8081: RST");
    TcpSegment reset = run.firstSegment(segment -> segment.has(TcpSegment.RST));
    assertThat(reset.window()).isZero();
    assertThat(reset.sequence()).isZero();
    assertThat(reset.options()).isEmpty();
  }

  @Test
  void closed_beyond_the_router_is_refused_one_round_trip_later() {
    Network network = linux().with(Faults.closedPort("47.102.221.141", 8081)).build();
    Driven.connect(network, "47.102.221.141", 8081);
    Driven again = Driven.connect(network, "47.102.221.141", 8081);

    assertThat(again.errno()).contains(Errno.ECONNREFUSED);
    // 0.2 ms through the LAN and 2 ms beyond it, both ways.
    assertThat(again.took()).isEqualTo(4_400_000);
  }

  @Test
  void firewall_that_drops() {
    Driven run =
        Driven.connect(
            linux65().with(Faults.firewalled("220.181.38.148", 8080, FirewallAction.DROP)),
            "220.181.38.148",
            8080);

    assertThat(run.errno()).contains(Errno.ETIMEDOUT);
    assertThat(run.took()).isEqualTo(131 * SECOND);
  }

  @Test
  void firewall_that_drops_one_port_leaves_ping_and_the_others() {
    Network network =
        linux()
            .host("220.181.38.148", h -> h.latency(Duration.ofMillis(16)).open(80))
            .with(Faults.firewalled("220.181.38.148", 8080, FirewallAction.DROP))
            .build();
    Pinger ping = network.ping(Driven.ip("220.181.38.148"));
    network.runUntil(5 * SECOND);

    assertThat(ping.lines())
        .contains("64 bytes from 220.181.38.148: icmp_seq=2 ttl=63 time=36.4 ms");
    assertThat(Driven.connect(network, "220.181.38.148", 80).outcome().isEstablished()).isTrue();
    assertThat(Driven.connect(network, "220.181.38.148", 81).errno()).contains(Errno.ECONNREFUSED);
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.CsvSource({
    "REJECT_TCP_RESET, ECONNREFUSED, RST-ACK",
    "REJECT_ICMP_NET_UNREACHABLE, ENETUNREACH, ICMP 3/0",
    "REJECT_ICMP_HOST_UNREACHABLE, EHOSTUNREACH, ICMP 3/1",
    "REJECT_ICMP_PROTO_UNREACHABLE, ENOPROTOOPT, ICMP 3/2",
    "REJECT_ICMP_PORT_UNREACHABLE, ECONNREFUSED, ICMP 3/3",
    "REJECT_ICMP_NET_PROHIBITED, ENETUNREACH, ICMP 3/9",
    "REJECT_ICMP_HOST_PROHIBITED, EHOSTUNREACH, ICMP 3/10",
    "REJECT_ICMP_ADMIN_PROHIBITED, EHOSTUNREACH, ICMP 3/13"
  })
  void firewall_that_rejects(FirewallAction action, Errno errno, String answer) {
    Driven run =
        Driven.connect(
            linux().with(Faults.firewalled("220.181.38.148", 8080, action)),
            "220.181.38.148",
            8080);

    assertThat(run.errno()).contains(errno);
    assertThat(run.captured().get(run.captured().size() - 1)).endsWith("in " + answer);
    assertThat(run.took()).isLessThan(10 * Driven.MILLISECOND);
  }
}

package io.synsent.engine.topology;

import static io.synsent.engine.topology.Driven.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.synsent.engine.fault.Faults;
import io.synsent.engine.host.HostProfile;
import io.synsent.engine.neighbour.NeighbourSettings;
import io.synsent.engine.neighbour.NeighbourState;
import io.synsent.engine.network.Chain;
import io.synsent.engine.network.FirewallAction;
import io.synsent.engine.network.FirewallRule;
import io.synsent.engine.network.RouteType;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.packet.RawPayload;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.socket.Errno;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Failures the article does not tell of, one by one. */
class BeyondTheArticleTest {

  private static final String LAN_HOST = "192.168.31.9";

  // ---- routes ----

  @ParameterizedTest
  @CsvSource({
    "UNREACHABLE, EHOSTUNREACH",
    "PROHIBIT, EACCES",
    "BLACKHOLE, EINVAL",
  })
  void a_route_to_nowhere_fails_at_once(RouteType type, Errno errno) {
    Network network = Network.builder().client(c -> c.route("10.9.0.0/16", type)).build();
    Driven run = Driven.connect(network, "10.9.1.1", 80);

    assertThat(run.errno()).contains(errno);
    assertThat(run.took()).isZero();
    assertThat(run.captured()).isEmpty();
  }

  @Test
  void no_route_fails_at_once() {
    Driven run = Driven.connect(Network.builder().noGateway(), "10.9.1.1", 80);

    assertThat(run.errno()).contains(Errno.ENETUNREACH);
    assertThat(run.captured()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"UNREACHABLE, EHOSTUNREACH, 3/1", "PROHIBIT, EHOSTUNREACH, 3/13"})
  void a_route_to_nowhere_in_the_router_is_told_by_icmp(
      RouteType type, Errno errno, String message) {
    Network network = Network.builder().gatewayRouter(r -> r.route("10.9.0.0/16", type)).build();
    Driven run = Driven.connect(network, "10.9.1.1", 80);

    assertThat(run.errno()).contains(errno);
    assertThat(run.captured().get(3)).endsWith("in ICMP " + message);
  }

  @Test
  void a_blackhole_in_the_router_is_silence() {
    Network network =
        Network.builder().gatewayRouter(r -> r.route("10.9.0.0/16", RouteType.BLACKHOLE)).build();

    assertThat(Driven.connect(network, "10.9.1.1", 80).errno()).contains(Errno.ETIMEDOUT);
  }

  @Test
  void own_interface_down_fails_at_once_for_lan_and_beyond() {
    Network network = Network.builder().host(LAN_HOST).host("10.9.1.1").build();
    network.client().interfaceDown();

    assertThat(Driven.connect(network, LAN_HOST, 80).errno()).contains(Errno.ENETUNREACH);
    assertThat(Driven.connect(network, "10.9.1.1", 80).errno()).contains(Errno.ENETUNREACH);
  }

  @Test
  void a_routing_loop_ends_with_ttl_exceeded() {
    Network network =
        Network.builder()
            .gatewayRouter(r -> r.route("10.9.0.0/16", "192.168.31.2"))
            .router("other", r -> r.address("192.168.31.2/24").route("10.9.0.0/16", "192.168.31.1"))
            .build();
    Driven run = Driven.connect(network, "10.9.1.1", 80);

    assertThat(run.errno()).contains(Errno.EHOSTUNREACH);
    assertThat(run.outcome().cause()).startsWith("ICMP time exceeded from 192.168.31.");
    assertThat(run.said("TTL exceeded")).hasSize(1);
  }

  // ---- carrier, gateway ----

  @Test
  void carrier_lost_is_as_an_absent_host_and_no_frame_is_captured() {
    Network network = Network.builder().with(Faults.reachable(LAN_HOST, 80)).build();
    network.client().unplug();
    Driven run = Driven.connect(network, LAN_HOST, 80);

    assertThat(run.errno()).contains(Errno.EHOSTUNREACH);
    assertThat(run.took()).isEqualTo(3 * SECOND);
    assertThat(run.captured()).containsExactly("3.000 lo ICMP 3/1");
  }

  @Test
  void gateway_absent_is_as_an_absent_host() {
    Network network = Network.builder().with(Faults.reachable("10.9.1.1", 80)).build();
    network.gateway().unplug();
    Driven run = Driven.connect(network, "10.9.1.1", 80);

    assertThat(run.errno()).contains(Errno.EHOSTUNREACH);
    assertThat(run.took()).isEqualTo(3 * SECOND);
  }

  @Test
  void a_gateway_declared_unreachable_is_absent() {
    Network network =
        Network.builder()
            .with(Faults.unreachable("192.168.31.1"))
            .with(Faults.reachable("10.9.1.1", 80))
            .build();

    assertThat(Driven.connect(network, "10.9.1.1", 80).errno()).contains(Errno.EHOSTUNREACH);
  }

  @Test
  void a_gateway_that_dies_while_it_is_known_is_probed_and_the_next_syn_asks_anew() {
    Network network = Network.builder().with(Faults.unreachable("10.9.1.1")).build();
    network.client().setReachableTime(Duration.ofSeconds(2));
    network.at(SECOND / 2, () -> network.gateway().unplug());
    Driven run = Driven.connect(network, "10.9.1.1", 80);

    // Resolved less than 5 s ago, it is in DELAY from 2 s on; PROBE at 7, 8, 9 s; FAILED at 10 s;
    // the
    // SYN at 15 s asks anew and is told at 18 s.
    assertThat(run.errno()).contains(Errno.EHOSTUNREACH);
    assertThat(run.took()).isEqualTo(18 * SECOND);
    assertThat(run.sentAt("ARP? 192.168.31.1"))
        .containsExactly(0L, 7000L, 8000L, 9000L, 15_000L, 16_000L, 17_000L);
  }

  // ---- things that appear or disappear during the stall ----

  @Test
  void a_host_that_appears_at_2_s_gets_exactly_one_syn() {
    Network network = Network.builder().host(LAN_HOST, h -> h.absent()).build();
    network.at(
        SECOND * 3 / 2,
        () -> {
          network.host(LAN_HOST).plugIn();
          network.host(LAN_HOST).openPort(80);
        });
    Driven run = Driven.connect(network, LAN_HOST, 80);

    assertThat(run.outcome().isEstablished()).isTrue();
    assertThat(run.sentAt("SYN")).containsExactly(2000L);
    assertThat(run.took()).isEqualTo(2 * SECOND + 800_000);
  }

  @Test
  void a_listener_that_appears_is_found_by_the_next_connect() {
    Network network = Network.builder().host(LAN_HOST).build();
    assertThat(Driven.connect(network, LAN_HOST, 80).errno()).contains(Errno.ECONNREFUSED);
    network.host(LAN_HOST).openPort(80);
    assertThat(Driven.connect(network, LAN_HOST, 80).outcome().isEstablished()).isTrue();
    network.host(LAN_HOST).closePort(80);

    assertThat(Driven.connect(network, LAN_HOST, 80).errno()).contains(Errno.ECONNREFUSED);
  }

  @Test
  void a_firewall_rule_that_goes_lets_the_next_syn_through() {
    Network network =
        Network.builder()
            .with(Faults.reachable(LAN_HOST, 80))
            .with(Faults.firewalled(LAN_HOST, 80, FirewallAction.DROP))
            .build();
    network.at(2 * SECOND, () -> network.host(LAN_HOST).clearFirewall());
    Driven run = Driven.connect(network, LAN_HOST, 80);

    assertThat(run.outcome().isEstablished()).isTrue();
    assertThat(run.took()).isEqualTo(3 * SECOND + 400_000);
  }

  @Test
  void a_firewall_rule_that_comes_between_two_syns_counts_for_the_second() {
    Network network =
        Network.builder().with(Faults.firewalled(LAN_HOST, 80, FirewallAction.DROP)).build();
    network.at(
        2 * SECOND,
        () -> {
          network.host(LAN_HOST).clearFirewall();
          network
              .host(LAN_HOST)
              .addFirewallRule(FirewallRule.inputTcp(80, FirewallAction.REJECT_TCP_RESET));
        });

    Driven run = Driven.connect(network, LAN_HOST, 80);
    assertThat(run.errno()).contains(Errno.ECONNREFUSED);
    assertThat(run.took()).isEqualTo(3 * SECOND + 400_000);
  }

  // ---- firewalls elsewhere ----

  @Test
  void a_firewall_on_the_way_rejects_with_its_own_address() {
    Network network =
        Network.builder()
            .with(Faults.reachable("10.9.1.1", 80))
            .gatewayRouter(
                r ->
                    r.firewall(
                        FirewallRule.forwardTcp(80, FirewallAction.REJECT_ICMP_ADMIN_PROHIBITED)))
            .build();
    Driven run = Driven.connect(network, "10.9.1.1", 80);

    assertThat(run.errno()).contains(Errno.EHOSTUNREACH);
    assertThat(run.outcome().cause()).isEqualTo("ICMP admin prohibited from 192.168.31.1");
  }

  @Test
  void the_own_firewall_that_drops_lets_no_packet_out() {
    Network network =
        Network.builder()
            .with(Faults.reachable(LAN_HOST, 80))
            .client(c -> c.firewall(FirewallRule.outputTcp(80, FirewallAction.DROP)))
            .build();
    Driven run = Driven.connect(network, LAN_HOST, 80);

    assertThat(run.errno()).contains(Errno.ETIMEDOUT);
    assertThat(run.captured()).isEmpty();
  }

  @Test
  void the_own_firewall_that_rejects_by_icmp_counts_with_the_second_syn() {
    Network network =
        Network.builder()
            .client(
                c ->
                    c.firewall(
                        FirewallRule.outputTcp(80, FirewallAction.REJECT_ICMP_PORT_UNREACHABLE)))
            .build();
    Driven run = Driven.connect(network, LAN_HOST, 80);

    // The first arrives while connect() still owns the socket: a soft error.
    assertThat(run.errno()).contains(Errno.ECONNREFUSED);
    assertThat(run.took()).isEqualTo(SECOND);
    assertThat(run.captured()).containsExactly("0.000 lo ICMP 3/3", "1.000 lo ICMP 3/3");
  }

  @Test
  void the_own_firewall_that_rejects_by_reset_counts_at_once() {
    Network network =
        Network.builder()
            .client(c -> c.firewall(FirewallRule.outputTcp(80, FirewallAction.REJECT_TCP_RESET)))
            .build();
    Driven run = Driven.connect(network, LAN_HOST, 80);

    assertThat(run.errno()).contains(Errno.ECONNREFUSED);
    assertThat(run.took()).isZero();
  }

  @Test
  void the_own_firewall_that_drops_answers_makes_it_time_out() {
    Network network =
        Network.builder()
            .with(Faults.reachable(LAN_HOST, 80))
            .client(
                c ->
                    c.firewall(
                        FirewallRule.any(Chain.INPUT, FirewallAction.DROP)
                            .from(Ipv4Address.parse(LAN_HOST))))
            .build();

    assertThat(Driven.connect(network, LAN_HOST, 80).errno()).contains(Errno.ETIMEDOUT);
  }

  // ---- accept queue ----

  @Test
  void a_full_accept_queue_drops_the_syn_in_silence() {
    Network network = Network.builder().host(LAN_HOST, h -> h.full(80, 1)).build();
    Driven run = Driven.connect(network, LAN_HOST, 80);

    assertThat(run.errno()).contains(Errno.ETIMEDOUT);
    assertThat(run.sentAt("SYN")).hasSize(7);
  }

  @Test
  void a_full_accept_queue_drops_the_syn_with_tcp_abort_on_overflow_too() {
    HostProfile aborting =
        HostProfile.LINUX.toBuilder()
            .tcp(HostProfile.LINUX.tcp().toBuilder().abortOnOverflow(true).build())
            .build();
    Network network =
        Network.builder().host(LAN_HOST, h -> h.full(80, 1).profile(aborting)).build();

    assertThat(Driven.connect(network, LAN_HOST, 80).errno()).contains(Errno.ETIMEDOUT);
  }

  @Test
  void a_backlog_of_one_lets_two_in() {
    Network network = Network.builder().host(LAN_HOST).build();
    network.host(LAN_HOST).listenWithoutAccepting(80, 1);

    assertThat(Driven.connect(network, LAN_HOST, 80).outcome().isEstablished()).isTrue();
    assertThat(Driven.connect(network, LAN_HOST, 80).outcome().isEstablished()).isTrue();
    assertThat(Driven.connect(network, LAN_HOST, 80).errno()).contains(Errno.ETIMEDOUT);
  }

  @Test
  void a_queue_that_is_emptied_answers_the_next_syn() {
    Network network = Network.builder().host(LAN_HOST, h -> h.full(80, 0)).build();
    network.at(2 * SECOND, () -> network.host(LAN_HOST).openPort(80));
    Driven run = Driven.connect(network, LAN_HOST, 80);

    assertThat(run.outcome().isEstablished()).isTrue();
    assertThat(run.took()).isEqualTo(3 * SECOND + 400_000);
  }

  @Test
  void a_queue_that_is_full_only_at_the_third_ack_looks_established_to_the_client() {
    Network network = Network.builder().host(LAN_HOST, h -> h.open(80)).build();
    network.at(700_000, () -> network.host(LAN_HOST).fillAcceptQueue(80));
    Driven run = Driven.connect(network, LAN_HOST, 80);

    assertThat(run.outcome().isEstablished()).isTrue();
    network.runUntil(4 * SECOND);
    assertThat(run.said("accept queue full: the ACK is ignored")).isNotEmpty();
    assertThat(run.said("SYN-ACK retransmission 1")).hasSize(1);
  }

  @Test
  void a_queue_that_is_full_at_the_third_ack_resets_with_tcp_abort_on_overflow() {
    HostProfile aborting =
        HostProfile.LINUX.toBuilder()
            .tcp(HostProfile.LINUX.tcp().toBuilder().abortOnOverflow(true).build())
            .build();
    Network network = Network.builder().host(LAN_HOST, h -> h.open(80).profile(aborting)).build();
    network.at(700_000, () -> network.host(LAN_HOST).fillAcceptQueue(80));
    Driven run = Driven.connect(network, LAN_HOST, 80);

    assertThat(run.outcome().isEstablished()).isTrue();
    network.runUntil(SECOND);
    assertThat(run.captured().get(run.captured().size() - 1)).isEqualTo("0.001 in RST");
  }

  // ---- loss ----

  @Test
  void a_lost_syn_is_repaired_by_the_next() {
    Network network = Network.builder().with(Faults.reachable(LAN_HOST, 80)).build();
    network.lan().loseFirst(2, SimulatedLan::isSyn);
    Driven run = Driven.connect(network, LAN_HOST, 80);

    assertThat(run.outcome().isEstablished()).isTrue();
    assertThat(run.took()).isEqualTo(3 * SECOND + 400_000);
    assertThat(run.sentAt("SYN")).containsExactly(0L, 1000L, 3000L);
  }

  @Test
  void a_lost_syn_ack_is_repaired_by_whoever_repeats_first() {
    Network network = Network.builder().with(Faults.reachable(LAN_HOST, 80)).build();
    network.lan().loseFirst(1, SimulatedLan::isSynAck);
    Driven run = Driven.connect(network, LAN_HOST, 80);

    assertThat(run.outcome().isEstablished()).isTrue();
    assertThat(run.took()).isBetween(SECOND, SECOND + 1_000_000);
  }

  @Test
  void loss_at_random_is_the_same_for_the_same_seed() {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Network network = Network.builder().seed(9).with(Faults.reachable(LAN_HOST, 80)).build();
      network.lan().lose(0.5, frame -> true);
      times.add(Driven.connect(network, LAN_HOST, 80).took());
    }

    assertThat(times.get(0)).isEqualTo(times.get(1));
  }

  @Test
  void a_slow_handshake_takes_its_round_trip_and_its_spare_syn_ack_is_answered() {
    Network network =
        Network.builder().host("10.9.1.1", h -> h.open(80).latency(Duration.ofMillis(800))).build();
    // What the ARP between the router and the slow host takes is not the question here.
    Driven.connect(network, "10.9.1.1", 81);
    Driven run = Driven.connect(network, "10.9.1.1", 80);

    assertThat(run.outcome().isEstablished()).isTrue();
    assertThat(run.took()).isEqualTo(1_604_400_000L);
    assertThat(
            run.clientFrames().stream().filter(f -> Driven.kind(f.frame()).equals("SYN")).count())
        .isEqualTo(2 + 2 + 1);
  }

  @Test
  void a_duplicate_syn_ack_gets_a_challenge_ack() {
    Network network = Network.builder().with(Faults.reachable(LAN_HOST, 80)).build();
    network.lan().duplicateFirst(1, Duration.ofMillis(50), SimulatedLan::isSynAck);
    Driven run = Driven.connect(network, LAN_HOST, 80);
    network.runUntil(SECOND);

    assertThat(run.outcome().isEstablished()).isTrue();
    assertThat(run.captured().stream().filter(line -> line.endsWith("out ACK"))).hasSize(2);
  }

  @Test
  void a_delayed_syn_ack_makes_one_retransmission() {
    Network network = Network.builder().with(Faults.reachable(LAN_HOST, 80)).build();
    network.lan().delayFirst(1, Duration.ofMillis(1500), SimulatedLan::isSynAck);
    Driven run = Driven.connect(network, LAN_HOST, 80);

    assertThat(run.outcome().isEstablished()).isTrue();
    assertThat(run.sentAt("SYN")).containsExactly(0L, 1000L);
  }

  // ---- segments nobody should send ----

  private static EthernetFrame segmentTo(
      Driven run, int flags, long sequence, long acknowledgment) {
    ConnectAttempt connect = run.connect;
    TcpSegment segment =
        new TcpSegment(
            connect.port(),
            connect.localPort(),
            sequence,
            acknowledgment & 0xFFFF_FFFFL,
            flags,
            1000,
            List.of(),
            RawPayload.EMPTY);
    Ipv4Packet packet =
        new Ipv4Packet(
            (Ipv4Address) connect.target(),
            (Ipv4Address) connect.localAddress(),
            Ipv4Packet.TCP,
            64,
            1,
            true,
            0,
            segment);
    return EthernetFrame.of(
        run.network.client().mac(), new MacAddress(0x02_00_00_00_00_99L), packet);
  }

  /** A connect that waits for an answer, and its initial sequence number. */
  private record Waiting(Driven run, long isn) {}

  private static Waiting waiting() {
    Network network =
        Network.builder().with(Faults.firewalled(LAN_HOST, 80, FirewallAction.DROP)).build();
    ConnectAttempt connect = network.connect(Driven.ip(LAN_HOST), 80);
    network.runUntil(100 * Driven.MILLISECOND);
    Driven run = Driven.pending(network, connect);
    return new Waiting(run, run.firstSegment(segment -> true).sequence());
  }

  /** RFC 9293, section 3.10.7.3: "If SEG.ACK =< ISS or SEG.ACK > SND.NXT, send a reset". */
  @Test
  void a_syn_ack_with_a_wrong_ack_is_answered_with_reset_and_the_connect_goes_on() {
    Waiting waiting = waiting();
    Driven run = waiting.run();
    run.network
        .lan()
        .inject(segmentTo(run, TcpSegment.SYN | TcpSegment.ACK, 7, waiting.isn() + 1000));
    run.network.runUntil(run.network.now() + 5 * Driven.MILLISECOND);

    assertThat(run.connect.outcome()).isEmpty();
    List<String> captured = run.captured();
    assertThat(captured.get(captured.size() - 1)).endsWith("out RST");
    TcpSegment reset = run.firstSegment(s -> s.flags() == TcpSegment.RST);
    assertThat(reset.sequence()).isEqualTo((waiting.isn() + 1000) & 0xFFFF_FFFFL);
    // tcp_rcv_synsent_state_process asks again two jiffies later.
    run.network.runUntil(run.network.now() + 10 * Driven.MILLISECOND);
    assertThat(run.captured().get(run.captured().size() - 1)).endsWith("out SYN");
  }

  /**
   * RFC 9293, section 3.10.7.3: "(unless the RST bit is set, if so drop the segment and return)".
   */
  @Test
  void a_reset_with_a_wrong_ack_is_dropped() {
    Waiting waiting = waiting();
    Driven run = waiting.run();
    run.network
        .lan()
        .inject(segmentTo(run, TcpSegment.RST | TcpSegment.ACK, 0, waiting.isn() + 1000));
    run.network.runUntil(run.network.now() + 5 * Driven.MILLISECOND);

    assertThat(run.connect.outcome()).isEmpty();
    assertThat(run.captured()).noneMatch(line -> line.endsWith("out RST"));
  }

  /** RFC 9293, section 3.10.7.3: "Otherwise (no ACK), drop the segment and return". */
  @Test
  void a_reset_without_ack_is_dropped() {
    Waiting waiting = waiting();
    Driven run = waiting.run();
    run.network.lan().inject(segmentTo(run, TcpSegment.RST, waiting.isn() + 1, 0));
    run.network.runUntil(run.network.now() + 5 * Driven.MILLISECOND);

    assertThat(run.connect.outcome()).isEmpty();
  }

  /** RFC 9293, section 3.10.7.3: "If the ACK was acceptable then signal … 'connection reset'". */
  @Test
  void a_reset_with_the_right_ack_refuses() {
    Waiting waiting = waiting();
    Driven run = waiting.run();
    run.network.lan().inject(segmentTo(run, TcpSegment.RST | TcpSegment.ACK, 0, waiting.isn() + 1));
    run.network.runUntil(run.network.now() + 5 * Driven.MILLISECOND);

    assertThat(run.errno()).contains(Errno.ECONNREFUSED);
  }

  /** RFC 9293, section 3.10.7.3, fifth: "if neither of the SYN or RST bits is set, then drop". */
  @Test
  void an_ack_alone_is_dropped() {
    Waiting waiting = waiting();
    Driven run = waiting.run();
    run.network.lan().inject(segmentTo(run, TcpSegment.ACK, 5, waiting.isn() + 1));
    run.network.runUntil(run.network.now() + 5 * Driven.MILLISECOND);

    assertThat(run.connect.outcome()).isEmpty();
  }

  /** RFC 9293, section 3.5, figure 7: simultaneous connection synchronization. */
  @Test
  void simultaneous_open_is_established_by_the_others_ack() {
    Waiting waiting = waiting();
    Driven run = waiting.run();
    run.network.lan().inject(segmentTo(run, TcpSegment.SYN, 5000, 0));
    run.network.runUntil(run.network.now() + Driven.MILLISECOND);
    assertThat(run.captured().get(run.captured().size() - 1)).endsWith("out SYN-ACK");
    assertThat(run.connect.outcome()).isEmpty();
    run.network.lan().inject(segmentTo(run, TcpSegment.ACK, 5001, waiting.isn() + 1));
    run.network.runUntil(run.network.now() + Driven.MILLISECOND);

    assertThat(run.outcome().isEstablished()).isTrue();
  }

  // ---- local ports ----

  @Test
  void no_ephemeral_port_left() {
    HostProfile narrow =
        HostProfile.LINUX.toBuilder()
            .tcp(HostProfile.LINUX.tcp().toBuilder().localPortRange(40_000, 40_001).build())
            .build();
    Network network =
        Network.builder().profile(narrow).with(Faults.reachable(LAN_HOST, 80, 81)).build();
    network.connect(Driven.ip(LAN_HOST), 80);
    network.connect(Driven.ip(LAN_HOST), 80);
    Driven third = Driven.connect(network, LAN_HOST, 80);

    assertThat(third.errno()).contains(Errno.EADDRNOTAVAIL);
    assertThat(third.took()).isZero();
    // Another target may use the same ports again.
    assertThat(Driven.connect(network, LAN_HOST, 81).outcome().isEstablished()).isTrue();
  }

  @Test
  void a_bound_port_is_used_and_seen_in_the_capture() {
    Network network = Network.builder().with(Faults.reachable(LAN_HOST, 80)).build();
    Driven run =
        Driven.connect(
            network, ConnectRequest.to(Driven.ip(LAN_HOST), 80).from(Ipv4Address.ANY, 4711));

    assertThat(run.connect.localPort()).isEqualTo(4711);
    assertThat(run.firstSegment(s -> true).sourcePort()).isEqualTo(4711);
    assertThat(run.connect.localAddress()).isEqualTo(Driven.ip("192.168.31.6"));
  }

  @Test
  void a_port_that_was_given_up_is_free_again() {
    Network network = Network.builder().with(Faults.unreachable(LAN_HOST)).build();
    ConnectRequest request = ConnectRequest.to(Driven.ip(LAN_HOST), 80).from(Ipv4Address.ANY, 4711);
    ConnectAttempt first = network.connect(request);
    first.abandon("its own timeout");
    ConnectAttempt second = network.connect(request);

    assertThat(first.outcome().orElseThrow().kind()).isEqualTo(Outcome.Kind.ABANDONED);
    assertThat(second.outcome()).isEmpty();
  }

  @Test
  void a_socket_bound_to_loopback_cannot_leave_the_host() {
    Network network = Network.builder().host(LAN_HOST).build();
    Driven run =
        Driven.connect(
            network, ConnectRequest.to(Driven.ip(LAN_HOST), 80).from(Ipv4Address.LOOPBACK, 0));

    assertThat(run.errno()).contains(Errno.EINVAL);
  }

  // ---- TCP_USER_TIMEOUT, TCP_SYNCNT ----

  @Test
  void tcp_user_timeout_and_syncnt_are_the_sockets_own() {
    Network network = Network.builder().with(Faults.unreachable("10.9.1.1")).build();
    ConnectRequest request = ConnectRequest.to(Driven.ip("10.9.1.1"), 80);

    assertThat(Driven.connect(network, request.withUserTimeout(Duration.ofSeconds(5))).took())
        .isEqualTo(5 * SECOND);
    assertThat(Driven.connect(network, request.withSynCount(2)).took()).isEqualTo(7 * SECOND);
  }

  // ---- edge addresses ----

  @ParameterizedTest
  @CsvSource({"192.168.31.255", "255.255.255.255", "224.0.0.1", "239.1.2.3"})
  void broadcast_and_multicast_are_unreachable_at_once(String address) {
    Driven run = Driven.connect(Network.builder(), address, 80);

    assertThat(run.errno()).contains(Errno.ENETUNREACH);
    assertThat(run.captured()).isEmpty();
  }

  @Test
  void the_own_address_goes_through_loopback() {
    Driven run = Driven.connect(Network.builder(), "192.168.31.6", 80);

    assertThat(run.errno()).contains(Errno.ECONNREFUSED);
    assertThat(run.captured()).containsExactly("0.000 lo SYN", "0.000 lo RST-ACK");
  }

  @Test
  void zero_means_this_host() {
    Network network = Network.builder().client(c -> c.open(80)).build();
    Driven run = Driven.connect(network, "0.0.0.0", 80);

    assertThat(run.outcome().isEstablished()).isTrue();
    assertThat(run.connect.localAddress()).isEqualTo(Ipv4Address.LOOPBACK);
  }

  @Test
  void port_zero_is_sent_and_refused() {
    Driven run = Driven.connect(Network.builder().host(LAN_HOST), LAN_HOST, 0);

    assertThat(run.errno()).contains(Errno.ECONNREFUSED);
    assertThat(run.sentAt("SYN")).hasSize(1);
  }

  @Test
  void an_undeclared_address_beyond_the_router_is_silence() {
    assertThat(Driven.connect(Network.builder(), "203.0.113.9", 80).errno())
        .contains(Errno.ETIMEDOUT);
  }

  @Test
  void an_undeclared_address_on_the_lan_is_absent() {
    assertThat(Driven.connect(Network.builder(), "192.168.31.77", 80).took()).isEqualTo(3 * SECOND);
  }

  // ---- many sockets on one entry ----

  @Test
  void a_connect_begun_meanwhile_shares_the_entry_and_fails_with_it() {
    Network network = Network.builder().with(Faults.unreachable("192.168.31.7")).build();
    network.connect(Driven.ip("192.168.31.7"), 80);
    network.runUntil(2 * SECOND);
    Driven second = Driven.connect(network, "192.168.31.7", 80);

    assertThat(second.errno()).contains(Errno.EHOSTUNREACH);
    assertThat(second.took()).isEqualTo(SECOND);
  }

  @Test
  void of_300_waiting_about_50_are_told_at_3_s_because_icmp_is_limited() {
    Network network =
        Network.builder()
            .profile(HostProfile.LINUX_6_5)
            .with(Faults.unreachable("192.168.31.7"))
            .build();
    List<ConnectAttempt> connects = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      connects.add(network.connect(Driven.ip("192.168.31.7"), 80));
    }
    network.runUntil(3 * SECOND + SECOND / 2);
    // Measured on Linux 6.18: 52 to 64, as each error costs 0, 1 or 2 of the 50 by chance.
    assertThat(connects.stream().filter(c -> c.outcome().isPresent()).count())
        .isCloseTo(50L, within(20L));
    // The others ask again with their SYN at 4 s, and as many are told at 7 s.
    network.runUntil(7 * SECOND + SECOND / 2);
    assertThat(connects.stream().filter(c -> c.outcome().isPresent()).count())
        .isCloseTo(100L, within(30L));
    network.runUntilIdle();
    assertThat(connects).allMatch(c -> c.outcome().isPresent());
  }

  @Test
  void the_limit_per_destination_is_6_at_once_and_one_a_second() {
    Network network =
        Network.builder()
            .with(Faults.firewalled(LAN_HOST, 80, FirewallAction.REJECT_ICMP_PORT_UNREACHABLE))
            .build();
    List<ConnectAttempt> connects = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      connects.add(network.connect(Driven.ip(LAN_HOST), 80));
    }
    network.runUntil(SECOND / 2);

    assertThat(connects.stream().filter(c -> c.outcome().isPresent()).count()).isEqualTo(6);
  }

  @Test
  void a_permanent_neighbour_that_is_not_there_times_out_instead() {
    Network network = Network.builder().build();
    network
        .client()
        .setNeighbour(
            "192.168.31.7", new MacAddress(0x02_00_00_00_00_77L), NeighbourState.PERMANENT);
    Driven run = Driven.connect(network, "192.168.31.7", 80);

    assertThat(run.errno()).contains(Errno.ETIMEDOUT);
    assertThat(run.sentAt("SYN")).hasSize(7);
    assertThat(network.client().neighbours())
        .containsExactly("192.168.31.7 dev eth0 lladdr 02:00:00:00:00:77 PERMANENT");
  }

  @Test
  void a_noarp_neighbour_that_finds_no_room_is_refused_and_a_permanent_one_is_not() {
    HostProfile small =
        HostProfile.LINUX.toBuilder()
            .neighbour(NeighbourSettings.LINUX.toBuilder().gcThresh(1, 1, 1).build())
            .build();
    Network network = Network.builder().profile(small).build();
    network.connect(Driven.ip("192.168.31.7"), 80);
    SimulatedHost client = network.client();
    MacAddress mac = new MacAddress(0x02_00_00_00_00_77L);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> client.setNeighbour("192.168.31.8", mac, NeighbourState.NOARP))
        .withMessageContainingAll("192.168.31.8 of client", "gc_thresh3 = 1", "permanent");
    client.setNeighbour("192.168.31.8", mac, NeighbourState.PERMANENT);
    assertThat(client.neighbours())
        .containsExactly(
            "192.168.31.7 dev eth0 INCOMPLETE",
            "192.168.31.8 dev eth0 lladdr 02:00:00:00:00:77 PERMANENT");
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"PERMANENT", "NOARP"})
  void a_neighbour_is_set_to_permanent_or_noarp_alone(NeighbourState state) {
    SimulatedHost client = Network.builder().build().client();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> client.setNeighbour("192.168.31.7", new MacAddress(7), state))
        .withMessageContaining("permanent or noarp");
    assertThat(client.neighbours()).isEmpty();
  }

  /** neigh_delete, measured on 6.18: 0.5 s after connect() {@code ip neigh flush} ends it. */
  @ParameterizedTest
  @CsvSource({"192.168.31.7, 0.500 lo ICMP 3/1", "2001:db8:31::7, 0.500 lo ICMPv6 1/3"})
  void a_flushed_neighbour_ends_the_connect_that_waits_for_it(String target, String last) {
    Network network = Network.builder().build();
    network.at(SECOND / 2, () -> network.client().flushNeighbours());
    Driven run = Driven.connect(network, target, 80);

    assertThat(run.errno()).contains(Errno.EHOSTUNREACH);
    assertThat(run.took()).isEqualTo(SECOND / 2);
    assertThat(run.captured()).hasSize(2).last().isEqualTo(last);
    assertThat(network.client().neighbours()).isEmpty();
  }

  /** arp -d -a: the SYN that waits is lost, and the next one asks anew. */
  @Test
  void a_flushed_neighbour_is_asked_for_again_on_macos() {
    Network network = Network.builder().profile(HostProfile.MACOS).build();
    network.at(SECOND / 2, () -> network.client().flushNeighbours());
    Driven run = Driven.connect(network, "192.168.31.7", 80);

    assertThat(run.captured().get(1)).isEqualTo("1.000 out ARP? 192.168.31.7");
    assertThat(run.took()).isGreaterThan(SECOND);
  }

  @Test
  void gratuitous_arp_of_a_host_that_moved_is_believed() {
    Network network = Network.builder().with(Faults.reachable(LAN_HOST, 80)).build();
    Driven run = Driven.connect(network, LAN_HOST, 80);
    network.host(LAN_HOST).announce();
    network.runUntil(network.now() + SECOND);

    assertThat(network.client().neighbours().get(0)).endsWith("REACHABLE");
    assertThat(run.captured()).last().asString().endsWith("in ARP? " + LAN_HOST);
  }

  @Test
  void a_lan_is_called_by_its_prefix() {
    assertThat(Network.builder().build().lan().name()).isEqualTo("192.168.31.0/24");
  }

  @Test
  void a_firewall_is_listed_in_its_order() {
    FirewallRule first = FirewallRule.inputTcp(80, FirewallAction.DROP);
    FirewallRule second = FirewallRule.input(FirewallAction.REJECT_TCP_RESET);
    SimulatedHost host = Network.builder().host(LAN_HOST).build().host(LAN_HOST);
    host.addFirewallRule(first);
    host.addFirewallRule(second);

    assertThat(host.firewallRules()).containsExactly(first, second);
    host.clearFirewall();
    assertThat(host.firewallRules()).isEmpty();
  }

  /** The last router of the article: it knows that nobody is there, and keeps it to itself. */
  @Test
  void a_silent_last_router_says_so_in_the_timeline() {
    Driven run =
        Driven.connect(Network.builder().with(Faults.unreachable("10.9.1.1")), "10.9.1.1", 80);

    assertThat(run.said("nobody there; says nothing about it"))
        .isNotEmpty()
        .allMatch(line -> line.startsWith("router: "));
  }
}

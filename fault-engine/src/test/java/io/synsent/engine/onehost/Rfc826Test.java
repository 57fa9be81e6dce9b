package io.synsent.engine.onehost;

import static io.synsent.engine.onehost.Bench.HAND_MAC;
import static io.synsent.engine.onehost.Bench.HOST;
import static io.synsent.engine.onehost.Bench.HOST_MAC;
import static io.synsent.engine.onehost.Bench.LATENCY;
import static io.synsent.engine.onehost.Bench.PEER;
import static io.synsent.engine.onehost.Bench.ROUTER;
import static io.synsent.engine.onehost.Bench.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.neighbour.NeighbourState;
import io.synsent.engine.onehost.Bench.Call;
import io.synsent.engine.packet.ArpPacket;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.MacAddress;
import org.junit.jupiter.api.Test;

/** RFC 826, An Ethernet Address Resolution Protocol. */
class Rfc826Test {

  private static final MacAddress OTHER_MAC = new MacAddress(0x0200_0000_0099L);

  private final Bench bench = new Bench();

  /** Packet Generation: "ar$op ... ares_op$REQUEST ... broadcast to all stations". */
  @Test
  void a_request_is_broadcast_and_leaves_the_target_open() {
    bench.answersArp = false;
    bench.connect();
    bench.run(5 * LATENCY);

    EthernetFrame frame = bench.seen.get(0).frame();
    assertThat(frame.destination()).isEqualTo(MacAddress.BROADCAST);
    assertThat(frame.source()).isEqualTo(HOST_MAC);
    assertThat(bench.arp()).containsExactly(ArpPacket.request(HOST_MAC, HOST, PEER));
  }

  /**
   * Packet Reception: "Am I the target protocol address?" ... "swap hardware and protocol fields".
   */
  @Test
  void a_request_for_this_host_is_answered_to_the_one_who_asked() {
    bench.send(
        EthernetFrame.of(MacAddress.BROADCAST, HAND_MAC, ArpPacket.request(HAND_MAC, PEER, HOST)));
    bench.run(5 * LATENCY);

    assertThat(bench.seen).hasSize(1);
    assertThat(bench.seen.get(0).frame().destination()).isEqualTo(HAND_MAC);
    assertThat(bench.arp())
        .containsExactly(new ArpPacket(ArpPacket.Operation.REPLY, HOST_MAC, HOST, HAND_MAC, PEER));
  }

  /** "Am I the target protocol address?" No: nothing more is done. */
  @Test
  void a_request_for_somebody_else_is_not_answered() {
    bench.send(
        EthernetFrame.of(
            MacAddress.BROADCAST, HAND_MAC, ArpPacket.request(HAND_MAC, PEER, ROUTER)));
    bench.run(5 * LATENCY);

    assertThat(bench.seen).isEmpty();
  }

  /** "If Merge_flag is false, add the triplet": only the target of the request learns from it. */
  @Test
  void the_target_of_a_request_learns_who_asked() {
    bench.send(
        EthernetFrame.of(MacAddress.BROADCAST, HAND_MAC, ArpPacket.request(HAND_MAC, PEER, HOST)));
    assertThat(bench.neighbour(PEER).state()).isEqualTo(NeighbourState.STALE);
    assertThat(bench.neighbour(PEER).mac()).isEqualTo(HAND_MAC);
    bench.send(
        EthernetFrame.of(
            MacAddress.BROADCAST, HAND_MAC, ArpPacket.request(HAND_MAC, ROUTER, PEER)));
    assertThat(bench.knows(ROUTER)).isFalse();
  }

  /** So a host that was asked first connects without asking. */
  @Test
  void a_connect_to_one_who_asked_before_needs_no_request() {
    bench.send(
        EthernetFrame.of(MacAddress.BROADCAST, HAND_MAC, ArpPacket.request(HAND_MAC, PEER, HOST)));
    bench.run(5 * LATENCY);
    bench.seen.clear();
    bench.connect();
    bench.run(LATENCY);

    assertThat(bench.arp()).isEmpty();
    assertThat(bench.segments()).hasSize(1);
  }

  /** "NOW look at the opcode": an answer that nobody asked for changes an entry that is there. */
  @Test
  void the_table_is_merged_before_the_opcode_is_looked_at() {
    Call[] call = new Call[1];
    bench.connectAndTakeSyn(call);
    bench.run(10 * SECOND);
    MacAddress before = bench.neighbour(PEER).mac();
    bench.send(
        EthernetFrame.of(
            MacAddress.BROADCAST, OTHER_MAC, ArpPacket.request(OTHER_MAC, PEER, ROUTER)));

    assertThat(before).isEqualTo(HAND_MAC);
    assertThat(bench.neighbour(PEER).mac()).isEqualTo(OTHER_MAC);
  }

  /** "If the pair is already in my translation table": Linux adds none for a reply unasked for. */
  @Test
  void a_reply_that_nobody_asked_for_makes_no_entry() {
    bench.send(
        EthernetFrame.of(
            HOST_MAC,
            HAND_MAC,
            new ArpPacket(ArpPacket.Operation.REPLY, HAND_MAC, PEER, HOST_MAC, HOST)));

    assertThat(bench.knows(PEER)).isFalse();
  }

  /** RFC 5227, section 2.1.1: a probe has no sender address, so nothing is learnt of it. */
  @Test
  void a_probe_is_answered_and_teaches_nothing() {
    bench.send(
        EthernetFrame.of(
            MacAddress.BROADCAST, HAND_MAC, ArpPacket.request(HAND_MAC, Ipv4Address.ANY, HOST)));
    bench.run(5 * LATENCY);

    assertThat(bench.arp()).hasSize(1);
    assertThat(bench.knows(Ipv4Address.ANY)).isFalse();
  }

  /** RFC 1122, 2.3.2.1: "The recommended maximum rate is 1 per second per destination". */
  @Test
  void requests_for_one_address_are_a_second_apart_whatever_is_sent() {
    bench.answersArp = false;
    for (int i = 0; i < 20; i++) {
      bench.connect();
      bench.run(SECOND / 10);
    }
    bench.run(SECOND / 2);

    assertThat(bench.arp()).hasSize(3);
    assertThat(bench.seen)
        .extracting(Bench.Seen::atNanos)
        .containsExactly(LATENCY, SECOND + LATENCY, 2 * SECOND + LATENCY);
  }

  /**
   * RFC 1122, 2.3.2.2: the latest packet is saved "and transmitted when the address is resolved".
   */
  @Test
  void what_waits_for_the_answer_is_sent_when_it_comes() {
    bench.answersArp = false;
    bench.connect();
    bench.run(SECOND / 2);
    assertThat(bench.neighbour(PEER).queuedPackets()).isEqualTo(1);
    bench.seen.clear();
    bench.send(
        EthernetFrame.of(
            HOST_MAC,
            HAND_MAC,
            new ArpPacket(ArpPacket.Operation.REPLY, HAND_MAC, PEER, HOST_MAC, HOST)));
    bench.run(LATENCY);

    assertThat(bench.segments()).hasSize(1);
    assertThat(bench.neighbour(PEER).queuedPackets()).isZero();
    assertThat(bench.neighbour(PEER).state()).isEqualTo(NeighbourState.REACHABLE);
  }
}

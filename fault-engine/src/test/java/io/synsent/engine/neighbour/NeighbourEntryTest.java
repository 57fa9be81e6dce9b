package io.synsent.engine.neighbour;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.packet.ArpPacket;
import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.packet.RawPayload;
import io.synsent.engine.packet.TcpSegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The neighbour machine row by row: state and event in the name, with a LAN of nobody else. */
class NeighbourEntryTest {

  private final FakeLan lan = new FakeLan();

  private void reachable() {
    lan.send();
    lan.reply(FakeLan.THEIR_MAC);
  }

  private void stale() {
    reachable();
    lan.runUntil(20.001);
    assertThat(lan.state()).isEqualTo(NeighbourState.STALE);
  }

  private void delay() {
    stale();
    lan.send();
    assertThat(lan.state()).isEqualTo(NeighbourState.DELAY);
  }

  private void probe() {
    delay();
    lan.runUntil(25.002);
    assertThat(lan.state()).isEqualTo(NeighbourState.PROBE);
  }

  private void failed() {
    lan.send();
    lan.runUntil(3);
    assertThat(lan.state()).isEqualTo(NeighbourState.FAILED);
  }

  @Test
  void none_to_incomplete_on_the_first_packet_which_is_parked_while_everybody_is_asked() {
    OutgoingPacket packet = lan.send();

    assertThat(lan.state()).isEqualTo(NeighbourState.INCOMPLETE);
    assertThat(lan.requests()).containsExactly("0.0*");
    assertThat(packet.isInHostQueue()).isTrue();
    assertThat(lan.sent()).isEmpty();
  }

  @Test
  void incomplete_asks_again_every_second() {
    lan.send();
    lan.runUntil(2.5);

    assertThat(lan.requests()).containsExactly("0.0*", "1.0*", "2.0*");
    assertThat(lan.state()).isEqualTo(NeighbourState.INCOMPLETE);
  }

  @Test
  void incomplete_to_failed_when_probes_exhausted() {
    OutgoingPacket first = lan.send();
    OutgoingPacket second = lan.send();
    lan.runUntil(3);

    assertThat(lan.state()).isEqualTo(NeighbourState.FAILED);
    assertThat(lan.us.unreachable).containsExactly(first.packet(), second.packet());
    assertThat(first.isInHostQueue()).isFalse();
    assertThat(lan.requests()).hasSize(3);
    assertThat(lan.simulation.nextEventAt()).isEqualTo(Long.MAX_VALUE);
  }

  /** neigh_invalidate purges the queue when it is through: what came meanwhile is lost. */
  @Test
  void failed_tells_no_more_and_throws_the_rest_away_when_being_told_makes_somebody_send_again() {
    OutgoingPacket first = lan.send();
    OutgoingPacket second = lan.send();
    List<OutgoingPacket> again = new ArrayList<>();
    lan.us.onUnreachable = () -> again.add(lan.send());
    lan.runUntil(3);

    assertThat(lan.us.unreachable).containsExactly(first.packet());
    assertThat(second.isInHostQueue()).isFalse();
    assertThat(again).hasSize(1);
    assertThat(again.get(0).isInHostQueue()).isFalse();
    assertThat(lan.state()).isEqualTo(NeighbourState.INCOMPLETE);
    assertThat(lan.table.list().get(0).queuedPackets()).isZero();
  }

  @Test
  void incomplete_to_reachable_on_the_answer_which_lets_the_parked_packets_go_in_order() {
    lan.send();
    lan.send();
    lan.runUntil(2);
    lan.reply(FakeLan.THEIR_MAC);

    assertThat(lan.state()).isEqualTo(NeighbourState.REACHABLE);
    assertThat(lan.sent()).containsExactly(0, 1);
  }

  @Test
  void incomplete_to_stale_when_the_neighbour_asks_for_us_meanwhile() {
    lan.send();
    lan.request(FakeLan.THEIR_MAC);

    // The parked packet goes at once, and sending from STALE is the step to DELAY.
    assertThat(lan.state()).isEqualTo(NeighbourState.DELAY);
    assertThat(lan.sent()).containsExactly(0);
  }

  @Test
  void none_to_stale_when_an_unknown_neighbour_asks_for_us() {
    lan.request(FakeLan.THEIR_MAC);

    assertThat(lan.state()).isEqualTo(NeighbourState.STALE);
  }

  @Test
  void reachable_stays_and_sends_at_once() {
    reachable();
    lan.runUntil(10);
    lan.send();

    assertThat(lan.state()).isEqualTo(NeighbourState.REACHABLE);
    assertThat(lan.sent()).containsExactly(0, 1);
  }

  @Test
  void reachable_to_stale_after_the_reachable_time() {
    stale();

    assertThat(lan.requests()).containsExactly("0.0*");
  }

  @Test
  void reachable_lives_on_when_the_transport_layer_confirms_it() {
    reachable();
    lan.runUntil(15);
    lan.send(/* confirms= */ true);
    lan.runUntil(30);

    assertThat(lan.state()).isEqualTo(NeighbourState.REACHABLE);
    lan.runUntil(35.001);
    assertThat(lan.state()).isEqualTo(NeighbourState.STALE);
  }

  /** __neigh_update: any NUD_CONNECTED update sets n->confirmed; the timer is set anew from it. */
  @Test
  void reachable_lives_on_when_it_answers_again() {
    reachable();
    lan.runUntil(15.005);
    lan.reply(FakeLan.THEIR_MAC);
    lan.runUntil(35.004);
    assertThat(lan.state()).isEqualTo(NeighbourState.REACHABLE);
    lan.runUntil(35.005);

    assertThat(lan.state()).isEqualTo(NeighbourState.STALE);
  }

  /** neigh_event_ns: a request says NUD_STALE, which confirms nothing. */
  @Test
  void reachable_to_stale_on_time_when_the_neighbour_only_asked_for_us() {
    reachable();
    lan.runUntil(15);
    lan.request(FakeLan.THEIR_MAC);
    lan.runUntil(20);

    assertThat(lan.state()).isEqualTo(NeighbourState.STALE);
  }

  /** neigh_connected_output leaves n->used alone: to be in use is not enough for DELAY. */
  @Test
  void reachable_to_stale_though_a_packet_was_just_sent() {
    reachable();
    lan.runUntil(18);
    lan.send();
    lan.runUntil(20);

    assertThat(lan.state()).isEqualTo(NeighbourState.STALE);
  }

  /** The kernel asks for "before or equal", but its timer fires after that, never on the dot. */
  @Test
  void reachable_to_stale_when_it_was_resolved_exactly_delay_first_probe_time_ago() {
    lan.table.setReachableNanos(lan.device, 5 * FakeLan.SECOND);
    reachable();
    lan.runUntil(5);

    assertThat(lan.state()).isEqualTo(NeighbourState.STALE);
  }

  @Test
  void reachable_to_delay_when_it_was_resolved_less_than_delay_first_probe_time_ago() {
    lan.table.setReachableNanos(lan.device, 3 * FakeLan.SECOND);
    lan.send();
    lan.runUntil(0.5);
    lan.reply(FakeLan.THEIR_MAC);
    lan.runUntil(3.501);

    assertThat(lan.state()).isEqualTo(NeighbourState.DELAY);
  }

  /** neigh_add_timer: an answer to a probe counts as use, so the entry is probed for ever. */
  @Test
  void reachable_to_delay_when_it_answered_a_probe_less_than_delay_first_probe_time_ago() {
    lan.table.setReachableNanos(lan.device, 3 * FakeLan.SECOND);
    reachable();
    lan.runUntil(8);
    lan.reply(FakeLan.THEIR_MAC);
    lan.runUntil(16);
    lan.reply(FakeLan.THEIR_MAC);
    lan.runUntil(19);

    assertThat(lan.state()).isEqualTo(NeighbourState.DELAY);
    assertThat(lan.requests()).containsExactly("0.0*", "8.0", "16.0");
  }

  @Test
  void stale_to_delay_when_it_is_used_and_the_packet_goes() {
    delay();

    assertThat(lan.sent()).containsExactly(0, 1);
    assertThat(lan.requests()).containsExactly("0.0*");
  }

  @Test
  void stale_to_reachable_on_an_answer() {
    stale();
    lan.reply(FakeLan.THEIR_MAC);

    assertThat(lan.state()).isEqualTo(NeighbourState.REACHABLE);
  }

  @Test
  void delay_to_probe_after_delay_first_probe_time_and_the_neighbour_is_asked_directly() {
    probe();

    assertThat(lan.requests()).containsExactly("0.0*", "25.001");
  }

  /** The kernel asks for "before or equal", but its timer fires after that, never on the dot. */
  @Test
  void delay_to_probe_when_it_was_confirmed_exactly_delay_first_probe_time_ago() {
    stale();
    lan.send(/* confirms= */ true);
    lan.runUntil(25.001);

    assertThat(lan.state()).isEqualTo(NeighbourState.PROBE);
  }

  @Test
  void delay_to_reachable_when_the_transport_layer_confirmed_it() {
    delay();
    lan.runUntil(22);
    lan.send(/* confirms= */ true);
    lan.runUntil(25.002);

    assertThat(lan.state()).isEqualTo(NeighbourState.REACHABLE);
    assertThat(lan.requests()).hasSize(1);
  }

  /** neigh_timer_handler: {@code next = neigh->confirmed + neigh->parms->reachable_time}. */
  @Test
  void delay_to_reachable_counts_the_reachable_time_from_the_confirmation() {
    delay();
    lan.runUntil(22);
    lan.send(/* confirms= */ true);
    lan.runUntil(41.99);

    assertThat(lan.state()).isEqualTo(NeighbourState.REACHABLE);
    lan.runUntil(42);
    assertThat(lan.state()).isEqualTo(NeighbourState.STALE);
  }

  @Test
  void probe_to_reachable_on_the_answer() {
    probe();
    lan.reply(FakeLan.THEIR_MAC);

    assertThat(lan.state()).isEqualTo(NeighbourState.REACHABLE);
  }

  @Test
  void probe_sends_on_meanwhile() {
    probe();
    lan.send();

    assertThat(lan.sent()).containsExactly(0, 1, 2);
  }

  @Test
  void probe_to_failed_after_ucast_solicit_requests_and_nothing_was_parked() {
    probe();
    lan.runUntil(28.002);

    assertThat(lan.state()).isEqualTo(NeighbourState.FAILED);
    assertThat(lan.requests()).containsExactly("0.0*", "25.001", "26.001", "27.001");
    assertThat(lan.us.unreachable).isEmpty();
  }

  /** neigh_max_probes counts both; arp_solicit asks everybody once the direct ones are used up. */
  @Test
  void probe_asks_everybody_mcast_resolicit_times_after_ucast_solicit_requests() {
    FakeLan resoliciting =
        stale(NeighbourSettings.LINUX.toBuilder().ucastSolicit(1).mcastResolicit(2).build());
    resoliciting.send();
    resoliciting.runUntil(27.5);

    assertThat(resoliciting.requests()).containsExactly("0.0*", "25.001", "26.001*", "27.001*");
    assertThat(resoliciting.state()).isEqualTo(NeighbourState.PROBE);
    resoliciting.runUntil(28.002);
    assertThat(resoliciting.state()).isEqualTo(NeighbourState.FAILED);
    assertThat(resoliciting.requests()).hasSize(4);
  }

  @Test
  void mcast_resolicit_asks_a_host_that_is_not_known_no_oftener() {
    FakeLan resoliciting =
        new FakeLan(NeighbourSettings.LINUX.toBuilder().mcastResolicit(2).build());
    resoliciting.send();
    resoliciting.runUntil(3);

    assertThat(resoliciting.requests()).containsExactly("0.0*", "1.0*", "2.0*");
    assertThat(resoliciting.state()).isEqualTo(NeighbourState.FAILED);
  }

  /** neigh_timer_handler: the probes are counted before the first is sent. */
  @Test
  void delay_to_failed_without_a_request_where_none_is_allowed() {
    FakeLan silent = stale(NeighbourSettings.LINUX.toBuilder().ucastSolicit(0).build());
    silent.send();
    silent.runUntil(25.002);

    assertThat(silent.state()).isEqualTo(NeighbourState.FAILED);
    assertThat(silent.requests()).containsExactly("0.0*");
  }

  private static FakeLan stale(NeighbourSettings settings) {
    FakeLan other = new FakeLan(settings);
    other.send();
    other.reply(FakeLan.THEIR_MAC);
    other.runUntil(20.001);
    assertThat(other.state()).isEqualTo(NeighbourState.STALE);
    return other;
  }

  @Test
  void failed_to_incomplete_on_the_next_packet_there_is_no_negative_cache() {
    failed();
    lan.send();

    assertThat(lan.state()).isEqualTo(NeighbourState.INCOMPLETE);
    assertThat(lan.requests()).containsExactly("0.0*", "1.0*", "2.0*", "3.0*");
  }

  @Test
  void failed_to_reachable_on_a_late_answer() {
    failed();
    lan.runUntil(4);
    lan.reply(FakeLan.THEIR_MAC);

    assertThat(lan.state()).isEqualTo(NeighbourState.REACHABLE);
    lan.send();
    assertThat(lan.requests()).hasSize(3);
  }

  @Test
  void a_packet_that_comes_while_incomplete_shares_the_time_that_remains() {
    lan.send();
    lan.runUntil(2.5);
    OutgoingPacket late = lan.send();
    lan.runUntil(3);

    assertThat(lan.us.unreachable).contains(late.packet());
    assertThat(lan.requests()).hasSize(3);
  }

  @Test
  void a_different_answer_within_locktime_is_ignored() {
    reachable();
    lan.runUntil(1); // "time_after(jiffies, n->updated + LOCKTIME)"
    lan.reply(FakeLan.OTHER_MAC);

    assertThat(lan.table.list().get(0).mac()).isEqualTo(FakeLan.THEIR_MAC);
    assertThat(lan.said())
        .last()
        .isEqualTo("192.168.31.7: still 02:00:00:00:00:07: 02:00:00:00:00:08 must not replace it");
  }

  @Test
  void a_different_answer_after_locktime_replaces_the_first() {
    reachable();
    lan.runUntil(1.5);
    lan.reply(FakeLan.OTHER_MAC);

    assertThat(lan.table.list().get(0).mac()).isEqualTo(FakeLan.OTHER_MAC);
    assertThat(lan.state()).isEqualTo(NeighbourState.REACHABLE);
  }

  /** __neigh_update sets n->updated with the address, though the state stays. */
  @Test
  void locktime_counts_from_the_last_change_of_the_address() {
    reachable();
    lan.runUntil(1.5);
    lan.reply(FakeLan.OTHER_MAC);
    lan.runUntil(2.5);
    lan.reply(FakeLan.THEIR_MAC);

    assertThat(lan.table.list().get(0).mac()).isEqualTo(FakeLan.OTHER_MAC);
  }

  /** neigh_timer_handler sets n->updated when it makes the entry STALE. */
  @Test
  void locktime_counts_from_the_last_change_of_the_state() {
    reachable();
    lan.runUntil(20.5);
    assertThat(lan.state()).isEqualTo(NeighbourState.STALE);
    lan.reply(FakeLan.OTHER_MAC);

    assertThat(lan.table.list().get(0).mac()).isEqualTo(FakeLan.THEIR_MAC);
  }

  @Test
  void reachable_at_a_different_address_counts_from_that_answer() {
    reachable();
    lan.runUntil(1.5);
    lan.reply(FakeLan.OTHER_MAC);
    lan.runUntil(21.499);
    assertThat(lan.state()).isEqualTo(NeighbourState.REACHABLE);
    lan.runUntil(21.5);

    assertThat(lan.state()).isEqualTo(NeighbourState.STALE);
  }

  @Test
  void gratuitous_arp_changes_the_address_at_once_and_makes_it_stale() {
    reachable();
    lan.announce(FakeLan.OTHER_MAC);

    assertThat(lan.table.list().get(0).mac()).isEqualTo(FakeLan.OTHER_MAC);
    assertThat(lan.state()).isEqualTo(NeighbourState.STALE);
  }

  @Test
  void gratuitous_arp_with_the_known_address_changes_nothing() {
    reachable();
    lan.announce(FakeLan.THEIR_MAC);

    assertThat(lan.state()).isEqualTo(NeighbourState.REACHABLE);
  }

  @Test
  void gratuitous_arp_from_an_unknown_neighbour_makes_no_entry_without_arp_accept() {
    lan.announce(FakeLan.THEIR_MAC);

    assertThat(lan.table.list()).isEmpty();
  }

  @Test
  void gratuitous_arp_from_an_unknown_neighbour_makes_an_entry_with_arp_accept() {
    FakeLan accepting = new FakeLan(NeighbourSettings.LINUX.toBuilder().arpAccept(true).build());
    accepting.announce(FakeLan.THEIR_MAC);

    assertThat(accepting.state()).isEqualTo(NeighbourState.STALE);
  }

  @Test
  void gratuitous_arp_is_not_looked_at_with_drop_gratuitous_arp() {
    FakeLan dropping =
        new FakeLan(
            NeighbourSettings.LINUX.toBuilder().arpAccept(true).dropGratuitousArp(true).build());
    dropping.announce(FakeLan.THEIR_MAC);
    assertThat(dropping.table.list()).isEmpty();
    dropping.send();
    dropping.announce(FakeLan.THEIR_MAC);

    assertThat(dropping.state()).isEqualTo(NeighbourState.INCOMPLETE);
    dropping.reply(FakeLan.THEIR_MAC);
    assertThat(dropping.state()).isEqualTo(NeighbourState.REACHABLE);
  }

  /** arp_process: with arp_accept "arp->ar_op == htons(ARPOP_REPLY)" is enough. */
  @Test
  void a_reply_that_nobody_asked_for_makes_an_entry_with_arp_accept() {
    FakeLan accepting = new FakeLan(NeighbourSettings.LINUX.toBuilder().arpAccept(true).build());
    accepting.reply(FakeLan.THEIR_MAC);

    assertThat(accepting.state()).isEqualTo(NeighbourState.REACHABLE);
  }

  /** Neither a request for others, nor who has no address yet, nor who claims ours. */
  @Test
  void nothing_else_makes_an_entry_with_arp_accept() {
    FakeLan accepting = new FakeLan(NeighbourSettings.LINUX.toBuilder().arpAccept(true).build());
    accepting.ask(FakeLan.theirs(9));
    for (Ipv4Address sender : List.of(Ipv4Address.ANY, FakeLan.OURS)) {
      accepting.receive(
          new ArpPacket(
              ArpPacket.Operation.REPLY, FakeLan.THEIR_MAC, sender, FakeLan.THEIR_MAC, sender),
          /* broadcast= */ true);
    }

    assertThat(accepting.table.list()).isEmpty();
  }

  /** arp_is_garp: such a reply names its own MAC address twice; else it is one like any other. */
  @Test
  void gratuitous_reply_changes_the_address_within_locktime_only_if_it_names_its_mac_twice() {
    reachable();
    lan.receive(gratuitousReply(FakeLan.OUR_MAC), /* broadcast= */ true);
    assertThat(lan.table.list().get(0).mac()).isEqualTo(FakeLan.THEIR_MAC);
    lan.receive(gratuitousReply(FakeLan.OTHER_MAC), /* broadcast= */ true);

    assertThat(lan.table.list().get(0).mac()).isEqualTo(FakeLan.OTHER_MAC);
  }

  private static ArpPacket gratuitousReply(MacAddress target) {
    return new ArpPacket(
        ArpPacket.Operation.REPLY, FakeLan.OTHER_MAC, FakeLan.THEIRS, target, FakeLan.THEIRS);
  }

  /** arp_process: "Broadcast replies and request packets do not assert neighbour reachability". */
  @Test
  void incomplete_to_stale_on_an_answer_to_everybody() {
    lan.send();
    lan.receive(
        new ArpPacket(
            ArpPacket.Operation.REPLY,
            FakeLan.THEIR_MAC,
            FakeLan.THEIRS,
            FakeLan.OUR_MAC,
            FakeLan.OURS),
        /* broadcast= */ true);

    // The parked packet goes at once, and sending from STALE is the step to DELAY.
    assertThat(lan.state()).isEqualTo(NeighbourState.DELAY);
  }

  @Test
  void permanent_is_never_asked_and_learns_nothing() {
    lan.table.set(lan.device, FakeLan.THEIRS, FakeLan.THEIR_MAC, NeighbourState.PERMANENT);
    lan.send();
    lan.reply(FakeLan.OTHER_MAC);
    lan.simulation.runUntilIdle();

    assertThat(lan.requests()).isEmpty();
    assertThat(lan.sent()).containsExactly(0);
    assertThat(lan.table.list().get(0).mac()).isEqualTo(FakeLan.THEIR_MAC);
  }

  @Test
  void noarp_set_by_hand_lets_parked_packets_go() {
    lan.send();
    lan.table.set(lan.device, FakeLan.THEIRS, new MacAddress(5), NeighbourState.NOARP);

    assertThat(lan.sent()).containsExactly(0);
    assertThat(lan.state()).isEqualTo(NeighbourState.NOARP);
  }

  @Test
  void the_oldest_packet_is_dropped_when_the_queue_is_full() {
    FakeLan small =
        new FakeLan(
            NeighbourSettings.LINUX.toBuilder()
                .unresQlenBytes(2 * UnresolvedQueue.SYN_TRUESIZE)
                .build());
    OutgoingPacket oldest = small.send();
    small.send();
    small.send();

    assertThat(oldest.isInHostQueue()).isFalse();
    assertThat(small.said().stream().filter(text -> text.contains("thrown away")))
        .containsExactly("192.168.31.7: unresolved queue full: 1 oldest packet(s) thrown away");
    assertThat(small.table.list().get(0).queuedPackets()).isEqualTo(2);
    small.reply(FakeLan.THEIR_MAC);
    assertThat(small.sent()).containsExactly(1, 2);
  }

  @Test
  void the_default_queue_holds_256_packets_without_data() {
    for (int i = 0; i < 300; i++) {
      lan.send();
    }

    assertThat(lan.table.list().get(0).queuedPackets()).isEqualTo(256);
    assertThat(lan.table.list().get(0).queuedBytes()).isEqualTo(212_992);
  }

  @Test
  void a_queue_of_no_bytes_still_holds_one_packet() {
    FakeLan none = new FakeLan(NeighbourSettings.LINUX.toBuilder().unresQlenBytes(0).build());
    none.send();
    none.send();

    assertThat(none.table.list().get(0).queuedPackets()).isOne();
  }

  @Test
  void mcast_solicit_and_retrans_time_decide_when_it_fails() {
    FakeLan quick =
        new FakeLan(
            NeighbourSettings.LINUX.toBuilder()
                .mcastSolicit(5)
                .retransTime(Duration.ofMillis(200))
                .build());
    quick.send();
    quick.runUntil(0.999);
    assertThat(quick.state()).isEqualTo(NeighbourState.INCOMPLETE);
    quick.runUntil(1.0);

    assertThat(quick.state()).isEqualTo(NeighbourState.FAILED);
    assertThat(quick.requests()).containsExactly("0.0*", "0.2*", "0.4*", "0.6*", "0.8*");
  }

  /** "max(NEIGH_VAR(neigh->parms, RETRANS_TIME), HZ/100)". */
  @Test
  void retrans_time_of_zero_is_a_hundredth_of_a_second() {
    FakeLan hasty =
        new FakeLan(NeighbourSettings.LINUX.toBuilder().retransTime(Duration.ZERO).build());
    hasty.send();
    hasty.runUntil(1);

    assertThat(hasty.requests()).containsExactly("0.0*", "0.01*", "0.02*");
    assertThat(hasty.state()).isEqualTo(NeighbourState.FAILED);
  }

  @Test
  void without_mcast_solicit_it_fails_at_once_and_the_packet_is_lost() {
    FakeLan mute = new FakeLan(NeighbourSettings.LINUX.toBuilder().mcastSolicit(0).build());
    OutgoingPacket packet = mute.send();

    assertThat(mute.state()).isEqualTo(NeighbourState.FAILED);
    assertThat(packet.isInHostQueue()).isFalse();
    assertThat(mute.requests()).isEmpty();
    assertThat(mute.said()).last().isEqualTo("192.168.31.7: FAILED: the packet is thrown away");
  }

  @Test
  void every_transition_is_journaled_with_its_cause() {
    failed();
    lan.reply(FakeLan.THEIR_MAC);
    lan.announce(FakeLan.OTHER_MAC);

    assertThat(lan.said().stream().filter(text -> text.contains("->")))
        .containsExactly(
            "192.168.31.7: NONE -> INCOMPLETE: the MAC address is not known",
            "192.168.31.7: INCOMPLETE -> FAILED: no answer to 3 requests",
            "192.168.31.7: FAILED -> REACHABLE: answered from 02:00:00:00:00:07",
            "192.168.31.7: REACHABLE -> STALE: it announced itself");
  }

  /** RFC 826's Merge_flag: an entry that is there learns from what was meant for others too. */
  @Test
  void incomplete_learns_from_a_request_for_somebody_else() {
    lan.send();
    lan.ask(FakeLan.theirs(9));

    assertThat(lan.sent()).containsExactly(0);
    assertThat(lan.said())
        .contains("192.168.31.7: INCOMPLETE -> STALE: it asked for somebody else");
  }

  @Test
  void what_is_parked_is_journaled_by_its_kind() {
    lan.send(Ipv4Packet.TCP, FakeLan.segment(TcpSegment.RST));
    lan.send(Ipv4Packet.TCP, FakeLan.segment(TcpSegment.ACK));
    lan.send(Ipv4Packet.ICMP, new IcmpMessage(IcmpMessage.ECHO_REQUEST, 0, 0, RawPayload.EMPTY));
    lan.send(Ipv4Packet.UDP, RawPayload.EMPTY);

    assertThat(lan.said().stream().filter(text -> text.contains("parked")))
        .extracting(text -> text.substring(text.indexOf(": ") + 2, text.indexOf(" parked")))
        .containsExactly(
            "RST 192.168.31.6:40000 > 192.168.31.7:80",
            "segment 192.168.31.6:40000 > 192.168.31.7:80",
            "ICMP 192.168.31.6 > 192.168.31.7",
            "packet 192.168.31.6 > 192.168.31.7");
  }

  @Test
  void the_reachable_time_is_drawn_between_half_and_one_and_a_half_times_the_base() {
    for (int seed = 0; seed < 200; seed++) {
      FakeLan drawn = new FakeLan();
      NeighbourTable table =
          NeighbourTable.arp(
              "us",
              drawn.simulation,
              drawn.journal,
              new io.synsent.engine.time.Simulation(seed).random("r"),
              NeighbourSettings.LINUX,
              drawn.us);

      assertThat(table.reachableNanos(drawn.device))
          .isBetween(15 * FakeLan.SECOND, 45 * FakeLan.SECOND);
    }
  }

  @Test
  void the_reachable_time_is_drawn_anew_after_300_s() {
    FakeLan drawn = new FakeLan();
    NeighbourTable table =
        NeighbourTable.arp(
            "us",
            drawn.simulation,
            drawn.journal,
            drawn.simulation.random("other"),
            NeighbourSettings.LINUX,
            drawn.us);
    long first = table.reachableNanos(drawn.device);
    drawn.runUntil(300);
    assertThat(table.reachableNanos(drawn.device)).isEqualTo(first);
    drawn.runUntil(301);

    assertThat(table.reachableNanos(drawn.device)).isNotEqualTo(first);
  }
}

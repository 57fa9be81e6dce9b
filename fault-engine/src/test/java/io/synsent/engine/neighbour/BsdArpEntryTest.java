package io.synsent.engine.neighbour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** ARP of macOS (bsd/netinet/in_arp.c) and FreeBSD (sys/netinet/if_ether.c): each packet asks. */
class BsdArpEntryTest {

  private final FakeLan mac = lan(BsdArp.MACOS);
  private final FakeLan freeBsd = lan(BsdArp.FREEBSD);

  private static FakeLan lan(BsdArp arp) {
    return new FakeLan(NeighbourSettings.LINUX.toBuilder().bsdArp(arp).build());
  }

  private static boolean[] sendAt(FakeLan lan, double... seconds) {
    boolean[] accepted = new boolean[seconds.length];
    for (int i = 0; i < seconds.length; i++) {
      lan.runUntil(seconds[i]);
      accepted[i] = lan.trySend();
    }
    return accepted;
  }

  @Test
  void incomplete_asks_for_each_packet_and_no_timer_does() {
    sendAt(mac, 0, 3);
    mac.runUntil(10);

    assertThat(mac.requests()).containsExactly("0.0*", "3.0*");
    assertThat(mac.state()).isEqualTo(NeighbourState.INCOMPLETE);
  }

  /** "if (llinfo->la_asked == 0 || route->rt_expire != timenow)": in whole seconds. */
  @Test
  void incomplete_asks_no_more_than_once_a_second() {
    sendAt(mac, 0, 0.2, 0.9, 1.0, 1.9);

    assertThat(mac.requests()).containsExactly("0.0*", "1.0*");
    assertThat(mac.table.list().get(0).queuedPackets()).isEqualTo(5);
  }

  /** arp_maxtries 5, arpt_down 20. */
  @Test
  void incomplete_to_failed_with_the_packet_after_five_requests() {
    assertThat(sendAt(mac, 0, 1, 2, 3, 4, 5)).containsExactly(true, true, true, true, true, false);

    assertThat(mac.state()).isEqualTo(NeighbourState.FAILED);
    assertThat(mac.requests()).hasSize(5);
    assertThat(mac.us.unreachable).isEmpty();
  }

  /** RTF_REJECT until rt_expire + arpt_down. */
  @Test
  void failed_rejects_without_asking_for_20_s_and_then_asks_again() {
    assertThat(sendAt(mac, 0, 1, 2, 3, 4, 5, 7, 24.9, 25))
        .containsExactly(true, true, true, true, true, false, false, false, true);

    assertThat(mac.requests()).containsExactly("0.0*", "1.0*", "2.0*", "3.0*", "4.0*", "25.0*");
    assertThat(mac.state()).isEqualTo(NeighbourState.INCOMPLETE);
    assertThat(mac.said())
        .containsSubsequence(
            "192.168.31.7: INCOMPLETE -> FAILED: no answer to 5 requests, rejected for 20 s",
            "192.168.31.7: rejected: 18 s of host_down_time are left",
            "192.168.31.7: rejected: 1 s of host_down_time are left",
            "192.168.31.7: FAILED -> INCOMPLETE: host_down_time is over");
  }

  /** net_uptime() is in whole seconds. */
  @Test
  void host_down_time_begins_with_the_second_in_which_the_packet_came() {
    assertThat(sendAt(mac, 0.7, 1.7, 2.7, 3.7, 4.7, 5.7, 24.999, 25))
        .containsExactly(true, true, true, true, true, false, false, true);
  }

  /** la_asked stays: what was asked long ago counts too. */
  @Test
  void incomplete_to_failed_after_five_requests_however_far_apart() {
    assertThat(sendAt(mac, 0, 60, 120, 180, 240, 300))
        .containsExactly(true, true, true, true, true, false);
  }

  /** The packet that brought the rejection is told of it and does not wait as well. */
  @Test
  void failed_keeps_those_that_waited_before_until_probe_intvl() {
    sendAt(mac, 0, 1, 2, 3, 4, 5);
    assertThat(mac.table.list().get(0).queuedPackets()).isEqualTo(5);
    mac.runUntil(6.999);
    assertThat(mac.table.list().get(0).queuedPackets()).isEqualTo(5);
    mac.runUntil(7);

    assertThat(mac.table.list().get(0).queuedPackets()).isZero();
    assertThat(mac.said())
        .contains("192.168.31.7: 5 packet(s) waited for probe_intvl and are thrown away");
  }

  @Test
  void an_answer_lets_all_parked_packets_go() {
    sendAt(mac, 0, 1, 2);
    mac.reply(FakeLan.THEIR_MAC);

    assertThat(mac.state()).isEqualTo(NeighbourState.REACHABLE);
    assertThat(mac.sent()).containsExactly(0, 1, 2);
  }

  @Test
  void failed_to_reachable_on_a_late_answer() {
    sendAt(mac, 0, 1, 2, 3, 4, 5);
    mac.reply(FakeLan.THEIR_MAC);

    assertThat(mac.sent()).containsExactly(0, 1, 2, 3, 4);
    assertThat(mac.trySend()).isTrue();
  }

  /** arpt_keep: "once resolved, good for 20 more minutes". */
  @Test
  void reachable_is_forgotten_after_max_age() {
    mac.send();
    mac.reply(FakeLan.THEIR_MAC);
    mac.runUntil(1199);
    assertThat(mac.state()).isEqualTo(NeighbourState.REACHABLE);
    mac.runUntil(1200);
    assertThat(mac.table.list()).isEmpty();
    mac.send();

    assertThat(mac.requests()).containsExactly("0.0*", "1200.0*");
  }

  @Test
  void reachable_is_kept_for_max_age_after_its_last_answer() {
    mac.send();
    mac.reply(FakeLan.THEIR_MAC);
    mac.runUntil(1000);
    mac.reply(FakeLan.THEIR_MAC);
    mac.runUntil(2199);
    assertThat(mac.state()).isEqualTo(NeighbourState.REACHABLE);
    mac.runUntil(2200);

    assertThat(mac.table.list()).isEmpty();
    assertThat(mac.said())
        .last()
        .isEqualTo("192.168.31.7: REACHABLE entry removed: max_age is over");
  }

  @Test
  void an_answer_ends_probe_intvl() {
    mac.send();
    mac.reply(FakeLan.THEIR_MAC);
    mac.runUntil(1);

    assertThat(mac.simulation.nextEventAt()).isEqualTo(1200 * FakeLan.SECOND); // max_age
  }

  @Test
  void incomplete_leaves_no_timer_and_no_packet_behind_when_its_device_goes() {
    OutgoingPacket waiting = mac.send();
    OutgoingPacket alike = freeBsd.send();
    mac.table.flush(mac.device, /* keepPermanent= */ false);
    freeBsd.table.flush(freeBsd.device, /* keepPermanent= */ false);

    assertThat(waiting.isInHostQueue()).isFalse();
    assertThat(alike.isInHostQueue()).isFalse();
    mac.runUntil(1);
    freeBsd.runUntil(1);
    assertThat(mac.simulation.nextEventAt()).isEqualTo(Long.MAX_VALUE);
    assertThat(freeBsd.simulation.nextEventAt()).isEqualTo(Long.MAX_VALUE);
  }

  /** arp -d -a. */
  @Test
  void incomplete_leaves_nothing_behind_when_it_is_deleted_and_nobody_is_told() {
    OutgoingPacket waiting = mac.send();
    OutgoingPacket alike = freeBsd.send();
    mac.table.deleteAll(mac.device);
    freeBsd.table.deleteAll(freeBsd.device);

    assertThat(waiting.isInHostQueue()).isFalse();
    assertThat(alike.isInHostQueue()).isFalse();
    assertThat(mac.table.list()).isEmpty();
    assertThat(freeBsd.table.list()).isEmpty();
    assertThat(mac.us.unreachable).isEmpty();
    assertThat(freeBsd.us.unreachable).isEmpty();
    assertThat(mac.said())
        .last()
        .isEqualTo("192.168.31.7: INCOMPLETE entry removed: deleted by hand");
  }

  /** arp_maxhold 16. */
  @Test
  void the_queue_holds_sixteen_packets() {
    for (int i = 0; i < 20; i++) {
      mac.send();
    }

    assertThat(mac.table.list().get(0).queuedPackets()).isEqualTo(16);
  }

  /** There is no locktime: "is-at ... moved from". */
  @Test
  void a_different_answer_replaces_the_first_at_once() {
    mac.send();
    mac.reply(FakeLan.THEIR_MAC);
    mac.reply(FakeLan.OTHER_MAC);

    assertThat(mac.table.list().get(0).mac()).isEqualTo(FakeLan.OTHER_MAC);
  }

  @Test
  void permanent_learns_nothing() {
    mac.table.set(mac.device, FakeLan.THEIRS, FakeLan.THEIR_MAC, NeighbourState.PERMANENT);
    mac.reply(FakeLan.OTHER_MAC);

    assertThat(mac.table.list().get(0).mac()).isEqualTo(FakeLan.THEIR_MAC);
    assertThat(mac.trySend()).isTrue();
  }

  /** arpresolve_full: the error after V_arp_maxtries, and the request all the same. */
  @Test
  void freebsd_tells_after_five_requests_and_goes_on_asking() {
    assertThat(sendAt(freeBsd, 0, 1, 3, 7, 15, 31))
        .containsExactly(true, true, true, true, true, false);

    assertThat(freeBsd.requests())
        .containsExactly("0.0*", "1.0*", "3.0*", "7.0*", "15.0*", "31.0*");
    assertThat(freeBsd.state()).isEqualTo(NeighbourState.INCOMPLETE);
    assertThat(freeBsd.said().stream().filter(text -> text.contains("down")))
        .containsExactly("192.168.31.7: down: 5 requests went unanswered");
  }

  /** callout_reset(&la->lle_timer, hz * V_arpt_down): counted from the last request. */
  @Test
  void freebsd_forgets_the_entry_20_s_after_its_last_request() {
    sendAt(freeBsd, 0, 1, 3, 7, 15, 31);
    freeBsd.runUntil(50.9);
    assertThat(freeBsd.table.list()).hasSize(1);
    freeBsd.runUntil(51);

    assertThat(freeBsd.table.list()).isEmpty();
    assertThat(freeBsd.trySend()).isTrue();
  }

  /** arptimer: llentry_free throws away what la_hold holds. */
  @Test
  void freebsd_loses_what_waits_together_with_the_entry() {
    OutgoingPacket waiting = freeBsd.send();
    freeBsd.runUntil(20);

    assertThat(waiting.isInHostQueue()).isFalse();
    assertThat(freeBsd.us.unreachable).isEmpty();
    assertThat(freeBsd.said())
        .last()
        .isEqualTo("192.168.31.7: INCOMPLETE entry removed: no answer");
  }

  @Test
  void settings_out_of_range_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BsdArp(0, Duration.ZERO, false, 16, Duration.ZERO, Duration.ZERO))
        .withMessageContaining("maxtries 0");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new BsdArp(5, Duration.ofSeconds(-1), false, 16, Duration.ZERO, Duration.ZERO))
        .withMessageContaining("host_down_time PT-1S");
  }
}

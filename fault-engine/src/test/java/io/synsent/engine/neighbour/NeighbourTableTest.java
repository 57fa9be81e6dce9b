package io.synsent.engine.neighbour;

import static io.synsent.engine.neighbour.FakeLan.SECOND;
import static io.synsent.engine.neighbour.FakeLan.THEIR_MAC;
import static io.synsent.engine.neighbour.FakeLan.theirs;
import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.capture.CapturedFrame;
import io.synsent.engine.capture.TcpdumpText;
import io.synsent.engine.link.Device;
import io.synsent.engine.link.FrameReceiver;
import io.synsent.engine.link.LoopbackDevice;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.MacAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What becomes of entries nobody needs, and of packets when there are too many entries. */
class NeighbourTableTest {

  private static FakeLan lan(int gcThresh1, int gcThresh2, int gcThresh3) {
    return new FakeLan(
        NeighbourSettings.LINUX.toBuilder().gcThresh(gcThresh1, gcThresh2, gcThresh3).build());
  }

  private static boolean set(FakeLan lan, int last, NeighbourState state) {
    return lan.table.set(lan.device, theirs(last), THEIR_MAC, state);
  }

  private static void send(FakeLan lan, int... neighbours) {
    for (int last : neighbours) {
      lan.sendTo(last);
    }
  }

  /** neigh_periodic_work: from gc_thresh1 entries on, twice in base_reachable_time. */
  @Nested
  class PeriodicCollection {

    @Test
    void failed_is_collected_15_s_after_the_last_collection() {
      FakeLan lan = lan(2, 100, 100);
      send(lan, 7, 8);
      lan.runUntil(14.999);
      send(lan, 9);
      assertThat(lan.known()).containsExactly(7, 8, 9);
      lan.runUntil(15);
      send(lan, 10);

      assertThat(lan.known()).containsExactly(9, 10);
    }

    @Test
    void failed_is_collected_again_only_15_s_later() {
      FakeLan lan = lan(1, 100, 100);
      send(lan, 7);
      lan.runUntil(20);
      send(lan, 8);
      assertThat(lan.known()).containsExactly(8);
      lan.runUntil(34.999);
      send(lan, 9);
      assertThat(lan.known()).containsExactly(8, 9);
      lan.runUntil(35);
      send(lan, 10);

      assertThat(lan.known()).containsExactly(9, 10);
    }

    @Test
    void failed_stays_while_there_are_fewer_than_gc_thresh1() {
      FakeLan lan = lan(2, 100, 100);
      send(lan, 7);
      lan.runUntil(100);
      send(lan, 8);

      assertThat(lan.known()).containsExactly(7, 8);
    }

    @Test
    void an_entry_that_was_removed_does_not_count_for_gc_thresh1() {
      FakeLan lan = lan(2, 100, 100);
      send(lan, 7, 8);
      lan.runUntil(4);
      lan.table.forget(theirs(7));
      lan.runUntil(15);
      send(lan, 9);

      assertThat(lan.known()).containsExactly(8, 9);
    }

    /** "!time_in_range_open(jiffies, n->used, n->used + GC_STALETIME)": on the dot is too late. */
    @Test
    void stale_is_collected_when_unused_for_gc_stale_time() {
      FakeLan early = lan(1, 100, 100);
      early.request(7, THEIR_MAC);
      early.runUntil(59.999);
      send(early, 8);
      assertThat(early.known()).containsExactly(7, 8);

      FakeLan late = lan(1, 100, 100);
      late.request(7, THEIR_MAC);
      late.runUntil(60);
      send(late, 8);
      assertThat(late.known()).containsExactly(8);
    }

    /** Not only when an entry is made: the next packet to it finds it gone, and asks. */
    @Test
    void stale_that_is_collected_is_asked_for_when_used_again() {
      FakeLan lan = lan(1, 100, 100);
      lan.request(7, THEIR_MAC);
      lan.runUntil(60);
      send(lan, 7);

      assertThat(lan.requests()).containsExactly("60.0*");
      assertThat(lan.state()).isEqualTo(NeighbourState.INCOMPLETE);
    }

    /** "if (time_before(n->used, n->confirmed)) n->used = n->confirmed". */
    @Test
    void stale_counts_as_used_when_it_was_last_confirmed() {
      FakeLan early = confirmedAt10();
      early.runUntil(69.999);
      send(early, 8);
      assertThat(early.known()).containsExactly(7, 8);

      FakeLan late = confirmedAt10();
      late.runUntil(70);
      send(late, 8);
      assertThat(late.known()).containsExactly(8);
    }

    private FakeLan confirmedAt10() {
      FakeLan lan = lan(1, 100, 100);
      lan.send();
      lan.reply(THEIR_MAC);
      lan.runUntil(10);
      lan.send(/* confirms= */ true);
      return lan;
    }

    /** __neigh_update: with a new address n->confirmed lies 2 * BASE_REACHABLE_TIME back. */
    @Test
    void stale_at_another_address_counts_as_used_with_its_last_packet_not_when_confirmed() {
      FakeLan lan = confirmedAt10();
      lan.announce(FakeLan.OTHER_MAC);
      lan.runUntil(60);
      send(lan, 8);

      assertThat(lan.known()).containsExactly(8);
    }

    /** "state & (NUD_PERMANENT | NUD_IN_TIMER)" is passed over. */
    @Test
    void permanent_and_what_waits_for_a_timer_stay_however_long_unused() {
      FakeLan lan =
          new FakeLan(
              NeighbourSettings.LINUX.toBuilder()
                  .gcThresh(1, 100, 100)
                  .retransTime(Duration.ofSeconds(100))
                  .build());
      lan.table.setReachableNanos(lan.device, 1000 * SECOND);
      lan.send();
      lan.reply(THEIR_MAC);
      set(lan, 8, NeighbourState.PERMANENT);
      send(lan, 9);
      lan.runUntil(99);
      send(lan, 10);

      assertThat(lan.table.list().stream().map(Neighbour::state))
          .containsExactly(
              NeighbourState.REACHABLE,
              NeighbourState.PERMANENT,
              NeighbourState.INCOMPLETE,
              NeighbourState.INCOMPLETE);
    }

    @Test
    void noarp_is_collected_when_unused_for_gc_stale_time() {
      FakeLan lan = lan(1, 100, 100);
      set(lan, 7, NeighbourState.NOARP);
      lan.runUntil(60);
      send(lan, 8);

      assertThat(lan.known()).containsExactly(8);
    }
  }

  /** neigh_alloc and neigh_forced_gc: from gc_thresh2 entries on, and no more than gc_thresh3. */
  @Nested
  class ForcedCollection {

    @Test
    void failed_goes_at_gc_thresh2_when_more_than_5_s_passed_since_the_last_time() {
      FakeLan lan = lan(1000, 2, 100);
      send(lan, 7, 8);
      lan.runUntil(5);
      send(lan, 9);
      assertThat(lan.known()).containsExactly(7, 8, 9);
      lan.runUntil(5.001);
      send(lan, 10);

      assertThat(lan.known()).containsExactly(9, 10);
    }

    @Test
    void failed_stays_for_another_5_s_after_that() {
      FakeLan lan = lan(1000, 2, 100);
      send(lan, 7, 8);
      lan.runUntil(6);
      send(lan, 9);
      assertThat(lan.known()).containsExactly(8, 9);
      lan.runUntil(11);
      send(lan, 10);
      assertThat(lan.known()).containsExactly(8, 9, 10);
      lan.runUntil(11.001);
      send(lan, 11);

      assertThat(lan.known()).containsExactly(10, 11);
    }

    @Test
    void failed_stays_below_gc_thresh2() {
      FakeLan lan = lan(1000, 3, 100);
      send(lan, 7, 8);
      lan.runUntil(60);
      send(lan, 9);

      assertThat(lan.known()).containsExactly(7, 8, 9);
    }

    /** max_clean: down to gc_thresh2 with the new entry, from the head of gc_list. */
    @Test
    void the_oldest_go_and_no_more_than_are_above_gc_thresh2() {
      FakeLan lan = lan(1000, 3, 100);
      send(lan, 7, 8, 9, 10, 11);
      lan.runUntil(6);
      send(lan, 12);

      assertThat(lan.known()).containsExactly(10, 11, 12);
    }

    /** "!time_in_range(n->updated, tref, jiffies)", tref being 5 s ago. */
    @Test
    void stale_goes_when_not_updated_for_more_than_5_s() {
      FakeLan early = staleSince1();
      early.runUntil(6);
      send(early, 9);
      assertThat(early.known()).containsExactly(7, 8, 9);

      FakeLan late = staleSince1();
      late.runUntil(6.001);
      send(late, 9);
      assertThat(late.known()).containsExactly(8, 9);
    }

    private FakeLan staleSince1() {
      FakeLan lan = lan(1000, 2, 100);
      lan.runUntil(1);
      lan.request(7, THEIR_MAC);
      lan.request(8, THEIR_MAC);
      return lan;
    }

    @Test
    void noarp_goes_even_if_just_set() {
      FakeLan lan = lan(1000, 2, 100);
      lan.runUntil(6);
      lan.request(7, THEIR_MAC);
      set(lan, 8, NeighbourState.NOARP);
      send(lan, 9);

      assertThat(lan.known()).containsExactly(7, 9);
    }

    /** A running timer holds a reference: "refcount_read(&n->refcnt) == 1" is not met. */
    @Test
    void what_waits_for_a_timer_stays_however_old() {
      FakeLan lan = lan(1000, 1, 100);
      lan.send();
      lan.reply(THEIR_MAC);
      lan.runUntil(10);
      send(lan, 8);

      assertThat(lan.known()).containsExactly(7, 8);
    }

    /** neigh_update_gc_list: a PERMANENT entry is not on gc_list. */
    @Test
    void permanent_neither_goes_nor_counts() {
      FakeLan lan = lan(1000, 1, 2);
      set(lan, 7, NeighbourState.PERMANENT);
      set(lan, 8, NeighbourState.PERMANENT);
      set(lan, 9, NeighbourState.PERMANENT);
      lan.runUntil(6);
      send(lan, 10);
      send(lan, 11);

      assertThat(lan.known()).containsExactly(7, 8, 9, 10, 11);
    }

    @Test
    void noarp_that_was_permanent_counts_again() {
      FakeLan lan = lan(1000, 1, 100);
      set(lan, 7, NeighbourState.PERMANENT);
      set(lan, 7, NeighbourState.NOARP);
      lan.runUntil(6);
      send(lan, 8);

      assertThat(lan.known()).containsExactly(8);
    }

    /** "neighbor table overflow!": ip_finish_output2 frees the packet, nobody is told. */
    @Test
    void a_packet_is_lost_when_gc_thresh3_entries_all_wait_for_answers() {
      FakeLan lan = lan(1000, 1000, 2);
      send(lan, 7, 8);
      OutgoingPacket lost = lan.sendTo(9);
      lan.runUntil(2);

      assertThat(lan.known()).containsExactly(7, 8);
      assertThat(lost.isInHostQueue()).isFalse();
      assertThat(lan.us.unreachable).isEmpty();
      assertThat(lan.said())
          .contains("neighbour table overflow (gc_thresh3): the packet is thrown away");
      assertThat(lan.table.send(lan.device, theirs(9), lost)).isTrue();
    }

    @Test
    void permanent_can_be_set_in_a_full_table_and_noarp_cannot() {
      FakeLan lan = lan(1000, 1000, 2);
      send(lan, 7, 8);

      assertThat(set(lan, 9, NeighbourState.PERMANENT)).isTrue();
      assertThat(set(lan, 10, NeighbourState.NOARP)).as("ENOBUFS").isFalse();
      assertThat(set(lan, 8, NeighbourState.NOARP)).as("is there already").isTrue();
      assertThat(lan.known()).containsExactly(7, 8, 9);
    }

    @Test
    void failed_goes_at_once_when_gc_thresh3_is_reached() {
      FakeLan lan = lan(1000, 2, 3);
      send(lan, 7, 8, 9);
      lan.runUntil(3.5);
      send(lan, 10);

      assertThat(lan.known()).containsExactly(9, 10);
    }

    /** With max_clean below one neigh_forced_gc stops after the first it looked at. */
    @Test
    void one_failed_goes_when_gc_thresh3_is_less_than_gc_thresh2() {
      FakeLan lan = lan(1000, 5, 2);
      send(lan, 7, 8);
      lan.runUntil(4);
      send(lan, 9);

      assertThat(lan.known()).containsExactly(8, 9);
    }

    /** arp_process: without an entry for the asker (neigh_event_ns) there is no reply. */
    @Test
    void a_request_is_not_answered_when_the_table_is_full() {
      FakeLan lan = lan(1000, 1000, 1);
      send(lan, 7);
      lan.request(8, THEIR_MAC);

      assertThat(lan.journal.frames()).hasSize(1);
    }
  }

  @Test
  void flush_forgets_the_device_with_what_waits_and_nobody_is_told() {
    FakeLan lan = lan(1000, 1000, 2);
    OutgoingPacket waiting = lan.sendTo(8);
    set(lan, 9, NeighbourState.PERMANENT);
    lan.table.flush(lan.device, /* keepPermanent= */ false);
    lan.simulation.runUntilIdle();

    assertThat(lan.known()).isEmpty();
    assertThat(waiting.isInHostQueue()).isFalse();
    assertThat(lan.us.unreachable).isEmpty();
    assertThat(lan.requests()).containsExactly("0.0*");
    assertThat(lan.said())
        .contains(
            "192.168.31.8: INCOMPLETE entry removed with its device",
            "192.168.31.9: PERMANENT entry removed with its device");
  }

  /** neigh_carrier_down: "skip_perm". */
  @Test
  void flush_that_keeps_permanent_forgets_the_others_noarp_too() {
    FakeLan lan = new FakeLan();
    send(lan, 7);
    set(lan, 8, NeighbourState.PERMANENT);
    set(lan, 9, NeighbourState.NOARP);
    lan.table.flush(lan.device, /* keepPermanent= */ true);

    assertThat(lan.known()).containsExactly(8);
  }

  @Test
  void flush_makes_room_for_as_many_as_it_forgets() {
    FakeLan lan = lan(1000, 1000, 2);
    send(lan, 7, 8);
    lan.table.flush(lan.device, /* keepPermanent= */ true);
    send(lan, 9, 10, 11);

    assertThat(lan.known()).containsExactly(9, 10);
  }

  /** ip neigh flush on 6.18: the SYN that waits is reported, what was set by hand stays. */
  @Test
  void delete_all_tells_whoever_waits_and_keeps_what_was_set_by_hand() {
    FakeLan lan = new FakeLan();
    OutgoingPacket first = lan.sendTo(7);
    OutgoingPacket second = lan.sendTo(7);
    set(lan, 8, NeighbourState.PERMANENT);
    set(lan, 9, NeighbourState.NOARP);
    lan.request(10, THEIR_MAC);
    lan.runUntil(0.5);
    lan.table.deleteAll(lan.device);

    assertThat(lan.us.unreachable).containsExactly(first.packet(), second.packet());
    assertThat(lan.known()).containsExactly(8, 9);
    assertThat(lan.said())
        .contains(
            "192.168.31.7: INCOMPLETE -> FAILED: deleted by hand",
            "192.168.31.7: FAILED entry removed: deleted by hand",
            "192.168.31.10: STALE entry removed: deleted by hand");
    lan.simulation.runUntilIdle();
    assertThat(lan.requests()).containsExactly("0.0*");
  }

  /** neigh_remove_one: an entry whose timer runs again is not removed. */
  @Test
  void delete_all_leaves_what_is_asked_for_again_meanwhile() {
    FakeLan lan = new FakeLan();
    lan.us.onUnreachable =
        () -> {
          lan.us.onUnreachable = () -> {};
          send(lan, 7, 8);
        };
    send(lan, 7);
    lan.runUntil(0.5);
    lan.table.deleteAll(lan.device);

    assertThat(lan.us.unreachable).hasSize(1);
    assertThat(lan.known()).containsExactly(7, 8);
    assertThat(lan.requests()).containsExactly("0.0*", "0.5*", "0.5*");
  }

  @Test
  void delete_all_of_a_device_without_entries_does_nothing() {
    FakeLan lan = new FakeLan();
    send(lan, 7);
    lan.table.deleteAll(FakeLan.device(lan.journal));

    assertThat(lan.known()).containsExactly(7);
  }

  @Test
  void forget_drops_one_neighbour_and_its_timer() {
    FakeLan lan = new FakeLan();
    OutgoingPacket waiting = lan.sendTo(7);
    lan.runUntil(0.5);
    send(lan, 8);
    lan.table.forget(theirs(7));
    lan.runUntil(1.2);

    assertThat(lan.known()).containsExactly(8);
    assertThat(waiting.isInHostQueue()).isFalse();
    assertThat(lan.us.unreachable).as("TCP asks again by itself").isEmpty();
    assertThat(lan.requests()).containsExactly("0.0*", "0.5*");
  }

  @Test
  void forget_keeps_what_was_set_by_hand() {
    FakeLan lan = new FakeLan();
    set(lan, 7, NeighbourState.PERMANENT);
    set(lan, 8, NeighbourState.NOARP);
    lan.table.forget(theirs(7));
    lan.table.forget(theirs(8));

    assertThat(lan.known()).containsExactly(7, 8);
  }

  /** RFC 5227, section 3: sender and target are the announced address; to everybody. */
  @Test
  void announce_is_an_arp_request_for_the_own_address() {
    FakeLan lan = new FakeLan();
    lan.table.announce(lan.device, FakeLan.OURS);

    CapturedFrame frame = lan.journal.frames().get(0);
    assertThat(frame.frame().destination()).isEqualTo(MacAddress.BROADCAST);
    assertThat(TcpdumpText.describe(frame.frame()))
        .startsWith("ARP, Request who-has 192.168.31.6 tell 192.168.31.6");
  }

  @Test
  void loopback_needs_no_neighbour() {
    FakeLan lan = new FakeLan();
    List<EthernetFrame> received = new ArrayList<>();
    LoopbackDevice loopback =
        new LoopbackDevice(
            "us",
            lan.simulation,
            lan.journal,
            new FrameReceiver() {
              @Override
              public void receive(Device at, EthernetFrame frame) {
                received.add(frame);
              }

              @Override
              public void stateChanged(Device changed) {}
            });
    OutgoingPacket packet = lan.sendTo(7);
    boolean accepted = lan.table.send(loopback, FakeLan.OURS, packet);
    lan.runUntil(0);

    assertThat(accepted).isTrue();
    assertThat(received)
        .containsExactly(EthernetFrame.of(MacAddress.ZERO, MacAddress.ZERO, packet.packet()));
    assertThat(lan.known()).containsExactly(7);
  }
}

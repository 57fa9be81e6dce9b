package io.synsent.engine.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.packet.RawPayload;
import io.synsent.engine.packet.UdpDatagram;
import io.synsent.engine.time.Simulation;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {

  private final Simulation clock = new Simulation(1);

  @Test
  void entries_are_numbered_and_stamped_in_the_order_of_writing() {
    Journal journal = new Journal(clock);
    journal.event("client", Layer.SOCKET, "a", "connect");
    clock.runUntil(5);
    journal.frame("client", "eth0", Direction.OUT, SampleFrames.arpRequest());
    journal.event("client", Layer.NEIGHBOUR, "192.168.31.7", () -> "INCOMPLETE");

    List<JournalEntry> entries = journal.entries();
    assertThat(entries).extracting(JournalEntry::sequence).containsExactly(0L, 1L, 2L);
    assertThat(entries).extracting(JournalEntry::atNanos).containsExactly(0L, 5L, 5L);
    assertThat(entries)
        .extracting(entry -> entry.layer().label() + " " + entry.subject() + " " + entry.text())
        .containsExactly(
            "socket a connect",
            "arp 192.168.31.7 ARP, Request who-has 192.168.31.7 tell 192.168.31.6, length 28",
            "neighbour 192.168.31.7 INCOMPLETE");
    assertThat(entries).extracting(JournalEntry::isCaptured).containsExactly(false, true, false);
    assertThat(journal.frames())
        .containsExactly(
            new CapturedFrame(5, "client", "eth0", Direction.OUT, SampleFrames.arpRequest()));
  }

  @Test
  void a_frame_speaks_for_the_highest_layer_it_carries() {
    Journal journal = new Journal(clock);
    journal.frame("client", "eth0", Direction.OUT, SampleFrames.frame(SampleFrames.syn()));
    journal.frame(
        "client",
        "eth0",
        Direction.OUT,
        SampleFrames.frame(SampleFrames.ip(253, RawPayload.EMPTY)));

    journal.frame(
        "client",
        "eth0",
        Direction.OUT,
        SampleFrames.frame(
            SampleFrames.ip(Ipv4Packet.UDP, new UdpDatagram(1, 2, RawPayload.EMPTY))));
    journal.frame(
        "client",
        "eth0",
        Direction.IN,
        SampleFrames.frame(SampleFrames.icmp(IcmpMessage.error(3, 1, SampleFrames.syn()))));
    journal.frame(
        "client",
        "eth0",
        Direction.IN,
        new EthernetFrame(MacAddress.BROADCAST, MacAddress.ZERO, 0x88B5, RawPayload.EMPTY));

    assertThat(journal.entries())
        .extracting(entry -> entry.layer() + " " + entry.subject())
        .containsExactly(
            "TCP 192.168.31.6:40001 > 10.225.31.11:8081",
            "IP 192.168.31.6 > 10.225.31.11",
            "UDP 192.168.31.6:1 > 10.225.31.11:2",
            "ICMP 192.168.31.1 > 192.168.31.6",
            "LINK 00:00:00:00:00:00 > ff:ff:ff:ff:ff:ff");
    assertThat(journal.entries()).extracting(JournalEntry::host).containsOnly("client");
  }

  @Test
  void a_mark_gives_what_was_written_after_it() {
    Journal journal = new Journal(clock);
    journal.event("client", Layer.TCP, "a", "before");
    long mark = journal.nextSequence();
    journal.event("client", Layer.TCP, "a", "after");

    assertThat(journal.entriesSince(mark)).extracting(JournalEntry::text).containsExactly("after");
    assertThat(journal.entriesSince(journal.nextSequence())).isEmpty();
    assertThat(journal.entriesSince(Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void a_snapshot_does_not_grow() {
    Journal journal = new Journal(clock);
    List<JournalEntry> before = journal.entries();
    journal.event("client", Layer.TCP, "a", "later");

    assertThat(before).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 100})
  void a_bounded_journal_keeps_the_last_entries_and_counts_the_rest(int limit) {
    Journal journal = Journal.ofLast(clock, limit);
    for (int i = 0; i < 50; i++) {
      journal.event("client", Layer.TCP, "a", Integer.toString(i));

      int oldest = Math.max(0, i + 1 - limit);
      assertThat(journal.forgotten()).isEqualTo(oldest);
      assertThat(journal.entries())
          .extracting(JournalEntry::text)
          .isEqualTo(IntStream.rangeClosed(oldest, i).mapToObj(Integer::toString).toList());
    }
    assertThat(journal.entriesSince(48)).hasSize(Math.min(2, limit));
    assertThat(journal.entries()).extracting(JournalEntry::sequence).endsWith(49L);
  }

  /** Twice the limit at most: else a long run would fill the heap all the same. */
  @Test
  void a_bounded_journal_holds_no_more_than_it_needs() {
    Journal journal = Journal.ofLast(clock, 10);
    for (int i = 0; i < 1000; i++) {
      journal.event("client", Layer.TCP, "a", "text");
      assertThat(journal.held()).isLessThanOrEqualTo(20).isGreaterThanOrEqualTo(Math.min(i, 10));
    }
  }

  @Test
  void a_journal_that_is_off_keeps_nothing_and_asks_for_no_words() {
    Journal journal = Journal.off(clock);
    AtomicInteger asked = new AtomicInteger();
    journal.event("client", Layer.TCP, "a", () -> "asked " + asked.incrementAndGet());
    journal.event("client", Layer.TCP, "a", "text");
    journal.frame("client", "eth0", Direction.OUT, SampleFrames.arpRequest());

    assertThat(journal.isOn()).isFalse();
    assertThat(asked).hasValue(0);
    assertThat(journal.entries()).isEmpty();
    assertThat(journal.forgotten()).isEqualTo(3);
  }

  @Test
  void a_limit_below_one_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Journal.ofLast(clock, 0))
        .withMessageContaining("Journal.off");
  }
}

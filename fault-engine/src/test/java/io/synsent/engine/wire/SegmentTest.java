package io.synsent.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.synsent.engine.capture.Journal;
import io.synsent.engine.capture.JournalEntry;
import io.synsent.engine.packet.ArpPacket;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.packet.RawPayload;
import io.synsent.engine.time.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentTest {

  private static final long LATENCY = 100;

  private final Simulation simulation = new Simulation(1);
  private final Journal journal = new Journal(simulation);
  private final Segment segment = new Segment("lan", simulation, journal, LATENCY);
  private final List<String> seen = new ArrayList<>();
  private final Port one = segment.attach(new Recorder(1), 0);
  private final Port two = segment.attach(new Recorder(2), 0);
  private final Port three = segment.attach(new Recorder(3), 30);

  @Test
  void a_frame_arrives_one_latency_later_where_it_is_addressed_to() {
    one.send(frame(2, 1));
    simulation.runUntilIdle();

    assertThat(seen).containsExactly("2 has 1 at 100");
  }

  @Test
  void a_cable_of_its_own_adds_to_the_latency_both_ways() {
    one.send(frame(3, 1));
    three.send(frame(1, 3));
    simulation.runUntilIdle();

    assertThat(seen).containsExactlyInAnyOrder("3 has 1 at 130", "1 has 3 at 130");
  }

  @Test
  void broadcast_reaches_everybody_but_the_sender_in_the_order_of_attaching() {
    two.send(EthernetFrame.of(MacAddress.BROADCAST, mac(2), arp()));
    simulation.runUntilIdle();

    assertThat(seen).containsExactly("1 has 2 at 100", "3 has 2 at 130");
  }

  @Test
  void a_frame_to_nobody_or_to_its_own_sender_is_lost() {
    one.send(frame(9, 1));
    one.send(frame(1, 1));
    simulation.runUntilIdle();

    assertThat(seen).isEmpty();
  }

  @Test
  void a_pulled_cable_neither_sends_nor_receives_and_is_noticed() {
    two.setPluggedIn(false);
    one.send(frame(2, 1));
    two.send(frame(1, 2));
    simulation.runUntilIdle();
    assertThat(seen).containsExactly("2 has no carrier");
    seen.clear();

    two.setPluggedIn(true);
    two.setPluggedIn(true);
    one.send(frame(2, 1));
    simulation.runUntilIdle();
    assertThat(seen).containsExactly("2 has carrier", "2 has 1 at 200");
  }

  @Test
  void a_cable_pulled_while_the_frame_is_under_way_loses_it() {
    one.send(frame(2, 1));
    simulation.runUntil(50);
    two.setPluggedIn(false);
    simulation.runUntilIdle();

    assertThat(seen).containsExactly("2 has no carrier");
  }

  @Test
  void a_cut_segment_carries_nothing_and_says_so() {
    segment.setPartitioned(true);
    one.send(frame(2, 1));
    simulation.runUntilIdle();
    assertThat(seen).isEmpty();
    assertThat(journal.entries())
        .extracting(JournalEntry::text)
        .singleElement()
        .asString()
        .contains("cut");

    segment.setPartitioned(false);
    one.send(frame(2, 1));
    simulation.runUntilIdle();
    assertThat(seen).containsExactly("2 has 1 at 100");
  }

  @Test
  void the_first_frames_can_be_lost() {
    segment.impair(Impairments.loseFirst(2, frame -> frame.source().equals(mac(1))));
    one.send(frame(2, 1));
    two.send(frame(1, 2));
    one.send(frame(2, 1));
    one.send(frame(2, 1));
    simulation.runUntilIdle();

    assertThat(seen).containsExactly("1 has 2 at 100", "2 has 1 at 100");
    assertThat(journal.entries()).hasSize(2);
  }

  @Test
  void frames_can_be_delayed_and_doubled() {
    segment.impair(Impairments.delayFirst(1, Duration.ofNanos(500), frame -> true));
    segment.impair(Impairments.duplicateFirst(1, Duration.ofNanos(40), frame -> true));
    one.send(frame(2, 1));
    one.send(frame(2, 1));
    one.send(frame(2, 1));
    simulation.runUntilIdle();

    assertThat(seen)
        .containsExactly("2 has 1 at 100", "2 has 1 at 100", "2 has 1 at 140", "2 has 1 at 600");
  }

  @Test
  void a_mended_wire_is_good_again() {
    segment.impair(Impairments.loseFirst(100, frame -> true));
    segment.mend();
    one.send(frame(2, 1));
    simulation.runUntilIdle();

    assertThat(seen).hasSize(1);
  }

  @Test
  void random_loss_comes_from_the_seed_and_has_its_probability() {
    segment.impair(Impairments.loseRandomly(0.25, simulation.random("loss"), frame -> true));
    for (int i = 0; i < 4000; i++) {
      one.send(frame(2, 1));
    }
    simulation.runUntilIdle();

    assertThat(seen).hasSizeBetween(2850, 3150); // 3000 expected, more than 5 standard deviations
  }

  @Test
  void a_latency_can_change() {
    segment.setLatencyNanos(7);
    one.send(frame(2, 1));
    simulation.runUntilIdle();

    assertThat(seen).containsExactly("2 has 1 at 7");
  }

  @Test
  void two_stations_with_one_address_are_a_bug() {
    assertThatIllegalStateException()
        .isThrownBy(() -> segment.attach(new Recorder(2), 0))
        .withMessageContaining("bug in SynSent");
  }

  private static MacAddress mac(int number) {
    return new MacAddress(0x0200_0000_0000L + number);
  }

  private static EthernetFrame frame(int to, int from) {
    return new EthernetFrame(mac(to), mac(from), 0x88B5, RawPayload.EMPTY);
  }

  private static ArpPacket arp() {
    return ArpPacket.request(mac(2), Ipv4Address.ANY, Ipv4Address.LOOPBACK);
  }

  private final class Recorder implements Station {
    private final int number;

    Recorder(int number) {
      this.number = number;
    }

    @Override
    public MacAddress mac() {
      return SegmentTest.mac(number);
    }

    @Override
    public void receive(EthernetFrame frame) {
      seen.add(number + " has " + (frame.source().value() & 0xFF) + " at " + simulation.now());
    }

    @Override
    public void carrierChanged(boolean carrier) {
      seen.add(number + (carrier ? " has carrier" : " has no carrier"));
    }
  }
}

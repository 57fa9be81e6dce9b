package io.synsent.engine.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.capture.Journal;
import io.synsent.engine.capture.JournalEntry;
import io.synsent.engine.packet.ArpPacket;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.time.Simulation;
import io.synsent.engine.wire.Segment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A card between its host and its cable: what it tells the one, and what the other never sees. */
class EthernetDeviceTest {

  private static final MacAddress OUR_MAC = new MacAddress(0x02_00_00_00_00_06L);
  private static final MacAddress THEIR_MAC = new MacAddress(0x02_00_00_00_00_07L);
  private static final MacAddress OTHER_MAC = new MacAddress(0x02_00_00_00_00_08L);

  private final Simulation simulation = new Simulation(1);
  private final Journal journal = new Journal(simulation);
  private final Recorder us = new Recorder();
  private final Recorder them = new Recorder();
  private final EthernetDevice eth0 = device("us", OUR_MAC, us);
  private final EthernetDevice theirs = device("them", THEIR_MAC, them);

  EthernetDeviceTest() {
    Segment segment = new Segment("lan", simulation, journal, 0);
    eth0.plugInto(segment, 0);
    theirs.plugInto(segment, 0);
  }

  private EthernetDevice device(String host, MacAddress mac, Recorder above) {
    return new EthernetDevice(host, "eth0", mac, journal, above);
  }

  @Test
  void down_is_told_to_the_host_once_and_has_no_carrier() {
    eth0.setUp(false);
    eth0.setUp(false);

    assertThat(us.states).containsExactly("down, no carrier");
    assertThat(said()).containsExactly("us eth0: down");
  }

  @Test
  void up_again_is_told_to_the_host() {
    eth0.setUp(false);
    eth0.setUp(true);

    assertThat(us.states).containsExactly("down, no carrier", "up, carrier");
    assertThat(said()).containsExactly("us eth0: down", "us eth0: up");
  }

  @Test
  void a_pulled_cable_is_told_to_the_host_while_the_device_stays_up() {
    eth0.setPluggedIn(false);
    eth0.setPluggedIn(true);

    assertThat(us.states).containsExactly("up, no carrier", "up, carrier");
    assertThat(said()).containsExactly("us eth0: no carrier: cable unplugged", "us eth0: carrier");
  }

  /** noop_qdisc stands before dev_queue_xmit_nit: tcpdump does not see it. */
  @Test
  void without_a_carrier_a_frame_is_thrown_away_before_the_tap() {
    eth0.setPluggedIn(false);
    eth0.transmit(frame(THEIR_MAC));
    simulation.runUntilIdle();

    assertThat(them.frames).isEmpty();
    assertThat(journal.frames()).isEmpty();
    assertThat(said()).last().isEqualTo("us eth0: no carrier: the frame is thrown away");
  }

  @Test
  void without_a_cable_there_is_no_carrier_and_pulling_it_does_nothing() {
    EthernetDevice loose = device("us", OUR_MAC, us);
    loose.setPluggedIn(true);
    loose.leaveUnplugged();

    assertThat(loose.hasCarrier()).isFalse();
    assertThat(us.states).isEmpty();
  }

  /** __netif_receive_skb_core: the tap is before the check of pkt_type. */
  @Test
  void a_frame_for_somebody_else_is_captured_and_goes_no_further() {
    theirs.receive(frame(OTHER_MAC));

    assertThat(journal.frames()).hasSize(1);
    assertThat(them.frames).isEmpty();
  }

  @Test
  void a_frame_for_it_or_for_a_group_goes_up() {
    theirs.receive(frame(THEIR_MAC));
    theirs.receive(frame(MacAddress.BROADCAST));

    assertThat(them.frames).containsExactly(frame(THEIR_MAC), frame(MacAddress.BROADCAST));
  }

  @Test
  void a_device_that_is_down_neither_captures_nor_hears() {
    theirs.setUp(false);
    theirs.receive(frame(THEIR_MAC));

    assertThat(journal.frames()).isEmpty();
    assertThat(them.frames).isEmpty();
  }

  /** {@code ip link show lo}: "LOOPBACK,UP,LOWER_UP", "mtu 65536", "00:00:00:00:00:00". */
  @Test
  void loopback_is_up_with_a_carrier_an_mtu_of_64_kib_and_no_address() {
    Device lo = new LoopbackDevice("us", simulation, journal, us);

    assertThat(lo.name()).isEqualTo("lo");
    assertThat(lo.isUp()).isTrue();
    assertThat(lo.hasCarrier()).isTrue();
    assertThat(lo.mtu()).isEqualTo(65_536);
    assertThat(lo.mac()).isEqualTo(MacAddress.ZERO);
  }

  private static EthernetFrame frame(MacAddress to) {
    return EthernetFrame.of(
        to,
        OUR_MAC,
        ArpPacket.request(
            OUR_MAC, Ipv4Address.parse("192.168.31.6"), Ipv4Address.parse("192.168.31.7")));
  }

  /** What the journal says, without frames. */
  private List<String> said() {
    return journal.entries().stream()
        .filter(entry -> !entry.isCaptured())
        .map(EthernetDeviceTest::words)
        .toList();
  }

  private static String words(JournalEntry entry) {
    return entry.host() + " " + entry.subject() + ": " + entry.text();
  }

  /** A host that only writes down what it is told. */
  private static final class Recorder implements FrameReceiver {

    final List<EthernetFrame> frames = new ArrayList<>();
    final List<String> states = new ArrayList<>();

    @Override
    public void receive(Device device, EthernetFrame frame) {
      frames.add(frame);
    }

    @Override
    public void stateChanged(Device device) {
      states.add(
          (device.isUp() ? "up" : "down") + (device.hasCarrier() ? ", carrier" : ", no carrier"));
    }
  }
}

package io.synsent.engine.neighbour;

import static io.synsent.engine.neighbour.FakeLan.OTHER_MAC;
import static io.synsent.engine.neighbour.FakeLan.OUR_MAC;
import static io.synsent.engine.neighbour.FakeLan.SECOND;
import static io.synsent.engine.neighbour.FakeLan.THEIR_MAC;
import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.capture.CapturedFrame;
import io.synsent.engine.capture.Direction;
import io.synsent.engine.capture.Journal;
import io.synsent.engine.capture.TcpdumpText;
import io.synsent.engine.link.EthernetDevice;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.Ipv6Address;
import io.synsent.engine.packet.Ipv6Packet;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.packet.NeighbourDiscovery;
import io.synsent.engine.packet.RawPayload;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.time.Simulation;
import io.synsent.engine.wire.Segment;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Neighbour discovery as net/ipv6/ndisc.c does it, on a LAN on which nobody else is. */
class NdpResolverTest {

  private static final Ipv6Address OURS = Ipv6Address.parse("2001:db8:31::6");
  private static final Ipv6Address THEIRS = Ipv6Address.parse("2001:db8:31::7");

  private final Simulation simulation = new Simulation(3);
  private final Journal journal = new Journal(simulation);
  private final OneAddress us = new OneAddress(OURS);
  private final EthernetDevice device = FakeLan.device(journal);
  private final NeighbourTable table =
      NeighbourTable.ndp(
          "us", simulation, journal, simulation.random("r"), NeighbourSettings.LINUX, us);

  NdpResolverTest() {
    device.plugInto(new Segment("lan", simulation, journal, 0), 0);
    table.setReachableNanos(device, Duration.ofSeconds(20).toNanos());
  }

  @Test
  void incomplete_asks_the_solicited_node_group_three_times_and_then_failed() {
    send();
    simulation.runUntil(2 * SECOND);
    assertThat(state()).isEqualTo(NeighbourState.INCOMPLETE);
    simulation.runUntil(3 * SECOND);

    assertThat(sent())
        .containsExactly(
            "0 33:33:ff:00:00:07 IP6 2001:db8:31::6 > ff02::1:ff00:7: ICMP6, neighbor solicitation,"
                + " who has 2001:db8:31::7, length 32",
            "1 33:33:ff:00:00:07 IP6 2001:db8:31::6 > ff02::1:ff00:7: ICMP6, neighbor solicitation,"
                + " who has 2001:db8:31::7, length 32",
            "2 33:33:ff:00:00:07 IP6 2001:db8:31::6 > ff02::1:ff00:7: ICMP6, neighbor solicitation,"
                + " who has 2001:db8:31::7, length 32");
    assertThat(state()).isEqualTo(NeighbourState.FAILED);
    assertThat(us.unreachable).hasSize(1);
  }

  @Test
  void incomplete_to_reachable_when_the_advertisement_is_solicited() {
    send();
    simulation.runUntil(SECOND / 2);
    advertise(true, true, THEIR_MAC);

    assertThat(state()).isEqualTo(NeighbourState.REACHABLE);
    assertThat(sent().get(1)).startsWith("0.5 02:00:00:00:00:07 IP6 2001:db8:31::6.40000 >");
  }

  @Test
  void incomplete_to_stale_when_it_is_not() {
    send();
    advertise(false, true, THEIR_MAC);

    assertThat(table.list().get(0).mac()).isEqualTo(THEIR_MAC);
    // The waiting packet used it at once.
    assertThat(state()).isEqualTo(NeighbourState.DELAY);
  }

  /** RFC 4861, section 7.2.5: without a link-layer address an INCOMPLETE entry learns nothing. */
  @Test
  void incomplete_stays_when_the_advertisement_has_no_link_layer_address() {
    send();
    advertise(true, true, null);

    assertThat(state()).isEqualTo(NeighbourState.INCOMPLETE);
  }

  /** ndisc_recv_na: "Don't update NUD_FAILED entries". */
  @Test
  void failed_ignores_an_advertisement() {
    send();
    simulation.runUntil(4 * SECOND);
    advertise(true, true, THEIR_MAC);

    assertThat(state()).isEqualTo(NeighbourState.FAILED);
  }

  @Test
  void an_advertisement_of_nobody_we_asked_makes_no_entry() {
    advertise(false, true, THEIR_MAC);

    assertThat(table.list()).isEmpty();
  }

  /** RFC 4861, section 7.2.5, case I: the cached address stays, but is doubted. */
  @Test
  void reachable_to_stale_when_another_address_comes_without_override() {
    reach();
    advertise(true, false, OTHER_MAC);

    assertThat(state()).isEqualTo(NeighbourState.STALE);
    assertThat(table.list().get(0).mac()).isEqualTo(THEIR_MAC);
  }

  @Test
  void stale_ignores_another_address_without_override() {
    reach();
    advertise(true, false, OTHER_MAC);
    advertise(true, false, OTHER_MAC);

    assertThat(state()).isEqualTo(NeighbourState.STALE);
    assertThat(table.list().get(0).mac()).isEqualTo(THEIR_MAC);
  }

  /** NEIGH_UPDATE_F_WEAK_OVERRIDE doubts what is NUD_CONNECTED only. */
  @Test
  void delay_ignores_another_address_without_override() {
    reach();
    simulation.runUntil(21 * SECOND);
    send();
    assertThat(state()).isEqualTo(NeighbourState.DELAY);
    advertise(true, false, OTHER_MAC);

    assertThat(state()).isEqualTo(NeighbourState.DELAY);
    assertThat(table.list().get(0).mac()).isEqualTo(THEIR_MAC);
  }

  @Test
  void reachable_takes_another_address_with_override() {
    reach();
    advertise(true, true, OTHER_MAC);

    assertThat(state()).isEqualTo(NeighbourState.REACHABLE);
    assertThat(table.list().get(0).mac()).isEqualTo(OTHER_MAC);
  }

  /** With nothing waiting the probe is told to the link-local address (ndisc_send_ns). */
  @Test
  void probe_asks_the_neighbour_itself_from_the_link_local_address() {
    reach();
    simulation.runUntil(21 * SECOND);
    assertThat(state()).isEqualTo(NeighbourState.STALE);
    send();
    simulation.runUntil(26 * SECOND);

    assertThat(state()).isEqualTo(NeighbourState.PROBE);
    assertThat(sent())
        .last()
        .isEqualTo(
            "26 02:00:00:00:00:07 IP6 fe80::ff:fe00:6 > 2001:db8:31::7: ICMP6, neighbor"
                + " solicitation, who has 2001:db8:31::7, length 32");
  }

  @Test
  void probe_to_reachable_when_the_answer_has_no_link_layer_address() {
    reach();
    simulation.runUntil(21 * SECOND);
    send();
    simulation.runUntil(26 * SECOND);
    advertise(true, false, null);

    assertThat(state()).isEqualTo(NeighbourState.REACHABLE);
  }

  /** ndisc_recv_ns: who asks all is told with override and address, who asks us is not. */
  @Test
  void a_solicitation_is_answered_and_its_sender_remembered() {
    solicit(OURS.solicitedNode());

    assertThat(sent())
        .containsExactly(
            "0 02:00:00:00:00:07 IP6 2001:db8:31::6 > 2001:db8:31::7: ICMP6, neighbor"
                + " advertisement, tgt is 2001:db8:31::6, length 32");
    assertThat(discoveries().get(0))
        .isEqualTo(NeighbourDiscovery.advertisement(false, true, true, OURS, OUR_MAC));
    // The answer went through the table: STALE, used at once.
    assertThat(state()).isEqualTo(NeighbourState.DELAY);
    solicit(OURS);
    assertThat(discoveries().get(1))
        .isEqualTo(NeighbourDiscovery.advertisement(false, true, false, OURS, null));
  }

  /** RFC 4862, section 5.4.3: who checks whether our address is free is told, with all others. */
  @Test
  void duplicate_address_detection_for_our_address_is_answered_to_all_nodes() {
    table.receive(
        device,
        EthernetFrame.of(
            OURS.solicitedNode().multicastMac(),
            THEIR_MAC,
            packet(
                Ipv6Address.ANY,
                OURS.solicitedNode(),
                255,
                NeighbourDiscovery.solicitation(OURS, null))));

    assertThat(sent())
        .containsExactly(
            "0 33:33:00:00:00:01 IP6 2001:db8:31::6 > ff02::1: ICMP6, neighbor advertisement, tgt"
                + " is 2001:db8:31::6, length 32");
    assertThat(discoveries().get(0))
        .isEqualTo(NeighbourDiscovery.advertisement(false, false, true, OURS, OUR_MAC));
    assertThat(table.list()).isEmpty();
  }

  /** RFC 4861, section 7.2.6. */
  @Test
  void announce_is_an_unsolicited_advertisement_to_all_nodes() {
    table.announce(device, OURS);

    assertThat(sent()).singleElement().asString().startsWith("0 33:33:00:00:00:01 IP6 2001:");
    assertThat(discoveries().get(0))
        .isEqualTo(NeighbourDiscovery.advertisement(false, false, true, OURS, OUR_MAC));
  }

  /** RFC 4861, section 7.1.2: "If the IP Destination Address is a multicast address". */
  @Test
  void an_advertisement_to_all_is_valid_only_unsolicited() {
    send();
    receive(
        Ipv6Address.ALL_NODES.multicastMac(),
        Ipv6Address.ALL_NODES,
        NeighbourDiscovery.advertisement(false, true, true, THEIRS, THEIR_MAC));
    assertThat(state()).isEqualTo(NeighbourState.INCOMPLETE);
    receive(
        Ipv6Address.ALL_NODES.multicastMac(),
        Ipv6Address.ALL_NODES,
        NeighbourDiscovery.advertisement(false, false, true, THEIRS, THEIR_MAC));

    assertThat(table.list().get(0).mac()).isEqualTo(THEIR_MAC);
    assertThat(journal.entries())
        .extracting(entry -> entry.text())
        .contains("2001:db8:31::7: INCOMPLETE -> STALE: it announced itself");
  }

  /** __neigh_update: only another address takes n->confirmed back, not the doubt. */
  @Test
  void doubted_counts_as_used_when_it_was_told_of() {
    NeighbourTable collecting =
        NeighbourTable.ndp(
            "us",
            simulation,
            journal,
            simulation.random("c"),
            NeighbourSettings.LINUX.toBuilder().gcThresh(1, 100, 100).build(),
            us);
    collecting.setReachableNanos(device, Duration.ofSeconds(20).toNanos());
    send(collecting, THEIRS);
    advertise(collecting, true, true, THEIR_MAC);
    simulation.runUntil(16 * SECOND);
    advertise(collecting, true, false, OTHER_MAC);
    simulation.runUntil(75 * SECOND);
    send(collecting, Ipv6Address.parse("2001:db8:31::8"));
    assertThat(collecting.list()).hasSize(2);
    simulation.runUntil(90 * SECOND);
    send(collecting, Ipv6Address.parse("2001:db8:31::9"));

    assertThat(collecting.list())
        .extracting(Neighbour::address)
        .containsExactly(Ipv6Address.parse("2001:db8:31::9"));
  }

  /** RFC 4861, section 7.1: a hop limit of less than 255 came over a router. */
  @Test
  void a_message_from_beyond_the_link_is_ignored() {
    send();
    table.receive(
        device,
        EthernetFrame.of(
            OUR_MAC,
            THEIR_MAC,
            packet(
                THEIRS,
                OURS,
                254,
                NeighbourDiscovery.advertisement(false, true, true, THEIRS, THEIR_MAC))));

    assertThat(state()).isEqualTo(NeighbourState.INCOMPLETE);
  }

  private void reach() {
    send();
    advertise(true, true, THEIR_MAC);
  }

  private void send() {
    send(table, THEIRS);
  }

  private void send(NeighbourTable to, Ipv6Address neighbour) {
    TcpSegment syn =
        new TcpSegment(40_000, 80, 1, 0, TcpSegment.SYN, 64_800, List.of(), RawPayload.EMPTY);
    to.send(
        device,
        neighbour,
        new OutgoingPacket(new Ipv6Packet(OURS, neighbour, Ipv4Packet.TCP, 64, 0, 0, syn), false));
  }

  private void advertise(boolean solicited, boolean override, MacAddress mac) {
    advertise(table, solicited, override, mac);
  }

  private void advertise(NeighbourTable to, boolean solicited, boolean override, MacAddress mac) {
    receive(
        to,
        OUR_MAC,
        OURS,
        NeighbourDiscovery.advertisement(false, solicited, override, THEIRS, mac));
  }

  private void solicit(Ipv6Address to) {
    receive(
        to.isMulticast() ? to.multicastMac() : OUR_MAC,
        to,
        NeighbourDiscovery.solicitation(OURS, THEIR_MAC));
  }

  private void receive(MacAddress mac, Ipv6Address to, NeighbourDiscovery discovery) {
    receive(table, mac, to, discovery);
  }

  private void receive(
      NeighbourTable at, MacAddress mac, Ipv6Address to, NeighbourDiscovery discovery) {
    at.receive(device, EthernetFrame.of(mac, THEIR_MAC, packet(THEIRS, to, 255, discovery)));
  }

  private static Ipv6Packet packet(
      Ipv6Address from, Ipv6Address to, int hopLimit, NeighbourDiscovery discovery) {
    return new Ipv6Packet(from, to, Ipv6Packet.ICMPV6, hopLimit, 0, 0, discovery.message());
  }

  private NeighbourState state() {
    return table.list().get(0).state();
  }

  private List<String> sent() {
    return frames().stream()
        .map(
            frame ->
                String.format(Locale.ROOT, "%.1f ", frame.atNanos() / (double) SECOND)
                        .replace(".0 ", " ")
                    + frame.frame().destination()
                    + " "
                    + TcpdumpText.describe(frame.frame()))
        .toList();
  }

  private List<NeighbourDiscovery> discoveries() {
    return frames().stream()
        .map(frame -> (Ipv6Packet) frame.frame().payload())
        .map(packet -> NeighbourDiscovery.in((Icmpv6Message) packet.payload()).orElseThrow())
        .toList();
  }

  private List<CapturedFrame> frames() {
    return journal.frames().stream().filter(f -> f.direction() == Direction.OUT).toList();
  }
}

package io.synsent.engine.onehost;

import static io.synsent.engine.onehost.Bench.HAND_MAC;
import static io.synsent.engine.onehost.Bench.HOST;
import static io.synsent.engine.onehost.Bench.HOST_MAC;
import static io.synsent.engine.onehost.Bench.MILLISECOND;
import static io.synsent.engine.onehost.Bench.PEER;
import static io.synsent.engine.onehost.Bench.ROUTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.neighbour.Neighbour;
import io.synsent.engine.neighbour.NeighbourSettings;
import io.synsent.engine.neighbour.NeighbourState;
import io.synsent.engine.packet.ArpPacket;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.MacAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** The neighbour machine, whatever happens to it and in whatever order. */
class NeighbourPropertyTest {

  private static final MacAddress OTHER_MAC = new MacAddress(0x0200_0000_0099L);
  private static final int MCAST_SOLICIT = NeighbourSettings.LINUX.mcastSolicit();

  /** Something that happens to the host. */
  enum Event {
    CONNECT,
    REPLY,
    REPLY_OF_ANOTHER,
    BROADCAST_REPLY,
    REQUEST_FOR_US,
    REQUEST_FOR_OTHERS,
    GRATUITOUS,
    HAND_ANSWERS,
    HAND_IS_SILENT,
    UNPLUG,
    PLUG_IN,
    DOWN,
    UP,
  }

  /** An event, and how long nothing happens then. */
  record Step(Event event, long waitMillis) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Event> events =
        Arbitraries.frequencyOf(
            Tuple.of(4, Arbitraries.just(Event.CONNECT)), Tuple.of(6, Arbitraries.of(Event.class)));
    Arbitrary<Long> waits =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 5),
            Arbitraries.longs().between(6, 1100),
            Arbitraries.longs().between(1101, 60_000));
    return Combinators.combine(events, waits).as(Step::new).list().ofMinSize(1).ofMaxSize(40);
  }

  @Property(tries = 500)
  void an_entry_is_always_in_order(@ForAll("steps") List<Step> steps) {
    Bench bench = new Bench();
    bench.answersArp = false;
    Set<MacAddress> claimed = new HashSet<>();
    for (Step step : steps) {
      happen(bench, step.event(), claimed);
      long end = bench.simulation.now() + step.waitMillis() * MILLISECOND;
      while (bench.simulation.nextEventAt() <= end) {
        bench.simulation.runUntil(bench.simulation.nextEventAt());
        bench.host.ip().neighbours().list().forEach(entry -> assertInOrder(entry, claimed));
      }
      bench.simulation.runUntil(end);
    }
    assertSentToClaimedAddressesOnly(bench, claimed);
    // Left alone, every entry comes to rest, and nobody waits for ever.
    bench.answersArp = false;
    bench.simulation.runUntilIdle();
    assertThat(bench.host.ip().neighbours().list())
        .allSatisfy(
            entry -> {
              assertThat(entry.state())
                  .isIn(NeighbourState.STALE, NeighbourState.FAILED, NeighbourState.NONE);
              assertThat(entry.queuedPackets()).isZero();
            });
  }

  /** However many connects there are: three requests a second apart, then a failed entry. */
  @Property(tries = 200)
  void an_absent_neighbour_is_asked_for_three_times_a_second_apart(
      @ForAll @Size(min = 1, max = 30) List<@LongRange(min = 0, max = 3000) Long> waitMillis) {
    Bench bench = new Bench();
    bench.answersArp = false;
    for (long wait : waitMillis) {
      bench.connect();
      bench.run(wait * MILLISECOND);
    }
    bench.simulation.runUntilIdle();

    List<Long> requests = bench.seen.stream().map(Bench.Seen::atNanos).toList();
    assertThat(requests).hasSizeGreaterThanOrEqualTo(MCAST_SOLICIT);
    assertThat(requests.size() % MCAST_SOLICIT).isZero();
    for (int i = 0; i + 1 < requests.size(); i++) {
      long gap = requests.get(i + 1) - requests.get(i);
      if (i % MCAST_SOLICIT == MCAST_SOLICIT - 1) {
        assertThat(gap).as("after the entry failed").isGreaterThanOrEqualTo(1000 * MILLISECOND);
      } else {
        assertThat(gap).isEqualTo(1000 * MILLISECOND);
      }
    }
    assertThat(bench.segments()).as("SYNs on the wire").isEmpty();
  }

  @Property(tries = 100)
  void the_same_events_give_the_same_frames(@ForAll("steps") List<Step> steps) {
    assertThat(run(steps)).isEqualTo(run(steps));
  }

  private static List<Bench.Seen> run(List<Step> steps) {
    Bench bench = new Bench();
    for (Step step : steps) {
      happen(bench, step.event(), new HashSet<>());
      bench.run(step.waitMillis() * MILLISECOND);
    }
    bench.simulation.runUntilIdle();
    return bench.seen;
  }

  private static void happen(Bench bench, Event event, Set<MacAddress> claimed) {
    switch (event) {
      case CONNECT -> bench.connect();
      case REPLY -> arp(bench, claimed, HAND_MAC, HOST_MAC, reply(HAND_MAC));
      case REPLY_OF_ANOTHER -> arp(bench, claimed, OTHER_MAC, HOST_MAC, reply(OTHER_MAC));
      case BROADCAST_REPLY -> arp(bench, claimed, HAND_MAC, MacAddress.BROADCAST, reply(HAND_MAC));
      case REQUEST_FOR_US ->
          arp(bench, claimed, HAND_MAC, MacAddress.BROADCAST, request(HAND_MAC, HOST));
      case REQUEST_FOR_OTHERS ->
          arp(bench, claimed, OTHER_MAC, MacAddress.BROADCAST, request(OTHER_MAC, ROUTER));
      case GRATUITOUS ->
          arp(bench, claimed, OTHER_MAC, MacAddress.BROADCAST, request(OTHER_MAC, PEER));
      case HAND_ANSWERS -> {
        bench.answersArp = true;
        claimed.add(HAND_MAC);
      }
      case HAND_IS_SILENT -> bench.answersArp = false;
      case UNPLUG -> bench.device().setPluggedIn(false);
      case PLUG_IN -> bench.device().setPluggedIn(true);
      case DOWN -> bench.device().setUp(false);
      case UP -> bench.device().setUp(true);
    }
  }

  private static void arp(
      Bench bench, Set<MacAddress> claimed, MacAddress from, MacAddress to, ArpPacket packet) {
    claimed.add(from);
    bench.send(EthernetFrame.of(to, from, packet));
  }

  private static ArpPacket reply(MacAddress mac) {
    return new ArpPacket(ArpPacket.Operation.REPLY, mac, PEER, HOST_MAC, HOST);
  }

  private static ArpPacket request(MacAddress mac, Ipv4Address target) {
    return ArpPacket.request(mac, PEER, target);
  }

  private static void assertInOrder(Neighbour entry, Set<MacAddress> claimed) {
    boolean valid =
        switch (entry.state()) {
          case REACHABLE, STALE, DELAY, PROBE, PERMANENT, NOARP -> true;
          case NONE, INCOMPLETE, FAILED -> false;
        };
    assertThat(entry.mac() != null).as("a MAC address in %s", entry.state()).isEqualTo(valid);
    if (entry.mac() != null) {
      assertThat(claimed).contains(entry.mac());
    }
    if (entry.state() != NeighbourState.INCOMPLETE) {
      assertThat(entry.queuedPackets()).as("queued in %s", entry.state()).isZero();
    }
    assertThat(entry.queuedBytes())
        .isBetween(0, NeighbourSettings.LINUX.unresQlenBytes())
        .matches(bytes -> bytes > 0 == entry.queuedPackets() > 0);
  }

  /** A frame goes to everybody, or to an address that somebody said he has. */
  private static void assertSentToClaimedAddressesOnly(Bench bench, Set<MacAddress> claimed) {
    for (Bench.Seen seen : bench.seen) {
      if (seen.frame().payload() instanceof Ipv4Packet) {
        assertThat(claimed).contains(seen.frame().destination());
      }
    }
  }
}

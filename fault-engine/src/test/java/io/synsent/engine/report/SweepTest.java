package io.synsent.engine.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.capture.JournalEntry;
import io.synsent.engine.fault.Faults;
import io.synsent.engine.network.FirewallAction;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.topology.ConnectAttempt;
import io.synsent.engine.topology.Network;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepTest {

  private static final long SECOND = 1_000_000_000L;

  private static Network manyKinds() {
    return Network.builder()
        .with(Faults.unreachable("192.168.31.7"))
        .with(Faults.unreachable("10.225.31.11"))
        .with(Faults.reachable("192.168.31.9", 80))
        .with(Faults.closedPort("127.0.0.1", 80))
        .with(Faults.firewalled("10.0.0.1", 80, FirewallAction.REJECT_ICMP_HOST_PROHIBITED))
        .build();
  }

  /** What one pass gives to all connects at once is what each would get alone. */
  @Test
  void one_pass_gives_every_connect_what_it_would_get_alone() {
    Network network = manyKinds();
    String[] targets = {"192.168.31.7", "10.225.31.11", "192.168.31.9", "127.0.0.1", "10.0.0.1"};
    for (int round = 0; round < 4; round++) {
      for (String target : targets) {
        network.connect(IpAddress.parse(target), 80);
        network.runUntil(network.now() + SECOND / 3);
      }
    }
    network.runUntil(network.now() + 20 * SECOND); // some are pending still

    List<ConnectReport> together = Timeline.of(network);
    List<Ladder> ladders = Ladder.of(network);
    assertThat(together).hasSize(20);
    for (int i = 0; i < together.size(); i++) {
      ConnectAttempt connect = network.connects().get(i);
      assertThat(together.get(i)).isEqualTo(Timeline.of(network, connect));
      assertThat(ladders.get(i)).isEqualTo(Ladder.of(network, connect));
    }
  }

  private static final class Counting implements Sweep.Taker {
    final Sweep.Own own;
    final int[] offers;

    Counting(Network network, ConnectAttempt connect, int[] offers) {
      this.own = new Sweep.Own(network, connect);
      this.offers = offers;
    }

    @Override
    public List<String> keys() {
      return own.keys();
    }

    @Override
    public long until() {
      return own.until();
    }

    @Override
    public void offer(JournalEntry entry) {
      offers[0]++;
      own.offer(entry);
    }
  }

  /** Ten times the connects are ten times the work, one after the other or all at once. */
  @Test
  void work_grows_with_the_connects_not_with_their_square() {
    for (boolean atOnce : new boolean[] {false, true}) {
      int hundred = offers(100, atOnce);
      assertThat(offers(1_000, atOnce)).isBetween(hundred * 8, hundred * 12);
    }
  }

  private static int offers(int connects, boolean atOnce) {
    Network network = Network.builder().with(Faults.closedPort("10.0.0.1", 80)).build();
    network.connect(IpAddress.parse("10.0.0.1"), 80);
    network.runUntil(SECOND);
    for (int i = 0; i < connects; i++) {
      network.connect(IpAddress.parse("10.0.0.1"), 80);
      if (!atOnce) {
        network.runUntil(network.now() + SECOND / 20);
      }
    }
    network.runUntil(network.now() + SECOND);
    int[] offers = new int[1];
    List<Counting> takers = new ArrayList<>();
    network.connects().forEach(c -> takers.add(new Counting(network, c, offers)));
    Sweep.over(network, network.connects(), takers);
    assertThat(takers).allMatch(taker -> taker.own.entries.size() > 3);
    return offers[0];
  }
}

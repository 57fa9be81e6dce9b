package io.synsent.engine.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.fault.Faults;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.socket.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Many hosts and many connects; how fast that is says the benchmark of the same shape. */
class ScaleTest {

  @Test
  void thousand_hosts_and_ten_thousand_connects_each_end_as_they_must() {
    Network.Builder builder = Network.builder().journalLimit(0);
    List<IpAddress> targets = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      String address = "10.1." + i / 200 + "." + (10 + i % 200);
      targets.add(IpAddress.parse(address));
      builder.with(
          switch (i % 4) {
            case 0 -> Faults.unreachable(address);
            case 1 -> Faults.reachable(address, 80);
            default -> Faults.closedPort(address, 80);
          });
    }
    Network network = builder.build();
    for (int i = 0; i < 10_000; i++) {
      network.connect(targets.get(i % 1_000), 80);
    }
    network.runUntilIdle();
    Map<String, Integer> outcomes = new TreeMap<>();
    for (ConnectAttempt connect : network.connects()) {
      outcomes.merge(
          connect.outcome().orElseThrow().errno().map(Errno::name).orElse("ESTABLISHED"),
          1,
          Integer::sum);
    }

    assertThat(outcomes)
        .containsExactly(
            Map.entry("ECONNREFUSED", 5_000),
            Map.entry("ESTABLISHED", 2_500),
            Map.entry("ETIMEDOUT", 2_500));
  }

  private static void abandonUnless(boolean keep, ConnectAttempt connect) {
    if (!keep) {
      connect.abandon("the test has seen enough of it");
    }
  }

  /** gc_thresh3: "neighbour table overflow". */
  @Test
  void a_full_neighbour_table_throws_packets_away_until_entries_have_failed() {
    Network network = Network.builder().address("10.0.0.1/16").gateway("10.0.0.2").build();
    for (int i = 0; i < 1_024; i++) {
      network.connect(IpAddress.parse("10.0." + (1 + i / 250) + "." + (1 + i % 250)), 80);
    }
    ConnectAttempt oneMore = network.connect(IpAddress.parse("10.0.200.1"), 80);

    assertThat(network.client().neighbourTable()).hasSize(1_024);
    assertThat(network.journal().entries())
        .anyMatch(entry -> entry.text().contains("neighbour table overflow"));
    assertThat(oneMore.outcome()).isEmpty();
    // Once the others have failed, their entries make room: its SYN at 7 s is asked for.
    network.runUntil(4 * Driven.SECOND);
    network.connects().forEach(connect -> abandonUnless(connect == oneMore, connect));
    network.runUntil(11 * Driven.SECOND);
    assertThat(oneMore.outcome().orElseThrow().errno()).contains(Errno.EHOSTUNREACH);
    assertThat(oneMore.outcome().orElseThrow().atNanos()).isEqualTo(10 * Driven.SECOND);
  }
}

package io.synsent.engine.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.time.Simulation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EphemeralPortsTest {

  /** Linux keeps the odd ports for bind(): connect() takes them when no even one is left. */
  @Test
  void even_ports_go_first() {
    EphemeralPorts ports = ports(40_000, 40_009, 1);
    Set<Integer> taken = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      OptionalInt port = ports.choose(77, candidate -> !taken.contains(candidate));
      assertThat(port.getAsInt() % 2).as("port number %d", i + 1).isEqualTo(i < 5 ? 0 : 1);
      assertThat(port.getAsInt()).isBetween(40_000, 40_009);
      assertThat(taken.add(port.getAsInt())).isTrue();
    }
    assertThat(ports.choose(77, candidate -> !taken.contains(candidate))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "5000, 5000, 1",
    "5000, 5001, 2",
    "5000, 5002, 2",
    "5001, 5004, 4",
    "1, 65535, 65534"
  })
  void every_port_of_the_range_is_found_but_the_last_of_an_odd_number(
      int first, int last, int count) {
    EphemeralPorts ports = ports(first, last, 2);
    Set<Integer> taken = new HashSet<>();
    OptionalInt port = ports.choose(0, candidate -> true);
    while (port.isPresent() && taken.size() < 100) {
      taken.add(port.getAsInt());
      assertThat(port.getAsInt()).isBetween(first, last);
      port = ports.choose(0, candidate -> !taken.contains(candidate));
    }
    assertThat(taken).hasSize(Math.min(count, 100));
  }

  @Test
  void one_connect_after_the_other_to_one_target_climbs() {
    EphemeralPorts ports = ports(32_768, 60_999, 3);
    int before = ports.choose(5L << 32, candidate -> true).getAsInt();
    for (int i = 0; i < 50; i++) {
      int next = ports.choose(5L << 32, candidate -> true).getAsInt();
      int step = Math.floorMod(next - before, 28_232);
      assertThat(step).isBetween(2, 16);
      before = next;
    }
  }

  @Test
  void the_same_seed_gives_the_same_ports_and_another_one_others() {
    assertThat(first(7)).isEqualTo(first(7));
    Set<Integer> seen = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      seen.add(first(seed));
    }
    assertThat(seen).hasSizeGreaterThan(15);
  }

  /** __inet_hash_connect: the next search begins beyond the ports that this one found taken. */
  @Test
  void the_next_search_begins_beyond_what_was_taken() {
    EphemeralPorts ports = ports(32_768, 60_999, 4);
    List<Integer> tried = new ArrayList<>();
    int found =
        ports
            .choose(
                9,
                candidate -> {
                  tried.add(candidate);
                  return tried.size() > 100;
                })
            .getAsInt();
    int next = ports.choose(9, candidate -> true).getAsInt();

    assertThat(tried).hasSize(101);
    assertThat(Math.floorMod(next - found, 28_232)).isEqualTo(2);
  }

  private static int first(long seed) {
    return ports(32_768, 60_999, seed).choose(1L << 40, candidate -> true).getAsInt();
  }

  private static EphemeralPorts ports(int first, int last, long seed) {
    return new EphemeralPorts(
        TcpSettings.LINUX.toBuilder().localPortRange(first, last).build(),
        new Simulation(seed).random("ports"));
  }
}

package io.synsent.engine.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.time.Simulation;
import org.junit.jupiter.api.Test;

/** ip_idents_reserve: what a watcher can tell of a host's other packets is blurred on purpose. */
class IpIdentificationTest {

  private static final long JIFFY = 4_000_000L;
  private static final IpAddress HERE = Ipv4Address.parse("192.168.31.6");
  private static final IpAddress THERE = Ipv4Address.parse("192.168.31.7");
  private static final IpAddress ELSEWHERE = Ipv4Address.parse("192.168.31.8");

  private final Simulation simulation = new Simulation(7);
  private final IpIdentification identification =
      new IpIdentification(simulation, simulation.random("ip"));

  private int next(IpAddress to) {
    return identification.next(HERE, to, Ipv4Packet.ICMP);
  }

  @Test
  void packets_within_a_jiffy_are_numbered_one_after_the_other() {
    int first = next(THERE);
    simulation.runUntil(JIFFY - 1);
    assertThat(next(THERE)).isEqualTo((first + 1) & 0xFFFF);
    assertThat(next(THERE)).isEqualTo((first + 2) & 0xFFFF);
  }

  /** "prandom_u32_max(now - old)": 0 to one less than the jiffies that passed, on top of the 1. */
  @Test
  void a_pause_adds_less_than_the_jiffies_it_took() {
    int largest = 0;
    int before = next(THERE);
    for (int pause = 1; pause <= 200; pause++) {
      simulation.runUntil(pause * 10L * JIFFY);
      int now = next(THERE);
      int step = (now - before) & 0xFFFF;
      assertThat(step).isBetween(1, 10);
      largest = Math.max(largest, step);
      before = now;
    }
    assertThat(largest).as("of 200 random steps").isEqualTo(10);
  }

  @Test
  void each_pair_of_addresses_counts_for_itself() {
    int first = next(THERE);
    next(ELSEWHERE);
    next(ELSEWHERE);
    assertThat(next(THERE)).isEqualTo((first + 1) & 0xFFFF);
  }
}

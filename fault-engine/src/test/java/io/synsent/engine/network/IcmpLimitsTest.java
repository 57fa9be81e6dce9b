package io.synsent.engine.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.time.Simulation;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class IcmpLimitsTest {

  private static final long SECOND = 1_000_000_000L;
  private static final Ipv4Address ONE = Ipv4Address.parse("10.0.0.1");

  private final Simulation simulation = new Simulation(1);

  /** XRLIM_BURST_FACTOR: six at once, then one per icmp_ratelimit. */
  @Test
  void one_destination_gets_six_at_once_and_then_one_a_second() {
    IcmpLimits limits = limits(IcmpSettings.LINUX);

    assertThat(allowed(limits, 20, false)).isEqualTo(6);
    simulation.runUntil(SECOND - 1);
    assertThat(allowed(limits, 20, false)).isZero();
    simulation.runUntil(SECOND);
    assertThat(allowed(limits, 20, false)).isEqualTo(1);
    simulation.runUntil(100 * SECOND);
    assertThat(allowed(limits, 20, false)).isEqualTo(6);
  }

  @Test
  void each_destination_has_its_own_limit() {
    IcmpLimits limits = limits(IcmpSettings.LINUX);
    allowed(limits, 20, false);

    assertThat(limits.allow(Ipv4Address.parse("10.0.0.2"), false)).isTrue();
  }

  /** icmp_msgs_burst 50, where each costs one on average (measured: 53 of 300). */
  @Test
  void all_destinations_together_get_about_fifty_at_once() {
    IcmpLimits limits = limits(IcmpSettings.LINUX);

    assertThat(allowed(limits, 300, true)).isBetween(35, 70);
    simulation.runUntil(SECOND / 100);
    assertThat(allowed(limits, 300, true)).as("within 20 ms nothing is added").isZero();
    simulation.runUntil(SECOND / 50);
    assertThat(allowed(limits, 300, true)).as("1000 a second").isBetween(10, 35);
    simulation.runUntil(10 * SECOND);
    assertThat(allowed(limits, 300, true)).as("never more than the burst").isBetween(35, 70);
  }

  @Test
  void no_limit_per_destination_with_icmp_ratelimit_zero() {
    IcmpLimits limits = limits(IcmpSettings.LINUX.withRatelimit(Duration.ZERO));

    assertThat(allowed(limits, 300, false)).isBetween(35, 70);
  }

  @Test
  void none_at_all_with_icmp_msgs_burst_zero() {
    assertThat(allowed(limits(IcmpSettings.LINUX.withMsgs(1000, 0)), 300, true)).isZero();
  }

  private int allowed(IcmpLimits limits, int tries, boolean overLoopback) {
    int allowed = 0;
    for (int i = 0; i < tries; i++) {
      allowed += limits.allow(ONE, overLoopback) ? 1 : 0;
    }
    return allowed;
  }

  private IcmpLimits limits(IcmpSettings settings) {
    return new IcmpLimits(simulation, simulation.random("icmp"), settings);
  }
}

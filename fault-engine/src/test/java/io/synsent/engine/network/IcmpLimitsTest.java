package io.synsent.engine.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv6Address;
import io.synsent.engine.time.Simulation;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IcmpLimitsTest {

  private static final long MILLISECOND = 1_000_000L;
  private static final long SECOND = 1_000 * MILLISECOND;
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

  /** icmpv6_xrlim_allow: "no limiting on loopback", not even by icmp_msgs_per_sec. */
  @Test
  void icmpv6_over_loopback_has_no_limit() {
    IcmpLimits limits = limits(IcmpSettings.LINUX.withMsgs(1000, 0));

    assertThat(allowedV6(limits, 300, true, 128)).isEqualTo(300);
    assertThat(allowedV6(limits, 300, false, 128)).as("and elsewhere none is left").isZero();
  }

  /** icmp_msgs_burst holds for both families together, and each error costs one on average. */
  @Test
  void icmpv6_to_all_destinations_together_gets_about_fifty_at_once() {
    IcmpLimits limits = limits(IcmpSettings.LINUX.withRatelimit(Duration.ZERO));

    assertThat(allowedV6(limits, 300, false, 128)).isBetween(35, 70);
    assertThat(allowed(limits, 10, true)).as("none is left for IPv4").isZero();
  }

  /** "Give more bandwidth to wider prefixes": (128 - length) / 32 halves what an error costs. */
  @ParameterizedTest
  @CsvSource({"128, 1000", "97, 1000", "96, 500", "64, 250", "32, 125", "0, 63"})
  void icmpv6_to_a_wider_prefix_may_be_sent_more_often(int prefixLength, int everyMillis) {
    IcmpLimits limits = limits(IcmpSettings.LINUX);

    assertThat(allowedV6(limits, 20, false, prefixLength)).isEqualTo(6);
    long next = everyMillis * MILLISECOND;
    simulation.runUntil(next - MILLISECOND);
    assertThat(allowedV6(limits, 20, false, prefixLength)).isZero();
    simulation.runUntil(next);
    assertThat(allowedV6(limits, 20, false, prefixLength)).isEqualTo(1);
  }

  private int allowedV6(IcmpLimits limits, int tries, boolean overLoopback, int prefixLength) {
    int allowed = 0;
    for (int i = 0; i < tries; i++) {
      allowed +=
          limits.allowV6(Ipv6Address.parse("2001:db8::1"), overLoopback, prefixLength) ? 1 : 0;
    }
    return allowed;
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

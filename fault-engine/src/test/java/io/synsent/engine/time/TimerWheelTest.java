package io.synsent.engine.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimerWheelTest {

  private static final long JIFFY = 4_000_000L;
  private static final long SECOND = 1_000_000_000L;

  private final Simulation simulation = new Simulation(1);
  private final TimerWheel wheel = new TimerWheel(simulation, TimerWheelSettings.HZ_250);
  private final List<String> ran = new ArrayList<>();

  /** The comment above kernel/time/timer.c has these limits: 63, 504, 4032, 32256 … jiffies. */
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "62, 0",
    "63, 1",
    "503, 1",
    "504, 2",
    "4031, 2",
    "4032, 3",
    "32255, 3",
    "32256, 4",
    "258047, 4",
    "258048, 5",
    "2064383, 5",
    "2064384, 6",
    "16515072, 7",
    "132120576, 8",
    "100000000000, 8"
  })
  void each_level_reaches_eight_times_as_far(long delta, int level) {
    assertThat(TimerWheel.levelOf(delta)).isEqualTo(level);
  }

  /** At HZ 250: 4 ms up to 63 jiffies ahead, then 32, 256 and 2048 ms, always rounding up. */
  @ParameterizedTest
  @CsvSource({
    "0.004, 0.008",
    "0.2, 0.204",
    "1, 1.024",
    "2, 2.016",
    "3, 3.072",
    "4, 4.096",
    "8, 8.192",
    "16, 16.128",
    "32, 32.768",
    "64, 65.536",
    "127, 129.024"
  })
  void a_timer_set_at_the_first_tick_is_rounded_up(double seconds, double fires) {
    wheel.after(Math.round(seconds * SECOND), () -> ran.add("fired"));
    simulation.runUntil(Math.round(fires * SECOND) - 1);
    assertThat(ran).isEmpty();
    simulation.runUntil(Math.round(fires * SECOND));
    assertThat(ran).containsExactly("fired");
  }

  @Property
  void no_timer_fires_early_and_none_later_than_its_granularity(
      @ForAll @LongRange(min = 1, max = 600_000_000_000L) long delay,
      @ForAll @LongRange(min = 0, max = 100_000_000_000L) long setAt,
      @ForAll @LongRange(min = 0, max = JIFFY - 1) long phase,
      @ForAll @LongRange(min = 0, max = 1_000_000) long firstJiffy) {
    Simulation clock = new Simulation(1);
    TimerWheel any = new TimerWheel(clock, new TimerWheelSettings(250, phase, firstJiffy));
    clock.runUntil(setAt);
    Timer timer = any.after(delay, () -> {});

    long level = TimerWheel.levelOf((delay + JIFFY - 1) / JIFFY);
    long granularity = JIFFY << (3 * level);
    assertThat(timer.dueAt() - setAt)
        .isGreaterThanOrEqualTo(delay)
        .isLessThanOrEqualTo(delay + granularity + JIFFY);
    assertThat((timer.dueAt() - phase) % JIFFY).isZero();
    assertThat((((timer.dueAt() - phase) / JIFFY + firstJiffy) << 61) >>> 61)
        .matches(bits -> level == 0 || bits == 0, "a multiple of 8 jiffies above level 0");
  }

  /** Buckets are singly headed lists. */
  @Test
  void of_one_tick_and_level_the_one_that_was_set_last_runs_first() {
    for (String name : List.of("a", "b", "c")) {
      wheel.after(SECOND, () -> ran.add(name));
    }
    simulation.runUntilIdle();

    assertThat(ran).containsExactly("c", "b", "a");
    assertThat(wheel.lastSetRunsFirst()).isTrue();
    assertThat(simulation.lastSetRunsFirst()).isFalse();
  }

  /** expire_timers: "while (levels--)", from the coarsest level down. */
  @Test
  void of_one_tick_the_coarsest_level_runs_first() {
    wheel.after(2 * SECOND, () -> ran.add("level 1")); // fires at 2.016
    long target = 2_016_000_000L;
    simulation.runUntil(target - 40_000_000L);
    wheel.after(36_000_000L, () -> ran.add("level 0"));
    simulation.runUntilIdle();

    assertThat(simulation.now()).isEqualTo(target);
    assertThat(ran).containsExactly("level 1", "level 0");
  }

  @Test
  void a_cancelled_timer_does_not_fire_and_leaves_the_others() {
    Timer first = wheel.after(SECOND, () -> ran.add("first"));
    Timer second = wheel.after(SECOND, () -> ran.add("second"));

    assertThat(first.cancel()).isTrue();
    assertThat(first.cancel()).isFalse();
    assertThat(first.isPending()).isFalse();
    assertThat(second.isPending()).isTrue();
    simulation.runUntilIdle();
    assertThat(ran).containsExactly("second");
    assertThat(second.isPending()).isFalse();
    assertThat(second.cancel()).isFalse();
  }

  @Test
  void when_all_timers_of_a_tick_are_cancelled_nothing_is_scheduled() {
    Timer first = wheel.after(SECOND, () -> ran.add("first"));
    Timer second = wheel.after(SECOND, () -> ran.add("second"));
    first.cancel();
    second.cancel();

    assertThat(simulation.nextEventAt()).isEqualTo(Long.MAX_VALUE);
    wheel.after(SECOND, () -> ran.add("third"));
    simulation.runUntilIdle();
    assertThat(ran).containsExactly("third");
  }

  @Test
  void a_timer_can_cancel_another_of_its_own_tick() {
    Timer[] last = new Timer[1];
    last[0] = wheel.after(SECOND, () -> ran.add("cancelled in time"));
    wheel.after(SECOND, () -> last[0].cancel());
    simulation.runUntilIdle();

    assertThat(ran).isEmpty();
  }

  /** No delay is no timer in the kernel: what follows at once is not rounded. */
  @Test
  void no_delay_is_not_rounded() {
    wheel.after(0, () -> ran.add("at once"));
    simulation.runUntil(0);

    assertThat(ran).containsExactly("at once");
  }
}

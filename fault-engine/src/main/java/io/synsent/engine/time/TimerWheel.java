package io.synsent.engine.time;

/**
 * Timers as Linux's timer wheel gives them (kernel/time/timer.c): due times are whole ticks
 * (jiffies), coarser the further away they are, and always rounded up.
 *
 * <p>Level 0 has a granularity of 1 jiffy and reaches 63 jiffies ahead, level 1 of 8 and reaches
 * 504, level 2 of 64 and reaches 4032, level 3 of 512 and reaches 32256, and so on.
 */
public final class TimerWheel implements Timers {

  /** LVL_CLK_SHIFT: a level is this many bits coarser than the one before. */
  private static final int LEVEL_SHIFT = 3;

  /** LVL_SIZE - 1: how many of its own units a level reaches. */
  private static final long LEVEL_REACH = 63;

  /** LVL_DEPTH with HZ over 100. */
  private static final int LEVELS = 9;

  private final Simulation simulation;
  private final TimerWheelSettings settings;

  public TimerWheel(Simulation simulation, TimerWheelSettings settings) {
    this.simulation = simulation;
    this.settings = settings;
  }

  @Override
  public long now() {
    return simulation.now();
  }

  @Override
  public Timer after(long delayNanos, Runnable event) {
    if (delayNanos == 0) {
      return simulation.after(0, event);
    }
    long jiffies = jiffiesAt(simulation.now());
    long ticks = (delayNanos + settings.tickNanos() - 1) / settings.tickNanos();
    return simulation.at(timeOf(expiryOf(jiffies + ticks, jiffies)), event);
  }

  /** The tick at which a timer set for {@code expires} fires, seen from {@code clk}. */
  static long expiryOf(long expires, long clk) {
    int level = levelOf(expires - clk);
    int shift = level * LEVEL_SHIFT;
    // calc_index: "the timer wheel has to guarantee that a timer does not fire early".
    return ((expires + (1L << shift)) >> shift) << shift;
  }

  /** The lowest level that reaches {@code delta} jiffies ahead. */
  static int levelOf(long delta) {
    int level = 0;
    while (level < LEVELS - 1 && delta >= LEVEL_REACH << (level * LEVEL_SHIFT)) {
      level++;
    }
    return level;
  }

  private long jiffiesAt(long nanos) {
    return settings.firstJiffy()
        + Math.floorDiv(nanos - settings.firstTickNanos(), settings.tickNanos());
  }

  private long timeOf(long jiffy) {
    return settings.firstTickNanos() + (jiffy - settings.firstJiffy()) * settings.tickNanos();
  }
}

package io.synsent.engine.time;

/**
 * The kernel's timer wheel (kernel/time/timer.c): ticks per second, and where the ticks fall.
 *
 * @param hz CONFIG_HZ, 100 to 1000: ticks (jiffies) per second; 250 on most distributions
 * @param firstTickNanos when, after the simulation began, the tick numbered {@code firstJiffy}
 *     falls; less than one tick
 * @param firstJiffy the number of that tick: the wheel's coarser levels turn over at its multiples
 *     of 8, 64, 512 …
 */
public record TimerWheelSettings(int hz, long firstTickNanos, long firstJiffy) {

  /** 250 ticks a second, the first one, numbered zero, at the simulation's beginning. */
  public static final TimerWheelSettings HZ_250 = new TimerWheelSettings(250, 0, 0);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if HZ is not 100 to 1000 or the first tick not within one tick
   */
  public TimerWheelSettings {
    if (hz < 100 || hz > 1000) {
      throw new IllegalArgumentException("HZ " + hz + ": expected 100 to 1000, such as 250");
    }
    if (firstTickNanos < 0 || firstTickNanos >= 1_000_000_000L / hz) {
      throw new IllegalArgumentException(
          "the first tick at "
              + firstTickNanos
              + " ns: expected 0 to less than one tick of "
              + 1_000_000_000L / hz
              + " ns");
    }
    if (firstJiffy < 0) {
      throw new IllegalArgumentException("first jiffy " + firstJiffy + ": expected 0 or more");
    }
  }

  /** The length of a tick. */
  public long tickNanos() {
    return 1_000_000_000L / hz;
  }
}

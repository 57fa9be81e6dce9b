package io.synsent.intercept;

import io.synsent.engine.time.TimeLine;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Internal. The clock of this process: the machine's own, and the one {@link TimeLine} that says
 * how fast the application and every live network run against it.
 */
public final class ProcessClock {

  private static final List<Runnable> LISTENERS = new CopyOnWriteArrayList<>();
  private static volatile TimeLine line = identity();

  private ProcessClock() {}

  private static TimeLine identity() {
    long wall = wallNanos();
    return TimeLine.startingAt(wall, wall);
  }

  /** The map between wall time and application time as it is now. */
  public static TimeLine line() {
    return line;
  }

  /** Puts another time line in force, and wakes whoever sleeps by the old one. */
  public static void setLine(TimeLine newLine) {
    line = newLine;
    LISTENERS.forEach(Runnable::run);
  }

  /** Calls {@code listener} after every change of the time line. */
  public static void onChange(Runnable listener) {
    LISTENERS.add(listener);
  }

  /** Takes a listener away. */
  public static void removeListener(Runnable listener) {
    LISTENERS.remove(listener);
  }

  /**
   * Wall time: {@link System#nanoTime()} as the machine counts it. Time-lapse rewrites no class of
   * SynSent, so this stays true at any rate.
   */
  public static long wallNanos() {
    return System.nanoTime();
  }
}

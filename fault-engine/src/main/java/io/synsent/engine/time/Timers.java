package io.synsent.engine.time;

/**
 * The only view of time a layer has: what time it is, and "wake me later".
 *
 * <p>A layer never learns whether the simulation runs against the wall clock or as fast as it can,
 * nor whether its host rounds timers up to jiffies.
 */
public interface Timers {

  /** Nanoseconds since the simulation began. */
  long now();

  /**
   * Runs {@code event} once, {@code delayNanos} from now.
   *
   * @param delayNanos zero or more; zero runs after everything that is already due now
   * @throws IllegalArgumentException if {@code delayNanos} is negative
   */
  Timer after(long delayNanos, Runnable event);

  /**
   * Which of two timers that are due at the same instant runs first: the one that was set last, as
   * on the kernel's timer wheel, or the one that was set first.
   */
  default boolean lastSetRunsFirst() {
    return false;
  }
}

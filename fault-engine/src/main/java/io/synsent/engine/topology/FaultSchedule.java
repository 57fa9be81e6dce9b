package io.synsent.engine.topology;

import java.time.Duration;
import java.util.Optional;

/**
 * When a fault holds: always, for the first attempts, by chance, or in a window of time. All that
 * is said has to be so.
 *
 * <p>An attempt is one connect() that reached the client's stack, counted for each host and port;
 * for a fault of a name it is one look-up of it. What the fault does not hit works, and the port
 * that is asked for is open unless something else is said of it.
 *
 * @param times the fault hits so many attempts and then no more; 0 for no limit
 * @param probability the share of attempts that it hits, by the network's seed: more than 0, at
 *     most 1
 * @param from it begins then, counted from the beginning of the network
 * @param until it ends then; empty for never
 */
public record FaultSchedule(
    int times, double probability, Duration from, Optional<Duration> until) {

  /** It always holds. */
  public static final FaultSchedule ALWAYS =
      new FaultSchedule(0, 1, Duration.ZERO, Optional.empty());

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the value that is out of its range
   */
  public FaultSchedule {
    if (times < 0) {
      throw new IllegalArgumentException("times " + times + ": expected 1 or more");
    }
    if (!(probability > 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "probability " + probability + ": expected more than 0 and at most 1");
    }
    if (from.isNegative()) {
      throw new IllegalArgumentException("from " + from + ": expected zero or more");
    }
    if (until.isPresent() && until.get().compareTo(from) <= 0) {
      throw new IllegalArgumentException(
          "until " + until.get() + " is not after from " + from + ": the fault would never hold");
    }
  }

  /**
   * For the first attempts on each port.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public static FaultSchedule firstAttempts(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("times " + count + ": expected 1 or more");
    }
    return new FaultSchedule(count, 1, Duration.ZERO, Optional.empty());
  }

  /**
   * For a share of the attempts.
   *
   * @param probability more than 0, at most 1
   */
  public static FaultSchedule sometimes(double probability) {
    return new FaultSchedule(0, probability, Duration.ZERO, Optional.empty());
  }

  /** From one time on until another, counted from the beginning of the network. */
  public static FaultSchedule between(Duration from, Duration until) {
    return new FaultSchedule(0, 1, from, Optional.of(until));
  }

  /** The same, beginning then. */
  public FaultSchedule from(Duration newFrom) {
    return new FaultSchedule(times, probability, newFrom, until);
  }

  /** The same, ending then. */
  public FaultSchedule until(Duration newUntil) {
    return new FaultSchedule(times, probability, from, Optional.of(newUntil));
  }

  /** Whether the fault always holds. */
  public boolean isAlways() {
    return equals(ALWAYS);
  }

  /** Whether it is decided anew for each attempt, not by time alone. */
  boolean isPerAttempt() {
    return times > 0 || probability < 1;
  }

  boolean holdsAt(long nanos) {
    return nanos >= from.toNanos() && (until.isEmpty() || nanos < until.get().toNanos());
  }
}

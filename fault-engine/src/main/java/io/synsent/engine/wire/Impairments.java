package io.synsent.engine.wire;

import io.synsent.engine.packet.EthernetFrame;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** The usual ways in which a wire is bad. */
public final class Impairments {

  private static final long[] LOST = {};

  private Impairments() {}

  /** Loses the first {@code count} of the frames that {@code which} picks. */
  public static Impairment loseFirst(int count, Predicate<EthernetFrame> which) {
    int[] left = {count};
    return frame -> which.test(frame) && left[0]-- > 0 ? LOST : Impairment.UNHARMED;
  }

  /** Loses each of the frames that {@code which} picks with a probability of 0 to 1. */
  public static Impairment loseRandomly(
      double probability, RandomGenerator random, Predicate<EthernetFrame> which) {
    return frame ->
        which.test(frame) && random.nextDouble() < probability ? LOST : Impairment.UNHARMED;
  }

  /** Delays the first {@code count} of the frames that {@code which} picks. */
  public static Impairment delayFirst(int count, Duration delay, Predicate<EthernetFrame> which) {
    int[] left = {count};
    long[] late = {delay.toNanos()};
    return frame -> which.test(frame) && left[0]-- > 0 ? late : Impairment.UNHARMED;
  }

  /** Lets the first {@code count} of the frames that {@code which} picks arrive twice. */
  public static Impairment duplicateFirst(
      int count, Duration distance, Predicate<EthernetFrame> which) {
    int[] left = {count};
    long[] twice = {0, distance.toNanos()};
    return frame -> which.test(frame) && left[0]-- > 0 ? twice : Impairment.UNHARMED;
  }
}

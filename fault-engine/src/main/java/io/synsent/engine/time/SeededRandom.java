package io.synsent.engine.time;

import java.util.random.RandomGenerator;

/**
 * SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) from a seed and a purpose.
 *
 * <p>It is written out, ranges included, so that the numbers depend on no JDK's choice of
 * algorithm: the defaults of {@link RandomGenerator} may change from one JDK to the next.
 */
final class SeededRandom implements RandomGenerator {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  /** 2^-53: a double has 53 bits of precision. */
  private static final double DOUBLE_UNIT = 0x1.0p-53;

  private long state;

  SeededRandom(long seed, String purpose) {
    this(hash(seed, purpose));
  }

  /** The plain algorithm from a given state. */
  SeededRandom(long state) {
    this.state = state;
  }

  private static long hash(long seed, String purpose) {
    long hash = mix(seed + GOLDEN_GAMMA); // else "a" of one seed is "b" of the seed before
    for (int i = 0; i < purpose.length(); i++) {
      hash = mix(hash + GOLDEN_GAMMA + purpose.charAt(i));
    }
    return hash;
  }

  @Override
  public long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  @Override
  public int nextInt() {
    return (int) (nextLong() >>> 32);
  }

  @Override
  public boolean nextBoolean() {
    return nextLong() < 0;
  }

  /** Uniform in [0, 1). */
  @Override
  public double nextDouble() {
    return (nextLong() >>> 11) * DOUBLE_UNIT;
  }

  @Override
  public int nextInt(int bound) {
    return (int) nextLong(bound);
  }

  @Override
  public int nextInt(int origin, int bound) {
    return (int) nextLong(origin, bound);
  }

  /** Uniform in [0, bound): draws that would favour small numbers are thrown away. */
  @Override
  public long nextLong(long bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("a bound of " + bound + ": it must be 1 or more");
    }
    long tooMany = Long.remainderUnsigned(-bound, bound); // 2^64 mod bound
    long draw;
    do {
      draw = nextLong();
    } while (Long.compareUnsigned(draw, tooMany) < 0);
    return Long.remainderUnsigned(draw, bound);
  }

  /** Uniform in [origin, bound). */
  @Override
  public long nextLong(long origin, long bound) {
    if (origin >= bound) {
      throw new IllegalArgumentException(
          "a range from " + origin + " to " + bound + ": the bound must be larger");
    }
    return origin + nextLong(Math.subtractExact(bound, origin));
  }

  @Override
  public double nextDouble(double bound) {
    return nextDouble() * bound;
  }

  @Override
  public double nextDouble(double origin, double bound) {
    return origin + nextDouble() * (bound - origin);
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}

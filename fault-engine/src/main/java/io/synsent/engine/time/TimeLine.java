package io.synsent.engine.time;

import io.synsent.engine.Nullable;

/**
 * The map between wall time and application time: piecewise linear, never backwards, and immutable.
 *
 * <p>Both are nanosecond counts with an arbitrary origin, as those of {@link System#nanoTime()}, so
 * that only differences mean anything. A piece starts at a wall time, with an application time and
 * a whole-numbered rate; a change of rate or a jump gives a new time line that remembers the pieces
 * before it. A wall time read just before a change is therefore mapped as it was then, whichever of
 * the two time lines its reader holds.
 *
 * <p>This class has no nested classes and imports nothing, because time-lapse also defines it
 * inside {@code java.base}, where the JDK's own clock reads need the same arithmetic.
 */
public final class TimeLine {

  /** The fastest a clock may run. */
  public static final int MAX_RATE = 1000;

  /** So many changes are remembered at least; older wall times are mapped by the oldest of them. */
  static final int REMEMBERED_CHANGES = 1024;

  private final @Nullable TimeLine earlier;
  private final int changes;
  private final long wallFrom;
  private final long applicationFrom;
  private final int rate;

  private TimeLine(
      @Nullable TimeLine earlier, int changes, long wallFrom, long applicationFrom, int rate) {
    this.earlier = earlier;
    this.changes = changes;
    this.wallFrom = wallFrom;
    this.applicationFrom = applicationFrom;
    this.rate = rate;
  }

  /**
   * Application time that runs at wall speed and shows {@code application} when the wall shows
   * {@code wall}.
   */
  public static TimeLine startingAt(long wall, long application) {
    return new TimeLine(null, 0, wall, application, 1);
  }

  /** Nanoseconds of application time at a wall time. */
  public long applicationAt(long wall) {
    TimeLine piece = this;
    while (wall - piece.wallFrom < 0 && piece.earlier != null) {
      piece = piece.earlier;
    }
    return piece.applicationFrom + (wall - piece.wallFrom) * piece.rate;
  }

  /**
   * The first wall time at which the application's clock shows {@code application} or more.
   *
   * @return the wall time as far as it is known now: a later change of rate or a jump moves it
   */
  public long wallAt(long application) {
    TimeLine next = null;
    TimeLine piece = this;
    while (application - piece.applicationFrom < 0 && piece.earlier != null) {
      next = piece;
      piece = piece.earlier;
    }
    long wall = piece.wallFrom + divideRoundingUp(application - piece.applicationFrom, piece.rate);
    return next != null && wall - next.wallFrom > 0 ? next.wallFrom : wall;
  }

  /**
   * How long the wall takes for a stretch of application time at the current rate, rounded up.
   *
   * @param applicationNanos zero or more
   */
  public long wallNanosFor(long applicationNanos) {
    return divideRoundingUp(applicationNanos, rate);
  }

  /** How many seconds of application time pass in a second of wall time. */
  public int rate() {
    return rate;
  }

  /** How often rate or offset changed since the time line began. */
  public int changes() {
    return changes;
  }

  /**
   * The same time line until {@code wall}, and {@code newRate} times wall speed from then on.
   *
   * @param newRate 1 to {@value #MAX_RATE}
   * @throws IllegalArgumentException if the rate is out of range or {@code wall} lies before the
   *     last change
   */
  public TimeLine withRate(long wall, int newRate) {
    if (newRate < 1 || newRate > MAX_RATE) {
      throw new IllegalArgumentException(
          "a clock cannot run " + newRate + " times faster: the rate is 1 to " + MAX_RATE);
    }
    return changed(wall, applicationAt(wall), newRate);
  }

  /**
   * The same time line until {@code wall}, when the application's clock leaps to {@code
   * application} and goes on at the same rate.
   *
   * @throws IllegalArgumentException if that would be a leap back, or {@code wall} lies before the
   *     last change
   */
  public TimeLine withJump(long wall, long application) {
    if (application - applicationAt(wall) < 0) {
      throw new IllegalArgumentException(
          "application time never runs backwards: it is "
              + applicationAt(wall)
              + " ns and cannot jump to "
              + application
              + " ns");
    }
    return changed(wall, application, rate);
  }

  private TimeLine changed(long wall, long application, int newRate) {
    if (wall - wallFrom < 0) {
      throw new IllegalArgumentException(
          "a change at wall time "
              + wall
              + " ns lies before the last one, at "
              + wallFrom
              + " ns: what was read since would run backwards");
    }
    boolean full = changes > 0 && changes % REMEMBERED_CHANGES == 0;
    return new TimeLine(full ? forgetful() : this, changes + 1, wall, application, newRate);
  }

  /** This time line without what is older than {@link #REMEMBERED_CHANGES} changes. */
  private TimeLine forgetful() {
    TimeLine[] kept = new TimeLine[REMEMBERED_CHANGES];
    int count = 0;
    for (TimeLine piece = this; piece != null && count < kept.length; piece = piece.earlier) {
      kept[count++] = piece;
    }
    TimeLine copy = null;
    while (count-- > 0) {
      TimeLine piece = kept[count];
      copy = new TimeLine(copy, piece.changes, piece.wallFrom, piece.applicationFrom, piece.rate);
    }
    return copy == null ? this : copy;
  }

  private static long divideRoundingUp(long nanos, int rate) {
    return -Math.floorDiv(-nanos, rate);
  }

  @Override
  public String toString() {
    return "application time " + applicationFrom + " ns at wall time " + wallFrom + " ns, x" + rate;
  }
}

package io.synsent.junit;

import io.synsent.intercept.SynSent;
import io.synsent.timelapse.Lapse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The lapses that have begun: of the session, a suite, a class, a method. The clock has one rate at
 * a time, so while an inner one runs those around it pause.
 */
final class LapseStack {

  private static final Deque<Level> LEVELS = new ArrayDeque<>();

  private LapseStack() {}

  /** Begins one inside of those that run. */
  static synchronized Level push(int rate) {
    Level around = LEVELS.peek();
    if (around != null) {
      around.lapse.close();
    }
    try {
      // The hooks prove themselves by the wall's clock, so they go in before the clock runs faster.
      SynSent.install();
      Level level = new Level(io.synsent.timelapse.TimeLapse.start(rate));
      LEVELS.push(level);
      return level;
    } catch (RuntimeException e) {
      if (around != null) {
        around.goOn();
      }
      throw e;
    }
  }

  /** Ends it; the one around it goes on. */
  static synchronized void pop(Level level) {
    level.lapse.close();
    if (LEVELS.peek() != level) {
      throw new IllegalStateException(
          "bug in SynSent: another time-lapse began inside of this one");
    }
    LEVELS.pop();
    Level around = LEVELS.peek();
    if (around != null) {
      around.goOn();
    }
  }

  /** One of them, with the times in which it ran: it pauses while an inner one does. */
  static final class Level implements Lapse {
    private volatile io.synsent.timelapse.TimeLapse lapse;
    private volatile Duration simulatedBefore = Duration.ZERO;
    private volatile Duration wallBefore = Duration.ZERO;
    private volatile int leapsBefore;

    private Level(io.synsent.timelapse.TimeLapse lapse) {
      this.lapse = lapse;
    }

    private void goOn() {
      simulatedBefore = simulated();
      wallBefore = wall();
      leapsBefore = leaps();
      lapse = io.synsent.timelapse.TimeLapse.start(lapse.rate());
    }

    @Override
    public int rate() {
      return lapse.rate();
    }

    @Override
    public Duration simulated() {
      return simulatedBefore.plus(lapse.simulated());
    }

    @Override
    public Duration wall() {
      return wallBefore.plus(lapse.wall());
    }

    @Override
    public int leaps() {
      return leapsBefore + lapse.leaps();
    }
  }
}

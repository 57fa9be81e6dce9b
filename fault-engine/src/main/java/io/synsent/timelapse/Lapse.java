package io.synsent.timelapse;

import java.time.Duration;

/**
 * A time-lapse as a test sees it: how much time passed by the application's clock and the wall's.
 */
public interface Lapse {

  /** How many times faster than the wall's clock it runs, or {@link TimeLapse#AUTO}. */
  int rate();

  /** Application time since the lapse began, up to its end. */
  Duration simulated();

  /** Wall time since the lapse began, up to its end. */
  Duration wall();

  /** How often the clock leapt; 0 for a lapse with a rate. */
  int leaps();
}

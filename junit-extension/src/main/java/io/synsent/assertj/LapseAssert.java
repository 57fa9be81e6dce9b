package io.synsent.assertj;

import io.synsent.timelapse.Lapse;
import java.time.Duration;
import org.assertj.core.api.AbstractDurationAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * Assertions about the time that passes in a time-lapse; how much was right is for AssertJ's
 * assertions about a {@link Duration} to say.
 *
 * <pre>{@code
 * assertThat(lapse)
 *     .timeOf(() -> assertThatThrownBy(() -> client.connect("10.225.31.13", 8080)))
 *     .isBetween(ofSeconds(127), ofSeconds(128));
 * assertThat(lapse).wall().isLessThan(ofSeconds(10));
 * }</pre>
 *
 * <p>With a rate, what the machine takes counts that many times: leave room above.
 */
public final class LapseAssert {

  private final Lapse lapse;

  LapseAssert(Lapse lapse) {
    this.lapse = lapse;
  }

  /** Begins assertions about the application time since the lapse began. */
  public AbstractDurationAssert<?> simulated() {
    return about(lapse.simulated(), "application time", lapse.wall());
  }

  /** Begins assertions about the wall time since the lapse began. */
  public AbstractDurationAssert<?> wall() {
    return Assertions.assertThat(lapse.wall())
        .as("wall time in which %s of the application passed", lapse.simulated());
  }

  /**
   * Runs {@code action} and begins assertions about the application time it took.
   *
   * @throws RuntimeException or {@link Error}, if the action throws one, as it is; anything else it
   *     throws is the cause of an {@link AssertionError}
   */
  public AbstractDurationAssert<?> timeOf(ThrowingCallable action) {
    Duration simulatedBefore = lapse.simulated();
    Duration wallBefore = lapse.wall();
    try {
      action.call();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(
          "Expected an action that ends by itself, to measure the application time it takes, but"
              + " it threw "
              + e
              + ": assert the exception inside of it",
          e);
    }
    return about(
        lapse.simulated().minus(simulatedBefore),
        "application time of the action",
        lapse.wall().minus(wallBefore));
  }

  private static AbstractDurationAssert<?> about(Duration simulated, String what, Duration wall) {
    return Assertions.assertThat(simulated).as("%s, in which the wall's clock went %s", what, wall);
  }
}

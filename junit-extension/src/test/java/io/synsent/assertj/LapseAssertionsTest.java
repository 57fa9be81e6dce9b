package io.synsent.assertj;

import static io.synsent.assertj.SynSentAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synsent.timelapse.Lapse;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Each assertion when it holds, and its message when it does not. */
class LapseAssertionsTest {

  /** A hundred times the wall's clock, which the test sets. */
  private static final class SetByHand implements Lapse {
    private Duration wall = Duration.ofSeconds(1);

    void pass(Duration wallTime) {
      wall = wall.plus(wallTime);
    }

    @Override
    public int rate() {
      return 100;
    }

    @Override
    public Duration simulated() {
      return wall.multipliedBy(100);
    }

    @Override
    public Duration wall() {
      return wall;
    }

    @Override
    public int leaps() {
      return 0;
    }
  }

  private final SetByHand lapse = new SetByHand();

  @Test
  void time_since_the_lapse_began_by_each_clock() {
    assertThat(lapse).simulated().isEqualTo(Duration.ofSeconds(100));
    assertThat(lapse).wall().isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void time_of_an_action_leaves_out_what_was_before() {
    assertThat(lapse)
        .timeOf(() -> lapse.pass(Duration.ofMillis(1270)))
        .isEqualTo(Duration.ofSeconds(127));
  }

  @Test
  void message_tells_both_times() {
    assertThatThrownBy(
            () ->
                assertThat(lapse)
                    .timeOf(() -> lapse.pass(Duration.ofMillis(1270)))
                    .isLessThan(Duration.ofSeconds(10)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(
            "application time of the action, in which the wall's clock went PT1.27S")
        .hasMessageContaining("2M7S");
    assertThatThrownBy(() -> assertThat(lapse).simulated().isZero())
        .hasMessageContaining("application time, in which the wall's clock went PT2.27S");
    assertThatThrownBy(() -> assertThat(lapse).wall().isZero())
        .hasMessageContaining("wall time in which PT3M47S of the application passed");
  }

  @Test
  void checked_exception_of_the_action_is_no_time_to_assert() {
    assertThatThrownBy(
            () ->
                assertThat(lapse)
                    .timeOf(
                        () -> {
                          throw new IOException("reset");
                        }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("it threw java.io.IOException: reset: assert the exception inside")
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void unchecked_exception_of_the_action_is_thrown_as_it_is() {
    IllegalStateException own = new IllegalStateException("own");
    assertThatThrownBy(
            () ->
                assertThat(lapse)
                    .timeOf(
                        () -> {
                          throw own;
                        }))
        .isSameAs(own);
  }
}

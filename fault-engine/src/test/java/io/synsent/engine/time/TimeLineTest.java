package io.synsent.engine.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TimeLineTest {

  @Test
  void runs_at_wall_speed_from_its_start() {
    TimeLine line = TimeLine.startingAt(1_000, 0);

    assertThat(line.applicationAt(1_000)).isZero();
    assertThat(line.applicationAt(1_250)).isEqualTo(250);
    assertThat(line.wallAt(250)).isEqualTo(1_250);
    assertThat(line.rate()).isEqualTo(1);
  }

  @Test
  void change_of_rate_is_continuous() {
    TimeLine line = TimeLine.startingAt(0, 0).withRate(100, 50);

    assertThat(line.applicationAt(99)).isEqualTo(99);
    assertThat(line.applicationAt(100)).isEqualTo(100);
    assertThat(line.applicationAt(101)).isEqualTo(150);
    assertThat(line.withRate(200, 1).applicationAt(201)).isEqualTo(100 + 100 * 50 + 1);
  }

  @Test
  void wall_time_before_a_change_is_mapped_as_it_was_then() {
    TimeLine slow = TimeLine.startingAt(0, 0);
    TimeLine fast = slow.withRate(1_000, 100);
    TimeLine slowAgain = fast.withRate(2_000, 1);

    for (long wall = -10; wall < 1_000; wall += 7) {
      assertThat(slowAgain.applicationAt(wall)).isEqualTo(slow.applicationAt(wall));
    }
    for (long wall = 1_000; wall < 2_000; wall += 7) {
      assertThat(slowAgain.applicationAt(wall)).isEqualTo(fast.applicationAt(wall));
    }
  }

  @Test
  void jump_leaps_over_application_time_in_no_wall_time() {
    TimeLine line = TimeLine.startingAt(0, 0).withJump(500, 127_000);

    assertThat(line.applicationAt(499)).isEqualTo(499);
    assertThat(line.applicationAt(500)).isEqualTo(127_000);
    assertThat(line.wallAt(600)).isEqualTo(500);
    assertThat(line.wallAt(126_999)).isEqualTo(500);
    assertThat(line.wallAt(127_001)).isEqualTo(501);
  }

  @Test
  void inverse_gives_the_first_wall_time_at_which_application_time_is_reached() {
    Random random = new Random(7);
    TimeLine line = TimeLine.startingAt(-5_000, 40);
    long wall = -5_000;
    for (int i = 0; i < 200; i++) {
      wall += random.nextInt(100);
      line =
          random.nextBoolean()
              ? line.withRate(wall, 1 + random.nextInt(TimeLine.MAX_RATE))
              : line.withJump(wall, line.applicationAt(wall) + random.nextInt(10_000));
    }
    long first = line.applicationAt(-5_000);
    long last = line.applicationAt(wall + 10);
    for (long application = first; application < last; application += 131) {
      long at = line.wallAt(application);
      assertThat(line.applicationAt(at)).isGreaterThanOrEqualTo(application);
      assertThat(line.applicationAt(at - 1)).isLessThan(application);
    }
  }

  @Test
  void never_runs_backwards() {
    Random random = new Random(11);
    TimeLine line = TimeLine.startingAt(0, 0);
    long previous = Long.MIN_VALUE;
    for (long wall = 0; wall < 100_000; wall += 1 + random.nextInt(3)) {
      int dice = random.nextInt(10);
      if (dice == 0) {
        line = line.withRate(wall, 1 + random.nextInt(TimeLine.MAX_RATE));
      } else if (dice == 1) {
        line = line.withJump(wall, line.applicationAt(wall) + random.nextInt(1_000));
      }
      long application = line.applicationAt(wall);
      assertThat(application).isGreaterThanOrEqualTo(previous);
      previous = application;
    }
  }

  @Test
  void survives_a_wrap_of_the_wall_clock() {
    long wall = Long.MAX_VALUE - 10;
    TimeLine line = TimeLine.startingAt(wall, 0).withRate(wall + 5, 10);

    assertThat(line.applicationAt(wall + 20)).isEqualTo(5 + 15 * 10);
    assertThat(line.wallAt(5 + 15 * 10)).isEqualTo(wall + 20);
  }

  @Test
  void waits_are_rounded_up_so_that_nobody_wakes_early() {
    TimeLine line = TimeLine.startingAt(0, 0).withRate(0, 100);

    assertThat(line.wallNanosFor(0)).isZero();
    assertThat(line.wallNanosFor(1)).isEqualTo(1);
    assertThat(line.wallNanosFor(1_000)).isEqualTo(10);
    assertThat(line.wallNanosFor(1_001)).isEqualTo(11);
    assertThat(line.wallNanosFor(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE / 100 + 1);
  }

  @Test
  void remembers_recent_changes_and_forgets_old_ones() {
    TimeLine line = TimeLine.startingAt(0, 0);
    int many = 5 * TimeLine.REMEMBERED_CHANGES;
    for (int i = 1; i <= many; i++) {
      line = line.withJump(i, 2L * i);
    }

    assertThat(line.changes()).isEqualTo(many);
    for (int back = 0; back < TimeLine.REMEMBERED_CHANGES; back++) {
      assertThat(line.applicationAt(many - back)).isEqualTo(2L * (many - back));
    }
  }

  @Test
  void refuses_what_would_run_backwards() {
    TimeLine line = TimeLine.startingAt(0, 0).withRate(100, 10);

    assertThatIllegalArgumentException().isThrownBy(() -> line.withRate(99, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> line.withJump(99, 1_000));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> line.withJump(110, 199))
        .withMessageContaining("never runs backwards");
    assertThat(line.withJump(110, 200).applicationAt(110)).isEqualTo(200);
  }

  @Test
  void refuses_a_rate_out_of_range() {
    TimeLine line = TimeLine.startingAt(0, 0);

    assertThatIllegalArgumentException().isThrownBy(() -> line.withRate(0, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> line.withRate(0, 1001))
        .withMessageContaining("1 to 1000");
  }
}

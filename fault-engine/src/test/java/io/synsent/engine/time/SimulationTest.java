package io.synsent.engine.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulationTest {

  private final Simulation simulation = new Simulation(42);
  private final List<String> ran = new ArrayList<>();

  private Runnable note(String name) {
    return () -> ran.add(name + "@" + simulation.now());
  }

  @Test
  void events_run_in_the_order_of_time_then_of_scheduling() {
    simulation.at(20, note("late"));
    simulation.at(10, note("first"));
    simulation.at(10, note("second"));
    simulation.after(5, note("early"));
    simulation.runUntilIdle();

    assertThat(ran).containsExactly("early@5", "first@10", "second@10", "late@20");
    assertThat(simulation.eventsRun()).isEqualTo(4);
    assertThat(simulation.seed()).isEqualTo(42);
  }

  @Test
  void run_until_includes_its_own_time_and_moves_the_clock_there() {
    simulation.at(10, note("due"));
    simulation.at(11, note("later"));
    simulation.runUntil(10);

    assertThat(ran).containsExactly("due@10");
    assertThat(simulation.now()).isEqualTo(10);
    assertThat(simulation.nextEventAt()).isEqualTo(11);
    simulation.runUntil(10_000);
    assertThat(simulation.now()).isEqualTo(10_000);
    assertThat(simulation.nextEventAt()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void run_until_runs_what_its_events_schedule_as_long_as_it_is_due() {
    simulation.at(
        1,
        () -> {
          simulation.after(0, note("at once"));
          simulation.after(9, note("still due"));
          simulation.after(10, note("too late"));
        });
    simulation.runUntil(10);

    assertThat(ran).containsExactly("at once@1", "still due@10");
  }

  @Test
  void zero_delay_runs_after_everything_already_due() {
    simulation.at(
        1,
        () -> {
          ran.add("one");
          simulation.after(0, note("zero delay"));
        });
    simulation.at(1, note("two"));
    simulation.runUntilIdle();

    assertThat(ran).containsExactly("one", "two@1", "zero delay@1");
  }

  @Test
  void the_clock_never_goes_backwards() {
    simulation.runUntil(100);
    simulation.runUntil(50);

    assertThat(simulation.now()).isEqualTo(100);
  }

  @Test
  void run_until_the_end_of_time_ends_when_nothing_is_left() {
    simulation.at(5, note("last"));
    simulation.runUntil(Long.MAX_VALUE);

    assertThat(ran).containsExactly("last@5");
  }

  @Test
  void idle_leaves_the_clock_at_the_last_event() {
    simulation.at(5, note("last"));
    simulation.runUntilIdle();

    assertThat(simulation.now()).isEqualTo(5);
  }

  @Test
  void a_cancelled_event_does_not_run_and_is_not_what_comes_next() {
    Timer cancelled = simulation.at(10, note("cancelled"));
    Timer other = simulation.at(20, note("other"));

    assertThat(simulation.queueLength()).isEqualTo(2);
    assertThat(cancelled.isPending()).isTrue();
    assertThat(cancelled.cancel()).isTrue();
    assertThat(cancelled.cancel()).isFalse();
    assertThat(cancelled.isPending()).isFalse();
    assertThat(cancelled.dueAt()).isEqualTo(10);
    assertThat(simulation.nextEventAt()).isEqualTo(20);
    assertThat(simulation.pendingEvents()).isEqualTo(1);
    simulation.runUntilIdle();
    assertThat(ran).containsExactly("other@20");
    assertThat(other.isPending()).isFalse();
    assertThat(other.cancel()).isFalse();
    assertThat(simulation.eventsRun()).isEqualTo(1);
  }

  @Test
  void an_event_can_call_off_another_of_the_same_time() {
    List<Timer> second = new ArrayList<>();
    simulation.at(1, () -> second.get(0).cancel());
    second.add(simulation.at(1, note("second")));
    simulation.runUntilIdle();

    assertThat(ran).isEmpty();
  }

  @Test
  void an_event_that_throws_has_run_and_the_rest_can_still_run() {
    simulation.at(
        1,
        () -> {
          throw new IllegalStateException("from the event");
        });
    simulation.at(2, note("next"));

    assertThatThrownBy(simulation::runUntilIdle).hasMessage("from the event");
    assertThat(simulation.now()).isEqualTo(1);
    simulation.runUntilIdle();
    assertThat(ran).containsExactly("next@2");
  }

  @Test
  void cancelling_keeps_the_order_of_the_rest() {
    List<Timer> timers = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      timers.add(simulation.at(i % 7, note(Integer.toString(i))));
    }
    for (int i = 0; i < 10_000; i++) {
      if (i % 10 != 3) {
        timers.get(i).cancel();
      }
    }
    simulation.runUntilIdle();

    List<String> expected = new ArrayList<>();
    for (int time = 0; time < 7; time++) {
      for (int i = 3; i < 10_000; i += 10) {
        if (i % 7 == time) {
          expected.add(i + "@" + time);
        }
      }
    }
    assertThat(ran).isEqualTo(expected);
  }

  /** With a search through the queue this would be 5 billion comparisons, and take minutes. */
  @Test
  void a_hundred_thousand_timers_are_cancelled_without_searching_for_them() {
    Timer[] timers = new Timer[100_000];
    Arrays.setAll(timers, i -> simulation.at(1_000_000 + i, note("never")));
    long before = System.nanoTime();
    for (int i = timers.length - 1; i >= 0; i--) {
      timers[i].cancel();
    }
    long took = System.nanoTime() - before;

    assertThat(simulation.pendingEvents()).isZero();
    assertThat(simulation.nextEventAt()).isEqualTo(Long.MAX_VALUE);
    assertThat(took).isLessThan(5_000_000_000L);
  }

  /** As a socket does: it arms a far timer, then cancels it since the answer came. */
  @Test
  void timers_armed_and_cancelled_again_and_again_do_not_pile_up() {
    for (int i = 0; i < 1_000_000; i++) {
      simulation.after(1_000_000_000, note("never")).cancel();
      assertThat(simulation.queueLength()).isLessThan(200);
    }
    assertThat(simulation.pendingEvents()).isZero();
  }

  @Test
  void a_timer_that_ran_or_was_cancelled_lets_go_of_its_action() throws InterruptedException {
    List<WeakReference<Runnable>> actions = new ArrayList<>();
    List<Timer> kept = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Runnable action = note(Integer.toString(i));
      actions.add(new WeakReference<>(action));
      kept.add(simulation.at(10, action));
    }
    kept.get(0).cancel();
    simulation.at(10, () -> {});
    simulation.runUntilIdle();

    assertThat(ran).containsExactly("1@10");
    for (int tries = 0; tries < 100 && actions.stream().anyMatch(a -> a.get() != null); tries++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(actions).allMatch(action -> action.get() == null);
    assertThat(kept).noneMatch(Timer::isPending);
  }

  @Test
  void times_that_cannot_be_are_refused() {
    simulation.runUntil(100);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> simulation.at(99, note("past")))
        .withMessageContaining("99")
        .withMessageContaining("100");
    assertThatIllegalArgumentException().isThrownBy(() -> simulation.after(-1, note("past")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> simulation.at(Long.MAX_VALUE, note("never")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> simulation.after(Long.MAX_VALUE - 100, note("overflow")));
    assertThat(simulation.nextEventAt()).isEqualTo(Long.MAX_VALUE);
  }
}

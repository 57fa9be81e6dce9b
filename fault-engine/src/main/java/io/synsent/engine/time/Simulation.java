package io.synsent.engine.time;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/**
 * The discrete-event simulation: one queue of events, ordered by time and then by the order in
 * which they were scheduled, so that the same seed always gives the same bytes.
 *
 * <p>Single-threaded: whoever drives it calls {@link #runUntil}; events run on that thread.
 */
public final class Simulation implements Timers {

  private static final Comparator<Event> BY_TIME_THEN_SEQUENCE =
      Comparator.comparingLong(Event::dueAt).thenComparingLong(event -> event.sequence);

  private final PriorityQueue<Event> queue = new PriorityQueue<>(BY_TIME_THEN_SEQUENCE);
  private final long seed;
  private long now;
  private long nextSequence;
  private long eventsRun;

  public Simulation(long seed) {
    this.seed = seed;
  }

  @Override
  public long now() {
    return now;
  }

  /** The seed that every random number of this simulation comes from. */
  public long seed() {
    return seed;
  }

  /**
   * Runs {@code event} once at {@code when}.
   *
   * @param when nanoseconds since the simulation began, not before {@link #now()}
   * @throws IllegalArgumentException if {@code when} is in the past
   */
  public Timer at(long when, Runnable event) {
    if (when < now) {
      throw new IllegalArgumentException(
          "an event at "
              + when
              + " ns lies before now, "
              + now
              + " ns: schedule it at now or later");
    }
    Event scheduled = new Event(when, nextSequence++, event);
    queue.add(scheduled);
    return scheduled;
  }

  @Override
  public Timer after(long delayNanos, Runnable event) {
    if (delayNanos < 0) {
      throw new IllegalArgumentException("a delay of " + delayNanos + " ns: it must be 0 or more");
    }
    return at(now + delayNanos, event);
  }

  /** When the next event is due, or {@link Long#MAX_VALUE} if none is. */
  public long nextEventAt() {
    Event head = queue.peek();
    return head == null ? Long.MAX_VALUE : head.dueAt;
  }

  /**
   * Runs every event due up to and including {@code when}, then sets the clock to {@code when}.
   *
   * <p>A {@code when} before now runs nothing: the clock never goes backwards.
   */
  public void runUntil(long when) {
    while (nextEventAt() <= when) {
      runNext();
    }
    now = Math.max(now, when);
  }

  /** Runs events until none is left; the clock stops at the last one. */
  public void runUntilIdle() {
    while (!queue.isEmpty()) {
      runNext();
    }
  }

  /** How many events have run so far. */
  public long eventsRun() {
    return eventsRun;
  }

  /**
   * A stream of random numbers for one purpose, the same for the same seed.
   *
   * <p>Each purpose has its own stream, so that a new draw in one place does not move the numbers
   * of another.
   */
  public RandomGenerator random(String purpose) {
    return new SeededRandom(seed, purpose);
  }

  private void runNext() {
    Event event = queue.remove();
    now = event.dueAt;
    event.state = State.DONE;
    eventsRun++;
    event.action.run();
  }

  private enum State {
    PENDING,
    DONE,
    CANCELLED
  }

  private final class Event implements Timer {
    private final long dueAt;
    private final long sequence;
    private final Runnable action;
    private State state = State.PENDING;

    Event(long dueAt, long sequence, Runnable action) {
      this.dueAt = dueAt;
      this.sequence = sequence;
      this.action = action;
    }

    @Override
    public boolean cancel() {
      if (state != State.PENDING) {
        return false;
      }
      state = State.CANCELLED;
      queue.remove(this);
      return true;
    }

    @Override
    public boolean isPending() {
      return state == State.PENDING;
    }

    @Override
    public long dueAt() {
      return dueAt;
    }
  }
}

package io.synsent.engine.time;

import io.synsent.engine.Nullable;
import java.util.random.RandomGenerator;

/**
 * The discrete-event simulation: one queue of events, ordered by time and then by the order in
 * which they were scheduled, so that the same seed always gives the same bytes.
 *
 * <p>Single-threaded: whoever drives it calls {@link #runUntil}; events run on that thread.
 */
public final class Simulation implements Timers {

  /** Below this many, cancelled events may stay in the queue: clearing them out is not worth it. */
  private static final int FEW = 64;

  private final EventQueue<Event> queue = new EventQueue<>();
  private final long seed;
  private long now;
  private long eventsRun;
  private int cancelledInQueue;

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
   * @throws IllegalArgumentException if {@code when} is in the past, or {@link Long#MAX_VALUE},
   *     which means never
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
    if (when == Long.MAX_VALUE) {
      throw new IllegalArgumentException(
          "an event at Long.MAX_VALUE would never come: do not schedule it");
    }
    Event scheduled = new Event(when, event);
    queue.add(when, scheduled);
    return scheduled;
  }

  @Override
  public Timer after(long delayNanos, Runnable event) {
    if (delayNanos < 0) {
      throw new IllegalArgumentException("a delay of " + delayNanos + " ns: it must be 0 or more");
    }
    if (delayNanos >= Long.MAX_VALUE - now) {
      throw new IllegalArgumentException(
          "a delay of " + delayNanos + " ns at " + now + " ns: that is beyond the end of time");
    }
    return at(now + delayNanos, event);
  }

  /** When the next event is due, or {@link Long#MAX_VALUE} if none is. */
  public long nextEventAt() {
    Event next = next();
    return next == null ? Long.MAX_VALUE : next.dueAt;
  }

  /**
   * Runs every event due up to and including {@code when}, those that are scheduled meanwhile too,
   * then sets the clock to {@code when}.
   *
   * <p>A {@code when} before now runs nothing: the clock never goes backwards.
   */
  public void runUntil(long when) {
    for (Event next = next(); next != null && next.dueAt <= when; next = next()) {
      run(next);
    }
    now = Math.max(now, when);
  }

  /** Runs events until none is left; the clock stops at the last one. */
  public void runUntilIdle() {
    for (Event next = next(); next != null; next = next()) {
      run(next);
    }
  }

  /** How many events are scheduled and still to come. */
  public int pendingEvents() {
    return queue.size() - cancelledInQueue;
  }

  /** How many places the queue takes, those of cancelled events included. */
  int queueLength() {
    return queue.size();
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

  /** The next event to run, still in the queue; those called off before it are thrown away. */
  private @Nullable Event next() {
    for (Event head = queue.peek(); head != null; head = queue.peek()) {
      if (head.state == State.PENDING) {
        return head;
      }
      queue.removeFirst();
      cancelledInQueue--;
    }
    return null;
  }

  /** Runs the event at the head of the queue. */
  private void run(Event head) {
    queue.removeFirst();
    now = head.dueAt;
    head.state = State.DONE;
    eventsRun++;
    head.takeAction().run();
  }

  /**
   * A cancelled event stays in the queue until its time comes, since finding it there would cost
   * O(n); once they are more than half of it they are cleared out in one go, so that cancelling
   * costs O(1) on average and the queue never holds more than twice what is pending.
   */
  private void cancelled() {
    cancelledInQueue++;
    if (cancelledInQueue > FEW && cancelledInQueue > queue.size() / 2) {
      queue.removeIf(event -> event.state == State.CANCELLED);
      cancelledInQueue = 0;
    }
  }

  private enum State {
    PENDING,
    DONE,
    CANCELLED
  }

  private final class Event implements Timer {
    private final long dueAt;
    private @Nullable Runnable action;
    private State state = State.PENDING;

    Event(long dueAt, Runnable action) {
      this.dueAt = dueAt;
      this.action = action;
    }

    @Override
    public boolean cancel() {
      if (state != State.PENDING) {
        return false;
      }
      state = State.CANCELLED;
      action = null;
      cancelled();
      return true;
    }

    /** The action, let go: whoever keeps the timer does not keep what the action holds. */
    private Runnable takeAction() {
      Runnable taken = action;
      if (taken == null) {
        throw new IllegalStateException("bug in SynSent: the event at " + dueAt + " ns ran before");
      }
      action = null;
      return taken;
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

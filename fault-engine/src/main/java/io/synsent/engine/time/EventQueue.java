package io.synsent.engine.time;

import io.synsent.engine.Nullable;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * The events to come, the next one first: by time, and of one time in the order in which they were
 * added.
 *
 * <p>A heap with four children to a node, and the times beside each other in an array of their own:
 * with 100,000 events pending, what counts is how little memory is touched on the way down. {@code
 * java.util.PriorityQueue} has to look into every event it passes.
 */
final class EventQueue<E> {

  private static final int CHILDREN = 4;
  private static final int FIRST_CAPACITY = 64;

  private long[] times = new long[FIRST_CAPACITY];
  private long[] sequences = new long[FIRST_CAPACITY];
  private @Nullable Object[] events = new @Nullable Object[FIRST_CAPACITY];
  private int size;
  private long nextSequence;

  int size() {
    return size;
  }

  /** The first event, left where it is, or {@code null} if there is none. */
  @Nullable
  E peek() {
    return event(0);
  }

  void add(long time, E event) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      sequences = Arrays.copyOf(sequences, 2 * size);
      events = Arrays.copyOf(events, 2 * size);
    }
    rise(size++, time, nextSequence++, event);
  }

  /** Takes the first event away; only if there is one. */
  void removeFirst() {
    int last = --size;
    Object moved = events[last];
    events[last] = null;
    if (last > 0) {
      sink(0, times[last], sequences[last], moved);
    }
  }

  /** Takes every event away that {@code which} picks, in one go. */
  void removeIf(Predicate<E> which) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      E event = event(i);
      if (event != null && !which.test(event)) {
        put(kept++, times[i], sequences[i], event);
      }
    }
    Arrays.fill(events, kept, size, null);
    size = kept;
    for (int i = parent(size - 1); i >= 0; i--) {
      sink(i, times[i], sequences[i], events[i]);
    }
  }

  private void rise(int from, long time, long sequence, @Nullable Object event) {
    int at = from;
    while (at > 0) {
      int parent = parent(at);
      if (!isBefore(time, sequence, parent)) {
        break;
      }
      put(at, times[parent], sequences[parent], events[parent]);
      at = parent;
    }
    put(at, time, sequence, event);
  }

  private void sink(int from, long time, long sequence, @Nullable Object event) {
    int at = from;
    while (true) {
      int child = firstOfChildren(at);
      if (child < 0 || isBefore(time, sequence, child)) {
        break;
      }
      put(at, times[child], sequences[child], events[child]);
      at = child;
    }
    put(at, time, sequence, event);
  }

  /** The child that comes before the others, or -1 if there is none. */
  private int firstOfChildren(int parent) {
    int from = CHILDREN * parent + 1;
    if (from >= size) {
      return -1;
    }
    int first = from;
    int end = Math.min(from + CHILDREN, size);
    for (int child = from + 1; child < end; child++) {
      if (isBefore(times[child], sequences[child], first)) {
        first = child;
      }
    }
    return first;
  }

  private boolean isBefore(long time, long sequence, int other) {
    return time < times[other] || (time == times[other] && sequence < sequences[other]);
  }

  private static int parent(int child) {
    return (child - 1) / CHILDREN;
  }

  private void put(int at, long time, long sequence, @Nullable Object event) {
    times[at] = time;
    sequences[at] = sequence;
    events[at] = event;
  }

  @SuppressWarnings("unchecked") // only add() puts anything in
  private @Nullable E event(int at) {
    return (E) events[at];
  }
}

package io.synsent.toxiproxy;

import io.synsent.engine.Nullable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/**
 * {@code latency}: each chunk leaves {@code latency} ± {@code jitter} milliseconds after it came,
 * never before the one ahead of it. The end of the stream waits for the chunks ahead of it, not for
 * a delay of its own.
 */
final class LatencyStage extends Stage {
  /** What a held chunk costs besides its bytes, so that a flood of tiny ones is bounded as well. */
  private static final int OVERHEAD_BYTES = 96;

  private record Held(Chunk chunk, long dueAt) {}

  private final Deque<Held> queue = new ArrayDeque<>();
  private final SplittableRandom random;
  private long lastDueAt;
  private boolean ending;
  private EventLoop.@Nullable Timer timer;

  LatencyStage(Link link, Toxic toxic) {
    super(link, toxic);
    this.random = link.randomFor(toxic);
    this.lastDueAt = link.loop().now();
  }

  @Override
  void onData(Chunk chunk) {
    hold(chunk);
    drain();
  }

  @Override
  void onEnd() {
    ending = true;
    drain();
  }

  @Override
  void changed() {
    lastDueAt = link.loop().now();
    for (int waiting = queue.size(); waiting > 0; waiting--) {
      hold(next().chunk());
    }
    drain();
  }

  @Override
  void release() {
    cancelTimer();
    while (!queue.isEmpty()) {
      emit(next().chunk());
    }
    if (ending) {
      emitEnd();
    }
  }

  @Override
  int capacity() {
    return Budget.LONG_LINK_BYTES;
  }

  private void hold(Chunk chunk) {
    long due = chunk.atNanos() + delay();
    if (due - lastDueAt < 0) {
      due = lastDueAt;
    }
    lastDueAt = due;
    queue.add(new Held(chunk, due));
    link.charge(OVERHEAD_BYTES);
  }

  private Held next() {
    link.charge(-OVERHEAD_BYTES);
    return queue.remove();
  }

  private long delay() {
    long delay = toxic.millis("latency");
    long jitter = toxic.millis("jitter");
    return jitter == 0 ? delay : Math.max(0, delay + random.nextLong(-jitter, jitter));
  }

  private void drain() {
    cancelTimer();
    long now = link.loop().now();
    while (!queue.isEmpty() && queue.element().dueAt() - now <= 0) {
      Held held = next();
      // The time it was due, not the time it is: a following latency adds up without our lateness.
      emit(held.chunk().at(held.dueAt()));
    }
    if (!queue.isEmpty()) {
      timer = link.at(queue.element().dueAt(), this::drain);
    } else if (ending) {
      emitEnd();
    }
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}

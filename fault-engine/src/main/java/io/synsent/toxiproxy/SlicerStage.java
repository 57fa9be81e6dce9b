package io.synsent.toxiproxy;

import io.synsent.engine.Nullable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/**
 * {@code slicer}: cuts chunks into pieces of {@code average_size} ± {@code size_variation} bytes,
 * each written on its own, with {@code delay} microseconds after each.
 */
final class SlicerStage extends Stage {
  private final Deque<Chunk> queue = new ArrayDeque<>();
  private final SplittableRandom random;
  private boolean ending;
  private EventLoop.@Nullable Timer timer;

  SlicerStage(Link link, Toxic toxic) {
    super(link, toxic);
    this.random = link.randomFor(toxic);
  }

  @Override
  void onData(Chunk chunk) {
    queue.add(chunk);
    if (timer == null) {
      sendUntilDelayed();
    }
  }

  @Override
  void onEnd() {
    ending = true;
    endWhenEmpty();
  }

  @Override
  void changed() {
    cancelTimer();
    sendUntilDelayed();
  }

  @Override
  void release() {
    cancelTimer();
    while (!queue.isEmpty()) {
      emit(queue.remove());
    }
    endWhenEmpty();
  }

  private void sendUntilDelayed() {
    timer = null;
    long delay = toxic.micros("delay");
    while (!queue.isEmpty()) {
      Chunk head = queue.remove();
      int size = Math.min(head.length(), nextSize());
      if (size < head.length()) {
        queue.addFirst(head.without(size));
      }
      if (delay > 0) {
        timer = link.after(delay, this::sendUntilDelayed);
        emit(head.first(size).at(link.loop().now()));
        return;
      }
      emit(head.first(size));
    }
    endWhenEmpty();
  }

  private void endWhenEmpty() {
    if (ending && queue.isEmpty() && timer == null) {
      emitEnd();
    }
  }

  private int nextSize() {
    long average = toxic.attribute("average_size");
    long variation = Math.min(toxic.attribute("size_variation"), average - 1);
    long size =
        variation == 0 ? average : random.nextLong(average - variation, average + variation + 1);
    return (int) Math.min(size, Integer.MAX_VALUE);
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}

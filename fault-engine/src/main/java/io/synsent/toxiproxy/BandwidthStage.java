package io.synsent.toxiproxy;

import io.synsent.engine.Nullable;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * {@code bandwidth}: lets {@code rate} kilobytes (of 1,000 bytes) through per second. A chunk
 * leaves when its last byte would have; one that takes longer than 100 ms leaves in pieces of 100
 * ms. A rate of 0 lets nothing through.
 */
final class BandwidthStage extends Stage {
  private static final long MILLI = 1_000_000;
  private static final long LONGEST_PIECE_MILLIS = 100;

  private final Deque<Chunk> queue = new ArrayDeque<>();

  /** When the line has sent all that left so far. */
  private long freeAt;

  private boolean ending;
  private EventLoop.@Nullable Timer timer;

  BandwidthStage(Link link, Toxic toxic) {
    super(link, toxic);
    this.freeAt = link.loop().now();
  }

  @Override
  void onData(Chunk chunk) {
    queue.add(chunk);
    if (timer == null) {
      sendNext();
    }
  }

  @Override
  void onEnd() {
    ending = true;
    if (queue.isEmpty()) {
      emitEnd();
    }
  }

  @Override
  void changed() {
    cancelTimer();
    freeAt = link.loop().now();
    sendNext();
  }

  @Override
  void release() {
    cancelTimer();
    while (!queue.isEmpty()) {
      emit(queue.remove());
    }
    if (ending) {
      emitEnd();
    }
  }

  /** Enough that the line is never idle because of us, little enough that the sender feels it. */
  @Override
  int capacity() {
    long bytesPerMilli = Math.min(toxic.attribute("rate"), Budget.LONG_LINK_BYTES);
    return (int) Math.min(Budget.LONG_LINK_BYTES, bytesPerMilli * LONGEST_PIECE_MILLIS);
  }

  private void sendNext() {
    long bytesPerMilli = toxic.attribute("rate");
    if (queue.isEmpty() || bytesPerMilli == 0) {
      return;
    }
    // A late timer does not slow the line down: the next piece counts from when this one was due.
    long now = link.loop().now();
    long start = timer == null && freeAt - now < 0 ? now : freeAt;
    int length = queue.element().length();
    long most =
        bytesPerMilli > Integer.MAX_VALUE
            ? Integer.MAX_VALUE
            : Math.max(1, bytesPerMilli * LONGEST_PIECE_MILLIS);
    int piece = (int) Math.min(length, most);
    freeAt = start + Math.round((double) piece / bytesPerMilli * MILLI);
    timer = link.at(freeAt, () -> sent(piece));
  }

  private void sent(int piece) {
    Chunk head = queue.remove();
    if (piece < head.length()) {
      queue.addFirst(head.without(piece));
      emit(head.first(piece).at(freeAt));
    } else {
      emit(head.at(freeAt));
    }
    if (!queue.isEmpty()) {
      sendNext();
      return;
    }
    timer = null;
    if (ending) {
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

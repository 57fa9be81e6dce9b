package io.synsent.toxiproxy;

import io.synsent.engine.Nullable;

/**
 * {@code timeout}: drops every byte and closes the connection {@code timeout} milliseconds after
 * the last of them (or after the beginning, when none came); with 0 only when the toxic is removed.
 */
final class TimeoutStage extends Stage {
  private EventLoop.@Nullable Timer timer;

  TimeoutStage(Link link, Toxic toxic) {
    super(link, toxic);
  }

  @Override
  void started() {
    arm();
  }

  @Override
  void onData(Chunk chunk) {
    link.release(chunk);
    arm();
  }

  @Override
  void onEnd() {
    cancelTimer();
    close(Ending.CUT);
  }

  @Override
  void changed() {
    arm();
  }

  @Override
  void release() {
    cancelTimer();
  }

  /** A stream with a hole in it is of no use to anybody. */
  @Override
  void removed() {
    cancelTimer();
    close(Ending.CUT);
  }

  private void arm() {
    cancelTimer();
    long timeout = toxic.millis("timeout");
    if (timeout > 0) {
      timer = link.after(timeout, () -> close(Ending.CUT));
    }
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}

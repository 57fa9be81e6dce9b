package io.synsent.toxiproxy;

import io.synsent.engine.Nullable;

/** {@code slow_close}: the end of the stream is passed on {@code delay} milliseconds late. */
final class SlowCloseStage extends Stage {
  private boolean ending;
  private EventLoop.@Nullable Timer timer;

  SlowCloseStage(Link link, Toxic toxic) {
    super(link, toxic);
  }

  @Override
  void onEnd() {
    ending = true;
    arm();
  }

  @Override
  void changed() {
    if (ending) {
      arm();
    }
  }

  @Override
  void release() {
    if (ending) {
      cancelTimer();
      emitEnd();
    }
  }

  private void arm() {
    cancelTimer();
    timer = link.after(toxic.millis("delay"), this::emitEnd);
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}

package io.synsent.toxiproxy;

import io.synsent.engine.Nullable;

/**
 * {@code reset_peer}: {@code timeout} milliseconds after the first byte (or the end) both sides get
 * an RST; that byte and what follows it are dropped.
 */
final class ResetPeerStage extends Stage {
  private EventLoop.@Nullable Timer timer;

  ResetPeerStage(Link link, Toxic toxic) {
    super(link, toxic);
  }

  @Override
  void onData(Chunk chunk) {
    link.release(chunk);
    trigger();
  }

  @Override
  void onEnd() {
    trigger();
  }

  /** What was dropped cannot be given back, so a reset under way is carried out at once. */
  @Override
  void release() {
    if (timer != null) {
      timer.cancel();
      close(Ending.RESET);
    }
  }

  private void trigger() {
    if (timer == null) {
      timer = link.after(toxic.millis("timeout"), () -> close(Ending.RESET));
    }
  }
}

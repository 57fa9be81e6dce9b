package io.synsent.toxiproxy;

import io.synsent.engine.Nullable;

/**
 * What one toxic does to one link: chunks and, once, the end of the stream come in order and leave
 * in order, at once or later. A stage never blocks; it may hold chunks back, which counts against
 * the link's bound and so slows the sender.
 */
abstract class Stage {
  final Link link;
  Toxic toxic;
  private @Nullable Stage next;

  /** Whether the end was passed on; whatever comes after that is dropped. */
  private boolean ended;

  Stage(Link link, Toxic toxic) {
    this.link = link;
    this.toxic = toxic;
  }

  final void linkTo(Stage following) {
    next = following;
  }

  final void accept(Chunk chunk) {
    if (ended || link.isDead()) {
      link.release(chunk);
    } else {
      onData(chunk);
    }
  }

  final void end() {
    if (!ended && !link.isDead()) {
      onEnd();
    }
  }

  /** The stage now stands in the chain. */
  void started() {}

  void onData(Chunk chunk) {
    emit(chunk);
  }

  void onEnd() {
    emitEnd();
  }

  /** The toxic's attributes have changed; {@link #toxic} is the new one. */
  void changed() {}

  /** Lets go of all it holds, in order: the toxic no longer applies to this link. */
  void release() {}

  /** The toxic was removed from the proxy. */
  void removed() {
    release();
  }

  /** How many bytes it must be able to hold so that it does not slow the sender by itself. */
  int capacity() {
    return 0;
  }

  final void emit(Chunk chunk) {
    following().accept(chunk);
  }

  final void emitEnd() {
    if (!ended) {
      ended = true;
      following().end();
    }
  }

  /** Ends the stream here and the connection with it, once what was let through has arrived. */
  final void close(Ending how) {
    if (!ended) {
      link.endAs(how);
      link.stopReading();
      emitEnd();
    }
  }

  final boolean hasEnded() {
    return ended;
  }

  private Stage following() {
    if (next == null) {
      throw new IllegalStateException("bug in SynSent: a toxic stands in no chain");
    }
    return next;
  }
}

package io.synsent.intercept.boot;

import io.synsent.engine.Nullable;

/**
 * Internal. One thread in one blocking native, in {@link LapseClock}'s list of them.
 *
 * <p>Never used under this name: it is defined into {@code java.base} as {@code
 * java.lang.SynSentLapseWait}.
 */
final class LapseWait {

  final Thread thread;
  final int kind;

  /** Application time at which the wait ends by itself, or {@link Long#MAX_VALUE}. */
  final long deadline;

  /** The object waited on, for {@code Object.wait}. */
  final @Nullable Object monitor;

  /** What the JDK signals a thread in a native poll by. */
  final long nativeThread;

  /** How often the rate had changed when the wait began. */
  final int rateChanges;

  @Nullable LapseWait next;
  @Nullable LapseWait previous;
  boolean woken;

  LapseWait(
      Thread thread,
      int kind,
      long deadline,
      @Nullable Object monitor,
      long nativeThread,
      int rateChanges) {
    this.thread = thread;
    this.kind = kind;
    this.deadline = deadline;
    this.monitor = monitor;
    this.nativeThread = nativeThread;
    this.rateChanges = rateChanges;
  }
}

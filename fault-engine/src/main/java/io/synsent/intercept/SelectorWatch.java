package io.synsent.intercept;

import io.synsent.engine.Nullable;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.WeakHashMap;

/**
 * What SynSent knows of one selector while connects are held in Java: whether somebody selects, who
 * woke it, and which of its keys have an answer waiting.
 */
final class SelectorWatch {

  private final WeakHashMap<SelectionKey, Boolean> answered = new WeakHashMap<>();
  private boolean selecting;
  private boolean wokenByUs;
  private boolean wokenByUser;
  private @Nullable Thread waker;
  private volatile @Nullable Thread reporter;

  /** A selection begins to wait. */
  synchronized void begin() {
    selecting = true;
  }

  /**
   * A selection has waited.
   *
   * @param selected how many keys it reports
   * @return whether it was SynSent alone that ended the wait, which the application must not see
   */
  synchronized boolean end(int selected) {
    selecting = false;
    boolean again = selected == 0 && wokenByUs && !wokenByUser;
    if (selected == 0) {
      wokenByUs = false; // else our wake may still be to come, to the next selection
    }
    wokenByUser = false;
    return again;
  }

  /** Somebody calls {@code selector.wakeup()}. */
  void wakeupCalled() {
    if (waker != Thread.currentThread()) {
      synchronized (this) {
        wokenByUser = true;
      }
    }
  }

  /** A key has an answer, or may be looked at by the kernel again. */
  synchronized void wake(Selector selector) {
    if (selecting) {
      wokenByUs = true;
      waker = Thread.currentThread();
      selector.wakeup();
      waker = null;
    }
  }

  synchronized void addAnswered(SelectionKey key) {
    answered.put(key, true);
  }

  /** The keys to report; those that have been dealt with are forgotten. */
  List<SelectionKey> answered() {
    List<SelectionKey> all;
    synchronized (this) {
      if (answered.isEmpty()) {
        return List.of();
      }
      all = new ArrayList<>(answered.keySet());
    }
    List<SelectionKey> done = new ArrayList<>();
    for (SelectionKey key : all) {
      if (!key.isValid() || !JavaWaits.hasAnswer(key)) {
        done.add(key);
      }
    }
    if (!done.isEmpty()) {
      all.removeAll(done);
      synchronized (this) {
        answered.keySet().removeAll(done);
      }
    }
    return all;
  }

  /** SynSent reports a key: what the kernel says of held ones is not to be seen. */
  void reporting(boolean begins) {
    reporter = begins ? Thread.currentThread() : null;
  }

  boolean isReporting() {
    return reporter == Thread.currentThread();
  }
}

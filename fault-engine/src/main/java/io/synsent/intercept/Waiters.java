package io.synsent.intercept;

import io.synsent.engine.Nullable;
import java.lang.ref.WeakReference;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.WeakHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Who waits in Java for one held socket: threads, selection keys, an asynchronous channel. Empty
 * where the kernel holds.
 *
 * <p>Keys and channels are held weakly, as they know the descriptor.
 */
final class Waiters {

  private final List<Thread> threads = new ArrayList<>(1);
  private @Nullable WeakHashMap<SelectionKey, Boolean> keys;
  private @Nullable WeakReference<Object> asynchronous;

  synchronized void add(Thread thread) {
    threads.add(thread);
  }

  synchronized void remove(Thread thread) {
    threads.remove(thread);
  }

  synchronized void add(SelectionKey key) {
    WeakHashMap<SelectionKey, Boolean> known = keys;
    if (known == null) {
      known = new WeakHashMap<>(2);
      keys = known;
    }
    known.put(key, true);
  }

  synchronized void addAsynchronous(Object channel) {
    asynchronous = new WeakReference<>(channel);
  }

  synchronized void wakeThreads() {
    threads.forEach(LockSupport::unpark);
  }

  /** Has all of them look again. Not under a lock that they may want. */
  void wake() {
    List<SelectionKey> registered;
    Object channel;
    synchronized (this) {
      threads.forEach(LockSupport::unpark);
      registered = keys == null ? List.of() : new ArrayList<>(keys.keySet());
      channel = asynchronous == null ? null : asynchronous.get();
      asynchronous = null;
    }
    for (SelectionKey key : registered) {
      JavaWaits.answered(key);
    }
    if (channel != null) {
      JavaWaits.complete(channel);
    }
  }
}

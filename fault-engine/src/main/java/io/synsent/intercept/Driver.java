package io.synsent.intercept;

import io.synsent.engine.Nullable;
import io.synsent.engine.topology.Network;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Moves one network along the wall clock: a daemon thread that sleeps until something happens next.
 *
 * <p>The network is single-threaded; whoever enters it takes the driver's lock and brings it up to
 * the present first. What a network's event asks for outside of it, such as waking a connect, is
 * done by the driver's thread after the lock is released, so that no lock of the JDK is ever wanted
 * while this one is held.
 */
final class Driver {

  private static final long SLEEP_SHORT_OF_NANOS = TimeUnit.MICROSECONDS.toNanos(70);

  private final Network network;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final long applicationStart;
  private final Queue<Runnable> asked = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> afterwards = new ArrayDeque<>();
  private final BooleanSupplier finished;
  private final Consumer<Throwable> broken;
  private final Runnable clockChanged = this::wake;
  private final Thread thread;
  private volatile boolean woken;
  private @Nullable Throwable failure;

  /**
   * @param finished asked after each step: whether the thread may end
   * @param broken told when the network cannot go on: a bug
   */
  Driver(Network network, String name, BooleanSupplier finished, Consumer<Throwable> broken) {
    this.network = network;
    this.finished = finished;
    this.broken = broken;
    this.applicationStart =
        ProcessClock.line().applicationAt(ProcessClock.wallNanos()) - network.now();
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  void start() {
    ProcessClock.onChange(clockChanged);
    thread.start();
  }

  /** Takes the network for the calling thread and brings it up to the present. */
  void enter() {
    lock.lock();
    try {
      network.runUntil(now());
      doAsked(); // who looks in after a close() must see it closed
    } catch (RuntimeException | Error e) {
      lock.unlock();
      throw e;
    }
  }

  /** Gives it back; the driver looks again what is due next. */
  void leave() {
    lock.unlock();
    wake();
  }

  /** Reads something that does not depend on the time. */
  <T extends @Nullable Object> T read(Supplier<T> question) {
    lock.lock();
    try {
      return question.get();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until something is so in the network.
   *
   * @return false if that did not happen in time, or the thread was interrupted
   */
  boolean await(BooleanSupplier condition, long applicationNanos) {
    long remaining = applicationNanos;
    lock.lock();
    try {
      while (!condition.getAsBoolean()) {
        if (remaining <= 0) {
          return false;
        }
        remaining = moved.awaitNanos(remaining);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until something is so in the network, whoever interrupts the thread.
   *
   * @throws IllegalStateException if the network broke
   */
  void awaitUninterruptibly(BooleanSupplier condition) {
    lock.lock();
    try {
      while (!condition.getAsBoolean()) {
        Throwable bug = failure;
        if (bug != null) {
          throw new IllegalStateException("bug in SynSent: the simulation broke: " + bug, bug);
        }
        moved.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** From within the network: runs {@code action} once the network is left. */
  void afterwards(Runnable action) {
    if (!lock.isHeldByCurrentThread()) {
      throw new IllegalStateException("bug in SynSent: outside of the network");
    }
    afterwards.add(action);
  }

  /** From anywhere, under any lock: runs {@code action} soon, in the network. */
  void ask(Runnable action) {
    asked.add(action);
    wake();
  }

  /** The flag is there because a park for a lock may eat the permit of the unpark. */
  void wake() {
    woken = true;
    LockSupport.unpark(thread);
  }

  /** Simulated time at this moment. */
  private long now() {
    return ProcessClock.line().applicationAt(ProcessClock.wallNanos()) - applicationStart;
  }

  private void run() {
    while (!finished.getAsBoolean()) {
      woken = false;
      long next;
      try {
        next = step();
      } catch (RuntimeException | Error e) {
        broken.accept(e);
        fail(e);
        break;
      }
      if (!finished.getAsBoolean()) {
        sleepUntil(next);
      }
    }
    ProcessClock.removeListener(clockChanged);
  }

  private void fail(Throwable bug) {
    lock.lock();
    try {
      failure = bug;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void doAsked() {
    for (Runnable action = asked.poll(); action != null; action = asked.poll()) {
      action.run();
    }
  }

  /** Does what is due; returns when something happens next. */
  private long step() {
    Queue<Runnable> actions;
    long next;
    lock.lock();
    try {
      network.runUntil(now());
      doAsked();
      next = network.nextEventAt();
      moved.signalAll();
      actions = new ArrayDeque<>(afterwards);
      afterwards.clear();
    } finally {
      lock.unlock();
    }
    actions.forEach(Runnable::run);
    return next;
  }

  /** Parks until shortly before, as a park ends late by the kernel's timer slack; then spins. */
  private void sleepUntil(long simulated) {
    if (simulated == Long.MAX_VALUE) {
      if (!woken) {
        LockSupport.park(this);
      }
      return;
    }
    long wall = ProcessClock.line().wallAt(simulated + applicationStart);
    long remaining = wall - ProcessClock.wallNanos();
    if (remaining > SLEEP_SHORT_OF_NANOS) {
      // The JDK's waits count application time, which is what time-lapse makes of them.
      int rate = ProcessClock.line().rate();
      if (!woken) {
        LockSupport.parkNanos(this, (remaining - SLEEP_SHORT_OF_NANOS) * rate);
      }
      return;
    }
    while (wall - ProcessClock.wallNanos() > 0 && !woken) {
      Thread.onSpinWait();
    }
  }
}

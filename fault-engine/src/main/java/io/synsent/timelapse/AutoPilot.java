package io.synsent.timelapse;

import io.synsent.engine.Nullable;
import io.synsent.engine.time.TimeLine;
import io.synsent.intercept.Attachment;
import io.synsent.intercept.ProcessClock;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets the clock leap, as a discrete-event simulator does: when every thread that matters waits, to
 * the first deadline among their waits. While one of them runs, the clock goes at wall speed.
 *
 * <p>Three things must hold, twice in a row and with no wait begun or ended in between:
 *
 * <ul>
 *   <li>every Java thread is parked, waiting, blocked, in a poll that the clock knows of, or in a
 *       native that only an event inside of this process can end;
 *   <li>the kernel has no thread of this process running or about to run ({@link KernelTasks});
 *   <li>nothing outside may be about to happen: with a TCP connection to another process, or with
 *       data that the kernel has not delivered yet, the first two must hold for {@link
 *       #OUTSIDE_PATIENCE} of wall time.
 * </ul>
 */
final class AutoPilot implements AutoCloseable {

  /** How long a peer outside of this process has to answer before the clock leaps over it. */
  static final Duration OUTSIDE_PATIENCE = Duration.ofMillis(100);

  /** Waits that end later than this mean "for ever" and are no reason to leap. */
  private static final long HORIZON_NANOS = TimeUnit.DAYS.toNanos(400);

  private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  /** When a thread has been busy for many looks in a row, looking costs it more than it gains. */
  private static final long BUSY_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final int BUSY_LOOKS = 100;

  /** Threads of the JVM that wait with a deadline of no interest to anybody. */
  private static final Set<String> HOUSEKEEPING =
      Set.of(
          "Common-Cleaner",
          "Finalizer",
          "Keep-Alive-Timer",
          "Reference Handler",
          "Signal Dispatcher",
          "Attach Listener",
          "Notification Thread",
          "Service Thread",
          "Monitor Deflation Thread");

  /** Natives in which a thread waits for another thread, or for a peer that is looked at apart. */
  private static final Set<String> WAITING_NATIVES =
      Set.of(
          "sun.nio.ch.Net.accept",
          "sun.nio.ch.Net.poll",
          "sun.nio.ch.EPoll.wait",
          "sun.nio.ch.SocketDispatcher.read0",
          "sun.nio.ch.SocketDispatcher.readv0",
          "sun.nio.ch.UnixDomainSockets.accept0",
          "java.lang.VirtualThread.takeVirtualThreadListToUnblock",
          "java.lang.ref.Reference.waitForReferencePendingList");

  private final BootClock clock;
  private final KernelTasks tasks = new KernelTasks();
  private final OutsidePeers peers;
  private final Thread thread = new Thread(this::run, "SynSent clock");
  private volatile boolean closed;
  private volatile @Nullable Throwable failure;
  private final AtomicInteger leaps = new AtomicInteger();

  private AutoPilot(BootClock clock) throws IOException {
    this.clock = clock;
    this.peers = new OutsidePeers(Attachment.instrumentation());
    thread.setDaemon(true);
  }

  /** Whether this machine tells enough about its threads. */
  static boolean isSupported() {
    return KernelTasks.isSupported();
  }

  static AutoPilot start(BootClock clock) throws IOException {
    AutoPilot pilot = new AutoPilot(clock);
    clock.addWallThread(pilot.thread);
    pilot.thread.start();
    return pilot;
  }

  /** How often the clock leapt. */
  int leaps() {
    return leaps.get();
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    Throwable broken = failure;
    if (broken != null) {
      throw new IllegalStateException("bug in SynSent: the leaping clock stopped", broken);
    }
  }

  private void run() {
    try (tasks) {
      tasks.ignoreCurrentThread();
      long pause = SHORTEST_PAUSE_NANOS;
      int looks = 0;
      while (!closed) {
        if (step()) {
          pause = SHORTEST_PAUSE_NANOS;
          looks = 0;
        } else {
          looks++;
          LockSupport.parkNanos(this, looks < BUSY_LOOKS ? pause : BUSY_PAUSE_NANOS);
          pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
    }
  }

  /** Looks once; returns whether something was done. */
  private boolean step() throws IOException {
    Thread[] leftOut = leftOut();
    long deadline = clock.firstDeadline(leftOut);
    if (deadline == Long.MAX_VALUE) {
      return false;
    }
    long left = deadline - clock.applicationNanos();
    if (left <= 0) {
      clock.wake(false);
      return false;
    }
    if (left > HORIZON_NANOS || !isQuiet(leftOut)) {
      return false;
    }
    if (clock.firstDeadline(leftOut) != deadline) {
      return true;
    }
    leap(deadline);
    return true;
  }

  private void leap(long deadline) {
    long wall = clock.jumpTo(deadline);
    TimeLine line = ProcessClock.line();
    if (deadline - line.applicationAt(wall) > 0) {
      ProcessClock.setLine(line.withJump(wall, deadline));
      leaps.incrementAndGet();
    }
    clock.wake(false);
  }

  private boolean isQuiet(Thread[] leftOut) throws IOException {
    long before = clock.comingsAndGoings();
    if (!allWait(leftOut) || tasks.anyRunning()) {
      return false;
    }
    if (peers.any() && !staysQuiet(leftOut, before)) {
      return false;
    }
    return allWait(leftOut) && !tasks.anyRunning() && clock.comingsAndGoings() == before;
  }

  /** Gives a peer outside the time to answer. */
  private boolean staysQuiet(Thread[] leftOut, long before) throws IOException {
    long until = ProcessClock.wallNanos() + OUTSIDE_PATIENCE.toNanos();
    while (ProcessClock.wallNanos() - until < 0) {
      LockSupport.parkNanos(this, LONGEST_PAUSE_NANOS);
      if (closed || clock.comingsAndGoings() != before || !allWait(leftOut) || tasks.anyRunning()) {
        return false;
      }
    }
    return true;
  }

  private boolean allWait(Thread[] leftOut) {
    Set<Thread> listed = identitySet(clock.waitingThreads());
    Set<Thread> ignored = identitySet(leftOut);
    for (Thread candidate : clock.liveThreads()) {
      if (candidate.getState() == Thread.State.RUNNABLE
          && !listed.contains(candidate)
          && !ignored.contains(candidate)
          && !isInWaitingNative(candidate)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isInWaitingNative(Thread candidate) {
    StackTraceElement[] stack = candidate.getStackTrace();
    return stack.length > 0
        && stack[0].isNativeMethod()
        && WAITING_NATIVES.contains(stack[0].getClassName() + "." + stack[0].getMethodName());
  }

  /** Threads that keep wall time, and the JVM's own. */
  private Thread[] leftOut() {
    Set<Thread> threads = identitySet(clock.wallThreads());
    for (Thread candidate : clock.liveThreads()) {
      if (HOUSEKEEPING.contains(candidate.getName())) {
        threads.add(candidate);
      }
    }
    return threads.toArray(new Thread[0]);
  }

  /** Thread's own hashCode may be anything a subclass makes of it. */
  private static Set<Thread> identitySet(Thread[] threads) {
    Set<Thread> set = Collections.newSetFromMap(new IdentityHashMap<>());
    set.addAll(Arrays.asList(threads));
    return set;
  }
}

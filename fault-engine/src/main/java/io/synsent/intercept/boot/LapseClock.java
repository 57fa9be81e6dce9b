package io.synsent.intercept.boot;

import io.synsent.engine.Nullable;
import io.synsent.engine.time.TimeLine;
import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Internal. The application's clock and the blocking natives that keep to it: what rewritten call
 * sites call instead of the JDK's natives.
 *
 * <p>Never used under this name: at install it is defined into {@code java.base} as {@code
 * java.lang.SynSentLapseClock}, a package that every module may call. The arithmetic is {@link
 * TimeLine}'s, defined beside it.
 *
 * <p>Clock reads are mapped to application time. A timed wait is divided by the rate where it
 * enters the kernel, and nowhere else, so that the JDK's own loops around it ("how long is left?")
 * work unchanged. Every timed wait is listed with its deadline in application time: a clock that
 * goes faster or leaps wakes those that would now sleep too long.
 *
 * <p>Threads in the wall list (the test runner's, SynSent's own) see the machine's clock.
 */
public final class LapseClock {

  /** Positions in {@link #calls()}: how often each hook was called, for the proof at install. */
  public static final int NANO_TIME = 0;

  public static final int CURRENT_TIME_MILLIS = 1;
  public static final int NANO_TIME_ADJUSTMENT = 2;
  public static final int PARK = 3;
  public static final int SLEEP = 4;
  public static final int WAIT = 5;
  public static final int POLL = 6;
  public static final int EPOLL = 7;
  public static final int HOOKS = 8;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private static final MethodHandle PARK_NATIVE = parkNative();
  private static final MethodHandle UNPARK_NATIVE = unparkNative();
  private static final MethodHandle WAIT_NATIVE = waitNative();
  private static final @Nullable MethodHandle SLEEP_NATIVE = sleepNative();
  private static final @Nullable MethodHandle POLL_NATIVE =
      nativeOf(
          "sun.nio.ch.Net",
          MethodType.methodType(int.class, FileDescriptor.class, int.class, long.class),
          "poll");
  private static final @Nullable MethodHandle EPOLL_NATIVE =
      nativeOf(
          "sun.nio.ch.EPoll",
          MethodType.methodType(int.class, int.class, long.class, int.class, int.class),
          "wait");
  private static final @Nullable MethodHandle ADJUSTMENT_NATIVE =
      nativeOf(
          "jdk.internal.misc.VM",
          MethodType.methodType(long.class, long.class),
          "getNanoTimeAdjustment");
  private static final @Nullable MethodHandle CURRENT_NATIVE =
      nativeOf("sun.nio.ch.NativeThread", MethodType.methodType(long.class), "current0", "current");
  private static final @Nullable MethodHandle SIGNAL_NATIVE =
      nativeOf(
          "sun.nio.ch.NativeThread",
          MethodType.methodType(void.class, long.class),
          "signal0",
          "signal");

  private static final @Nullable MethodHandle THREADS =
      nativeOf("java.lang.Thread", MethodType.methodType(Thread[].class), "getThreads");

  private static final @Nullable MethodHandle CARRIER =
      nativeOf("java.lang.Thread", MethodType.methodType(Thread.class), "currentCarrierThread");

  /** Virtual threads wait by the JDK's own scheduler, whose clock is mapped already. */
  private static final @Nullable Class<?> VIRTUAL_THREAD =
      classNamed("java.lang.BaseVirtualThread");

  private static final boolean VIRTUAL_THREADS_WAIT_BY_SCHEDULER =
      Runtime.version().feature() >= 24;

  private static final AtomicIntegerArray CALLS = new AtomicIntegerArray(HOOKS);
  private static volatile boolean counting;

  /** Wall seconds since the epoch when this class was loaded: a base for exact wall-clock time. */
  private static final long EPOCH_BASE = System.currentTimeMillis() / 1000;

  /** Null while it changes: see {@link #nanoTime()}. */
  private static volatile @Nullable TimeLine line = wallSpeed();

  private static volatile Thread[] wallThreads = new Thread[0];

  private static final AtomicBoolean LIST_TAKEN = new AtomicBoolean();
  private static @Nullable LapseWait first;
  private static final AtomicLong COMINGS_AND_GOINGS = new AtomicLong();

  /** How often the rate changed: tells waits that were begun at another rate. */
  private static volatile int rateChanges;

  private static @Nullable Class<?> owner;

  private LapseClock() {}

  private static TimeLine wallSpeed() {
    long wall = System.nanoTime();
    return TimeLine.startingAt(wall, wall);
  }

  // ---- Clock reads -------------------------------------------------------------------------

  /** Instead of {@link System#nanoTime()}. */
  public static long nanoTime() {
    if (counting) {
      CALLS.incrementAndGet(NANO_TIME);
    }
    if (onWallTime()) {
      return System.nanoTime();
    }
    for (; ; ) {
      // The same line before and after the read: the wall time read belongs to that line. Were it
      // read before or after alone, a change in between could make this clock run backwards.
      TimeLine present = line;
      long wall = System.nanoTime();
      if (present != null && present == line) {
        return present.applicationAt(wall);
      }
      Thread.onSpinWait();
    }
  }

  /** Instead of {@link System#currentTimeMillis()}. */
  public static long currentTimeMillis() {
    if (counting) {
      CALLS.incrementAndGet(CURRENT_TIME_MILLIS);
    }
    if (onWallTime()) {
      return System.currentTimeMillis();
    }
    long sinceBase = wallAdjustment(EPOCH_BASE);
    if (sinceBase == -1) {
      return System.currentTimeMillis() + Math.floorDiv(ahead(), NANOS_PER_MILLI);
    }
    // From the same reading as Instant.now(), so that the two agree to the millisecond.
    return EPOCH_BASE * 1000 + Math.floorDiv(sinceBase + ahead(), NANOS_PER_MILLI);
  }

  /** Instead of {@code VM.getNanoTimeAdjustment(long)}, which {@code Instant.now()} is made of. */
  public static long getNanoTimeAdjustment(long offsetInSeconds) {
    if (counting) {
      CALLS.incrementAndGet(NANO_TIME_ADJUSTMENT);
    }
    long adjustment = wallAdjustment(offsetInSeconds);
    return adjustment == -1 || onWallTime() ? adjustment : adjustment + ahead();
  }

  /** How many nanoseconds the application's clock is ahead of the wall's. */
  public static long ahead() {
    for (; ; ) {
      TimeLine present = line;
      long wall = System.nanoTime();
      if (present != null && present == line) {
        return present.applicationAt(wall) - wall;
      }
      Thread.onSpinWait();
    }
  }

  private static long wallAdjustment(long offsetInSeconds) {
    try {
      return ADJUSTMENT_NATIVE == null ? -1 : (long) ADJUSTMENT_NATIVE.invokeExact(offsetInSeconds);
    } catch (Throwable t) {
      throw sneaky(t);
    }
  }

  // ---- Blocking natives --------------------------------------------------------------------

  /** Instead of {@code Unsafe.park(boolean, long)}. */
  public static void park(Object unsafe, boolean absolute, long time) {
    if (counting) {
      CALLS.incrementAndGet(PARK);
    }
    try {
      if ((time == 0 && !absolute) || time < 0 || onWallTime()) {
        PARK_NATIVE.invokeExact(absolute, time);
        return;
      }
      long now = applicationNanos();
      long nanos = absolute ? saturatedMillis(time - epochMillis()) : time;
      if (nanos <= 0) {
        // The deadline is past: take the permit if there is one, and do not wait.
        PARK_NATIVE.invokeExact(true, 0L);
        return;
      }
      parkUntil(PARK, saturatedSum(now, nanos));
    } catch (Throwable t) {
      throw sneaky(t);
    }
  }

  private static void parkUntil(int kind, long deadline) throws Throwable {
    LapseWait wait = enter(kind, deadline, null, 0);
    try {
      long left = wallNanosUntil(deadline);
      if (left > 0) {
        PARK_NATIVE.invokeExact(false, left);
      } else {
        PARK_NATIVE.invokeExact(true, 0L);
      }
    } finally {
      leave(wait);
    }
  }

  /** Instead of the native {@code Thread.sleep(long)}. */
  public static void sleep(long millis) throws InterruptedException {
    sleepNanos(millis < 0 ? millis : saturatedMillis(millis));
  }

  /** Instead of the native that {@code Thread.sleep} calls with nanoseconds. */
  public static void sleepNanos(long nanos) throws InterruptedException {
    if (counting) {
      CALLS.incrementAndGet(SLEEP);
    }
    try {
      if (nanos <= 0 || onWallTime()) {
        if (SLEEP_NATIVE != null) {
          SLEEP_NATIVE.invokeExact(nanos);
        }
        return;
      }
      // A park, because a park can be ended when the clock leaps. A permit that it finds is put
      // back afterwards: sleeping takes none.
      long deadline = saturatedSum(applicationNanos(), nanos);
      boolean tookPermit = false;
      do {
        if (Thread.interrupted()) {
          throw new InterruptedException("sleep interrupted");
        }
        parkUntil(SLEEP, deadline);
        tookPermit |= applicationNanos() - deadline < 0;
      } while (applicationNanos() - deadline < 0);
      if (Thread.interrupted()) {
        throw new InterruptedException("sleep interrupted");
      }
      if (tookPermit) {
        UNPARK_NATIVE.invokeExact((Object) Thread.currentThread());
      }
    } catch (Throwable t) {
      throw sneaky(t);
    }
  }

  /** Instead of the native that {@code Object.wait(long)} is or calls. */
  public static void wait(Object monitor, long millis) throws InterruptedException {
    if (counting) {
      CALLS.incrementAndGet(WAIT);
    }
    try {
      if (millis <= 0 || onWallTime() || virtualThreadWaitsByScheduler()) {
        WAIT_NATIVE.invokeExact(monitor, millis);
        return;
      }
      long deadline = saturatedSum(applicationNanos(), saturatedMillis(millis));
      LapseWait wait = enter(WAIT, deadline, monitor, 0);
      try {
        WAIT_NATIVE.invokeExact(monitor, Math.max(1, millisRoundedUp(wallNanosUntil(deadline))));
      } finally {
        leave(wait);
      }
    } catch (Throwable t) {
      throw sneaky(t);
    }
  }

  private static boolean virtualThreadWaitsByScheduler() {
    return VIRTUAL_THREADS_WAIT_BY_SCHEDULER
        && VIRTUAL_THREAD != null
        && VIRTUAL_THREAD.isInstance(Thread.currentThread());
  }

  /** Instead of the native {@code Net.poll}. */
  public static int poll(FileDescriptor fd, int events, long millis) throws IOException {
    if (counting) {
      CALLS.incrementAndGet(POLL);
    }
    try {
      if (POLL_NATIVE == null) {
        throw new IllegalStateException("bug in SynSent: this JDK has no Net.poll");
      }
      if (millis == 0 || onWallTime()) {
        return (int) POLL_NATIVE.invokeExact(fd, events, millis);
      }
      long deadline = pollDeadline(millis);
      LapseWait wait = enter(POLL, deadline, null, nativeThread());
      try {
        // Every caller loops until its own deadline, so one round is enough here.
        return (int) POLL_NATIVE.invokeExact(fd, events, pollMillis(deadline));
      } finally {
        leave(wait);
      }
    } catch (Throwable t) {
      throw sneaky(t);
    }
  }

  /** Instead of the native {@code EPoll.wait}. */
  public static int epollWait(int epoll, long address, int size, int millis) throws IOException {
    if (counting) {
      CALLS.incrementAndGet(EPOLL);
    }
    try {
      if (EPOLL_NATIVE == null) {
        throw new IllegalStateException("bug in SynSent: this JDK has no EPoll.wait");
      }
      if (millis == 0 || onWallTime()) {
        return (int) EPOLL_NATIVE.invokeExact(epoll, address, size, millis);
      }
      long deadline = pollDeadline(millis);
      LapseWait wait = enter(EPOLL, deadline, null, nativeThread());
      try {
        int ready;
        do {
          // Again only if nothing is ready and the clock got slower since: interrupted is not 0.
          ready =
              (int)
                  EPOLL_NATIVE.invokeExact(
                      epoll,
                      address,
                      size,
                      (int) Math.min(pollMillis(deadline), Integer.MAX_VALUE));
        } while (ready == 0 && millis > 0 && applicationNanos() - deadline < 0);
        return ready;
      } finally {
        leave(wait);
      }
    } catch (Throwable t) {
      throw sneaky(t);
    }
  }

  private static long pollDeadline(long millis) {
    return millis < 0 ? Long.MAX_VALUE : saturatedSum(applicationNanos(), saturatedMillis(millis));
  }

  /** What the kernel is given: -1 without a deadline, else whole milliseconds, rounded up. */
  private static long pollMillis(long deadline) {
    return deadline == Long.MAX_VALUE ? -1 : millisRoundedUp(wallNanosUntil(deadline));
  }

  private static long nativeThread() throws Throwable {
    return CURRENT_NATIVE == null ? 0 : (long) CURRENT_NATIVE.invokeExact();
  }

  // ---- For the test runner's own classes: wall time ----------------------------------------

  /** Instead of {@link Executors#newSingleThreadScheduledExecutor(ThreadFactory)}. */
  public static ScheduledExecutorService wallScheduler(ThreadFactory factory) {
    return Executors.newSingleThreadScheduledExecutor(new WallThreads(factory));
  }

  /** Instead of {@link ScheduledExecutorService#schedule(Runnable, long, TimeUnit)}. */
  public static ScheduledFuture<?> wallSchedule(
      ScheduledExecutorService scheduler, Runnable task, long delay, TimeUnit unit) {
    boolean entered = enterWallTime();
    try {
      return scheduler.schedule(task, delay, unit);
    } finally {
      leaveWallTime(entered);
    }
  }

  /** Instead of {@link Future#get(long, TimeUnit)}. */
  public static @Nullable Object wallGet(Future<?> future, long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    boolean entered = enterWallTime();
    try {
      return future.get(timeout, unit);
    } finally {
      leaveWallTime(entered);
    }
  }

  /** Instead of {@link ExecutorService#awaitTermination(long, TimeUnit)}. */
  public static boolean wallAwaitTermination(ExecutorService executor, long timeout, TimeUnit unit)
      throws InterruptedException {
    boolean entered = enterWallTime();
    try {
      return executor.awaitTermination(timeout, unit);
    } finally {
      leaveWallTime(entered);
    }
  }

  private static boolean enterWallTime() {
    if (onWallTime()) {
      return false;
    }
    addWallThread(Thread.currentThread());
    return true;
  }

  private static void leaveWallTime(boolean entered) {
    if (entered) {
      removeWallThread(Thread.currentThread());
    }
  }

  // ---- Control -----------------------------------------------------------------------------

  /**
   * Takes the clock for one copy of SynSent.
   *
   * @return the owner that is already there, or null
   */
  public static synchronized @Nullable Class<?> own(Class<?> newOwner) {
    Class<?> present = owner;
    if (present == null) {
      owner = newOwner;
    }
    return present;
  }

  /** Gives the clock back, at wall time. */
  public static synchronized void disown(Class<?> leaving) {
    if (owner == leaving) {
      owner = null;
      line = wallSpeed();
      wallThreads = new Thread[0];
    }
  }

  /**
   * Changes the rate from now on and wakes every timed wait that would now be too long.
   *
   * @return the wall time of the change
   */
  public static synchronized long setRate(int rate) {
    TimeLine before = line;
    if (before == null) {
      throw new IllegalStateException("bug in SynSent: two changes of the clock at once");
    }
    line = null;
    long wall = 0;
    TimeLine after = before;
    try {
      wall = System.nanoTime();
      after = before.withRate(wall, rate);
    } finally {
      line = after;
    }
    rateChanges = after.changes();
    return wall;
  }

  /**
   * Leaps to an application time, unless that is past already.
   *
   * @return the wall time of the leap
   */
  public static synchronized long jumpTo(long application) {
    TimeLine before = line;
    if (before == null) {
      throw new IllegalStateException("bug in SynSent: two changes of the clock at once");
    }
    line = null;
    long wall = 0;
    TimeLine after = before;
    try {
      wall = System.nanoTime();
      if (application - before.applicationAt(wall) > 0) {
        after = before.withJump(wall, application);
      }
    } finally {
      line = after;
    }
    return wall;
  }

  /** Application time, whoever asks. */
  public static long applicationNanos() {
    for (; ; ) {
      TimeLine present = line;
      long wall = System.nanoTime();
      if (present != null && present == line) {
        return present.applicationAt(wall);
      }
      Thread.onSpinWait();
    }
  }

  /** This thread sees wall time from now on. */
  public static synchronized void addWallThread(Thread thread) {
    Thread[] alive = new Thread[wallThreads.length + 1];
    int count = 0;
    for (Thread listed : wallThreads) {
      if (listed.getState() != Thread.State.TERMINATED && listed != thread) {
        alive[count++] = listed;
      }
    }
    alive[count++] = thread;
    wallThreads = Arrays.copyOf(alive, count);
  }

  /** This thread sees application time again. */
  public static synchronized void removeWallThread(Thread thread) {
    Thread[] rest = new Thread[wallThreads.length];
    int count = 0;
    for (Thread listed : wallThreads) {
      if (listed != thread) {
        rest[count++] = listed;
      }
    }
    wallThreads = Arrays.copyOf(rest, count);
  }

  /** The threads that see wall time. */
  public static Thread[] wallThreads() {
    return wallThreads.clone();
  }

  /** Starts or ends counting calls of the hooks, from zero. */
  public static void count(boolean on) {
    for (int i = 0; i < HOOKS; i++) {
      CALLS.set(i, 0);
    }
    counting = on;
  }

  /** How often each hook was called since counting began. */
  public static int[] calls() {
    int[] calls = new int[HOOKS];
    for (int i = 0; i < HOOKS; i++) {
      calls[i] = CALLS.get(i);
    }
    return calls;
  }

  // ---- The list of waits -------------------------------------------------------------------

  private static LapseWait enter(
      int kind, long deadline, @Nullable Object monitor, long nativeThread) {
    LapseWait wait =
        new LapseWait(platformThread(), kind, deadline, monitor, nativeThread, rateChanges);
    takeList();
    LapseWait head = first;
    wait.next = head;
    if (head != null) {
      head.previous = wait;
    }
    first = wait;
    COMINGS_AND_GOINGS.incrementAndGet();
    LIST_TAKEN.set(false);
    return wait;
  }

  /** A virtual thread that blocks for real blocks its carrier, and that is who must be woken. */
  private static Thread platformThread() {
    try {
      return CARRIER == null ? Thread.currentThread() : (Thread) CARRIER.invokeExact();
    } catch (Throwable t) {
      throw sneaky(t);
    }
  }

  private static void leave(LapseWait wait) {
    takeList();
    LapseWait before = wait.previous;
    LapseWait after = wait.next;
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after != null) {
      after.previous = before;
    }
    COMINGS_AND_GOINGS.incrementAndGet();
    LIST_TAKEN.set(false);
  }

  /** A spin lock: held for a few instructions, and never by a thread that blocks. */
  private static void takeList() {
    while (!LIST_TAKEN.compareAndSet(false, true)) {
      Thread.onSpinWait();
    }
  }

  /** Changes with every wait that begins or ends. */
  public static long comingsAndGoings() {
    return COMINGS_AND_GOINGS.get();
  }

  /** Every live platform thread. */
  public static Thread[] liveThreads() {
    try {
      return THREADS == null ? new Thread[0] : (Thread[]) THREADS.invokeExact();
    } catch (Throwable t) {
      throw sneaky(t);
    }
  }

  /** The threads in a listed wait. */
  public static Thread[] waitingThreads() {
    LapseWait[] waits = waits();
    Thread[] threads = new Thread[waits.length];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = waits[i].thread;
    }
    return threads;
  }

  /**
   * When the first listed wait is over, in application time, leaving out some threads; {@link
   * Long#MAX_VALUE} if none ends by itself.
   */
  public static long firstDeadline(Thread[] leftOut) {
    long earliest = Long.MAX_VALUE;
    for (LapseWait wait : waits()) {
      if (wait.deadline != Long.MAX_VALUE
          && (earliest == Long.MAX_VALUE || wait.deadline - earliest < 0)
          && !contains(leftOut, wait.thread)) {
        earliest = wait.deadline;
      }
    }
    return earliest;
  }

  private static boolean contains(Thread[] threads, Thread thread) {
    for (Thread candidate : threads) {
      if (candidate == thread) {
        return true;
      }
    }
    return false;
  }

  /**
   * Wakes listed waits: those whose deadline has come and, after the clock got faster, every timed
   * one that began before. Whoever wakes early looks at the clock and goes on waiting.
   *
   * @return how many threads were signalled out of a native poll: a signal to a thread that is just
   *     about to poll is lost, so ask again until none is left
   */
  public static int wake(boolean begunAtAnotherRate) {
    long now = applicationNanos();
    int changes = begunAtAnotherRate ? rateChanges : -1;
    for (LapseWait wait : waits()) {
      if (!isPoll(wait) && !wait.woken && isToBeWoken(wait, now, changes)) {
        wait.woken = true;
        wake(wait);
      }
    }
    // While the list is taken no thread leaves its poll, so that none is signalled that has ended.
    int signalled = 0;
    takeList();
    try {
      for (LapseWait wait = first; wait != null; wait = wait.next) {
        if (isPoll(wait) && isToBeWoken(wait, now, changes)) {
          signalled++;
          signal(wait);
        }
      }
    } finally {
      LIST_TAKEN.set(false);
    }
    return signalled;
  }

  private static boolean isPoll(LapseWait wait) {
    return wait.kind == POLL || wait.kind == EPOLL;
  }

  /** Whether the deadline is there, or the wait began at another rate than the present one. */
  private static boolean isToBeWoken(LapseWait wait, long now, int changes) {
    return wait.deadline != Long.MAX_VALUE
        && (wait.deadline - now <= 0 || (changes >= 0 && wait.rateChanges != changes));
  }

  private static void signal(LapseWait wait) {
    try {
      if (SIGNAL_NATIVE != null && wait.nativeThread != 0) {
        SIGNAL_NATIVE.invokeExact(wait.nativeThread);
      }
    } catch (IOException full) {
      // EAGAIN: the kernel queues no further signal. Those that are queued will do.
    } catch (Throwable t) {
      throw sneaky(t);
    }
  }

  private static void wake(LapseWait wait) {
    try {
      if (wait.monitor == null) {
        UNPARK_NATIVE.invokeExact((Object) wait.thread);
      } else {
        Thread waker = new MonitorWaker(wait.monitor);
        waker.setDaemon(true);
        waker.start();
      }
    } catch (Throwable t) {
      throw sneaky(t);
    }
  }

  private static LapseWait[] waits() {
    for (int size = 64; ; size *= 2) {
      // Allocated outside the lock: an allocation may have to wait for a garbage collection.
      LapseWait[] copy = new LapseWait[size];
      int count = 0;
      takeList();
      for (LapseWait wait = first; wait != null && count < size; wait = wait.next) {
        copy[count++] = wait;
      }
      LIST_TAKEN.set(false);
      if (count < size) {
        return Arrays.copyOf(copy, count);
      }
    }
  }

  // ---- Arithmetic --------------------------------------------------------------------------

  private static boolean onWallTime() {
    Thread[] wall = wallThreads;
    return wall.length > 0 && contains(wall, Thread.currentThread());
  }

  private static long wallNanosUntil(long deadline) {
    for (; ; ) {
      TimeLine present = line;
      long wall = System.nanoTime();
      if (present != null && present == line) {
        long left = deadline - present.applicationAt(wall);
        return left <= 0 ? 0 : present.wallNanosFor(left);
      }
      Thread.onSpinWait();
    }
  }

  private static long epochMillis() {
    long sinceBase = wallAdjustment(EPOCH_BASE);
    return EPOCH_BASE * 1000 + Math.floorDiv(sinceBase + ahead(), NANOS_PER_MILLI);
  }

  /** Times are relative to an arbitrary origin, so "for ever" is half the range away from now. */
  private static long saturatedSum(long now, long nanos) {
    return now + Math.min(nanos, Long.MAX_VALUE / 2);
  }

  private static long saturatedMillis(long millis) {
    return millis > Long.MAX_VALUE / 4 / NANOS_PER_MILLI
        ? Long.MAX_VALUE / 4
        : millis * NANOS_PER_MILLI;
  }

  private static long millisRoundedUp(long nanos) {
    return nanos / NANOS_PER_MILLI + (nanos % NANOS_PER_MILLI > 0 ? 1 : 0);
  }

  // ---- The natives themselves --------------------------------------------------------------

  private static @Nullable Class<?> classNamed(String name) {
    try {
      return Class.forName(name, true, null);
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  private static MethodHandle parkNative() {
    return unsafe("park", MethodType.methodType(void.class, boolean.class, long.class));
  }

  private static MethodHandle unparkNative() {
    return unsafe("unpark", MethodType.methodType(void.class, Object.class));
  }

  private static MethodHandle unsafe(String name, MethodType type) {
    try {
      Class<?> unsafe = Class.forName("jdk.internal.misc.Unsafe");
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      Object instance = unsafe.getMethod("getUnsafe").invoke(null);
      return lookup.findVirtual(unsafe, name, type).bindTo(instance);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JDK has no Unsafe." + name + type, e);
    }
  }

  private static MethodHandle waitNative() {
    MethodType type = MethodType.methodType(void.class, long.class);
    try {
      MethodHandles.Lookup lookup =
          MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup());
      try {
        return lookup.findVirtual(Object.class, "wait0", type);
      } catch (NoSuchMethodException olderJdk) {
        return lookup.findVirtual(Object.class, "wait", type);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JDK has no Object.wait" + type, e);
    }
  }

  /** Takes nanoseconds in newer JDKs; only ever called with what the caller gave, or zero. */
  private static @Nullable MethodHandle sleepNative() {
    MethodHandle nanos =
        nativeOf(
            "java.lang.Thread",
            MethodType.methodType(void.class, long.class),
            "sleepNanos0",
            "sleep0");
    if (nanos != null) {
      return nanos;
    }
    MethodHandle millis =
        nativeOf("java.lang.Thread", MethodType.methodType(void.class, long.class), "sleep");
    if (millis == null) {
      return null;
    }
    try {
      return MethodHandles.filterArguments(
          millis,
          0,
          MethodHandles.lookup()
              .findStatic(
                  LapseClock.class,
                  "millisForSleep",
                  MethodType.methodType(long.class, long.class)));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("bug in SynSent: no millisForSleep", e);
    }
  }

  static long millisForSleep(long nanos) {
    return nanos < 0 ? nanos : millisRoundedUp(nanos);
  }

  private static @Nullable MethodHandle nativeOf(
      String className, MethodType type, String... names) {
    Class<?> owner = classNamed(className);
    if (owner == null) {
      return null;
    }
    for (Method method : owner.getDeclaredMethods()) {
      if (Arrays.asList(names).contains(method.getName())
          && method.getReturnType() == type.returnType()
          && Arrays.equals(method.getParameterTypes(), type.parameterArray())) {
        try {
          return MethodHandles.privateLookupIn(owner, MethodHandles.lookup()).unreflect(method);
        } catch (IllegalAccessException e) {
          throw new IllegalStateException("no access to " + method, e);
        }
      }
    }
    return null;
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> RuntimeException sneaky(Throwable t) throws T {
    throw (T) t;
  }
}

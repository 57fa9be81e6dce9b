package io.synsent.timelapse;

import io.synsent.engine.Nullable;
import io.synsent.engine.time.TimeLine;
import io.synsent.intercept.ProcessClock;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * A stretch of time in which the clock of this JVM runs some times faster than the wall's.
 *
 * <p>Everything that asks the JVM for the time or waits for it keeps to the faster clock: {@code
 * System.nanoTime}, {@code Instant.now}, {@code Thread.sleep}, timed waits, schedulers, selectors
 * and socket timeouts, and the simulated network. What happens outside of the JVM does not.
 *
 * <pre>{@code
 * try (TimeLapse lapse = TimeLapse.start(100)) {
 *   Thread.sleep(30_000); // 300 ms by the wall
 * }
 * }</pre>
 *
 * <p>When a lapse ends the clock goes on at wall speed, ahead of the wall by what it gained: it
 * never runs backwards. The JDK's classes are restored by {@link #endSession()} only.
 *
 * <p>The clock belongs to the whole JVM: one lapse at a time.
 */
public final class TimeLapse implements Lapse, AutoCloseable {

  /**
   * Instead of a rate: the clock goes at wall speed while a thread runs, and leaps to the next
   * thing that will happen when all of them wait. Linux only; elsewhere {@link #FALLBACK_RATE}.
   */
  public static final int AUTO = 0;

  /** What {@link #AUTO} means on a machine that does not tell which of its threads are running. */
  public static final int FALLBACK_RATE = 100;

  private static final long BETWEEN_SIGNALS_NANOS = 1_000_000;
  private static final long PATIENCE_NANOS = 500_000_000;

  private static @Nullable ClockInstallation installation;
  private static @Nullable TimeLapse running;
  private static boolean warm;

  private final BootClock clock;
  private final int rate;
  private final @Nullable AutoPilot pilot;
  private final long beganAtWall;
  private final long beganAtApplication;
  private volatile long endedAtWall;
  private volatile long endedAtApplication;
  private volatile boolean ended;

  private TimeLapse(BootClock clock, int rate, @Nullable AutoPilot pilot, long wall) {
    this.clock = clock;
    this.rate = rate;
    this.pilot = pilot;
    this.beganAtWall = wall;
    this.beganAtApplication = ProcessClock.line().applicationAt(wall);
  }

  /**
   * Rewrites the clock calls of this JVM, unless that is done already. The clock still runs at wall
   * speed. Best called before the application's threads start: a method that is running keeps the
   * old clock until it is called again.
   *
   * @throws TimeLapseFailedException if a hook did not apply; nothing is changed then
   */
  public static synchronized void prepare() {
    if (installation == null) {
      installation = ClockInstallation.install();
    }
  }

  /** Whether the clock calls of this JVM are rewritten. */
  public static synchronized boolean isPrepared() {
    return installation != null;
  }

  /**
   * Makes the clock run {@code rate} times faster until {@link #close()}.
   *
   * <p>Before the first lapse with a rate over 1, an {@code HttpClient} and a server on loopback
   * talk to each other: loading the classes of the JDK's clients is not to count that many times.
   *
   * @param rate 1 to 1000, or {@link #AUTO}
   * @throws IllegalArgumentException if the rate is out of range
   * @throws IllegalStateException if a lapse is running already
   * @throws TimeLapseFailedException if a hook did not apply; nothing is changed then
   */
  public static synchronized TimeLapse start(int rate) {
    if (rate < AUTO || rate > TimeLine.MAX_RATE) {
      throw new IllegalArgumentException(
          "a clock cannot run "
              + rate
              + " times faster: the rate is 1 to "
              + TimeLine.MAX_RATE
              + ", or TimeLapse.AUTO");
    }
    TimeLapse present = running;
    if (present != null) {
      throw new IllegalStateException(
          "a time-lapse at rate "
              + present.rate
              + " is running already, and the clock belongs to the whole JVM: close it first, and"
              + " run tests that need one under JUnit's global resource lock");
    }
    prepare();
    BootClock clock = clock();
    TimeLapse lapse = begin(clock, rate);
    running = lapse;
    return lapse;
  }

  private static TimeLapse begin(BootClock clock, int rate) {
    if (rate != AUTO) {
      return atRate(clock, rate);
    }
    if (!AutoPilot.isSupported()) {
      return atRate(clock, FALLBACK_RATE);
    }
    try {
      long wall = changeRate(clock, 1);
      return new TimeLapse(clock, AUTO, AutoPilot.start(clock), wall);
    } catch (IOException e) {
      throw new TimeLapseFailedException(
          "the threads of this process cannot be looked at in /proc: use a rate, such as "
              + FALLBACK_RATE,
          e);
    }
  }

  private static TimeLapse atRate(BootClock clock, int rate) {
    if (rate > 1 && !warm) {
      warm = true;
      WarmUp.run();
    }
    return new TimeLapse(clock, rate, null, changeRate(clock, rate));
  }

  @Override
  public int leaps() {
    return pilot == null ? 0 : pilot.leaps();
  }

  @Override
  public int rate() {
    return rate;
  }

  @Override
  public Duration simulated() {
    long now = ended ? endedAtApplication : clock.applicationNanos();
    return Duration.ofNanos(now - beganAtApplication);
  }

  @Override
  public Duration wall() {
    long now = ended ? endedAtWall : ProcessClock.wallNanos();
    return Duration.ofNanos(now - beganAtWall);
  }

  /** Back to wall speed. What still waits goes on waiting, for as long as its own clock says. */
  @Override
  public void close() {
    synchronized (TimeLapse.class) {
      if (running == this) {
        if (pilot != null) {
          pilot.close();
        }
        endedAtWall = changeRate(clock, 1);
        endedAtApplication = ProcessClock.line().applicationAt(endedAtWall);
        ended = true;
        running = null;
      }
    }
  }

  /** How far this JVM's clocks, {@code currentTimeMillis} among them, are ahead of the wall's. */
  public static Duration ahead() {
    TimeLine line = ProcessClock.line();
    long wall = ProcessClock.wallNanos();
    return Duration.ofNanos(line.applicationAt(wall) - wall);
  }

  /** Classes with a method that was running when the clock was rewritten: it keeps the old one. */
  public static synchronized Set<String> staleClasses() {
    ClockInstallation present = installation;
    return present == null ? Set.of() : present.staleClasses();
  }

  /**
   * Ends the session: the classes of this JVM become what they were, and its clock the wall's. To
   * be called when no test runs any more: here, and only here, the clock goes back.
   */
  public static synchronized void endSession() {
    ClockInstallation present = installation;
    if (present != null) {
      TimeLapse open = running;
      if (open != null) {
        open.close();
      }
      present.uninstall();
      installation = null;
      long wall = ProcessClock.wallNanos();
      ProcessClock.setLine(TimeLine.startingAt(wall, wall));
    }
  }

  /** How many loaded classes have rewritten clock calls; 0 in a JVM that never asked for it. */
  static synchronized int rewrittenClasses() {
    ClockInstallation present = installation;
    return present == null ? 0 : present.rewrittenClasses();
  }

  private static BootClock clock() {
    ClockInstallation present = installation;
    if (present == null) {
      throw new IllegalStateException("bug in SynSent: the clock is not prepared");
    }
    return present.clock();
  }

  private static long changeRate(BootClock clock, int rate) {
    boolean faster = rate > ProcessClock.line().rate();
    long wall = clock.setRate(rate);
    ProcessClock.setLine(ProcessClock.line().withRate(wall, rate));
    if (faster) {
      wakeAll(clock);
    }
    return wall;
  }

  /** Until nobody is left in a poll that was begun at the old rate. */
  private static void wakeAll(BootClock clock) {
    long patienceEnds = ProcessClock.wallNanos() + PATIENCE_NANOS;
    while (clock.wake(true) > 0 && ProcessClock.wallNanos() - patienceEnds < 0) {
      // Signals queue up in the kernel: give their thread a moment before the next one.
      LockSupport.parkNanos(BETWEEN_SIGNALS_NANOS);
    }
  }
}

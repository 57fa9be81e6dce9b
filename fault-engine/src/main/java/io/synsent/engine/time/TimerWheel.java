package io.synsent.engine.time;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Timers as Linux's timer wheel gives them (kernel/time/timer.c): due times are whole ticks
 * (jiffies), coarser the further away they are, and always rounded up.
 *
 * <p>Level 0 has a granularity of 1 jiffy and reaches 63 jiffies ahead, level 1 of 8 and reaches
 * 504, level 2 of 64 and reaches 4032, level 3 of 512 and reaches 32256, and so on. Timers of one
 * tick run from the coarsest level to the finest, and within a level the one that was set last runs
 * first, because buckets are singly headed lists.
 */
public final class TimerWheel implements Timers {

  /** LVL_CLK_SHIFT: a level is this many bits coarser than the one before. */
  private static final int LEVEL_SHIFT = 3;

  /** LVL_SIZE - 1: how many of its own units a level reaches. */
  private static final long LEVEL_REACH = 63;

  /** LVL_DEPTH with HZ over 100. */
  private static final int LEVELS = 9;

  private final Simulation simulation;
  private final TimerWheelSettings settings;
  private final Map<Long, Tick> ticks = new HashMap<>();

  public TimerWheel(Simulation simulation, TimerWheelSettings settings) {
    this.simulation = simulation;
    this.settings = settings;
  }

  @Override
  public long now() {
    return simulation.now();
  }

  @Override
  public Timer after(long delayNanos, Runnable event) {
    if (delayNanos <= 0) {
      return simulation.after(delayNanos, event); // no timer in the kernel's sense
    }
    long jiffies = jiffiesAt(simulation.now());
    long expires = jiffies + (delayNanos + settings.tickNanos() - 1) / settings.tickNanos();
    long expiry = expiryOf(expires, jiffies);
    return ticks.computeIfAbsent(expiry, Tick::new).add(levelOf(expires - jiffies), event);
  }

  @Override
  public boolean lastSetRunsFirst() {
    return true;
  }

  /** The tick at which a timer set for {@code expires} fires, seen from {@code clk}: calc_index. */
  static long expiryOf(long expires, long clk) {
    int shift = levelOf(expires - clk) * LEVEL_SHIFT;
    // "The timer wheel has to guarantee that a timer does not fire early."
    return ((expires + (1L << shift)) >> shift) << shift;
  }

  /** The lowest level that reaches {@code delta} jiffies ahead: calc_wheel_index. */
  static int levelOf(long delta) {
    int level = 0;
    while (level < LEVELS - 1 && delta >= LEVEL_REACH << (level * LEVEL_SHIFT)) {
      level++;
    }
    return level;
  }

  private long jiffiesAt(long nanos) {
    return settings.firstJiffy()
        + Math.floorDiv(nanos - settings.firstTickNanos(), settings.tickNanos());
  }

  private long timeOf(long jiffy) {
    return settings.firstTickNanos() + (jiffy - settings.firstJiffy()) * settings.tickNanos();
  }

  /** Everything that is due at one tick. */
  private final class Tick {
    private final long jiffy;
    private final Timer event;
    private final List<Deque<WheelTimer>> levels = new ArrayList<>();
    private int pending;

    Tick(long jiffy) {
      this.jiffy = jiffy;
      this.event = simulation.at(timeOf(jiffy), this::run);
      for (int level = 0; level < LEVELS; level++) {
        levels.add(new ArrayDeque<>(0));
      }
    }

    WheelTimer add(int level, Runnable action) {
      WheelTimer timer = new WheelTimer(this, action);
      levels.get(level).push(timer);
      pending++;
      return timer;
    }

    /** expire_timers. */
    private void run() {
      ticks.remove(jiffy);
      for (int level = LEVELS - 1; level >= 0; level--) {
        for (WheelTimer timer : levels.get(level)) {
          timer.fire();
        }
      }
    }

    private void oneLess() {
      pending--;
      if (pending == 0 && event.cancel()) {
        ticks.remove(jiffy);
      }
    }
  }

  private static final class WheelTimer implements Timer {
    private final Tick tick;
    private final Runnable action;
    private boolean pending = true;

    WheelTimer(Tick tick, Runnable action) {
      this.tick = tick;
      this.action = action;
    }

    private void fire() {
      if (pending) {
        pending = false;
        action.run();
      }
    }

    @Override
    public boolean cancel() {
      if (!pending) {
        return false;
      }
      pending = false;
      tick.oneLess();
      return true;
    }

    @Override
    public boolean isPending() {
      return pending;
    }

    @Override
    public long dueAt() {
      return tick.event.dueAt();
    }
  }
}

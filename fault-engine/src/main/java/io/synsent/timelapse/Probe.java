package io.synsent.timelapse;

import io.synsent.intercept.boot.LapseClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.channels.Selector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Proves each hook by an action of the JDK that must call it. The actions lie in JDK classes,
 * because SynSent's own are not rewritten.
 */
enum Probe {
  NANO_TIME(LapseClock.NANO_TIME, "System.nanoTime") {
    @Override
    void act(int millis) throws InterruptedException, ExecutionException {
      try {
        new CompletableFuture<Void>().get(1, TimeUnit.NANOSECONDS);
      } catch (TimeoutException expected) {
        return;
      }
    }
  },
  CURRENT_TIME_MILLIS(LapseClock.CURRENT_TIME_MILLIS, "System.currentTimeMillis") {
    @Override
    @SuppressWarnings("JavaUtilDate")
    void act(int millis) {
      new Date();
    }
  },
  INSTANT(LapseClock.NANO_TIME_ADJUSTMENT, "VM.getNanoTimeAdjustment") {
    @Override
    void act(int millis) {
      if (Instant.now().equals(Instant.MIN)) {
        throw new IllegalStateException("the clock shows the beginning of time");
      }
    }
  },
  PARK(LapseClock.PARK, "Unsafe.park") {
    @Override
    void act(int millis) {
      LockSupport.parkNanos(1);
    }
  },
  SLEEP(LapseClock.SLEEP, "Thread.sleep") {
    @Override
    void act(int millis) throws InterruptedException {
      TimeUnit.MILLISECONDS.sleep(millis);
    }
  },
  WAIT(LapseClock.WAIT, "Object.wait") {
    @Override
    @SuppressWarnings({"WaitNotInLoop", "SynchronizeOnNonFinalField"})
    void act(int millis) throws InterruptedException {
      Object monitor = new Object();
      synchronized (monitor) {
        monitor.wait(0, 1);
      }
    }
  },
  POLL(LapseClock.POLL, "Net.poll") {
    @Override
    void act(int millis) throws IOException {
      try (ServerSocket server = new ServerSocket()) {
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.setSoTimeout(millis);
        server.accept().close();
      } catch (SocketTimeoutException expected) {
        return;
      }
    }
  },
  SELECT(LapseClock.EPOLL, "EPoll.wait") {
    @Override
    void act(int millis) throws IOException {
      try (Selector selector = Selector.open()) {
        selector.select(millis);
      }
    }
  };

  private static final int LONGEST = 1000;

  private final int hook;
  private final String method;

  Probe(int hook, String method) {
    this.hook = hook;
    this.method = method;
  }

  /**
   * Makes the JDK call it.
   *
   * @param millis for how long, where it waits
   */
  abstract void act(int millis) throws Exception;

  /**
   * @throws TimeLapseFailedException naming the hooks that were not called
   */
  static void proveAll(BootClock clock, List<CallSite> sites) {
    List<String> dead = new ArrayList<>();
    clock.count(true);
    try {
      for (Probe probe : values()) {
        if (probe.isWanted(sites)) {
          int before = clock.calls()[probe.hook];
          // On a busy machine so short a wait may be over before it begins.
          for (int millis = 1; millis <= LONGEST && clock.calls()[probe.hook] == before; ) {
            probe.act(millis);
            millis *= 10;
          }
          if (clock.calls()[probe.hook] == before) {
            dead.add(probe.method);
          }
        }
      }
    } catch (Exception e) {
      throw new TimeLapseFailedException(
          "a hook of the clock failed on " + TimeLapseFailedException.runningJdk() + ": " + e, e);
    } finally {
      clock.count(false);
    }
    if (!dead.isEmpty()) {
      throw new TimeLapseFailedException(
          "no call of "
              + String.join(", ", dead)
              + " reaches the clock on "
              + TimeLapseFailedException.runningJdk()
              + ": the clock keeps wall time. Another agent that rewrites JDK classes is the usual"
              + " cause; else this JDK has a shape that SynSent does not know yet",
          null);
    }
  }

  private boolean isWanted(List<CallSite> sites) {
    return switch (this) {
      case POLL -> sites.stream().anyMatch(site -> site.hook().equals("poll"));
      case SELECT -> sites.stream().anyMatch(site -> site.hook().equals("epollWait"));
      default -> true;
    };
  }
}

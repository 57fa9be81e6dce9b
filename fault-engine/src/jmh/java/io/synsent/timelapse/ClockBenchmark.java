package io.synsent.timelapse;

import io.synsent.intercept.SynSent;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What reading the clock and waiting cost: without SynSent, with its hooks, with its clock. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ClockBenchmark {

  /** Who is in the JVM. */
  public enum With {
    /** Nobody. */
    NOTHING,
    /** The hooks of the network, as in every test session without time-lapse. */
    NETWORK,
    /** The rewritten clock, between two lapses. */
    CLOCK,
    /** The rewritten clock, in a lapse. */
    LAPSE
  }

  /** Who is in the JVM. */
  @Param public With with;

  @Setup
  public void install() {
    if (with != With.NOTHING) {
      SynSent.install();
    }
    if (with == With.CLOCK) {
      TimeLapse.prepare();
    } else if (with == With.LAPSE) {
      TimeLapse.start(2);
    }
  }

  @TearDown
  public void uninstall() {
    TimeLapse.endSession();
    if (with != With.NOTHING) {
      SynSent.install().uninstall();
    }
  }

  @Benchmark
  public Instant now() {
    return Instant.now();
  }

  /** Reads the clock in a class of the JDK: this one's own calls may not be rewritten. */
  @Benchmark
  public boolean timedGet() throws Exception {
    try {
      new CompletableFuture<Void>().get(1, TimeUnit.NANOSECONDS);
      return false;
    } catch (TimeoutException expected) {
      return true;
    }
  }

  @Benchmark
  public void park() {
    LockSupport.parkNanos(1);
  }
}

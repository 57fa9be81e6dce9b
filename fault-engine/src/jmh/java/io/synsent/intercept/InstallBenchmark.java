package io.synsent.intercept;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** How long it takes to put the hooks in and to prove each of them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class InstallBenchmark {

  /** The first time in a JVM: attaching and loading Byte Buddy included. */
  @Benchmark
  @Fork(10)
  @Warmup(iterations = 0)
  @Measurement(iterations = 1)
  public Installation cold() {
    return SynSent.install();
  }

  /** Once more, after the hooks were taken out. */
  @Benchmark
  @Fork(2)
  @Warmup(iterations = 20)
  @Measurement(iterations = 30)
  public Installation warm() {
    return SynSent.install();
  }

  @TearDown(Level.Iteration)
  public void uninstall() {
    SynSent.install().uninstall();
  }
}

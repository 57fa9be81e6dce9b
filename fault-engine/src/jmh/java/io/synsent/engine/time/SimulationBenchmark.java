package io.synsent.engine.time;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** What one event costs the simulation: the floor under every simulated packet. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SimulationBenchmark {

  private static final int EVENTS = 1000;

  /** Scheduled in the worst order and run. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public long scheduleAndRun() {
    Simulation simulation = new Simulation(1);
    for (int i = EVENTS; i > 0; i--) {
      simulation.at(i, () -> {});
    }
    simulation.runUntil(EVENTS);
    return simulation.now();
  }

  /** As the timers of connects that are answered in time: armed, cancelled, never run. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public long scheduleAndCancel() {
    Simulation simulation = new Simulation(1);
    for (int i = 1; i <= EVENTS; i++) {
      simulation.at(i, () -> {}).cancel();
    }
    simulation.runUntil(EVENTS);
    return simulation.now();
  }
}

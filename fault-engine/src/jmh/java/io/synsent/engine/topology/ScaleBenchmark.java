package io.synsent.engine.topology;

import io.synsent.engine.packet.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * 1,000 hosts and 100,000 connects: half refused, a quarter established, a quarter timed out; and
 * what a pending connect weighs.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx512m", "-XX:+UseSerialGC"})
@Warmup(iterations = 0)
@Measurement(iterations = 5)
@State(Scope.Benchmark)
public class ScaleBenchmark {

  private static final int HOSTS = 1_000;
  private static final int CONNECTS = 100_000;
  private static final int PENDING = 10_000;

  /** What is counted beside the time. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Counters {
    public long events;
    public long bytesPerPendingConnect;
  }

  /** From the declaration to the last outcome. */
  @Benchmark
  public long thousandHostsHundredThousandConnects(Counters counters) {
    Network.Builder builder = Network.builder().journalLimit(0);
    List<IpAddress> targets = new ArrayList<>();
    for (int i = 0; i < HOSTS; i++) {
      String address = "10.1." + i / 200 + "." + (10 + i % 200);
      targets.add(IpAddress.parse(address));
      switch (i % 4) {
        case 0 -> builder.host(address, HostBuilder::absent);
        case 1 -> builder.host(address, host -> host.open(80));
        default -> builder.host(address);
      }
    }
    Network network = builder.build();
    for (int i = 0; i < CONNECTS; i++) {
      network.connect(targets.get(i % HOSTS), 80);
      if (i % 100 == 0) {
        network.runUntil(network.now() + 1_000_000);
      }
    }
    network.runUntilIdle();
    counters.events = network.eventsRun();
    return network.now();
  }

  /** 10,000 connects to as many hosts beyond the router, all waiting for an answer. */
  @Benchmark
  public Network pendingConnects(Counters counters) {
    Network network = Network.builder().journalLimit(0).build();
    long before = used();
    for (int i = 0; i < PENDING; i++) {
      network.connect(
          IpAddress.parse("10." + (2 + i / 62_500) + "." + i / 250 + "." + (1 + i % 250)), 80);
    }
    network.runUntil(10_000_000);
    counters.bytesPerPendingConnect = (used() - before) / PENDING;
    return network;
  }

  @SuppressWarnings("GuardedBy")
  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}

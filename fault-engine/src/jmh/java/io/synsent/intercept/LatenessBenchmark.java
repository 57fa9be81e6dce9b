package io.synsent.intercept;

import io.synsent.engine.fault.Faults;
import io.synsent.engine.topology.Network;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long {@code Socket.connect} to an absent LAN host takes; what exceeds 3000 ms is lateness.
 * Each thread has an absent host of its own, as connects to the same one share its ARP.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Threads(16)
@Warmup(iterations = 1, time = 4)
@Measurement(iterations = 1, time = 60)
public class LatenessBenchmark {

  /** The network with as many absent hosts as there are threads. */
  @State(Scope.Benchmark)
  public static class Lan {
    private final AtomicInteger next = new AtomicInteger(100);
    private LiveNetwork network;

    @Setup
    public void activate() {
      Network.Builder builder = Network.builder();
      for (int host = 100; host < 150; host++) {
        builder.with(Faults.unreachable("192.168.31." + host));
      }
      network = SynSent.activate(builder.build());
    }

    @TearDown
    public void close() {
      network.close();
    }
  }

  /** A thread's own absent host. */
  @State(Scope.Thread)
  public static class AbsentHost {
    private InetSocketAddress address;

    @Setup
    public void choose(Lan lan) {
      address = new InetSocketAddress("192.168.31." + lan.next.getAndIncrement(), 8081);
    }
  }

  @Benchmark
  public void absentLanHost(AbsentHost host) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(host.address);
      throw new IllegalStateException("connected to an absent host");
    } catch (NoRouteToHostException expected) {
      // After 3 s.
    }
  }
}

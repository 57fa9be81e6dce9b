package io.synsent.intercept;

import io.synsent.engine.fault.Faults;
import io.synsent.engine.topology.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
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

/** What the hooks cost a connect on loopback that no network names: connect and close. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class UntouchedConnectBenchmark {

  /** Whether the hooks are in, with a network active. */
  @Param({"false", "true"})
  public boolean hooks;

  private ServerSocket listener;

  @Setup
  public void open() throws IOException {
    listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    Thread acceptor = new Thread(this::acceptAndClose);
    acceptor.setDaemon(true);
    acceptor.start();
    if (hooks) {
      SynSent.activate(Network.builder().with(Faults.unreachable("192.168.31.7")).build());
    }
  }

  private void acceptAndClose() {
    while (!listener.isClosed()) {
      try {
        listener.accept().close();
      } catch (IOException closed) {
        return;
      }
    }
  }

  @Benchmark
  public int connect() throws IOException {
    try (Socket socket = new Socket()) {
      // Reset at once: 60 s in TIME_WAIT would use up the ephemeral ports.
      socket.setSoLinger(true, 0);
      socket.connect(listener.getLocalSocketAddress());
      return socket.getLocalPort();
    }
  }

  @TearDown
  public void close() throws IOException {
    listener.close();
    if (hooks) {
      SynSent.install().uninstall();
    }
  }
}

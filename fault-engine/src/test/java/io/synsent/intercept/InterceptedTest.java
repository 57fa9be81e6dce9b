package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.fault.Faults;
import io.synsent.engine.host.HostProfile;
import io.synsent.engine.neighbour.NeighbourSettings;
import io.synsent.engine.network.FirewallAction;
import io.synsent.engine.topology.Network;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * A live network around each test, in which failures come soon: an absent host after 0.3 s, a
 * silent firewall after 0.6 s.
 */
@Isolated
@Execution(ExecutionMode.SAME_THREAD)
abstract class InterceptedTest {

  /** Nobody has this address; in the LAN. */
  static final String ABSENT = "192.168.31.7";

  /** A host with all ports closed; in the LAN. */
  static final String REFUSING = "192.168.31.8";

  /** A host with port 7 open, which leads to the echo server. */
  static final String REACHABLE = "192.168.31.9";

  /** A host behind a firewall that drops; beyond the router. */
  static final String SILENT = "10.225.31.11";

  /** The name of a host like {@link #REACHABLE}, beyond the router. */
  static final String NAME = "db.example";

  static final int OPEN = 7;
  static final int CLOSED = 81;

  /** How long an absent host takes to fail in these tests. */
  static final Duration ARP_FAILURE = Duration.ofMillis(300);

  /** How long a silent firewall takes. */
  static final Duration SYN_TIMEOUT = Duration.ofMillis(600);

  /** How late a busy machine may be. */
  static final Duration NOISE = Duration.ofSeconds(10);

  static final HostProfile QUICK =
      HostProfile.LINUX.toBuilder()
          .name("QUICK")
          .initialRto(Duration.ofMillis(200))
          .synRetries(1)
          .neighbour(
              NeighbourSettings.LINUX.toBuilder().retransTime(Duration.ofMillis(100)).build())
          .build();

  EchoServer echo;
  LiveNetwork network;

  @BeforeEach
  void activate() throws IOException {
    echo = new EchoServer();
    network = SynSent.activate(declared().build());
    network.host(REACHABLE).backedBy(echo.address());
    network.host(NAME).backedBy(echo.address());
  }

  static Network.Builder declared() {
    return Network.builder()
        .profile(QUICK)
        .with(Faults.unreachable(ABSENT))
        .with(Faults.closedPort(REFUSING, CLOSED))
        .with(Faults.reachable(REACHABLE, OPEN))
        .with(Faults.reachable(NAME, OPEN))
        .with(Faults.firewalled(SILENT, FirewallAction.DROP));
  }

  @AfterEach
  void close() throws IOException {
    network.close();
    echo.close();
  }

  static InetSocketAddress at(String host, int port) {
    return new InetSocketAddress(host, port);
  }

  /** The only connect so far, from both sides. */
  ObservedConnect onlyConnect() {
    assertThat(network.observedConnects()).hasSize(1);
    return network.observedConnects().get(0);
  }

  /** Wall time of what {@code action} takes. */
  static Duration timed(Action action) throws Exception {
    long began = System.nanoTime();
    action.run();
    return Duration.ofNanos(System.nanoTime() - began);
  }

  interface Action {
    void run() throws Exception;
  }

  /** What {@code action} throws, with wall time generously around {@code expected}. */
  static Throwable thrownAfter(Duration expected, Action action) {
    long began = System.nanoTime();
    Throwable thrown = null;
    try {
      action.run();
    } catch (Throwable e) {
      thrown = e;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    assertThat(thrown).as("exception after %s", took).isNotNull();
    assertThat(took).isBetween(expected, expected.plus(NOISE));
    return thrown;
  }

  /** Sends 3 MB and expects them back. */
  static void echoes(InputStream in, OutputStream out, Action shutdownOutput) throws Exception {
    byte[] sent = new byte[3 << 20];
    new Random(3).nextBytes(sent);
    CompletableFuture<Void> sending =
        CompletableFuture.runAsync(
            () -> {
              try {
                out.write(sent);
                shutdownOutput.run();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    byte[] received = in.readAllBytes();
    sending.get(10, TimeUnit.SECONDS);
    assertThat(received).isEqualTo(sent);
  }

  /** Waits until something is so, at most 5 s. */
  static void eventually(Condition condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (!condition.holds() && System.nanoTime() < deadline) {
      Thread.sleep(5);
    }
    assertThat(condition.holds()).isTrue();
  }

  interface Condition {
    boolean holds() throws Exception;
  }
}

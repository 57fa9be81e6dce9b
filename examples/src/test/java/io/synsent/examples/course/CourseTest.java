package io.synsent.examples.course;

import static io.synsent.assertj.SynSentAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.synsent.engine.fault.Faults;
import io.synsent.engine.host.HostProfile;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.report.ConnectReport;
import io.synsent.engine.report.Timeline;
import io.synsent.engine.topology.ConnectAttempt;
import io.synsent.engine.topology.Network;
import io.synsent.intercept.LiveNetwork;
import io.synsent.junit.ClosedPort;
import io.synsent.junit.Firewalled;
import io.synsent.junit.ReachableHost;
import io.synsent.junit.SimulatedNetwork;
import io.synsent.junit.UnreachableHost;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The tests that the course quotes: one that guards an application against each failure. */
@SuppressWarnings("try") // A socket may be opened for no more than that.
class CourseTest {

  /** A server of this machine; the simulated hosts that are reachable lead to it. */
  static final ServerSocket SERVER = listenOnLoopback();

  static int serverPort() {
    return SERVER.getLocalPort();
  }

  /** One that has only the connection of the test that asks for it. */
  static final ServerSocket RESETTING = listenOnLoopback();

  static int resettingPort() {
    return RESETTING.getLocalPort();
  }

  private static ServerSocket listenOnLoopback() {
    try {
      return new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new IllegalStateException("no free port on loopback to listen on", e);
    }
  }

  @AfterAll
  static void stop_servers() throws IOException {
    SERVER.close();
    RESETTING.close();
  }

  /** The application under test: the primary first, then the replica. */
  private static Socket connectToEither(String primary, String replica, int timeoutMillis)
      throws IOException {
    try {
      return connect(primary, timeoutMillis);
    } catch (IOException primaryIsDown) {
      return connect(replica, timeoutMillis);
    }
  }

  private static Socket connect(String host, int timeoutMillis) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(host, 5432), timeoutMillis);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Test
  @UnreachableHost("192.168.31.7")
  @ReachableHost(value = "192.168.31.8:5432", backend = "serverPort")
  void fails_over_when_the_primary_is_switched_off(LiveNetwork network) throws IOException {
    try (Socket socket = connectToEither("192.168.31.7", "192.168.31.8", 2_000)) {
      assertThat(network).connectTo("192.168.31.8", 5432).succeeded();
    }
    assertThat(network).connectTo("192.168.31.7", 5432).wasGivenUpByApplication();
  }

  @Test
  @UnreachableHost("10.225.31.11")
  void does_not_wait_two_minutes_for_a_host_that_is_gone(LiveNetwork network) {
    assertThatExceptionOfType(SocketTimeoutException.class)
        .isThrownBy(() -> connect("10.225.31.11", 1_500).close());
    assertThat(network)
        .synsTo("10.225.31.11", 5432)
        .within(Duration.ofMillis(2))
        .areAt(Duration.ZERO, Duration.ofSeconds(1));
  }

  @Test
  @UnreachableHost(value = "10.225.31.11", lastRouterAnswers = true)
  void hears_from_the_last_router_before_its_own_timeout() {
    assertThatExceptionOfType(NoRouteToHostException.class)
        .isThrownBy(() -> connect("10.225.31.11", 10_000).close());
  }

  @Test
  @ReachableHost(value = "192.168.31.8:5432", backend = "serverPort")
  void tries_again_while_the_server_restarts(LiveNetwork network) throws IOException {
    network.host("192.168.31.8").closePort(5432);
    assertThatExceptionOfType(ConnectException.class)
        .isThrownBy(() -> connect("192.168.31.8", 5_000).close());

    network.host("192.168.31.8").openPort(5432);
    connect("192.168.31.8", 5_000).close();
    assertThat(network).connectTo("192.168.31.8", 5432).wasAttempted(2);
  }

  @Test
  @Firewalled("10.225.31.10:5432")
  void meets_a_silent_firewall_with_its_own_timeout(LiveNetwork network) {
    assertThatExceptionOfType(SocketTimeoutException.class)
        .isThrownBy(() -> connect("10.225.31.10", 500).close());
    assertThat(network).connectTo("10.225.31.10", 5432).wasGivenUpByApplication();
  }

  @Test
  @ReachableHost(value = "192.168.31.8:5432", backend = "resettingPort")
  void reset_comes_after_the_handshake_and_refused_before() throws IOException {
    try (Socket socket = connect("192.168.31.8", 5_000)) {
      try (Socket accepted = RESETTING.accept()) {
        accepted.setSoLinger(true, 0); // close() sends RST
      }
      assertThatExceptionOfType(SocketException.class)
          .isThrownBy(() -> socket.getInputStream().read())
          .withMessageContaining("reset");
    }
    assertThatExceptionOfType(ConnectException.class)
        .isThrownBy(() -> new Socket("192.168.31.8", 5433).close())
        .withMessageContaining("refused");
  }

  @Test
  @SimulatedNetwork(profile = "WINDOWS")
  @ClosedPort("192.168.31.8:5432")
  void takes_two_seconds_to_be_refused_on_windows(LiveNetwork network) {
    assertThatExceptionOfType(ConnectException.class)
        .isThrownBy(() -> connect("192.168.31.8", 10_000).close());
    assertThat(network).synsTo("192.168.31.8", 5432).hasCount(5);
  }

  @Test
  void each_syn_asks_on_macos_until_the_neighbour_is_rejected() {
    Network network =
        Network.builder()
            .profile(HostProfile.MACOS)
            .with(Faults.unreachable("192.168.31.7"))
            .build();
    ConnectAttempt connect = network.connect(IpAddress.parse("192.168.31.7"), 8081);
    network.runUntilIdle();

    ConnectReport report = Timeline.of(network, connect);
    org.assertj.core.api.Assertions.assertThat(report.arpRequestTimes())
        .extracting(nanos -> nanos / 1_000_000_000)
        .containsExactly(0L, 1L, 2L, 3L, 4L, 35L, 67L);
  }
}

package io.synsent.assertj;

import static io.synsent.assertj.SynSentAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synsent.engine.fault.Faults;
import io.synsent.engine.socket.Errno;
import io.synsent.engine.topology.Network;
import io.synsent.intercept.GaveUp;
import io.synsent.intercept.LiveNetwork;
import io.synsent.intercept.SynSent;
import io.synsent.junit.SynSentExtension;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Each assertion when it holds, and its message when it does not. */
@ResourceLock(SynSentExtension.LOCK)
class NetworkAssertionsTest {

  private static final String CLOSED = "192.168.31.1";
  private static final String DROPPED = "10.225.31.10";
  private static final String ABSENT = "192.168.31.7";

  private LiveNetwork network;

  @BeforeEach
  void activate() {
    network =
        SynSent.activate(
            Network.builder()
                .with(Faults.closedPort(CLOSED, 80))
                .with(Faults.reachable(CLOSED, 443))
                .with(Faults.reachable("db.invalid", 5432))
                .with(Faults.unreachable(ABSENT))
                .with(Faults.firewalled(DROPPED, io.synsent.engine.network.FirewallAction.DROP))
                .build());
  }

  @AfterEach
  void close() {
    network.close();
  }

  private static void connect(String host, int port, int timeoutMillis) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), timeoutMillis);
    } catch (IOException e) {
      // The network tells how it ended.
    }
  }

  private void failsWith(ThrowingCallable assertion, String message) {
    assertThatThrownBy(assertion)
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith(message + "\n\nWhat happened in the simulated network");
  }

  @Test
  void nothing_happened_yet() {
    assertThat(network).hasNoConnects().hasNoTcpPackets().leftNothingOpen();
    assertThat(network).synsTo(CLOSED, 80).areNone();
    failsWith(
        () -> assertThat(network).connectTo(CLOSED, 80),
        "Expected a connect to 192.168.31.1:80, but there was none");
    failsWith(
        () -> assertThat(network).arpRequestsFor(CLOSED).areAt(Duration.ZERO),
        "Expected ARP requests for 192.168.31.1 at\n  0.000 s (within 0.010 s) but they were at\n"
            + "  no time");
    failsWith(
        () -> assertThat(network).synsTo(CLOSED, 80).hasCount(1),
        "Expected 1 SYNs to 192.168.31.1:80, but there were 0");
  }

  @Test
  void a_refused_connect() {
    connect(CLOSED, 80, 5000);
    assertThat(network)
        .connectTo(CLOSED, 80)
        .failedWith(Errno.ECONNREFUSED)
        .failedWith(ConnectException.class)
        .hasMessage("Connection refused")
        .wasGivenUpByOperatingSystem()
        .wasEndedBy(GaveUp.OPERATING_SYSTEM)
        .took(Duration.ZERO)
        .wasAttempted(1)
        .leftNothingOpen()
        .and()
        .synsTo(CLOSED, 80)
        .hasCount(1)
        .synsTo(CLOSED, 80)
        .areAt(Duration.ZERO);
    String ended =
        ", but: java.net.ConnectException: Connection refused (ECONNREFUSED) after 0.001 s; the"
            + " operating system gave up";
    String to = "Expected the connect to 192.168.31.1:80 to ";
    ConnectAssert connect = assertThat(network).connectTo(CLOSED, 80);
    failsWith(connect::succeeded, to + "succeed" + ended);
    failsWith(connect::isPending, to + "be pending" + ended);
    failsWith(() -> connect.failedWith(Errno.EHOSTUNREACH), to + "fail with EHOSTUNREACH" + ended);
    failsWith(
        () -> connect.failedWith(SocketTimeoutException.class),
        to + "fail with java.net.SocketTimeoutException" + ended);
    failsWith(
        () -> connect.hasMessage("Connection reset"),
        to + "fail with the message \"Connection reset\"" + ended);
    failsWith(connect::wasGivenUpByApplication, to + "be given up by the application" + ended);
    failsWith(
        () -> connect.wasEndedBy(GaveUp.INTERRUPT),
        to + "end so that the application gave up: the connecting thread was interrupted" + ended);
    failsWith(
        () -> connect.took(Duration.ofSeconds(3)), to + "take 3.000 s (within 0.010 s)" + ended);
    failsWith(
        () -> connect.tookBetween(Duration.ofSeconds(1), Duration.ofSeconds(2)),
        to + "take from 1.000 s to 2.000 s" + ended);
    failsWith(
        () -> connect.wasAttempted(2),
        "Expected 2 attempts to connect to 192.168.31.1:80, but there was 1");
    failsWith(
        () -> connect.attempt(2),
        "Expected an attempt 2 to connect to 192.168.31.1:80, but there was 1");
    failsWith(
        () -> assertThat(network).hasNoConnects(),
        "Expected no connect to a simulated host, but there was 1");
    assertThatThrownBy(() -> assertThat(network).hasNoTcpPackets())
        .hasMessageStartingWith("Expected no TCP packet, but there are 2, first IP 192.168.31.6.");
  }

  @Test
  void a_description_goes_before_the_message() {
    assertThatThrownBy(() -> assertThat(network).as("100 % down").connectTo(CLOSED, 80))
        .hasMessageStartingWith("[100 % down] Expected a connect to 192.168.31.1:80");
  }

  @Test
  void an_absent_host_on_the_lan() {
    connect(ABSENT, 8081, 10_000);
    assertThat(network)
        .hasNoTcpPackets()
        .arpRequestsFor(ABSENT)
        .areAt(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(2))
        .arpRequestsFor(ABSENT)
        .within(Duration.ZERO)
        .areAt(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(2))
        .connectTo(ABSENT, 8081)
        .failedWith(NoRouteToHostException.class)
        .took(Duration.ofSeconds(3));
    failsWith(
        () -> assertThat(network).arpRequestsFor(ABSENT).areAt(Duration.ZERO),
        "Expected ARP requests for 192.168.31.7 at\n  0.000 s (within 0.010 s) but they were at\n"
            + "  0.000 s, 1.000 s, 2.000 s");
  }

  @Test
  void the_application_gives_up_and_tries_again() throws InterruptedException {
    connect(DROPPED, 8080, 150);
    Thread.sleep(100);
    connect(DROPPED, 8080, 150);
    ConnectAssert connect = assertThat(network).connectTo(DROPPED, 8080);
    connect
        .wasAttempted(2)
        .wasGivenUpByApplication()
        .wasEndedBy(GaveUp.APPLICATION_TIMEOUT)
        .failedWith(SocketTimeoutException.class)
        .tookBetween(Duration.ofMillis(150), Duration.ofSeconds(3))
        .leftNothingOpen()
        .attemptsWereApart(Duration.ofSeconds(3), Duration.ofMillis(250))
        .attempt(2)
        .wasAttempted(1);
    assertThatThrownBy(connect::succeeded)
        .hasMessageStartingWith(
            "Expected the connect to 10.225.31.10:8080, attempt 1, to succeed, but:"
                + " java.net.SocketTimeoutException: Connect timed out (abandoned: ");
    assertThatThrownBy(() -> connect.attemptsWereApart(Duration.ZERO, Duration.ofHours(1)))
        .hasMessageStartingWith(
            "Expected attempts to connect to 10.225.31.10:8080 to begin 3600.000 s apart (within"
                + " 0.000 s), but they were 0.");
  }

  @Test
  void a_connect_that_nobody_closed() throws IOException {
    try (SocketChannel channel = SocketChannel.open()) {
      channel.configureBlocking(false);
      assertThat(channel.connect(new InetSocketAddress(DROPPED, 80))).isFalse();
      assertThat(network).connectTo(DROPPED, 80).isPending();
      failsWith(
          () -> assertThat(network).leftNothingOpen(),
          "Expected nothing left open, but 1 connect is still pending");
      failsWith(
          () -> assertThat(network).connectTo(DROPPED, 80).leftNothingOpen(),
          "Expected nothing left open, but 1 connect to 10.225.31.10:80 is still pending");
    }
    assertThat(network)
        .leftNothingOpen()
        .connectTo(DROPPED, 80)
        .wasEndedBy(GaveUp.APPLICATION_CLOSE);
  }

  @Test
  void a_connection_that_nobody_closed() throws IOException {
    try (Socket socket = new Socket(CLOSED, 443)) {
      assertThat(socket.isConnected()).isTrue();
      failsWith(
          () -> assertThat(network).leftNothingOpen(),
          "Expected nothing left open, but 1 socket connected is not closed");
      failsWith(
          () -> assertThat(network).connectTo(CLOSED, 443).leftNothingOpen(),
          "Expected nothing left open, but 1 socket connected to 192.168.31.1:443 is not closed");
    }
    assertThat(network).leftNothingOpen().connectTo(CLOSED, 443).succeeded();
  }

  @Test
  void the_jdk_closes_a_socket_whose_connect_failed() throws IOException {
    Socket socket = new Socket();
    assertThatThrownBy(() -> socket.connect(new InetSocketAddress(CLOSED, 80)))
        .isInstanceOf(ConnectException.class);
    assertThat(network).leftNothingOpen();
    try (SocketChannel channel = SocketChannel.open()) {
      assertThatThrownBy(() -> channel.connect(new InetSocketAddress(CLOSED, 80)))
          .isInstanceOf(ConnectException.class);
      assertThat(network).leftNothingOpen();
    }
  }

  @Test
  void an_established_connect_by_name() {
    connect("db.invalid", 5432, 5000);
    connect(CLOSED, 443, 5000);
    assertThat(network).connectTo("db.invalid", 5432).succeeded().wasEndedBy(GaveUp.NOBODY);
    assertThat(network).synsTo("db.invalid", 5432).hasCount(1);
    assertThat(network).connectTo(CLOSED, 443).succeeded();
  }
}

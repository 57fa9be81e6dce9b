package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SocketTest extends InterceptedTest {

  @Test
  void absent_host_fails_when_arp_has_failed() throws Exception {
    try (Socket socket = new Socket()) {
      Throwable thrown = thrownAfter(ARP_FAILURE, () -> socket.connect(at(ABSENT, 8081)));

      assertThat(thrown).isExactlyInstanceOf(NoRouteToHostException.class);
      assertThat(thrown).hasMessage("No route to host");
    }
  }

  @Test
  void absent_host_fails_through_the_constructor() {
    assertThat(thrownAfter(ARP_FAILURE, () -> new Socket(ABSENT, 8081).close()))
        .isExactlyInstanceOf(NoRouteToHostException.class);
  }

  @Test
  void absent_host_fails_with_a_longer_timeout_too() throws Exception {
    try (Socket socket = new Socket()) {
      assertThat(thrownAfter(ARP_FAILURE, () -> socket.connect(at(ABSENT, 8081), 5000)))
          .isExactlyInstanceOf(NoRouteToHostException.class);
    }
  }

  @Test
  void silent_firewall_fails_when_the_syn_retries_are_over() throws Exception {
    try (Socket socket = new Socket()) {
      Throwable thrown = thrownAfter(SYN_TIMEOUT, () -> socket.connect(at(SILENT, 80)));

      assertThat(thrown).isExactlyInstanceOf(ConnectException.class);
      assertThat(thrown).hasMessage("Connection timed out");
    }
  }

  @Test
  void closed_port_is_refused() throws Exception {
    try (Socket socket = new Socket()) {
      Throwable thrown = thrownAfter(Duration.ZERO, () -> socket.connect(at(REFUSING, CLOSED)));

      assertThat(thrown).isExactlyInstanceOf(ConnectException.class);
      assertThat(thrown).hasMessage("Connection refused");
    }
  }

  @Test
  void closed_port_is_refused_as_a_real_one() throws Exception {
    int reallyClosed = echo.address().getPort();
    echo.close();
    try (Socket simulated = new Socket();
        Socket real = new Socket()) {
      Throwable fromSimulated =
          thrownAfter(Duration.ZERO, () -> simulated.connect(at(REFUSING, CLOSED)));
      Throwable fromReal =
          thrownAfter(
              Duration.ZERO,
              () ->
                  real.connect(
                      new InetSocketAddress(InetAddress.getLoopbackAddress(), reallyClosed)));

      assertThat(fromSimulated).hasSameClassAs(fromReal).hasMessage(fromReal.getMessage());
      assertThat(simulated.isClosed()).isEqualTo(real.isClosed());
      assertThat(simulated.isConnected()).isEqualTo(real.isConnected());
      assertThat(simulated.isBound()).isEqualTo(real.isBound());
      assertThat(simulated.getLocalPort()).isEqualTo(real.getLocalPort());
    }
  }

  @Test
  void the_stack_trace_is_the_jdks_own() throws Exception {
    try (Socket socket = new Socket()) {
      Throwable thrown = thrownAfter(ARP_FAILURE, () -> socket.connect(at(ABSENT, 8081)));

      assertThat(thrown.getStackTrace()[0])
          .hasToString("java.base/sun.nio.ch.Net.pollConnect(Native Method)");
      assertThat(thrown.getStackTrace()[1].getMethodName()).isEqualTo("pollConnectNow");
      assertThat(thrown.getStackTrace())
          .noneMatch(frame -> frame.getClassName().contains("SynSent"))
          .noneMatch(frame -> frame.getClassName().endsWith("SocketHooks"));
    }
  }

  @Test
  void the_callers_own_timeout_comes_first() throws Exception {
    try (Socket socket = new Socket()) {
      Throwable thrown =
          thrownAfter(Duration.ofMillis(50), () -> socket.connect(at(SILENT, 80), 100));

      assertThat(thrown).isExactlyInstanceOf(SocketTimeoutException.class);
      assertThat(thrown.getMessage()).isEqualToIgnoringCase("Connect timed out");
    }
    ObservedConnect seen = onlyConnect();
    assertThat(seen.gaveUp()).isEqualTo(GaveUp.APPLICATION_TIMEOUT);
    assertThat(seen.exceptionClass()).isEqualTo(SocketTimeoutException.class.getName());
    assertThat(seen.elapsed().orElseThrow()).isGreaterThanOrEqualTo(Duration.ofMillis(99));
    assertThat(network.pending()).isZero();
  }

  @Test
  void closing_from_another_thread_ends_it() throws Exception {
    Socket socket = new Socket();
    Thread closer = after(100, socket::close);

    Throwable thrown = thrownAfter(Duration.ofMillis(50), () -> socket.connect(at(SILENT, 80)));

    closer.join();
    assertThat(thrown).isExactlyInstanceOf(SocketException.class).hasMessage("Socket closed");
    assertThat(network.pending()).isZero();
    assertThat(onlyConnect().gaveUp()).isEqualTo(GaveUp.APPLICATION_CLOSE);
  }

  @Test
  void a_reachable_host_leads_to_its_backend() throws Exception {
    try (Socket socket = new Socket()) {
      socket.connect(at(REACHABLE, OPEN));

      assertThat(socket.getRemoteSocketAddress()).isEqualTo(at(REACHABLE, OPEN));
      assertThat(socket.getInetAddress().getHostAddress()).isEqualTo(REACHABLE);
      echoes(socket.getInputStream(), socket.getOutputStream(), socket::shutdownOutput);
    }
    assertThat(onlyConnect().gaveUp()).isEqualTo(GaveUp.NOBODY);
    assertThat(echo.accepted()).isEqualTo(1);
  }

  @Test
  void the_local_address_agrees_with_the_network() throws Exception {
    try (Socket socket = new Socket(REACHABLE, OPEN)) {
      ObservedConnect seen = onlyConnect();

      assertThat(socket.getLocalAddress().getHostAddress()).isEqualTo("192.168.31.6");
      assertThat(socket.getLocalPort()).isEqualTo(seen.report().localPort());
    }
  }

  @Test
  void a_port_bound_as_zero_survives() throws Exception {
    try (Socket socket = new Socket()) {
      socket.bind(null);
      int bound = socket.getLocalPort();

      socket.connect(at(REACHABLE, OPEN), 1000);

      assertThat(socket.getLocalPort()).isEqualTo(bound);
      assertThat(onlyConnect().report().localPort()).isEqualTo(bound);
      echoes(socket.getInputStream(), socket.getOutputStream(), socket::shutdownOutput);
      assertThat(echo.lastPeerPort()).isEqualTo(bound);
    }
  }

  @Test
  void the_calling_frame_is_recorded() throws Exception {
    try (Socket socket = new Socket()) {
      thrownAfter(Duration.ZERO, () -> socket.connect(at(REFUSING, CLOSED)));
    }
    assertThat(onlyConnect().caller().orElseThrow().getClassName())
        .isEqualTo(SocketTest.class.getName());
    assertThat(onlyConnect().exceptionClass()).isEqualTo(ConnectException.class.getName());
    assertThat(onlyConnect().exceptionMessage()).isEqualTo("Connection refused");
    assertThat(onlyConnect().gaveUp()).isEqualTo(GaveUp.OPERATING_SYSTEM);
  }

  @Test
  void a_host_without_backend_accepts_and_keeps_silent() throws Exception {
    network.host(REFUSING).openPort(4711);
    try (Socket socket = new Socket(REFUSING, 4711)) {
      socket.setSoTimeout(50);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isExactlyInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void a_supplier_is_asked_for_each_connect() throws Exception {
    try (EchoServer other = new EchoServer()) {
      EchoServer[] current = {echo};
      network.host(REACHABLE).backedBy(() -> current[0].address());
      new Socket(REACHABLE, OPEN).close();
      current[0] = other;
      new Socket(REACHABLE, OPEN).close();

      eventually(() -> echo.accepted() == 1 && other.accepted() == 1);
    }
  }

  @Test
  void a_failing_supplier_is_named() {
    network
        .host(REACHABLE)
        .backedBy(
            () -> {
              throw new IllegalArgumentException("no container");
            });

    assertThatThrownBy(() -> new Socket(REACHABLE, OPEN))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("192.168.31.9:7")
        .hasMessageContaining("no container");
  }

  static Thread after(long millis, Action action) {
    Thread thread =
        new Thread(
            () -> {
              try {
                Thread.sleep(millis);
                action.run();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    thread.start();
    return thread;
  }
}

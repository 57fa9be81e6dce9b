package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synsent.engine.fault.Faults;
import io.synsent.engine.network.FirewallAction;
import io.synsent.engine.packet.Ipv6Packet;
import io.synsent.engine.packet.TcpSegment;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connects of the JDK to IPv6 addresses of a simulated network. */
@Isolated
@Execution(ExecutionMode.SAME_THREAD)
class Ipv6SocketTest {

  private static final String ABSENT = "2001:db8:31::7";
  private static final String REFUSING = "2001:db8:31::8";
  private static final String REACHABLE = "2001:db8:31::9";
  private static final String FAR = "2001:db8:225::11";
  private static final int OPEN = 7;

  private EchoServer echo;
  private LiveNetwork network;

  @BeforeEach
  void activate() throws IOException {
    echo = new EchoServer();
    network =
        SynSent.activate(
            InterceptedTest.declared()
                .with(Faults.unreachable(ABSENT))
                .with(Faults.closedPort(REFUSING, 81))
                .with(Faults.reachable(REACHABLE, OPEN))
                .name("dual.example", ABSENT, "192.168.31.9")
                .build());
    network.host(REACHABLE).backedBy(echo.address());
    network.host("192.168.31.9").backedBy(echo.address());
  }

  @AfterEach
  void close() throws IOException {
    network.close();
    echo.close();
  }

  @Test
  void an_absent_host_has_no_route() {
    assertThatThrownBy(() -> connect(ABSENT, 81))
        .isExactlyInstanceOf(NoRouteToHostException.class)
        .hasMessage("No route to host");
    assertThat(network.timeline()).contains("neighbor solicitation, who has 2001:db8:31::7");
  }

  @Test
  void a_closed_port_is_refused() {
    assertThatThrownBy(() -> connect(REFUSING, 81))
        .isExactlyInstanceOf(ConnectException.class)
        .hasMessage("Connection refused");
  }

  @ParameterizedTest
  @CsvSource({
    "REJECT_ICMP6_NO_ROUTE, java.net.SocketException, Network is unreachable",
    "REJECT_ICMP6_ADM_PROHIBITED, java.net.BindException, Permission denied",
    "REJECT_ICMP6_ADDR_UNREACHABLE, java.net.NoRouteToHostException, No route to host",
    "REJECT_ICMP6_PORT_UNREACHABLE, java.net.ConnectException, Connection refused",
  })
  void what_a_firewall_says_is_this_exception(
      FirewallAction action, Class<? extends Exception> exception, String message)
      throws IOException {
    network.close();
    network =
        SynSent.activate(
            InterceptedTest.declared().with(Faults.firewalled(FAR, 80, action)).build());

    assertThatThrownBy(() -> connect(FAR, 80)).isExactlyInstanceOf(exception).hasMessage(message);
    assertThat(BindException.class.getSuperclass()).isEqualTo(SocketException.class);
  }

  @Test
  void a_connection_leads_to_its_backend_and_shows_the_simulated_addresses() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(REACHABLE, OPEN), 30_000);
      socket.getOutputStream().write(42);

      assertThat(socket.getInputStream().read()).isEqualTo(42);
      assertThat(socket.getRemoteSocketAddress()).isEqualTo(new InetSocketAddress(REACHABLE, OPEN));
      assertThat(socket.getLocalAddress()).isInstanceOf(Inet6Address.class);
      assertThat(socket.getLocalAddress().getHostAddress()).isEqualTo("2001:db8:31:0:0:0:0:6");
      TcpSegment syn =
          network.capturedFrames().stream()
              .filter(frame -> frame.frame().payload() instanceof Ipv6Packet)
              .map(frame -> ((Ipv6Packet) frame.frame().payload()).payload())
              .filter(TcpSegment.class::isInstance)
              .map(TcpSegment.class::cast)
              .findFirst()
              .orElseThrow();
      assertThat(syn.sourcePort()).isEqualTo(socket.getLocalPort());
    }
  }

  @Test
  void a_channel_connects_too() throws IOException {
    try (SocketChannel channel = SocketChannel.open(new InetSocketAddress(REACHABLE, OPEN))) {
      assertThat(channel.isConnected()).isTrue();
      assertThat(((InetSocketAddress) channel.getLocalAddress()).getAddress())
          .isInstanceOf(Inet6Address.class);
    }
  }

  /** A socket of both families has an IPv4 peer as ::ffff:192.168.31.9; the JDK hides that. */
  @Test
  void an_ipv4_target_on_a_dual_stack_socket_is_ipv4() throws IOException {
    InetAddress mapped = InetAddress.getByName("::ffff:192.168.31.9");
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.INET6)) {
      channel.connect(new InetSocketAddress(mapped, OPEN));

      assertThat(mapped).isInstanceOf(Inet4Address.class);
      assertThat(((InetSocketAddress) channel.getLocalAddress()).getAddress().getHostAddress())
          .isEqualTo("192.168.31.6");
    }
  }

  @Test
  void an_ipv4_channel_refuses_an_ipv6_address_itself() throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.INET)) {
      assertThatThrownBy(() -> channel.connect(new InetSocketAddress(ABSENT, 81)))
          .isInstanceOf(UnsupportedAddressTypeException.class);
    }
    assertThat(network.connects()).isEmpty();
  }

  @Test
  void a_name_has_its_ipv4_address_first_and_the_broken_ipv6_one_behind() throws IOException {
    InetAddress[] addresses = InetAddress.getAllByName("dual.example");

    assertThat(addresses)
        .extracting(InetAddress::getHostAddress)
        .containsExactly("192.168.31.9", "2001:db8:31:0:0:0:0:7");
    connect(addresses[0].getHostAddress(), OPEN);
    assertThatThrownBy(() -> connect(addresses[1].getHostAddress(), OPEN))
        .isInstanceOf(NoRouteToHostException.class);
  }

  @Test
  void loopback_is_simulated_at_the_named_port_only() throws IOException {
    network.close();
    network =
        SynSent.activate(InterceptedTest.declared().with(Faults.closedPort("::1", 81)).build());

    assertThatThrownBy(() -> connect("::1", 81)).isInstanceOf(ConnectException.class);
    assertThat(network.connects()).hasSize(1);
  }

  @Test
  void is_reachable_pings_over_icmpv6() throws IOException {
    assertThat(InetAddress.getByName(REACHABLE).isReachable(30_000)).isTrue();
    assertThat(InetAddress.getByName(ABSENT).isReachable(100)).isFalse();
  }

  private static void connect(String host, int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port));
    }
  }
}

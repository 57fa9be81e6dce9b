package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.synsent.engine.topology.AllowList;
import io.synsent.engine.topology.Network;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a strict network refuses. Nothing here can leave the machine but by a fault of ours. */
class StrictModeTest extends InterceptedTest {

  /** TEST-NET-1: nobody's. */
  private static final String UNLISTED = "192.0.2.77";

  private static final String ALLOWED = "198.51.100.4";

  @BeforeEach
  void becomeStrict() {
    network.close();
    network =
        SynSent.activate(
            declared().blockUnlisted(AllowList.of("*.allowed.example:443", ALLOWED)).build());
    network.host(REACHABLE).backedBy(echo.address());
  }

  private BlockedAccess onlyBlocked() {
    assertThat(network.blocked()).hasSize(1);
    return network.blocked().get(0);
  }

  private void isRefused(Throwable thrown, Class<?> type, String what) {
    assertThat(thrown).isExactlyInstanceOf(type);
    assertThat(thrown.getMessage())
        .startsWith("SynSent blocked " + what + ": the real network is off limits here")
        .contains("It came from at io.synsent.intercept.StrictModeTest.")
        .contains("Simulate the host")
        .contains("allow = \"");
    assertThat(onlyBlocked().caller().orElseThrow().getClassName())
        .isEqualTo(StrictModeTest.class.getName());
  }

  @Test
  void a_socket_to_an_unlisted_address_is_refused() {
    Throwable thrown = catchThrowable(() -> new Socket(UNLISTED, 443).close());

    isRefused(thrown, SocketException.class, "a TCP connect to 192.0.2.77:443");
    assertThat(thrown.getMessage()).contains("allow = \"192.0.2.77:443\"");
    assertThat(onlyBlocked().kind()).isEqualTo(BlockedAccess.Kind.CONNECT);
  }

  @Test
  void a_name_that_the_address_carries_is_told() throws Exception {
    InetAddress named = InetAddress.getByAddress("api.example", new byte[] {(byte) 192, 0, 2, 77});

    Throwable thrown = catchThrowable(() -> new Socket(named, 443).close());

    isRefused(thrown, SocketException.class, "a TCP connect to 192.0.2.77:443 (api.example)");
    assertThat(thrown.getMessage()).contains("allow = \"api.example:443\"");
  }

  @Test
  void a_channel_is_refused_and_can_be_closed() throws Exception {
    try (SocketChannel channel = SocketChannel.open()) {
      channel.configureBlocking(false);
      Throwable thrown = catchThrowable(() -> channel.connect(at(UNLISTED, 443)));
      isRefused(thrown, SocketException.class, "a TCP connect to 192.0.2.77:443");
    }
  }

  @Test
  void an_asynchronous_channel_is_refused() throws Exception {
    try (AsynchronousSocketChannel channel = AsynchronousSocketChannel.open()) {
      Throwable thrown = catchThrowable(() -> channel.connect(at(UNLISTED, 443)).get());

      assertThat(thrown).isExactlyInstanceOf(ExecutionException.class);
      isRefused(thrown.getCause(), SocketException.class, "a TCP connect to 192.0.2.77:443");
    }
  }

  @Test
  void an_http_client_is_refused_each_of_the_two_times_it_tries() {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + UNLISTED + "/")).build();

    Throwable thrown =
        catchThrowable(
            () -> HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()));

    assertThat(thrown).isInstanceOf(IOException.class);
    assertThat(network.blocked())
        .extracting(BlockedAccess::what)
        .containsExactly("a TCP connect to 192.0.2.77:80", "a TCP connect to 192.0.2.77:80");
  }

  @Test
  void an_ipv6_address_is_refused() {
    Throwable thrown = catchThrowable(() -> new Socket("2001:db8::7", 443).close());

    isRefused(thrown, SocketException.class, "a TCP connect to [2001:db8:0:0:0:0:0:7]:443");
  }

  @Test
  void a_look_up_is_refused_and_never_cached() {
    Throwable thrown = catchThrowable(() -> InetAddress.getByName("api.example"));
    isRefused(thrown, UnknownHostException.class, "a look-up of api.example");
    assertThat(thrown.getMessage()).contains("allow = \"api.example\"");

    assertThatThrownBy(() -> InetAddress.getByName("api.example"))
        .isInstanceOf(UnknownHostException.class);
    assertThat(network.blocked()).as("the second one was refused anew").hasSize(2);
  }

  @Test
  void a_reverse_look_up_finds_no_name() throws Exception {
    assertThat(InetAddress.getByName(UNLISTED).getHostName()).isEqualTo(UNLISTED);

    assertThat(onlyBlocked().kind()).isEqualTo(BlockedAccess.Kind.REVERSE_LOOK_UP);
    assertThat(onlyBlocked().what()).isEqualTo("a reverse look-up of 192.0.2.77");
  }

  @Test
  void a_ping_is_refused() {
    Throwable thrown = catchThrowable(() -> InetAddress.getByName(UNLISTED).isReachable(100));

    isRefused(thrown, SocketException.class, "a ping of 192.0.2.77");
  }

  @Test
  void a_datagram_is_refused() throws Exception {
    try (DatagramSocket socket = new DatagramSocket()) {
      Throwable thrown =
          catchThrowable(() -> socket.send(new DatagramPacket(new byte[1], 1, at(UNLISTED, 53))));
      isRefused(thrown, SocketException.class, "a UDP datagram to 192.0.2.77:53");
    }
  }

  @Test
  void a_datagram_of_a_channel_is_refused() throws Exception {
    try (DatagramChannel channel = DatagramChannel.open()) {
      Throwable thrown =
          catchThrowable(() -> channel.send(ByteBuffer.allocate(1), at(UNLISTED, 53)));
      isRefused(thrown, SocketException.class, "a UDP datagram to 192.0.2.77:53");
    }
  }

  @Test
  void a_connected_datagram_socket_is_refused() throws Exception {
    try (DatagramSocket socket = new DatagramSocket()) {
      Throwable thrown = catchThrowable(() -> socket.connect(at(UNLISTED, 53)));
      isRefused(thrown, SocketException.class, "a UDP connect to 192.0.2.77:53");
    }
  }

  @Test
  void what_is_simulated_and_loopback_are_free() throws Exception {
    try (Socket simulated = new Socket(REACHABLE, OPEN);
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket real = new Socket("localhost", server.getLocalPort());
        DatagramSocket datagrams = new DatagramSocket()) {
      echoes(simulated.getInputStream(), simulated.getOutputStream(), simulated::shutdownOutput);
      assertThat(real.isConnected()).isTrue();
      datagrams.send(
          new DatagramPacket(
              new byte[1], 1, new InetSocketAddress(InetAddress.getLoopbackAddress(), 9)));
      datagrams.send(new DatagramPacket(new byte[1], 1, at(ABSENT, 53)));
      assertThat(InetAddress.getByName(NAME).getHostName()).isEqualTo(NAME);
      InetAddress.getLocalHost();
    }
    assertThat(network.blocked()).isEmpty();
  }

  @Test
  void the_allow_list_lets_addresses_and_names_pass() throws Exception {
    LiveNetwork[] networks = {network};
    InetAddress address = InetAddress.getByName(ALLOWED);
    InetAddress other = InetAddress.getByName("203.0.113.5");

    assertThatCode(() -> StrictMode.check(networks, BlockedAccess.Kind.CONNECT, address, 443))
        .doesNotThrowAnyException();
    network.strictMode().lookedUp("repo.allowed.example", new InetAddress[] {other});
    assertThatCode(() -> StrictMode.check(networks, BlockedAccess.Kind.CONNECT, other, 443))
        .as("the bare address of a name that was looked up")
        .doesNotThrowAnyException();
    assertThat(
            catchThrowable(() -> StrictMode.check(networks, BlockedAccess.Kind.CONNECT, other, 80)))
        .isInstanceOf(SocketException.class);
  }

  @Test
  void what_an_outer_strict_network_allows_is_allowed_inside() throws Exception {
    InetAddress address = InetAddress.getByName(ALLOWED);
    try (LiveNetwork inner =
        SynSent.activate(Network.builder().blockUnlisted(AllowList.NOTHING).build(), network)) {
      LiveNetwork[] networks = {inner, network};
      StrictMode.check(networks, BlockedAccess.Kind.CONNECT, address, 443);

      assertThat(catchThrowable(() -> new Socket(UNLISTED, 443).close()))
          .isInstanceOf(SocketException.class);
      assertThat(inner.blocked()).as("the innermost one lists it").hasSize(1);
      assertThat(network.blocked()).isEmpty();
    }
  }

  @Test
  void what_was_forgiven_is_still_listed() {
    assertThatThrownBy(() -> new Socket(UNLISTED, 1).close()).isInstanceOf(SocketException.class);
    assertThat(network.forgiveBlocked()).hasSize(1);
    assertThatThrownBy(() -> new Socket(UNLISTED, 2).close()).isInstanceOf(SocketException.class);

    assertThat(network.blocked()).extracting(BlockedAccess::port).isEqualTo(List.of(1, 2));
    assertThat(network.unforgivenBlocked()).extracting(BlockedAccess::port).containsExactly(2);
  }
}

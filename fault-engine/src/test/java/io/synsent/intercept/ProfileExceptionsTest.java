package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.fault.Faults;
import io.synsent.engine.host.HostProfile;
import io.synsent.engine.neighbour.BsdArp;
import io.synsent.engine.socket.Errno;
import io.synsent.engine.socket.JdkException;
import io.synsent.engine.socket.JdkException.NoticedBy;
import io.synsent.engine.socket.OperatingSystem;
import io.synsent.engine.topology.Network;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/** The application gets the exceptions of the simulated system's JDK, whatever runs the test. */
@Isolated
@Execution(ExecutionMode.SAME_THREAD)
class ProfileExceptionsTest {

  private static final String ABSENT = "192.168.31.7";
  private static final String REFUSING = "192.168.31.8";

  private LiveNetwork network;

  private void activate(HostProfile profile, Consumer<Network.Builder> fault) {
    network = SynSent.activate(Network.builder().profile(profile).with(fault).build());
  }

  @AfterEach
  void close() {
    network.close();
  }

  private static Exception connect(String host) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, 81));
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  private static Exception poll(String host) throws IOException {
    try (SocketChannel channel = SocketChannel.open();
        Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_CONNECT);
      channel.connect(new InetSocketAddress(host, 81));
      selector.select(10_000);
      channel.finishConnect();
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  /** macOS: strerror(ETIMEDOUT) of its libc. */
  @Test
  void macos_says_operation_timed_out() {
    activate(
        HostProfile.MACOS.toBuilder()
            .tcp(HostProfile.MACOS.tcp().toBuilder().connectTimeout(Duration.ofMillis(300)).build())
            .build(),
        Faults.unreachable(ABSENT));

    assertThat(connect(ABSENT))
        .isExactlyInstanceOf(ConnectException.class)
        .hasMessage("Operation timed out");
  }

  /** macOS: EHOSTDOWN is none of those that NIO_Net has an exception for. */
  @Test
  void macos_says_host_is_down_while_a_neighbour_is_rejected() throws Exception {
    BsdArp hasty =
        new BsdArp(
            1, Duration.ofMinutes(1), false, 16, Duration.ofSeconds(7), Duration.ofMinutes(20));
    activate(
        HostProfile.MACOS.toBuilder()
            .tcp(HostProfile.MACOS.tcp().toBuilder().connectTimeout(Duration.ofMillis(100)).build())
            .neighbour(HostProfile.MACOS.neighbour().toBuilder().bsdArp(hasty).build())
            .build(),
        Faults.unreachable(ABSENT));
    connect(ABSENT);
    Thread.sleep(1_100);

    assertThat(connect(ABSENT))
        .isExactlyInstanceOf(SocketException.class)
        .hasMessage("Host is down");
  }

  /** Windows: NET_ThrowNew says what the JDK was doing. */
  @Test
  void windows_says_what_the_jdk_was_doing() throws IOException {
    activate(
        HostProfile.WINDOWS.toBuilder()
            .tcp(
                HostProfile.WINDOWS.tcp().toBuilder().resetRetryWait(Duration.ofMillis(30)).build())
            .build(),
        Faults.closedPort(REFUSING, 81));

    assertThat(connect(REFUSING))
        .isExactlyInstanceOf(ConnectException.class)
        .hasMessage("Connection refused: connect");
    assertThat(poll(REFUSING))
        .isExactlyInstanceOf(ConnectException.class)
        .hasMessage(
            JdkException.of(Errno.ECONNREFUSED, OperatingSystem.WINDOWS, NoticedBy.POLL).message());
    assertThat(network.connects()).allMatch(connect -> connect.synTimes().size() == 5);
  }
}

package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

/** A socket that is bound before it connects keeps its port, which the backend sees as well. */
class BoundTest extends InterceptedTest {

  @Test
  void a_socket_bound_to_any_port() throws Exception {
    try (ServerSocket backend = backend();
        Socket socket = new Socket()) {
      socket.bind(null);
      int bound = socket.getLocalPort();
      socket.connect(at(REACHABLE, OPEN), 5000);

      assertThat(socket.getLocalPort()).isEqualTo(bound);
      assertThat(onlyConnect().report().localPort()).isEqualTo(bound);
      try (Socket accepted = backend.accept()) {
        assertThat(accepted.getPort()).isEqualTo(bound);
      }
    }
  }

  @Test
  void a_channel_bound_by_number() throws Exception {
    int free;
    try (ServerSocket probe = new ServerSocket(0)) {
      free = probe.getLocalPort();
    }
    try (ServerSocket backend = backend();
        SocketChannel channel = SocketChannel.open()) {
      channel.bind(new InetSocketAddress(free));
      channel.connect(at(REACHABLE, OPEN));

      assertThat(((InetSocketAddress) channel.getLocalAddress()).getPort()).isEqualTo(free);
      assertThat(onlyConnect().report().localPort()).isEqualTo(free);
      try (Socket accepted = backend.accept()) {
        assertThat(accepted.getPort()).isEqualTo(free);
      }
    }
  }

  private ServerSocket backend() throws IOException {
    ServerSocket backend =
        new ServerSocket(0, 10, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    network.host(REACHABLE).backedBy((InetSocketAddress) backend.getLocalSocketAddress());
    return backend;
  }
}

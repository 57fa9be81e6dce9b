package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketChannelTest extends InterceptedTest {

  @Test
  void blocking_connect_to_an_absent_host_fails_when_arp_has_failed() throws Exception {
    try (SocketChannel channel = SocketChannel.open()) {
      assertThat(thrownAfter(ARP_FAILURE, () -> channel.connect(at(ABSENT, 8081))))
          .isExactlyInstanceOf(NoRouteToHostException.class)
          .hasMessage("No route to host");
      assertThat(channel.isOpen()).isFalse();
    }
  }

  @Test
  void ipv4_only_channel_is_held_too() throws Exception {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.INET)) {
      assertThat(thrownAfter(ARP_FAILURE, () -> channel.connect(at(ABSENT, 8081))))
          .isExactlyInstanceOf(NoRouteToHostException.class);
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.INET)) {
      channel.connect(at(REACHABLE, OPEN));
      echoes(channel);
    }
  }

  @Test
  void adaptor_with_a_timeout_gives_up_by_itself() throws Exception {
    try (SocketChannel channel = SocketChannel.open()) {
      assertThat(
              thrownAfter(
                  Duration.ofMillis(100), () -> channel.socket().connect(at(SILENT, 80), 100)))
          .isExactlyInstanceOf(SocketTimeoutException.class);
    }
    assertThat(onlyConnect().gaveUp()).isEqualTo(GaveUp.APPLICATION_TIMEOUT);
  }

  @Test
  void adaptor_with_a_longer_timeout_fails_with_the_network() throws Exception {
    try (SocketChannel channel = SocketChannel.open()) {
      assertThat(thrownAfter(SYN_TIMEOUT, () -> channel.socket().connect(at(SILENT, 80), 20_000)))
          .isExactlyInstanceOf(ConnectException.class)
          .hasMessage("Connection timed out");
    }
  }

  @Test
  void key_registered_before_the_connect() throws Exception {
    try (Selector selector = Selector.open();
        SocketChannel channel = nonBlocking()) {
      SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
      Duration took =
          timed(
              () -> {
                assertThat(channel.connect(at(ABSENT, 8081))).isFalse();
                assertThat(selector.select()).isEqualTo(1);
              });

      assertThat(took).isBetween(ARP_FAILURE, ARP_FAILURE.plus(NOISE));
      assertThat(key.isConnectable()).isTrue();
      assertThatThrownBy(channel::finishConnect)
          .isExactlyInstanceOf(NoRouteToHostException.class)
          .hasMessage("No route to host");
      assertThat(channel.isOpen()).isFalse();
    }
  }

  @Test
  void key_registered_while_the_connect_is_pending() throws Exception {
    try (Selector selector = Selector.open();
        SocketChannel channel = nonBlocking()) {
      channel.connect(at(ABSENT, 8081));
      channel.register(selector, SelectionKey.OP_CONNECT);

      assertThat(selector.selectNow()).isZero();
      assertThat(selector.select(20)).isZero();
      assertThat(channel.finishConnect()).isFalse();
      assertThat(channel.isConnectionPending()).isTrue();
      assertThat(selector.select(5000)).isEqualTo(1);
      assertThatThrownBy(channel::finishConnect).isExactlyInstanceOf(NoRouteToHostException.class);
    }
  }

  @Test
  void key_registered_after_the_connect_has_failed() throws Exception {
    try (Selector selector = Selector.open();
        SocketChannel channel = nonBlocking()) {
      channel.connect(at(ABSENT, 8081));
      Thread.sleep(ARP_FAILURE.plusMillis(100).toMillis());
      channel.register(selector, SelectionKey.OP_CONNECT);

      assertThat(selector.selectNow()).isEqualTo(1);
      assertThatThrownBy(channel::finishConnect).isExactlyInstanceOf(NoRouteToHostException.class);
    }
  }

  @Test
  void two_selectors_both_see_the_end() throws Exception {
    try (Selector one = Selector.open();
        Selector other = Selector.open();
        SocketChannel channel = nonBlocking()) {
      channel.register(one, SelectionKey.OP_CONNECT);
      channel.register(other, SelectionKey.OP_CONNECT);
      channel.connect(at(ABSENT, 8081));

      assertThat(one.select(5000)).isEqualTo(1);
      assertThat(other.select(5000)).isEqualTo(1);
      assertThatThrownBy(channel::finishConnect).isExactlyInstanceOf(NoRouteToHostException.class);
    }
  }

  @Test
  void a_selected_key_that_is_not_cleared_stays_selected() throws Exception {
    try (Selector selector = Selector.open();
        SocketChannel channel = nonBlocking()) {
      channel.register(selector, SelectionKey.OP_CONNECT);
      channel.connect(at(REACHABLE, OPEN));
      assertThat(selector.select(5000)).isEqualTo(1);
      assertThat(selector.select(20)).isZero();
      assertThat(selector.selectedKeys()).hasSize(1);

      assertThat(channel.finishConnect()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void late_success_is_seen_once_and_carries_data(boolean registeredBefore) throws Exception {
    try (Selector selector = Selector.open();
        SocketChannel channel = nonBlocking()) {
      if (registeredBefore) {
        channel.register(selector, SelectionKey.OP_CONNECT);
      }
      channel.connect(at(REACHABLE, OPEN));
      if (!registeredBefore) {
        channel.register(selector, SelectionKey.OP_CONNECT);
      }
      assertThat(selector.select(5000)).isEqualTo(1);
      assertThat(channel.finishConnect()).isTrue();

      assertThat(channel.isConnected()).isTrue();
      assertThat(((InetSocketAddress) channel.getRemoteAddress()).getAddress().getHostAddress())
          .isEqualTo(REACHABLE);
      assertThat(((InetSocketAddress) channel.getLocalAddress()).getAddress().getHostAddress())
          .isEqualTo("192.168.31.6");
      assertThat(((InetSocketAddress) channel.getLocalAddress()).getPort())
          .isEqualTo(onlyConnect().report().localPort());
      channel.keyFor(selector).cancel();
      selector.selectNow();
      channel.configureBlocking(true);
      echoes(channel);
    }
  }

  @Test
  void a_bound_channel_keeps_its_port() throws Exception {
    try (SocketChannel channel = SocketChannel.open()) {
      channel.bind(null);
      int bound = ((InetSocketAddress) channel.getLocalAddress()).getPort();

      channel.connect(at(REACHABLE, OPEN));

      assertThat(((InetSocketAddress) channel.getLocalAddress()).getPort()).isEqualTo(bound);
      assertThat(onlyConnect().report().localPort()).isEqualTo(bound);
    }
  }

  @Test
  void blocking_mode_is_the_users_own_afterwards() throws Exception {
    try (SocketChannel blocking = SocketChannel.open();
        SocketChannel nonBlocking = nonBlocking()) {
      blocking.connect(at(REACHABLE, OPEN));
      nonBlocking.connect(at(REACHABLE, OPEN));
      eventually(nonBlocking::finishConnect);

      NativeSockets sockets = SynSent.install().sockets();
      assertThat(sockets.isBlocking(descriptor(blocking))).isTrue();
      assertThat(sockets.isBlocking(descriptor(nonBlocking))).isFalse();
    }
  }

  @Test
  void interrupting_the_connecting_thread_closes_the_channel() throws Exception {
    Thread connecting = Thread.currentThread();
    try (SocketChannel channel = SocketChannel.open()) {
      Thread interrupter = SocketTest.after(100, connecting::interrupt);

      Throwable thrown = thrownAfter(Duration.ofMillis(50), () -> channel.connect(at(SILENT, 80)));

      assertThat(Thread.interrupted()).isTrue();
      assertThat(thrown).isExactlyInstanceOf(ClosedByInterruptException.class);
      assertThat(channel.isOpen()).isFalse();
      interrupter.join();
    }
    assertThat(onlyConnect().gaveUp()).isEqualTo(GaveUp.INTERRUPT);
  }

  @Test
  void interrupted_before_the_connect() throws Exception {
    try (SocketChannel channel = SocketChannel.open()) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> channel.connect(at(SILENT, 80)))
          .isExactlyInstanceOf(ClosedByInterruptException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void closing_from_another_thread_ends_a_blocking_connect() throws Exception {
    SocketChannel channel = SocketChannel.open();
    Thread closer = SocketTest.after(100, channel::close);

    assertThat(thrownAfter(Duration.ofMillis(50), () -> channel.connect(at(SILENT, 80))))
        .isExactlyInstanceOf(AsynchronousCloseException.class);

    closer.join();
    assertThat(onlyConnect().gaveUp()).isEqualTo(GaveUp.APPLICATION_CLOSE);
  }

  @Test
  void closing_a_registered_channel_abandons_the_connect_at_once() throws Exception {
    try (Selector selector = Selector.open()) {
      SocketChannel channel = nonBlocking();
      channel.register(selector, SelectionKey.OP_CONNECT);
      channel.connect(at(SILENT, 80));
      channel.close();

      assertThat(network.pending()).isZero();
      assertThat(onlyConnect().gaveUp())
          .as(onlyConnect().closedBy())
          .isEqualTo(GaveUp.APPLICATION_CLOSE);
    }
  }

  private static SocketChannel nonBlocking() throws Exception {
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    return channel;
  }

  private static void echoes(SocketChannel channel) throws Exception {
    echoes(new ReadingFrom(channel), new WritingTo(channel), channel::shutdownOutput);
  }

  /** Unlike those of {@link java.nio.channels.Channels}, these two do not exclude each other. */
  private static final class ReadingFrom extends InputStream {
    private final SocketChannel channel;

    ReadingFrom(SocketChannel channel) {
      this.channel = channel;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      return channel.read(ByteBuffer.wrap(bytes, from, length));
    }
  }

  private static final class WritingTo extends OutputStream {
    private final SocketChannel channel;

    WritingTo(SocketChannel channel) {
      this.channel = channel;
    }

    @Override
    public void write(int octet) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }

  private static FileDescriptor descriptor(SocketChannel channel) throws Exception {
    JavaBase.lookupIn(Attachment.instrumentation(), channel.getClass());
    Field fd = channel.getClass().getDeclaredField("fd");
    fd.setAccessible(true);
    return (FileDescriptor) fd.get(channel);
  }
}

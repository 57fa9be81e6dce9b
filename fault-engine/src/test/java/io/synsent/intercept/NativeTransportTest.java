package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.incubator.channel.uring.IOUring;
import io.netty.incubator.channel.uring.IOUringDatagramChannel;
import io.netty.incubator.channel.uring.IOUringEventLoopGroup;
import io.netty.incubator.channel.uring.IOUringSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Netty's real native transports against simulated addresses. That nothing leaves the machine is
 * also what the build's network namespace checks.
 */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class NativeTransportTest extends InterceptedTest {

  private EventLoopGroup group;

  @BeforeAll
  static void epoll_is_there() {
    assertThat(Epoll.isAvailable()).as(String.valueOf(Epoll.unavailabilityCause())).isTrue();
  }

  @AfterEach
  void shutDown() throws Exception {
    if (group != null) {
      group.shutdownGracefully(0, 5, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void epoll_is_refused_by_name_with_the_switch() throws Exception {
    ChannelFuture connect =
        connect(new EpollEventLoopGroup(1), EpollSocketChannel.class, at(ABSENT, 8081));

    assertThat(connect.cause())
        .isExactlyInstanceOf(SocketException.class)
        .hasMessageContaining("Netty's epoll transport")
        .hasMessageContaining("192.168.31.7:8081, which is simulated")
        .hasMessageContaining("-Dio.netty.transport.noNative=true");
    assertThat(network.refusedTransports()).containsExactly(connect.cause().getMessage());
    assertThat(network.connects()).isEmpty();
  }

  @Test
  void epoll_with_tcp_fast_open_too() throws Exception {
    group = new EpollEventLoopGroup(1);
    ChannelFuture connect =
        new Bootstrap()
            .group(group)
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.TCP_FASTOPEN_CONNECT, true)
            .handler(new ChannelInboundHandlerAdapter())
            .connect(at(SILENT, 80))
            .await();

    assertThat(connect.cause()).hasMessageContaining("Netty's epoll transport");
  }

  @Test
  void datagrams_over_epoll_are_refused() throws Exception {
    assertThat(send(new EpollEventLoopGroup(1), EpollDatagramChannel.class).cause())
        .hasMessageContaining("192.168.31.7:53, which is simulated");
    assertThat(network.refusedTransports()).isNotEmpty();
  }

  @Test
  void what_is_not_simulated_passes() throws Exception {
    ChannelFuture connect =
        connect(
            new EpollEventLoopGroup(1),
            EpollSocketChannel.class,
            new InetSocketAddress("127.0.0.1", echo.address().getPort()));

    assertThat(connect.isSuccess()).as(String.valueOf(connect.cause())).isTrue();
    assertThat(network.refusedTransports()).isEmpty();
    connect.channel().close().await();
  }

  @Test
  void a_refusal_can_be_forgiven() throws Exception {
    assertThat(
            connect(new EpollEventLoopGroup(1), EpollSocketChannel.class, at(ABSENT, 8081)).cause())
        .isNotNull();
    assertThat(network.refusedTransports()).hasSize(1);

    network.forgiveBlocked();

    assertThat(network.refusedTransports()).isEmpty();
  }

  @Test
  void io_uring_is_refused_by_name() throws Exception {
    assumeTrue(IOUring.isAvailable(), () -> "io_uring: " + IOUring.unavailabilityCause());
    assertThat(
            connect(new IOUringEventLoopGroup(1), IOUringSocketChannel.class, at(ABSENT, 8081))
                .cause())
        .hasMessageContaining("Netty's io_uring transport");
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
    assertThat(send(new IOUringEventLoopGroup(1), IOUringDatagramChannel.class).cause())
        .hasMessageContaining("Netty's io_uring transport");
  }

  @Test
  void nio_is_simulated() throws Exception {
    ChannelFuture connect =
        connect(new NioEventLoopGroup(1), NioSocketChannel.class, at(ABSENT, 8081));

    assertThat(connect.cause()).hasMessageContaining("No route to host");
    assertThat(network.refusedTransports()).isEmpty();
  }

  @Test
  void a_transport_that_was_moved_is_named_with_its_own_switch() throws Exception {
    assertThat(
            NativeTransports.refusal(
                "io.grpc.netty.shaded.io.netty.channel.epoll"
                    + ".AbstractEpollChannel$AbstractEpollUnsafe",
                at(ABSENT, 1).getAddress(),
                443))
        .startsWith("Netty's epoll transport (io.grpc.netty.shaded.")
        .contains("-Dio.grpc.netty.shaded.io.netty.transport.noNative=true");
    assertThat(
            NativeTransports.refusal(
                "sun.nio.ch.WindowsAsynchronousSocketChannelImpl", at(ABSENT, 1).getAddress(), 443))
        .startsWith("An asynchronous channel of Windows wants to reach 192.168.31.7:443");
  }

  private ChannelFuture connect(
      EventLoopGroup transport, Class<? extends Channel> channel, InetSocketAddress target)
      throws Exception {
    group = transport;
    return new Bootstrap()
        .group(group)
        .channel(channel)
        .handler(new ChannelInboundHandlerAdapter())
        .connect(target)
        .await();
  }

  private ChannelFuture send(EventLoopGroup transport, Class<? extends Channel> channel)
      throws IOException, InterruptedException {
    group = transport;
    ChannelHandler nothing = new ChannelInboundHandlerAdapter();
    Channel bound =
        new Bootstrap()
            .group(group)
            .channel(channel)
            .handler(nothing)
            .bind(new InetSocketAddress("0.0.0.0", 0))
            .sync()
            .channel();
    return bound
        .writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(new byte[] {1}), at(ABSENT, 53)))
        .await();
  }
}

package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.Channels;
import java.nio.channels.CompletionHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AsynchronousSocketChannelTest extends InterceptedTest {

  @Test
  void future_fails_when_arp_has_failed() throws Exception {
    try (AsynchronousSocketChannel channel = AsynchronousSocketChannel.open()) {
      Throwable thrown = thrownAfter(ARP_FAILURE, () -> channel.connect(at(ABSENT, 8081)).get());

      assertThat(thrown).isExactlyInstanceOf(ExecutionException.class);
      assertThat(thrown.getCause())
          .isExactlyInstanceOf(NoRouteToHostException.class)
          .hasMessage("No route to host");
      assertThat(channel.isOpen()).isFalse();
    }
    assertThat(onlyConnect().gaveUp()).isEqualTo(GaveUp.OPERATING_SYSTEM);
  }

  @Test
  void handler_fails_when_refused() throws Exception {
    try (AsynchronousSocketChannel channel = AsynchronousSocketChannel.open()) {
      CompletableFuture<Void> result = connect(channel, at(REFUSING, CLOSED));

      assertThatThrownBy(() -> result.get(5, TimeUnit.SECONDS))
          .hasCauseExactlyInstanceOf(ConnectException.class)
          .hasRootCauseMessage("Connection refused");
    }
  }

  @Test
  void late_success_in_a_group_of_its_own_carries_data() throws Exception {
    AsynchronousChannelGroup group =
        AsynchronousChannelGroup.withFixedThreadPool(1, Executors.defaultThreadFactory());
    try (AsynchronousSocketChannel channel = AsynchronousSocketChannel.open(group)) {
      connect(channel, at(REACHABLE, OPEN)).get(5, TimeUnit.SECONDS);

      assertThat(((InetSocketAddress) channel.getRemoteAddress()).getAddress().getHostAddress())
          .isEqualTo(REACHABLE);
      assertThat(((InetSocketAddress) channel.getLocalAddress()).getPort())
          .isEqualTo(onlyConnect().report().localPort());
      echoes(
          Channels.newInputStream(channel),
          Channels.newOutputStream(channel),
          channel::shutdownOutput);
    } finally {
      group.shutdownNow();
    }
    assertThat(onlyConnect().gaveUp()).isEqualTo(GaveUp.NOBODY);
  }

  @Test
  void closing_ends_it() throws Exception {
    AsynchronousSocketChannel channel = AsynchronousSocketChannel.open();
    Future<Void> pending = channel.connect(at(SILENT, 80));
    Thread closer = SocketTest.after(100, channel::close);

    Throwable thrown = thrownAfter(Duration.ofMillis(50), pending::get);

    closer.join();
    assertThat(thrown).hasCauseExactlyInstanceOf(AsynchronousCloseException.class);
    assertThat(network.pending()).isZero();
    assertThat(onlyConnect().gaveUp()).isEqualTo(GaveUp.APPLICATION_CLOSE);
  }

  private static CompletableFuture<Void> connect(
      AsynchronousSocketChannel channel, InetSocketAddress target) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    channel.connect(
        target,
        result,
        new CompletionHandler<Void, CompletableFuture<Void>>() {
          @Override
          public void completed(Void nothing, CompletableFuture<Void> future) {
            future.complete(null);
          }

          @Override
          public void failed(Throwable thrown, CompletableFuture<Void> future) {
            future.completeExceptionally(thrown);
          }
        });
    return result;
  }
}

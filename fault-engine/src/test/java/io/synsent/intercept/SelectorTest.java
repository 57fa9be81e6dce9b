package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What an application's event loop relies on, however connects are held. */
class SelectorTest extends InterceptedTest {

  @Test
  void nobody_is_woken_for_nothing_while_connects_fail_and_succeed() throws Exception {
    try (Selector selector = Selector.open()) {
      List<SocketChannel> channels = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channels.add(channel);
        channel.connect(i % 3 == 0 ? at(REACHABLE, OPEN) : at(i % 3 == 1 ? ABSENT : SILENT, 80));
        channel.register(selector, SelectionKey.OP_CONNECT);
      }
      int connected = 0;
      int failed = 0;
      while (connected + failed < channels.size()) {
        assertThat(selector.select(5000)).as("keys selected").isPositive();
        for (SelectionKey key : selector.selectedKeys()) {
          SocketChannel channel = (SocketChannel) key.channel();
          try {
            assertThat(channel.finishConnect()).isTrue();
            connected++;
          } catch (ConnectException | NoRouteToHostException expected) {
            failed++;
          }
          key.cancel();
        }
        selector.selectedKeys().clear();
      }
      assertThat(connected).isEqualTo(20);
      for (SocketChannel channel : channels) {
        channel.close();
      }
    }
  }

  @Test
  void a_wakeup_of_the_application_always_arrives() throws Exception {
    try (Selector selector = Selector.open()) {
      List<SocketChannel> channels = new ArrayList<>();
      AtomicInteger asked = new AtomicInteger();
      AtomicInteger seen = new AtomicInteger();
      CompletableFuture<Void> loop =
          CompletableFuture.runAsync(
              () -> {
                try {
                  while (seen.get() < 300) {
                    selector.select();
                    seen.set(asked.get());
                    for (SelectionKey key : selector.selectedKeys()) {
                      key.channel().close();
                    }
                    selector.selectedKeys().clear();
                  }
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      for (int i = 1; i <= 300; i++) {
        SocketChannel channel = SocketChannel.open();
        channels.add(channel);
        channel.configureBlocking(false);
        channel.connect(at(ABSENT, 80));
        channel.register(selector, SelectionKey.OP_CONNECT);
        asked.set(i);
        selector.wakeup();
        int wanted = i;
        eventually(() -> seen.get() >= wanted);
      }
      loop.get(10, TimeUnit.SECONDS);
      for (SocketChannel channel : channels) {
        channel.close();
      }
    }
  }

  @Test
  void a_caught_up_selector_waits_its_full_time() throws Exception {
    try (Selector selector = Selector.open();
        SocketChannel failing = SocketChannel.open();
        SocketChannel waiting = SocketChannel.open()) {
      failing.configureBlocking(false);
      waiting.configureBlocking(false);
      failing.register(selector, SelectionKey.OP_CONNECT);
      waiting.register(selector, SelectionKey.OP_CONNECT);
      failing.connect(at(ABSENT, 80));
      waiting.connect(at(SILENT, 80));
      assertThat(selector.select(5000)).isEqualTo(1);
      assertThatThrownBy(failing::finishConnect).isExactlyInstanceOf(NoRouteToHostException.class);
      selector.selectedKeys().clear();

      assertThat(timed(() -> assertThat(selector.select(120)).isZero()))
          .isGreaterThanOrEqualTo(Duration.ofMillis(119));
      assertThat(selector.select(5000)).isEqualTo(1);
    }
  }

  @Test
  void select_with_an_action_reports_each_answer_once() throws Exception {
    try (Selector selector = Selector.open();
        SocketChannel channel = SocketChannel.open()) {
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_CONNECT);
      channel.connect(at(ABSENT, 80));
      List<SelectionKey> reported = new ArrayList<>();

      assertThat(selector.select(reported::add, 5000)).isEqualTo(1);

      assertThat(reported).hasSize(1);
      assertThat(reported.get(0).isConnectable()).isTrue();
      assertThatThrownBy(channel::finishConnect).isExactlyInstanceOf(NoRouteToHostException.class);
      assertThat(selector.selectNow(reported::add)).isZero();
    }
  }

  @Test
  void a_key_without_interest_is_not_reported_until_it_has_one() throws Exception {
    try (Selector selector = Selector.open();
        SocketChannel channel = SocketChannel.open()) {
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, 0);
      channel.connect(at(ABSENT, 80));

      assertThat(selector.select(ARP_FAILURE.plusMillis(300).toMillis())).isZero();
      key.interestOps(SelectionKey.OP_CONNECT);
      assertThat(selector.select(5000)).isEqualTo(1);
    }
  }
}

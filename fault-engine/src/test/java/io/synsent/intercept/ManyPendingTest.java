package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.fault.Faults;
import io.synsent.engine.network.FirewallAction;
import io.synsent.engine.topology.Network;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Very many connects pending at once: {@code -Dsynsent.pending=10000} (with as many descriptors
 * allowed: {@code ulimit -n}), else 1000. Each must end on its own schedule.
 */
@Isolated
@Execution(ExecutionMode.SAME_THREAD)
class ManyPendingTest {

  private static final int COUNT = Integer.getInteger("synsent.pending", 1000);
  private static final InetSocketAddress TARGET = new InetSocketAddress(InterceptedTest.SILENT, 80);
  private static final Duration RTO = Duration.ofMillis(COUNT > 2000 ? 2000 : 300);

  /** Three retries: 15 times the first timeout. Long enough for all of them to have begun. */
  private static final Duration SYN_TIMEOUT = RTO.multipliedBy(15);

  private static LiveNetwork network() {
    return SynSent.activate(
        Network.builder()
            .profile(
                InterceptedTest.QUICK.toBuilder()
                    .name("PATIENT")
                    .initialRto(RTO)
                    .synRetries(3)
                    .build())
            .with(Faults.firewalled(InterceptedTest.SILENT, FirewallAction.DROP))
            .build());
  }

  @Test
  void on_one_selector(TestReporter reporter) throws Exception {
    long[] lateNanos = new long[COUNT];
    try (LiveNetwork network = network();
        Selector selector = Selector.open()) {
      for (int i = 0; i < COUNT; i++) {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        long began = System.nanoTime();
        channel.connect(TARGET);
        channel.register(selector, SelectionKey.OP_CONNECT, began);
      }
      assertThat(network.pending()).isEqualTo(COUNT);
      int ended = 0;
      while (ended < COUNT) {
        assertThat(selector.select(SYN_TIMEOUT.toMillis() + 10_000)).isPositive();
        for (SelectionKey key : selector.selectedKeys()) {
          long began = (long) key.attachment();
          try {
            assertThat(((SocketChannel) key.channel()).finishConnect()).isTrue();
          } catch (ConnectException e) {
            assertThat(e).hasMessage("Connection timed out");
          }
          lateNanos[ended++] = System.nanoTime() - began - SYN_TIMEOUT.toNanos();
        }
        selector.selectedKeys().clear();
      }
      assertThat(network.pending()).isZero();
    }
    onSchedule(lateNanos, reporter);
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void on_as_many_virtual_threads(TestReporter reporter) throws Exception {
    long[] lateNanos = new long[COUNT];
    AtomicInteger wrong = new AtomicInteger();
    CountDownLatch ended = new CountDownLatch(COUNT);
    try (LiveNetwork network = network()) {
      for (int i = 0; i < COUNT; i++) {
        int self = i;
        Runnable connecting =
            () -> {
              long began = System.nanoTime();
              try (Socket socket = new Socket()) {
                socket.connect(TARGET);
                wrong.incrementAndGet();
              } catch (Exception e) {
                if (!"Connection timed out".equals(e.getMessage())) {
                  wrong.incrementAndGet();
                }
              }
              lateNanos[self] = System.nanoTime() - began - SYN_TIMEOUT.toNanos();
              ended.countDown();
            };
        // By reflection, as the tests are compiled for Java 17.
        Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, connecting);
      }
      InterceptedTest.eventually(() -> network.pending() == COUNT);
      assertThat(ended.await(SYN_TIMEOUT.toSeconds() + 60, TimeUnit.SECONDS)).isTrue();
      assertThat(wrong).hasValue(0);
      assertThat(network.pending()).isZero();
    }
    onSchedule(lateNanos, reporter);
  }

  private static void onSchedule(long[] lateNanos, TestReporter reporter) {
    Arrays.sort(lateNanos);
    String late =
        String.format(
            "%d connects of %d ms: median %.1f ms late, 99 %% within %.1f ms, all within %.1f ms",
            COUNT,
            SYN_TIMEOUT.toMillis(),
            lateNanos[COUNT / 2] / 1e6,
            lateNanos[COUNT * 99 / 100] / 1e6,
            lateNanos[COUNT - 1] / 1e6);
    reporter.publishEntry("lateness, " + SynSent.install(), late);
    assertThat(lateNanos[0]).as("none comes early: " + late).isNotNegative();
    assertThat(lateNanos[COUNT - 1])
        .as(late)
        .isLessThan(InterceptedTest.NOISE.plus(SYN_TIMEOUT).toNanos());
  }
}

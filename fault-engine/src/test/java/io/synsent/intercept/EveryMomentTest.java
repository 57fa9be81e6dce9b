package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.fault.Faults;
import io.synsent.engine.topology.Network;
import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Closing and interrupting at every moment of a connect: before it, in the middle of the call,
 * while it is held, around the moment at which the network answers, and after.
 */
class EveryMomentTest extends InterceptedTest {

  private static final Duration FAILURE = Duration.ofMillis(30);
  private static final long FAILS_AFTER_MICROS = FAILURE.toNanos() / 1000;

  /** Failures come sooner than in the other tests: there are so many. */
  @Override
  @BeforeEach
  void activate() throws IOException {
    echo = new EchoServer();
    network =
        SynSent.activate(
            Network.builder()
                .profile(
                    QUICK.toBuilder()
                        .name("VERY QUICK")
                        .neighbour(
                            QUICK.neighbour().toBuilder().retransTime(FAILURE.dividedBy(3)).build())
                        .build())
                .with(Faults.unreachable(ABSENT))
                .build());
  }

  /** Close together where something happens: at the beginning, and around the answer. */
  private static long[] moments() {
    long[] micros = new long[44];
    for (int i = 0; i < 20; i++) {
      micros[i] = i * 25L;
      micros[20 + i] = FAILS_AFTER_MICROS - 1500 + i * 150L;
    }
    micros[40] = 5_000;
    micros[41] = FAILS_AFTER_MICROS / 3;
    micros[42] = FAILS_AFTER_MICROS / 2;
    micros[43] = FAILS_AFTER_MICROS + 20_000;
    return micros;
  }

  private interface Disturbance {
    void disturb() throws Exception;
  }

  private static Thread after(long micros, Disturbance disturbance) {
    long at = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros);
    Thread thread =
        new Thread(
            () -> {
              for (long left = micros * 1000; left > 0; left = at - System.nanoTime()) {
                LockSupport.parkNanos(left);
              }
              try {
                disturbance.disturb();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    thread.start();
    return thread;
  }

  @Test
  void closing_a_socket() throws Exception {
    for (long micros : moments()) {
      Socket socket = new Socket();
      Thread closer = after(micros, socket::close);
      Throwable thrown = failure(() -> socket.connect(at(ABSENT, 1)));
      closer.join();

      assertThat(thrown)
          .as("closed after %d µs", micros)
          .isInstanceOfAny(SocketException.class, NoRouteToHostException.class);
      assertThat(socket.isClosed()).isTrue();
    }
    nothingIsLeft();
  }

  @Test
  void closing_a_blocking_channel() throws Exception {
    for (long micros : moments()) {
      SocketChannel channel = SocketChannel.open();
      Thread closer = after(micros, channel::close);
      Throwable thrown = failure(() -> channel.connect(at(ABSENT, 1)));
      closer.join();

      assertThat(thrown)
          .as("closed after %d µs", micros)
          .isInstanceOfAny(ClosedChannelException.class, NoRouteToHostException.class);
      assertThat(channel.isOpen()).isFalse();
    }
    nothingIsLeft();
  }

  @Test
  void interrupting_a_blocking_channel() throws Exception {
    Thread self = Thread.currentThread();
    for (long micros : moments()) {
      try (SocketChannel channel = SocketChannel.open()) {
        Thread interrupter = after(micros, self::interrupt);
        Throwable thrown = failure(() -> channel.connect(at(ABSENT, 1)));
        while (interrupter.isAlive()) {
          Thread.onSpinWait();
        }
        Thread.interrupted();

        assertThat(thrown)
            .as("interrupted after %d µs", micros)
            .isInstanceOfAny(ClosedByInterruptException.class, NoRouteToHostException.class);
        assertThat(channel.isOpen()).isFalse();
      }
    }
    nothingIsLeft();
  }

  @Test
  void interrupting_a_plain_socket_changes_nothing_and_is_kept() throws Exception {
    Thread self = Thread.currentThread();
    for (long micros : new long[] {0, 100, 5_000, FAILS_AFTER_MICROS / 2}) {
      try (Socket socket = new Socket()) {
        Thread interrupter = after(micros, self::interrupt);
        Throwable thrown = thrownAfter(FAILURE, () -> socket.connect(at(ABSENT, 1)));
        while (interrupter.isAlive()) {
          Thread.onSpinWait();
        }

        assertThat(Thread.interrupted()).isTrue();
        assertThat(thrown).isExactlyInstanceOf(NoRouteToHostException.class);
      }
    }
    nothingIsLeft();
  }

  @Test
  void closing_a_channel_that_a_selector_watches() throws Exception {
    try (Selector selector = Selector.open()) {
      for (long micros : moments()) {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_CONNECT);
        channel.connect(at(ABSENT, 1));
        Thread closer = after(micros, channel::close);
        selector.select(FAILS_AFTER_MICROS / 1000 + 50);
        selector.selectedKeys().clear();
        closer.join();

        assertThat(failure(channel::finishConnect)).isInstanceOf(ClosedChannelException.class);
        selector.selectNow();
        assertThat(selector.keys()).isEmpty();
      }
    }
    nothingIsLeft();
  }

  @Test
  void closing_an_asynchronous_channel() throws Exception {
    for (long micros : moments()) {
      AsynchronousSocketChannel channel = AsynchronousSocketChannel.open();
      Thread closer = after(micros, channel::close);
      Throwable thrown;
      try {
        thrown = failure(() -> channel.connect(at(ABSENT, 1)).get(10, TimeUnit.SECONDS));
      } finally {
        closer.join();
      }

      assertThat(thrown).as("closed after %d µs", micros).isInstanceOf(ExecutionException.class);
      assertThat(thrown.getCause())
          .isInstanceOfAny(
              AsynchronousCloseException.class,
              ClosedChannelException.class,
              NoRouteToHostException.class);
    }
    nothingIsLeft();
  }

  private void nothingIsLeft() throws Exception {
    eventually(() -> network.pending() == 0);
    eventually(() -> SynSent.install().simulated().size() == 0);
  }

  private static Throwable failure(Action action) {
    try {
      action.run();
      throw new AssertionError("no exception");
    } catch (IOException | ExecutionException e) {
      return e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}

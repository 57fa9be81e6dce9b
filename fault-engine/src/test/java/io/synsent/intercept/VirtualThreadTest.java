package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadTest extends InterceptedTest {

  @Test
  void connects_of_virtual_threads_are_held_and_answered() throws Exception {
    assertThat(thrownInVirtualThread(() -> new Socket(ABSENT, 8081).close()))
        .isExactlyInstanceOf(NoRouteToHostException.class);
    assertThat(thrownInVirtualThread(() -> new Socket(REFUSING, CLOSED).close()))
        .isExactlyInstanceOf(ConnectException.class);
    assertThat(thrownInVirtualThread(() -> new Socket().connect(at(SILENT, 80), 50)))
        .isExactlyInstanceOf(SocketTimeoutException.class);
    assertThat(thrownInVirtualThread(() -> SocketChannel.open(at(ABSENT, 8081)).close()))
        .isExactlyInstanceOf(NoRouteToHostException.class);
  }

  @Test
  void a_reachable_host_leads_to_its_backend() throws Exception {
    assertThat(
            thrownInVirtualThread(
                () -> {
                  try (Socket socket = new Socket(REACHABLE, OPEN)) {
                    echoes(
                        socket.getInputStream(), socket.getOutputStream(), socket::shutdownOutput);
                  }
                }))
        .isNull();
  }

  @Test
  void interrupting_a_virtual_thread_ends_its_connect() throws Exception {
    List<Thread> started = new ArrayList<>();
    CompletableFuture<Throwable> socket =
        startVirtualThread(() -> new Socket().connect(at(SILENT, 80)), started);
    CompletableFuture<Throwable> channel =
        startVirtualThread(() -> SocketChannel.open().connect(at(SILENT, 80)), started);
    eventually(() -> network.pending() == 2);
    Thread.sleep(50);
    started.forEach(Thread::interrupt);

    assertThat(socket.get(5, TimeUnit.SECONDS))
        .isExactlyInstanceOf(SocketException.class)
        .hasMessage("Closed by interrupt");
    assertThat(channel.get(5, TimeUnit.SECONDS))
        .isExactlyInstanceOf(ClosedByInterruptException.class);
    assertThat(network.observedConnects())
        .extracting(ObservedConnect::gaveUp)
        .containsOnly(GaveUp.INTERRUPT);
  }

  @Test
  void many_virtual_threads_wait_on_schedule() throws Exception {
    int count = 500;
    List<CompletableFuture<Throwable>> all = new ArrayList<>();
    long began = System.nanoTime();
    for (int i = 0; i < count; i++) {
      all.add(startVirtualThread(() -> new Socket(SILENT, 80).close(), new ArrayList<>()));
    }
    for (CompletableFuture<Throwable> one : all) {
      assertThat(one.get(30, TimeUnit.SECONDS))
          .isExactlyInstanceOf(ConnectException.class)
          .hasMessage("Connection timed out");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(SYN_TIMEOUT, SYN_TIMEOUT.plus(NOISE));
    assertThat(network.pending()).isZero();
  }

  private static Throwable thrownInVirtualThread(Action action) throws Exception {
    return startVirtualThread(action, new ArrayList<>()).get(15, TimeUnit.SECONDS);
  }

  /** By reflection, as the tests are compiled for Java 17. */
  private static CompletableFuture<Throwable> startVirtualThread(
      Action action, List<Thread> started) throws Exception {
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Runnable task =
        () -> {
          try {
            action.run();
            thrown.complete(null);
          } catch (Throwable e) {
            thrown.complete(e);
          }
        };
    started.add(
        (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task));
    return thrown;
  }
}

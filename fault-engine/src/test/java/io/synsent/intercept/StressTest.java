package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Twelve threads connect, close, interrupt, time out and let settle at random, with real connects
 * beside them: for {@code -Dsynsent.stress.seconds=60}, else for 4 s.
 */
class StressTest extends InterceptedTest {

  private static final int THREADS = 12;
  private static final Duration LENGTH =
      Duration.ofSeconds(Integer.getInteger("synsent.stress.seconds", 4));

  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicInteger connects = new AtomicInteger();

  @Test
  void no_wrong_outcome_and_nothing_left_behind() throws Exception {
    everyKind(new Random(0), Executors.newSingleThreadScheduledExecutor());
    long before = openDescriptors();
    ScheduledExecutorService disturber = Executors.newScheduledThreadPool(2);
    var threads = Executors.newFixedThreadPool(THREADS);
    long end = System.nanoTime() + LENGTH.toNanos();
    List<Future<?>> done = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Random random = new Random(i);
      done.add(
          threads.submit(
              () -> {
                while (System.nanoTime() < end) {
                  everyKind(random, disturber);
                }
                return null;
              }));
    }
    for (Future<?> thread : done) {
      thread.get(LENGTH.toSeconds() + 30, TimeUnit.SECONDS);
    }
    threads.shutdown();
    disturber.shutdownNow();
    assertThat(disturber.awaitTermination(5, TimeUnit.SECONDS)).isTrue();

    assertThat(wrong).as("wrong outcomes of %s connects", connects).isEmpty();
    assertThat(connects.get()).isGreaterThan(THREADS);
    eventually(() -> network.pending() == 0);
    eventually(() -> SynSent.install().simulated().size() == 0);
    eventually(() -> openDescriptors() <= before + 4);
  }

  private void everyKind(Random random, ScheduledExecutorService disturber) throws Exception {
    connects.incrementAndGet();
    switch (random.nextInt(8)) {
      case 0 -> expect(NoRouteToHostException.class, () -> new Socket(ABSENT, 1).close());
      case 1 -> expect(ConnectException.class, () -> new Socket(REFUSING, CLOSED).close());
      case 2 -> timeout(random);
      case 3 -> closed(random, disturber);
      case 4 -> interrupted(random, disturber);
      case 5 -> selected(random);
      case 6 -> talk(at(REACHABLE, OPEN));
      default ->
          talk(new InetSocketAddress(InetAddress.getLoopbackAddress(), echo.address().getPort()));
    }
  }

  private void timeout(Random random) throws IOException {
    try (Socket socket = new Socket()) {
      expect(
          SocketTimeoutException.class,
          () -> socket.connect(at(SILENT, 80), 1 + random.nextInt(60)));
    }
  }

  private void closed(Random random, ScheduledExecutorService disturber) throws Exception {
    Socket socket = new Socket();
    Future<?> closing =
        disturber.schedule(
            () -> {
              socket.close();
              return null;
            },
            random.nextInt(30),
            TimeUnit.MILLISECONDS);
    expect(IOException.class, () -> socket.connect(at(SILENT, 80)));
    closing.get();
  }

  private void interrupted(Random random, ScheduledExecutorService disturber) throws Exception {
    Thread self = Thread.currentThread();
    try (SocketChannel channel = SocketChannel.open()) {
      Future<?> interrupting =
          disturber.schedule(self::interrupt, random.nextInt(30), TimeUnit.MILLISECONDS);
      expect(ClosedByInterruptException.class, () -> channel.connect(at(SILENT, 80)));
      while (!interrupting.isDone()) {
        Thread.onSpinWait();
      }
    }
    Thread.interrupted();
  }

  @SuppressWarnings("try")
  private void selected(Random random) throws Exception {
    try (Selector selector = Selector.open();
        SocketChannel channel = SocketChannel.open()) {
      channel.configureBlocking(false);
      channel.connect(at(random.nextBoolean() ? ABSENT : REFUSING, CLOSED));
      if (random.nextInt(4) == 0) {
        channel.close();
        expect(ClosedChannelException.class, channel::finishConnect);
        return;
      }
      channel.register(selector, SelectionKey.OP_CONNECT);
      while (selector.select(5000) == 0) {
        wrong.add("select() returned 0");
      }
      expect(IOException.class, channel::finishConnect);
    }
  }

  private void talk(InetSocketAddress target) {
    try (Socket socket = new Socket()) {
      socket.connect(target, 5000);
      socket.getOutputStream().write(42);
      socket.shutdownOutput();
      int answer = socket.getInputStream().read();
      if (answer != 42) {
        wrong.add(target + " answered " + answer);
      }
    } catch (IOException e) {
      wrong.add(target + ": " + e);
    }
  }

  private void expect(Class<? extends Exception> expected, Action action) {
    try {
      action.run();
      wrong.add("no " + expected.getSimpleName());
    } catch (Exception e) {
      if (!expected.isInstance(e)) {
        wrong.add(e + " instead of " + expected.getSimpleName());
      }
    }
  }

  private static long openDescriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }
}

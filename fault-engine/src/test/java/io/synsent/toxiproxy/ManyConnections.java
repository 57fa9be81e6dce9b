package io.synsent.toxiproxy;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Many connections through one proxy, in a JVM of its own so that file descriptors, threads and
 * heap can be counted. Ends with status 0 if every byte came back and nothing stayed behind.
 */
final class ManyConnections {
  private static final int BYTES_EACH = 20_000;

  private ManyConnections() {}

  public static void main(String[] args) throws Exception {
    int count = Integer.parseInt(args[0]);
    try (Peers warmUp = new Peers()) {
      exchange(warmUp, warmUp.proxyTo(Peers.ECHO), 10);
    }
    settle();
    int descriptorsBefore = descriptors();
    int threadsBefore = Thread.activeCount();
    try (Peers peers = new Peers()) {
      Proxy proxy = peers.proxyTo(Peers.ECHO);
      proxy.toxics().latency("l", ToxicDirection.DOWNSTREAM, 5).setJitter(5);
      exchange(peers, proxy, count);
    }
    settle();
    int descriptorsAfter = waitForFewer(ManyConnections::descriptors, descriptorsBefore);
    int threadsAfter = waitForFewer(Thread::activeCount, threadsBefore);
    System.out.printf(
        "descriptors %d -> %d, threads %d -> %d, heap at most %d MiB%n",
        descriptorsBefore,
        descriptorsAfter,
        threadsBefore,
        threadsAfter,
        Runtime.getRuntime().maxMemory() >> 20);
    if (descriptorsAfter > descriptorsBefore || threadsAfter > threadsBefore) {
      System.out.println(Thread.getAllStackTraces().keySet());
      System.exit(1);
    }
    System.out.println(count + " connections at once, nothing left behind");
  }

  private static void exchange(Peers peers, Proxy proxy, int count) throws Exception {
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sockets.add(peers.connect(proxy));
    }
    byte[] sent = Peers.randomBytes(BYTES_EACH);
    ExecutorService clients = Executors.newFixedThreadPool(16);
    for (int round = 0; round < 2; round++) {
      List<Future<Boolean>> answers = new ArrayList<>();
      for (Socket socket : sockets) {
        answers.add(clients.submit(() -> echoes(socket, sent)));
      }
      for (Future<Boolean> answer : answers) {
        if (!answer.get()) {
          throw new IllegalStateException("bytes came back that were not sent");
        }
      }
      if (peers.toxiproxy().connectionCount() != count) {
        throw new IllegalStateException(peers.toxiproxy().connectionCount() + " connections");
      }
    }
    clients.shutdown();
    // Half of them go as a killed process would, with bytes under way.
    for (int i = 0; i < count; i++) {
      Socket socket = sockets.get(i);
      if (i % 2 == 0) {
        socket.getOutputStream().write(sent);
        socket.setSoLinger(true, 0);
      }
      socket.close();
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (peers.toxiproxy().connectionCount() > 0 && System.nanoTime() < end) {
      settle();
    }
    if (peers.toxiproxy().connectionCount() > 0 || peers.toxiproxy().heldBytes() != 0) {
      throw new IllegalStateException(
          peers.toxiproxy().connectionCount()
              + " connections and "
              + peers.toxiproxy().heldBytes()
              + " bytes stayed behind");
    }
  }

  private static boolean echoes(Socket socket, byte[] sent) throws IOException {
    socket.getOutputStream().write(sent);
    return Arrays.equals(socket.getInputStream().readNBytes(sent.length), sent);
  }

  private interface Count {
    int now() throws IOException;
  }

  private static int waitForFewer(Count count, int than) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (count.now() > than && System.nanoTime() < end) {
      settle();
    }
    return count.now();
  }

  private static void settle() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(50);
  }

  private static int descriptors() throws IOException {
    Path table = Path.of("/proc/self/fd");
    if (!Files.isDirectory(table)) {
      return 0;
    }
    int count = 0;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(table)) {
      for (Path entry : entries) {
        count += entry == null ? 0 : 1;
      }
    }
    return count;
  }
}

package io.synsent.toxiproxy;

import eu.rekawek.toxiproxy.Proxy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How fast the embedded server moves a gibibyte without a toxic, beside a plain relay: a thread for
 * each direction that copies a stream into a stream. Started by hand; the command is in
 * docs/toxics.md.
 */
final class RelayBenchmark {
  private static final long BYTES = 1L << 30;
  private static final int ROUNDS = 5;

  private RelayBenchmark() {}

  public static void main(String[] args) throws Exception {
    double[] plain = new double[ROUNDS];
    double[] proxied = new double[ROUNDS];
    try (Peers peers = new Peers()) {
      ServerSocket sink = peers.server(RelayBenchmark::swallow);
      ServerSocket relay = peers.server(socket -> relay(socket, sink.getLocalPort()));
      Proxy proxy = peers.proxyTo(sink.getLocalPort());
      for (int round = 0; round < ROUNDS; round++) {
        plain[round] = transfer(relay.getLocalPort());
        proxied[round] = transfer(Peers.portOf(proxy));
        System.out.printf(
            "round %d: plain relay %.0f MB/s, embedded Toxiproxy %.0f MB/s%n",
            round + 1, plain[round], proxied[round]);
      }
    }
    System.out.printf(
        "medians: plain relay %.0f MB/s, embedded Toxiproxy %.0f MB/s, ratio %.2f; heap %d MiB of"
            + " %d%n",
        median(plain),
        median(proxied),
        median(proxied) / median(plain),
        (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20,
        Runtime.getRuntime().maxMemory() >> 20);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double transfer(int port) throws IOException {
    byte[] block = Peers.randomBytes(64 * 1024);
    long begin = System.nanoTime();
    try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
      OutputStream out = socket.getOutputStream();
      for (long sent = 0; sent < BYTES; sent += block.length) {
        out.write(block);
      }
      socket.shutdownOutput();
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      if (!answer.equals(Long.toString(BYTES))) {
        throw new IllegalStateException("sent " + BYTES + " bytes, arrived " + answer);
      }
    }
    return BYTES / ((System.nanoTime() - begin) / 1e9) / 1e6;
  }

  private static void swallow(Socket socket) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    long count = 0;
    InputStream in = socket.getInputStream();
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      count += n;
    }
    socket.getOutputStream().write(Long.toString(count).getBytes(StandardCharsets.US_ASCII));
  }

  private static void relay(Socket client, int port) throws IOException {
    try (Socket server = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
      Thread back =
          new Thread(
              () -> {
                try {
                  copy(server, client);
                } catch (IOException e) {
                  // The other direction fails as well, and the transfer with it.
                }
              });
      back.start();
      copy(client, server);
      back.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void copy(Socket from, Socket to) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    InputStream in = from.getInputStream();
    OutputStream out = to.getOutputStream();
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      out.write(buffer, 0, n);
    }
    to.shutdownOutput();
  }
}

package io.synsent.toxiproxy;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.Locale;

/**
 * How close the toxics come to what they promise. Started by hand on a quiet machine; the command
 * is in docs/toxics.md.
 */
final class ToxicMeasurements {
  private static final int ROUNDS = 5;
  private static final int ECHOES = 200;

  private ToxicMeasurements() {}

  public static void main(String[] args) throws Exception {
    try (Peers peers = new Peers()) {
      Proxy none = peers.proxyTo(Peers.ECHO);
      echoes(peers.connect(none));
      report("no toxic, echo, ms", echoes(peers.connect(none)));
      for (int latency : new int[] {1, 10, 50, 100}) {
        Proxy proxy = peers.proxyTo(Peers.ECHO);
        proxy.toxics().latency("l", ToxicDirection.DOWNSTREAM, latency);
        report("latency " + latency + " ms, echo, ms", echoes(peers.connect(proxy)));
      }
      Proxy jitter = peers.proxyTo(Peers.ECHO);
      jitter.toxics().latency("l", ToxicDirection.DOWNSTREAM, 30).setJitter(20);
      report("latency 30 ± 20 ms, echo, ms", echoes(peers.connect(jitter)));
      for (int rate : new int[] {50, 500, 5_000, 50_000}) {
        for (ToxicDirection direction :
            new ToxicDirection[] {ToxicDirection.DOWNSTREAM, ToxicDirection.UPSTREAM}) {
          double[] deviations = new double[ROUNDS];
          for (int round = 0; round < ROUNDS; round++) {
            deviations[round] = bandwidth(peers, rate, direction);
          }
          report(
              "bandwidth " + rate + " KB/s " + direction.name().toLowerCase(Locale.ROOT) + ", %",
              deviations);
        }
      }
      report("slow_close 100 ms, ms", ends(peers));
    }
  }

  private static double[] echoes(Socket socket) throws IOException {
    double[] millis = new double[ECHOES];
    for (int i = 0; i < ECHOES; i++) {
      long begin = System.nanoTime();
      socket.getOutputStream().write(i);
      if (socket.getInputStream().read() != (i & 0xff)) {
        throw new IllegalStateException("not what was sent");
      }
      millis[i] = (System.nanoTime() - begin) / 1e6;
    }
    return millis;
  }

  private static double[] ends(Peers peers) throws IOException {
    Proxy proxy = peers.proxyTo(Peers.ECHO);
    proxy.toxics().slowClose("c", ToxicDirection.DOWNSTREAM, 100);
    double[] millis = new double[20];
    for (int i = 0; i < millis.length; i++) {
      try (Socket socket = peers.connect(proxy)) {
        long begin = System.nanoTime();
        socket.shutdownOutput();
        if (socket.getInputStream().read() >= 0) {
          throw new IllegalStateException("not what was sent");
        }
        millis[i] = (System.nanoTime() - begin) / 1e6;
      }
    }
    return millis;
  }

  /** How much faster than {@code rate} KB/s three seconds of bytes came through, in per cent. */
  private static double bandwidth(Peers peers, int rate, ToxicDirection direction)
      throws IOException {
    Proxy proxy = peers.proxyTo(Peers.ECHO);
    proxy.toxics().bandwidth("b", direction, rate);
    Socket socket = peers.connect(proxy);
    byte[] block = new byte[rate * 3];
    Thread writer =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < 1_000; i++) {
                  socket.getOutputStream().write(block);
                }
                socket.shutdownOutput();
              } catch (IOException e) {
                // The reader finds too few bytes.
              }
            });
    long begin = System.nanoTime();
    writer.start();
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[64 * 1024];
    long count = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      count += n;
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    if (count != 1_000L * block.length) {
      throw new IllegalStateException("sent " + 1_000L * block.length + " bytes, read " + count);
    }
    return (count / seconds / 1000 / rate - 1) * 100;
  }

  private static void report(String what, double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    System.out.printf(
        "%s: least %.2f, median %.2f, 99 %% below %.2f, most %.2f%n",
        what,
        sorted[0],
        sorted[sorted.length / 2],
        sorted[sorted.length * 99 / 100],
        sorted[sorted.length - 1]);
  }
}

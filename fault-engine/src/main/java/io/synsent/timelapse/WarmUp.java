package io.synsent.timelapse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Uses the JDK's clients while the clock still goes at wall speed.
 *
 * <p>A rate multiplies what it costs to load a class and to run it for the first time: at 100 the
 * first request of a cold {@link HttpClient} takes half a minute of the application's time, and its
 * timeouts run out in it. So a few exchanges with a server of this process come first.
 */
final class WarmUp {

  /** The first loads the classes; after a few more the costs have settled. */
  private static final int EXCHANGES = 5;

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final byte[] ANSWER =
      "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private WarmUp() {}

  /** Does its best: whatever fails here fails again where somebody needs it. */
  static void run() {
    if (ModuleLayer.boot().findModule("java.net.http").isEmpty()) {
      return;
    }
    try (ServerSocket server = new ServerSocket(0, EXCHANGES, InetAddress.getByName("127.0.0.1"))) {
      Thread answering = new Thread(() -> answer(server), "SynSent warm-up");
      answering.setDaemon(true);
      answering.start();
      URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
      // Not through the application's ProxySelector, which may name a simulated host.
      HttpClient client =
          HttpClient.newBuilder()
              .connectTimeout(PATIENCE)
              .proxy(HttpClient.Builder.NO_PROXY)
              .build();
      for (int i = 0; i < EXCHANGES; i++) {
        client.send(
            HttpRequest.newBuilder(uri).timeout(PATIENCE).build(),
            HttpResponse.BodyHandlers.ofString());
      }
    } catch (IOException | UncheckedIOException notHere) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(ServerSocket server) {
    try {
      for (; ; ) {
        try (Socket socket = server.accept()) {
          BufferedReader request =
              new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
          String line;
          do {
            line = request.readLine();
          } while (line != null && !line.isEmpty());
          socket.getOutputStream().write(ANSWER);
        }
      }
    } catch (IOException closed) {
      return;
    }
  }
}

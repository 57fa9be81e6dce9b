package io.synsent.examples.toxics;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A real HTTP server in this JVM: the backend of the lessons. */
final class Shop {
  static final int CATALOGUE_BYTES = 5_000;

  private static final HttpServer SERVER = start();

  private Shop() {}

  /** Where {@code shop.example:80} leads to. */
  static int port() {
    return SERVER.getAddress().getPort();
  }

  private static HttpServer start() {
    try {
      HttpServer server =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
      byte[] catalogue = "x".repeat(CATALOGUE_BYTES).getBytes(StandardCharsets.US_ASCII);
      server.createContext(
          "/catalogue",
          exchange -> {
            try (exchange) {
              exchange.sendResponseHeaders(200, catalogue.length);
              exchange.getResponseBody().write(catalogue);
            }
          });
      // Its threads are of the kind of the one that starts them: a daemon's do not keep the JVM.
      Thread starter = new Thread(server::start, "shop");
      starter.setDaemon(true);
      starter.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.synsent.examples.toxics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rekawek.toxiproxy.model.ToxicDirection;
import eu.rekawek.toxiproxy.model.ToxicType;
import io.synsent.junit.ReachableHost;
import io.synsent.junit.Toxic;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Lesson: a connect timeout says nothing about the answer. The handshake with a server that has
 * frozen succeeds; only a timeout for reading ends the wait.
 */
@ReachableHost(value = "shop.example:80", backend = "shop")
@Toxic(value = "shop.example:80", type = ToxicType.TIMEOUT, stream = ToxicDirection.DOWNSTREAM)
@Tag("long")
class ReadTimeoutTest {
  private static final URI CATALOGUE = URI.create("http://shop.example/catalogue");

  static int shop() {
    return Shop.port();
  }

  @Test
  void a_connect_timeout_alone_waits_for_ever() {
    HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(30)).build();
    CompletableFuture<?> answer =
        client.sendAsync(HttpRequest.newBuilder(CATALOGUE).build(), BodyHandlers.ofString());
    assertThatThrownBy(() -> answer.get(60, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
    assertThat(answer).isNotDone();
  }

  @Test
  void a_request_timeout_ends_it_and_is_no_connect_timeout() {
    HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofMinutes(5)).build();
    HttpRequest request = HttpRequest.newBuilder(CATALOGUE).timeout(Duration.ofSeconds(30)).build();
    assertThatThrownBy(() -> client.send(request, BodyHandlers.ofString()))
        .isInstanceOf(HttpTimeoutException.class)
        .isNotInstanceOf(HttpConnectTimeoutException.class);
  }

  @Test
  void on_a_plain_socket_the_read_timeout_is_a_setting_of_its_own() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("shop.example", 80), 5_000);
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              "GET /catalogue HTTP/1.1\r\nHost: shop.example\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessage("Read timed out");
    }
  }
}

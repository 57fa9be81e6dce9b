package io.synsent.examples.toxics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rekawek.toxiproxy.model.ToxicType;
import io.synsent.junit.ReachableHost;
import io.synsent.junit.Toxic;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * Lesson: a connection that breaks within an answer ends like one that is complete. Who reads
 * "until the end" takes half for the whole; only who knows the length can tell.
 */
@ReachableHost(value = "shop.example:80", backend = "shop")
@Toxic(value = "shop.example:80", type = ToxicType.LIMIT_DATA, bytes = 500)
class HalfReadResponseTest {

  static int shop() {
    return Shop.port();
  }

  @Test
  void reading_until_the_end_takes_half_for_the_whole() throws IOException {
    try (Socket socket = new Socket("shop.example", 80)) {
      socket
          .getOutputStream()
          .write("GET /catalogue HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readAllBytes();
      assertThat(answer).hasSize(500);
      assertThat(answer.length).isLessThan(Shop.CATALOGUE_BYTES);
    }
  }

  @Test
  void a_client_that_counts_says_so() {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://shop.example/catalogue")).build();
    assertThatThrownBy(() -> HttpClient.newHttpClient().send(request, BodyHandlers.ofString()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("" + Shop.CATALOGUE_BYTES);
  }
}

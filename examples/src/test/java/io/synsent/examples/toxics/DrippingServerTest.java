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
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/**
 * Lesson: a read timeout is a timeout of each read. A server that drips, a hundred bytes every
 * tenth of a second, never lets one run out; only a deadline for the whole answer ends the wait.
 */
@ReachableHost(value = "shop.example:80", backend = "shop")
@Toxic(value = "shop.example:80", type = ToxicType.BANDWIDTH, rate = 1)
class DrippingServerTest {

  static int shop() {
    return Shop.port();
  }

  @Test
  void the_read_timeout_never_runs_out() throws IOException {
    try (Socket socket = new Socket("shop.example", 80)) {
      socket.setSoTimeout(3_000);
      long begin = System.nanoTime();
      socket
          .getOutputStream()
          .write("GET /catalogue HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().readAllBytes()).hasSizeGreaterThan(Shop.CATALOGUE_BYTES);
      // Half as long again as the timeout that was to guard against just this.
      assertThat((System.nanoTime() - begin) / 1_000_000).isGreaterThan(4_500);
    }
  }

  @Test
  void a_deadline_for_the_whole_answer_does() {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://shop.example/catalogue")).build();
    CompletableFuture<HttpResponse<String>> answer =
        HttpClient.newHttpClient().sendAsync(request, BodyHandlers.ofString());
    assertThatThrownBy(() -> answer.get(3, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
    answer.cancel(true);
  }
}

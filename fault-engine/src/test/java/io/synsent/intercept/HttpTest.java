package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HttpTest extends InterceptedTest {

  @Test
  void http_client_tries_twice_and_fails() {
    // It begins again after a ConnectException, which it makes of what it got.
    Throwable thrown = thrownAfter(ARP_FAILURE.multipliedBy(2), () -> get(client(), ABSENT, 8081));

    assertThat(thrown).isInstanceOf(ConnectException.class);
    assertThat(network.observedConnects()).hasSize(2);
  }

  @Test
  void http_clients_own_timeout_comes_first() {
    HttpClient impatient = HttpClient.newBuilder().connectTimeout(Duration.ofMillis(150)).build();

    Throwable thrown = thrownAfter(Duration.ofMillis(150), () -> get(impatient, SILENT, 80));

    assertThat(thrown).isExactlyInstanceOf(HttpConnectTimeoutException.class);
    assertThat(onlyConnect().gaveUp()).isEqualTo(GaveUp.APPLICATION_TIMEOUT);
  }

  @Test
  void http_client_reaches_a_backend_by_its_simulated_name() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = "here".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      network.host(NAME).backedBy(server.getAddress());

      assertThat(get(client(), NAME, OPEN)).isEqualTo("here");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void url_connection_fails_when_arp_has_failed() {
    assertThat(
            thrownAfter(
                ARP_FAILURE,
                () -> URI.create("http://" + ABSENT + "/").toURL().openConnection().connect()))
        .isExactlyInstanceOf(NoRouteToHostException.class);
  }

  @Test
  void url_connections_own_timeout_comes_first() throws Exception {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create("http://" + SILENT + "/").toURL().openConnection();
    connection.setConnectTimeout(100);

    assertThat(thrownAfter(Duration.ofMillis(100), connection::connect))
        .isExactlyInstanceOf(SocketTimeoutException.class);
  }

  private static HttpClient client() {
    return HttpClient.newHttpClient();
  }

  private static String get(HttpClient client, String host, int port) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + "/")).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}

package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Proxies that cannot be reached themselves; the target beyond is never connected to. */
class ProxyTest extends InterceptedTest {

  private static final InetSocketAddress TARGET =
      InetSocketAddress.createUnresolved("far.example", 80);

  @Test
  void a_socks_proxy_that_is_absent() throws Exception {
    try (Socket socket = new Socket(new Proxy(Proxy.Type.SOCKS, at(ABSENT, 1080)))) {
      // The JDK puts the failure of a SOCKS proxy into an exception of its own.
      assertThat(thrownAfter(ARP_FAILURE, () -> socket.connect(TARGET)))
          .isExactlyInstanceOf(SocketException.class)
          .hasMessageContaining("No route to host");
    }
    assertThat(onlyConnect().report().target()).hasToString(ABSENT);
  }

  @Test
  void a_socks_proxy_that_is_silent_and_the_callers_timeout() throws Exception {
    try (Socket socket = new Socket(new Proxy(Proxy.Type.SOCKS, at(SILENT, 1080)))) {
      Throwable thrown = thrownAfter(Duration.ofMillis(100), () -> socket.connect(TARGET, 100));
      assertThat(thrown).isInstanceOf(SocketException.class).hasMessageContaining("timed out");
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the JDK wraps it", e);
    }
    assertThat(onlyConnect().report().target()).hasToString(SILENT);
  }

  @Test
  void an_http_proxy_that_refuses_a_tunnel() throws Exception {
    try (Socket socket = new Socket(new Proxy(Proxy.Type.HTTP, at(REFUSING, CLOSED)))) {
      assertThat(thrownAfter(Duration.ZERO, () -> socket.connect(TARGET)))
          .hasMessageContaining("Connection refused");
    }
    assertThat(network.connects()).isNotEmpty();
  }

  @Test
  void an_http_proxy_of_a_url_connection() throws Exception {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://far.example/")
                .toURL()
                .openConnection(new Proxy(Proxy.Type.HTTP, at(ABSENT, 3128)));

    assertThat(thrownAfter(ARP_FAILURE, connection::connect))
        .isInstanceOf(NoRouteToHostException.class);
    connection.disconnect();
  }

  @Test
  void an_http_proxy_of_the_http_client_for_plain_and_tunnelled_requests() throws Exception {
    HttpClient client =
        HttpClient.newBuilder().proxy(ProxySelector.of(at(REFUSING, CLOSED))).build();
    for (String uri : new String[] {"http://far.example/", "https://far.example/"}) {
      assertThat(
              thrownAfter(
                  Duration.ZERO,
                  () ->
                      client.send(
                          HttpRequest.newBuilder(URI.create(uri)).build(),
                          HttpResponse.BodyHandlers.discarding())))
          .as(uri)
          .isInstanceOf(ConnectException.class);
    }
    assertThat(network.connects())
        .isNotEmpty()
        .allSatisfy(connect -> assertThat(connect.target()).hasToString(REFUSING));
  }
}

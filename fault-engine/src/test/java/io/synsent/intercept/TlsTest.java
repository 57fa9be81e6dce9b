package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS on the simulated network: sockets, layered sockets, and the HTTP client. */
class TlsTest extends InterceptedTest {

  private static final char[] PASSWORD = "changeit".toCharArray();

  private static SSLContext tls;
  private HttpsServer server;

  @BeforeAll
  static void certificate(@TempDir Path directory) throws Exception {
    Path keys = directory.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "db",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + NAME,
                "-ext",
                "SAN=dns:" + NAME,
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                keys.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.txt").toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD);
    }
    KeyManagerFactory identity = KeyManagerFactory.getInstance("PKIX");
    identity.init(store, PASSWORD);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    tls = SSLContext.getInstance("TLS");
    tls.init(identity.getKeyManagers(), trust.getTrustManagers(), null);
  }

  @BeforeEach
  void serve() throws Exception {
    server =
        HttpsServer.create(
            new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 10);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.createContext(
        "/",
        exchange -> {
          byte[] body = "hello".getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    network.host(NAME).backedBy(server.getAddress());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void a_tls_socket_to_an_absent_host() {
    assertThat(
            thrownAfter(
                ARP_FAILURE, () -> tls.getSocketFactory().createSocket(ABSENT, 443).close()))
        .isExactlyInstanceOf(NoRouteToHostException.class);
    assertThat(onlyConnect().gaveUp()).isEqualTo(GaveUp.OPERATING_SYSTEM);
  }

  @Test
  void a_tls_socket_with_the_callers_timeout() throws Exception {
    try (Socket socket = tls.getSocketFactory().createSocket()) {
      assertThat(thrownAfter(Duration.ofMillis(100), () -> socket.connect(at(SILENT, 443), 100)))
          .isExactlyInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void a_tls_socket_shakes_hands_with_the_backend_under_the_simulated_name() throws Exception {
    try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(NAME, OPEN)) {
      verifyName(socket);
      socket.startHandshake();

      assertThat(socket.getSession().getPeerPrincipal().getName()).isEqualTo("CN=" + NAME);
      assertThat(socket.getInetAddress().getHostName()).isEqualTo(NAME);
    }
  }

  @Test
  void a_tls_socket_layered_over_a_plain_one() throws Exception {
    SSLSocketFactory factory = tls.getSocketFactory();
    try (Socket plain = new Socket(NAME, OPEN);
        SSLSocket layered = (SSLSocket) factory.createSocket(plain, NAME, OPEN, true)) {
      verifyName(layered);
      layered.startHandshake();
      assertThat(layered.getSession().isValid()).isTrue();
    }
    try (Socket plain = new Socket()) {
      assertThat(thrownAfter(Duration.ZERO, () -> plain.connect(at(REFUSING, CLOSED))))
          .isExactlyInstanceOf(ConnectException.class);
    }
  }

  private static void verifyName(SSLSocket socket) {
    var parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
  }

  @Test
  void the_http_client_over_tls_gets_its_answer_from_the_backend() throws Exception {
    for (HttpClient.Version version : HttpClient.Version.values()) {
      if (!version.name().equals("HTTP_3")) { // over UDP, which is another matter
        HttpResponse<String> response =
            HttpClient.newBuilder()
                .version(version)
                .sslContext(tls)
                .build()
                .send(
                    HttpRequest.newBuilder(URI.create("https://" + NAME + ":" + OPEN + "/"))
                        .build(),
                    HttpResponse.BodyHandlers.ofString());
        assertThat(response.body()).as(version.name()).isEqualTo("hello");
      }
    }
  }

  @Test
  void the_http_client_over_tls_and_http_2_meets_failures() {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .sslContext(tls)
            .connectTimeout(Duration.ofMillis(200))
            .build();
    assertThat(get(client, "https://" + REFUSING + ":" + CLOSED + "/"))
        .isInstanceOf(ConnectException.class);
    assertThat(get(client, "https://" + SILENT + "/"))
        .isInstanceOf(HttpConnectTimeoutException.class);
    assertThat(get(client, "http://" + SILENT + "/"))
        .as("an upgrade of a plain connection")
        .isInstanceOf(HttpConnectTimeoutException.class);
  }

  private static Throwable get(HttpClient client, String uri) {
    return thrownAfter(
        Duration.ZERO,
        () ->
            client.send(
                HttpRequest.newBuilder(URI.create(uri)).build(),
                HttpResponse.BodyHandlers.discarding()));
  }
}

package io.synsent.examples.article;

import static io.synsent.assertj.SynSentAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.synsent.engine.network.FirewallAction;
import io.synsent.intercept.LiveNetwork;
import io.synsent.junit.ClosedPort;
import io.synsent.junit.Firewalled;
import io.synsent.junit.ReachableHost;
import io.synsent.junit.UnreachableHost;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The article's experiments as an application would meet them: ordinary sockets and HTTP clients,
 * which know nothing of SynSent.
 *
 * <p>Where the operating system would take minutes to give up, the client has a connect timeout of
 * its own, as every application should.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ArticleExperimentsTest {

  private static final Duration ZERO = Duration.ZERO;

  /** The server at the other end of the normal handshake, on a free port of this machine. */
  static final ServerSocket SERVER = listenOnLoopback();

  static int serverPort() {
    return SERVER.getLocalPort();
  }

  private static ServerSocket listenOnLoopback() {
    try {
      return new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new IllegalStateException("no free port on loopback to listen on", e);
    }
  }

  @AfterAll
  static void stop_server() throws IOException {
    SERVER.close();
  }

  /** Prints what happened, so that running these tests reads like the article. */
  @AfterEach
  void print_timeline(LiveNetwork network, TestInfo test) {
    System.out.println("== " + test.getDisplayName());
    System.out.println(network.timeline());
  }

  @Test
  @Order(0)
  @ReachableHost(value = "192.168.31.8:8081", backend = "serverPort")
  void normal_handshake(LiveNetwork network) throws IOException {
    try (Socket socket = new Socket("192.168.31.8", 8081)) {
      socket.getOutputStream().write('!');
    }
    assertThat(network).connectTo("192.168.31.8", 8081).succeeded().wasAttempted(1);
    assertThat(network).synsTo("192.168.31.8", 8081).hasCount(1);
  }

  @Test
  @Order(1)
  @UnreachableHost("192.168.31.7")
  void absent_host_on_the_lan(LiveNetwork network) {
    assertThatExceptionOfType(NoRouteToHostException.class)
        .isThrownBy(() -> new Socket("192.168.31.7", 8081).close())
        .withMessageContaining("No route to host");

    assertThat(network)
        .arpRequestsFor("192.168.31.7")
        .areAt(ZERO, Duration.ofSeconds(1), Duration.ofSeconds(2));
    assertThat(network).hasNoTcpPackets();
    assertThat(network)
        .connectTo("192.168.31.7", 8081)
        .wasGivenUpByOperatingSystem()
        .took(Duration.ofSeconds(3));
  }

  @Test
  @Order(2)
  @UnreachableHost("10.225.31.11")
  void absent_host_beyond_the_router_with_a_connect_timeout(LiveNetwork network)
      throws IOException {
    try (Socket socket = new Socket()) {
      assertThatExceptionOfType(SocketTimeoutException.class)
          .isThrownBy(() -> socket.connect(new InetSocketAddress("10.225.31.11", 8081), 1_500));
    }
    assertThat(network).synsTo("10.225.31.11", 8081).hasCount(2);
    assertThat(network).connectTo("10.225.31.11", 8081).wasGivenUpByApplication();
  }

  @Test
  @Order(3)
  @UnreachableHost(value = "10.225.31.11", lastRouterAnswers = true)
  void absent_host_beyond_a_router_that_says_so(LiveNetwork network) {
    assertThatExceptionOfType(NoRouteToHostException.class)
        .isThrownBy(() -> new Socket("10.225.31.11", 8081).close());
    assertThat(network).connectTo("10.225.31.11", 8081).wasGivenUpByOperatingSystem();
  }

  @Test
  @Order(4)
  @ClosedPort("127.0.0.1:8081")
  void closed_port_on_loopback(LiveNetwork network) {
    assertThatExceptionOfType(ConnectException.class)
        .isThrownBy(() -> new Socket("127.0.0.1", 8081).close())
        .withMessageContaining("Connection refused");
    assertThat(network).synsTo("127.0.0.1", 8081).hasCount(1);
  }

  @Test
  @Order(5)
  @ClosedPort("192.168.31.1:8081")
  void closed_port_on_the_lan(LiveNetwork network) {
    assertThatExceptionOfType(ConnectException.class)
        .isThrownBy(() -> new Socket("192.168.31.1", 8081).close())
        .withMessageContaining("Connection refused");
    assertThat(network).arpRequestsFor("192.168.31.1").areAt(ZERO);
  }

  @Test
  @Order(6)
  @ClosedPort("47.102.221.141:8081")
  void closed_port_beyond_the_router(LiveNetwork network) {
    assertThatExceptionOfType(ConnectException.class)
        .isThrownBy(() -> new Socket("47.102.221.141", 8081).close())
        .withMessageContaining("Connection refused");
    assertThat(network).connectTo("47.102.221.141", 8081).wasGivenUpByOperatingSystem();
  }

  @Test
  @Order(7)
  @Firewalled("220.181.38.148:8080")
  void firewall_that_drops_with_a_connect_timeout(LiveNetwork network) throws IOException {
    try (Socket socket = new Socket()) {
      assertThatExceptionOfType(SocketTimeoutException.class)
          .isThrownBy(() -> socket.connect(new InetSocketAddress("220.181.38.148", 8080), 1_500));
    }
    assertThat(network)
        .synsTo("220.181.38.148", 8080)
        .within(Duration.ofMillis(2))
        .areAt(ZERO, Duration.ofSeconds(1));
  }

  @Test
  @Order(8)
  @Firewalled(value = "220.181.38.148:8080", action = FirewallAction.REJECT_TCP_RESET)
  void firewall_that_rejects_with_rst(LiveNetwork network) {
    assertThatExceptionOfType(ConnectException.class)
        .isThrownBy(() -> new Socket("220.181.38.148", 8080).close());
    assertThat(network).connectTo("220.181.38.148", 8080).wasGivenUpByOperatingSystem();
  }

  @Test
  @Order(9)
  @Firewalled(value = "220.181.38.148:8080", action = FirewallAction.REJECT_ICMP_ADMIN_PROHIBITED)
  void firewall_that_rejects_with_icmp(LiveNetwork network) {
    assertThatExceptionOfType(NoRouteToHostException.class)
        .isThrownBy(() -> new Socket("220.181.38.148", 8080).close());
    assertThat(network).connectTo("220.181.38.148", 8080).wasGivenUpByOperatingSystem();
  }

  /** The same through java.net.http: a client with retries and timeouts of its own. */
  @Nested
  class ThroughHttpClient {

    private final HttpClient client =
        HttpClient.newBuilder().connectTimeout(Duration.ofMillis(2_500)).build();

    private void get(String url) throws IOException, InterruptedException {
      client.send(
          HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding());
    }

    @Test
    @UnreachableHost("192.168.31.7")
    void connect_timeout_comes_before_the_arp_failure(LiveNetwork network) {
      assertThatExceptionOfType(HttpConnectTimeoutException.class)
          .isThrownBy(() -> get("http://192.168.31.7:8081/"));
      assertThat(network).hasNoTcpPackets();
      assertThat(network).connectTo("192.168.31.7", 8081).wasGivenUpByApplication();
    }

    @Test
    @ClosedPort("shop.example:80")
    void refused_connect_is_tried_twice(LiveNetwork network) {
      HttpClient patient = HttpClient.newHttpClient();
      HttpRequest request = HttpRequest.newBuilder(URI.create("http://shop.example/")).build();
      assertThatExceptionOfType(ConnectException.class)
          .isThrownBy(() -> patient.send(request, HttpResponse.BodyHandlers.discarding()));
      assertThat(network).connectTo("shop.example", 80).wasAttempted(2);
    }

    @Test
    @Firewalled("shop.example:443")
    void silent_firewall_meets_the_connect_timeout(LiveNetwork network) {
      assertThatExceptionOfType(HttpConnectTimeoutException.class)
          .isThrownBy(() -> get("https://shop.example/"));
      assertThat(network).connectTo("shop.example", 443).wasGivenUpByApplication();
    }
  }
}

package io.synsent.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import eu.rekawek.toxiproxy.model.ToxicType;
import io.synsent.intercept.LiveNetwork;
import io.synsent.toxiproxy.EmbeddedToxiproxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Toxics behind simulated hosts, through annotations and midway, on either server. */
@Isolated
@Execution(ExecutionMode.SAME_THREAD)
class ToxicAnnotationsTest {
  private static final String DB = "db.example:5432";

  private static ServerSocket server;

  static int backend() {
    return server.getLocalPort();
  }

  @BeforeAll
  static void startServer() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    Thread acceptor =
        new Thread(
            () -> {
              while (true) {
                try {
                  Socket socket = server.accept();
                  Thread worker = new Thread(() -> echo(socket), "echo-worker");
                  worker.setDaemon(true);
                  worker.start();
                } catch (IOException e) {
                  return;
                }
              }
            },
            "echo-server");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  private static void echo(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException e) {
      // The client's side is what the tests look at.
    }
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  // What the tests below run.

  static class Scenarios {
    static int backend() {
      return ToxicAnnotationsTest.backend();
    }

    @Test
    @ReachableHost(value = DB, backend = "backend")
    @Toxic(value = DB, type = ToxicType.LATENCY, latency = 150, jitter = 10)
    void latency() throws IOException {
      try (Socket socket = new Socket("db.example", 5432)) {
        assertThat(socket.getPort()).isEqualTo(5432);
        assertThat(socket.getInetAddress().getHostName()).isEqualTo("db.example");
        assertThat(millisOfEcho(socket)).isBetween(139.0, 10_000.0);
      }
    }

    @Test
    @ReachableHost(value = DB, backend = "backend")
    @Toxic(value = DB, type = ToxicType.BANDWIDTH, rate = 100)
    void bandwidth() throws IOException {
      try (Socket socket = new Socket("db.example", 5432)) {
        long begin = System.nanoTime();
        socket.getOutputStream().write(new byte[20_000]);
        assertThat(socket.getInputStream().readNBytes(20_000)).hasSize(20_000);
        assertThat((System.nanoTime() - begin) / 1e6).isBetween(199.0, 10_000.0);
      }
    }

    @Test
    @ReachableHost(value = DB, backend = "backend")
    @Toxic(value = DB, type = ToxicType.SLOW_CLOSE, delay = 150)
    void slow_close() throws IOException {
      try (Socket socket = new Socket("db.example", 5432)) {
        long begin = System.nanoTime();
        socket.shutdownOutput();
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
        assertThat((System.nanoTime() - begin) / 1e6).isBetween(149.0, 10_000.0);
      }
    }

    @Test
    @ReachableHost(value = DB, backend = "backend")
    @Toxic(value = DB, type = ToxicType.TIMEOUT, stream = ToxicDirection.UPSTREAM)
    void timeout() throws IOException {
      try (Socket socket = new Socket("db.example", 5432)) {
        socket.setSoTimeout(100);
        socket.getOutputStream().write(1);
        assertThatThrownBy(() -> socket.getInputStream().read())
            .isInstanceOf(SocketTimeoutException.class);
      }
    }

    @Test
    @ReachableHost(value = DB, backend = "backend")
    @Toxic(value = DB, type = ToxicType.RESET_PEER)
    void reset_peer() throws IOException {
      try (Socket socket = new Socket("db.example", 5432)) {
        socket.getOutputStream().write(1);
        assertThatThrownBy(() -> socket.getInputStream().read())
            .isInstanceOf(SocketException.class)
            .hasMessage("Connection reset");
      }
    }

    @Test
    @ReachableHost(value = DB, backend = "backend")
    @Toxic(value = DB, type = ToxicType.SLICER, averageSize = 10, sizeVariation = 2, delay = 20_000)
    @Toxic(value = DB, type = ToxicType.LIMIT_DATA, bytes = 45)
    void slicer_then_limit() throws IOException {
      try (Socket socket = new Socket("db.example", 5432)) {
        long begin = System.nanoTime();
        socket.getOutputStream().write(new byte[100]);
        assertThat(socket.getInputStream().readAllBytes()).hasSize(45);
        assertThat((System.nanoTime() - begin) / 1e6).isGreaterThan(3 * 20 - 1);
      }
    }

    @Test
    @ReachableHost(value = DB, backend = "backend")
    @Toxic(value = DB, type = ToxicType.LIMIT_DATA, bytes = 0, toxicity = 0)
    void a_toxicity_of_nothing() throws IOException {
      try (Socket socket = new Socket("db.example", 5432)) {
        assertThat(millisOfEcho(socket)).isPositive();
      }
    }

    @Test
    @ReachableHost(value = DB, backend = "backend")
    void midway(LiveNetwork network) throws IOException {
      try (Socket before = new Socket("db.example", 5432)) {
        assertThat(millisOfEcho(before)).isPositive();
        Proxy proxy = Toxiproxy.proxy(network, DB);
        assertThat(Toxiproxy.proxy(network, DB)).isSameAs(proxy);
        var slow = proxy.toxics().latency("slow", ToxicDirection.UPSTREAM, 150);
        try (Socket socket = new Socket("db.example", 5432)) {
          assertThat(millisOfEcho(socket)).isBetween(149.0, 10_000.0);
          slow.remove();
          assertThat(millisOfEcho(socket)).isLessThan(5_000);
        }
        proxy.disable();
        assertThatThrownBy(() -> new Socket("db.example", 5432).close())
            .isInstanceOf(IOException.class);
      }
    }

    @Test
    @ReachableHost(value = "127.0.0.1:65001", backend = "backend")
    @Toxic(value = "127.0.0.1:65001", type = ToxicType.LATENCY, latency = 150)
    void on_loopback() throws IOException {
      try (Socket socket = new Socket("127.0.0.1", 65001)) {
        assertThat(millisOfEcho(socket)).isBetween(149.0, 10_000.0);
      }
    }
  }

  @ReachableHost(value = DB, backend = "backend")
  @Toxic(value = DB, type = ToxicType.LATENCY, latency = 3_600_000)
  @Toxic(value = DB, type = ToxicType.LATENCY, latency = 50, stream = ToxicDirection.UPSTREAM)
  static class ClassAndMethod {
    static int backend() {
      return ToxicAnnotationsTest.backend();
    }

    @Test
    @Toxic(value = DB, type = ToxicType.LATENCY, latency = 100)
    void the_method_replaces_what_has_the_same_name() throws IOException {
      try (Socket socket = new Socket("db.example", 5432)) {
        assertThat(millisOfEcho(socket)).isBetween(149.0, 10_000.0);
      }
    }

    @Test
    void the_class_holds_for_all(LiveNetwork network) throws IOException {
      assertThat(Toxiproxy.proxy(network, DB).toxics().getAll()).hasSize(2);
    }
  }

  static class Failing {
    static int backend() {
      return ToxicAnnotationsTest.backend();
    }

    @Test
    @ReachableHost(value = DB, backend = "backend")
    @Toxic(value = DB, type = ToxicType.LATENCY, latency = 1)
    void fails_with_a_connection_open() throws IOException {
      Socket socket = new Socket("db.example", 5432);
      assertThat(millisOfEcho(socket)).isPositive();
      throw new AssertionError("on purpose");
    }
  }

  static class UnknownHost {
    @Test
    @Toxic(value = "elsewhere:1", type = ToxicType.LATENCY, latency = 1)
    void test() {}
  }

  static class WrongAttribute {
    @Test
    @ReachableHost(value = DB, backend = "127.0.0.1:1")
    @Toxic(value = DB, type = ToxicType.LATENCY, latency = 1, bytes = 7)
    void test() {}
  }

  static class MissingAttribute {
    @Test
    @ReachableHost(value = DB, backend = "127.0.0.1:1")
    @Toxic(value = DB, type = ToxicType.BANDWIDTH)
    void test() {}
  }

  static class SameName {
    @Test
    @ReachableHost(value = DB, backend = "127.0.0.1:1")
    @Toxic(value = DB, type = ToxicType.LATENCY, latency = 1)
    @Toxic(value = DB, type = ToxicType.LATENCY, latency = 2)
    void test() {}
  }

  static class NoPort {
    @Test
    @ReachableHost(value = DB, backend = "127.0.0.1:1")
    @Toxic(value = "db.example", type = ToxicType.LATENCY, latency = 1)
    void test() {}
  }

  static class TooToxic {
    @Test
    @ReachableHost(value = DB, backend = "127.0.0.1:1")
    @Toxic(value = DB, type = ToxicType.LATENCY, latency = 1, toxicity = 50)
    void test() {}
  }

  static class DeadServer {
    @Test
    @ReachableHost(value = DB, backend = "127.0.0.1:1")
    @ToxiproxyServer("127.0.0.1:1")
    void test() {}
  }

  static class NoServer {
    @Test
    @ReachableHost(value = DB, backend = "127.0.0.1:1")
    @ToxiproxyServer("127.0.0.1:http")
    void test() {}
  }

  // The tests.

  @Test
  void every_type_acts_behind_the_hosts_own_name_and_port() {
    assertThat(failures(Scenarios.class)).isEmpty();
    assertThat(embeddedThreads()).isZero();
  }

  @Test
  void class_and_method() {
    assertThat(failures(ClassAndMethod.class)).isEmpty();
  }

  @Test
  void a_failing_test_leaves_nothing_behind() {
    assertThat(failures(Failing.class)).containsExactly("on purpose");
    assertThat(embeddedThreads()).isZero();
  }

  @Test
  void an_external_server_by_system_property() throws IOException {
    try (EmbeddedToxiproxy external = EmbeddedToxiproxy.start()) {
      ToxiproxyClient client = new ToxiproxyClient(external.host(), external.port());
      client.createProxy("synsent-999999999-1-db", "127.0.0.1:0", "127.0.0.1:1");
      client.createProxy("mine", "127.0.0.1:0", "127.0.0.1:1");
      withProperty(
          external.host() + ":" + external.port(),
          () -> {
            assertThat(failures(Scenarios.class, ClassAndMethod.class)).isEmpty();
            assertThat(failures(Failing.class)).containsExactly("on purpose");
          });
      assertThat(client.getProxies()).extracting(Proxy::getName).containsExactly("mine");
    }
  }

  @Test
  void an_external_server_that_does_not_answer_is_one_clear_error_at_the_start()
      throws IOException {
    int nobody;
    try (ServerSocket taken = new ServerSocket(0)) {
      nobody = taken.getLocalPort();
    }
    withProperty(
        "127.0.0.1:" + nobody,
        () ->
            assertThat(failures(Failing.class))
                .containsExactly(
                    "The Toxiproxy server 127.0.0.1:"
                        + nobody
                        + ", named by system property synsent.toxiproxy, does not answer:"
                        + " java.net.ConnectException: Connection refused. Start it, or remove the"
                        + " setting to use the one inside this JVM"));
  }

  @Test
  void a_server_named_by_annotation_goes_before_the_property() {
    withProperty(
        "127.0.0.1:2",
        () ->
            assertThat(failures(DeadServer.class).get(0))
                .startsWith(
                    "The Toxiproxy server 127.0.0.1:1, named by @ToxiproxyServer on test(), does"
                        + " not answer: java.net.ConnectException: Connection refused."));
    assertThat(failures(NoServer.class))
        .containsExactly(
            "@ToxiproxyServer on test(): \"127.0.0.1:http\" is no address of a Toxiproxy server."
                + " Write host:port, such as 127.0.0.1:8474");
  }

  @Test
  void annotation_before_property_before_variable() {
    Properties properties = new Properties();
    Map<String, String> variables = Map.of("SYNSENT_TOXIPROXY", "v");
    assertThat(ToxiproxyAddress.configured(Optional.empty(), properties, Map.of())).isEmpty();
    assertThat(ToxiproxyAddress.configured(Optional.empty(), properties, variables))
        .hasValue(new ToxiproxyAddress("v", 8474, "environment variable SYNSENT_TOXIPROXY"));
    properties.setProperty("synsent.toxiproxy", "p:1");
    assertThat(ToxiproxyAddress.configured(Optional.empty(), properties, variables))
        .hasValue(new ToxiproxyAddress("p", 1, "system property synsent.toxiproxy"));
    ToxiproxyAddress annotation = ToxiproxyAddress.parse("a:2", "@ToxiproxyServer on T");
    assertThat(ToxiproxyAddress.configured(Optional.of(annotation), properties, variables))
        .hasValue(annotation);
    assertThatThrownBy(() -> ToxiproxyAddress.parse("http://a:2", "system property x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "system property x: \"http://a:2\" is no address of a Toxiproxy server. Write"
                + " host:port, such as 127.0.0.1:8474");
  }

  @Test
  void annotations_that_are_wrong() {
    assertThat(failures(UnknownHost.class).get(0))
        .startsWith("@Toxic(value = \"elsewhere:1\", ")
        .contains("UnknownHost.test(): no annotation names the host elsewhere. A toxic acts behind")
        .contains("declare it with @ReachableHost(value = \"elsewhere:1\", backend = …)");
    assertThat(failures(WrongAttribute.class))
        .containsExactly(
            "@Toxic(value = \"db.example:5432\", type = LATENCY) on test(): bytes is no attribute"
                + " of LATENCY, which has latency, jitter. Leave it out, or take another type");
    assertThat(failures(MissingAttribute.class))
        .containsExactly(
            "@Toxic(value = \"db.example:5432\", type = BANDWIDTH) on test(): rate is missing. Say"
                + " rate = …");
    assertThat(failures(SameName.class).get(0)).contains("two toxics named latency_downstream");
    assertThat(failures(NoPort.class).get(0)).contains("\"db.example\" names no port");
    assertThat(failures(TooToxic.class).get(0)).endsWith("toxicity is 50.0, expected 0 to 1");
    assertThat(embeddedThreads()).isZero();
  }

  // Helpers.

  static double millisOfEcho(Socket socket) throws IOException {
    long begin = System.nanoTime();
    socket.setSoTimeout(10_000);
    socket.getOutputStream().write(7);
    assertThat(socket.getInputStream().read()).isEqualTo(7);
    return (System.nanoTime() - begin) / 1e6;
  }

  private static List<String> failures(Class<?>... classes) {
    var events =
        EngineTestKit.engine("junit-jupiter")
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
            .selectors(
                Arrays.stream(classes)
                    .map(type -> selectClass(type))
                    .toArray(DiscoverySelector[]::new))
            .execute()
            .testEvents();
    assertThat(events.started().count()).isPositive();
    return events.failed().stream().map(ToxicAnnotationsTest::message).toList();
  }

  private static String message(Event event) {
    return event
        .getPayload(TestExecutionResult.class)
        .flatMap(TestExecutionResult::getThrowable)
        .map(failure -> String.valueOf(failure.getMessage()))
        .orElse("no exception");
  }

  private static long embeddedThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches("synsent-toxiproxy-[0-9]+"))
        .count();
  }

  private static void withProperty(String address, Runnable action) {
    System.setProperty(Toxiproxy.ADDRESS_PROPERTY, address);
    try {
      action.run();
    } finally {
      System.clearProperty(Toxiproxy.ADDRESS_PROPERTY);
    }
  }
}

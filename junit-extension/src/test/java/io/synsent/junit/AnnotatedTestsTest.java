package io.synsent.junit;

import static io.synsent.assertj.SynSentAssertions.assertThat;
import static io.synsent.junit.Kit.allPass;
import static io.synsent.junit.Kit.connect;
import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.network.FirewallAction;
import io.synsent.engine.socket.Errno;
import io.synsent.intercept.LiveNetwork;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Annotated tests with real sockets, run inside by the Platform TestKit. */
@ResourceLock(SynSentExtension.LOCK)
class AnnotatedTestsTest {

  private static final String REFUSED = "java.net.ConnectException: Connection refused";
  private static final String NO_ROUTE = "java.net.NoRouteToHostException: No route to host";
  private static final String TIMED_OUT = "java.net.SocketTimeoutException: Connect timed out";

  // ---- each annotation ------------------------------------------------------------------------

  @Test
  void every_annotation_fails_the_connect_as_the_operating_system_would() {
    allPass(Kit.run(EachAnnotation.class)).testEvents().assertStatistics(s -> s.succeeded(7));
  }

  static class EachAnnotation {
    @Test
    @UnreachableHost("192.168.31.7")
    void unreachable(LiveNetwork network) {
      assertThat(connect("192.168.31.7", 8081)).isEqualTo(NO_ROUTE);
      assertThat(network)
          .arpRequestsFor("192.168.31.7")
          .areAt(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(2))
          .hasNoTcpPackets()
          .leftNothingOpen()
          .connectTo("192.168.31.7", 8081)
          .failedWith(Errno.EHOSTUNREACH)
          .failedWith(java.net.NoRouteToHostException.class)
          .hasMessage("No route to host")
          .took(Duration.ofSeconds(3))
          .wasGivenUpByOperatingSystem()
          .wasAttempted(1);
    }

    @Test
    @UnreachableHost(value = "10.225.31.11", lastRouterAnswers = true)
    void unreachable_beyond_the_router() {
      assertThat(connect("10.225.31.11", 8081)).isEqualTo(NO_ROUTE);
    }

    @Test
    @ClosedPort("192.168.31.1:8080")
    void closed(LiveNetwork network) {
      assertThat(connect("192.168.31.1", 8080)).isEqualTo(REFUSED);
      assertThat(network).synsTo("192.168.31.1", 8080).areAt(Duration.ZERO);
    }

    @Test
    @Firewalled("10.225.31.10:8080")
    void dropped(LiveNetwork network) {
      assertThat(connect("10.225.31.10", 8080, 1500)).isEqualTo(TIMED_OUT);
      assertThat(network)
          .synsTo("10.225.31.10", 8080)
          .areAt(Duration.ZERO, Duration.ofSeconds(1))
          .connectTo("10.225.31.10", 8080)
          .wasGivenUpByApplication()
          .tookBetween(Duration.ofMillis(1500), Duration.ofMillis(2900));
    }

    @Test
    @Firewalled(value = "10.225.31.10", action = FirewallAction.REJECT_ICMP_ADMIN_PROHIBITED)
    @ReachableHost("10.225.31.10:443")
    @ClosedPort("10.225.31.10:80")
    void rejected_but_for_two_ports() {
      assertThat(connect("10.225.31.10", 8080)).isEqualTo(NO_ROUTE);
      assertThat(connect("10.225.31.10", 443)).isEqualTo("connected");
      assertThat(connect("10.225.31.10", 80)).isEqualTo(REFUSED);
    }

    @Test
    @ClosedPort("db.invalid:5432")
    void a_name_reaches_the_simulated_host() {
      assertThat(connect("db.invalid", 5432)).isEqualTo(REFUSED);
    }

    @Test
    @SimulatedNetwork(
        profile = "LINUX_6_5",
        address = "10.0.0.5/16",
        gateway = "10.0.0.1",
        seed = 7)
    @UnreachableHost("10.0.3.9")
    void a_network_of_its_own(LiveNetwork network) {
      assertThat(connect("10.0.3.9", 80)).isEqualTo(NO_ROUTE);
      String profile = network.ask(n -> n.profile().name());
      assertThat(profile).isEqualTo("LINUX_6_5");
      long seed = network.ask(n -> n.seed());
      assertThat(seed).isEqualTo(7);
    }
  }

  @Test
  void afterwards_the_sockets_are_the_jdks_again() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      ClosedLoopbackPort.server = server;
      assertThat(connect("127.0.0.1", server.getLocalPort())).isEqualTo("connected");
      allPass(Kit.run(ClosedLoopbackPort.class)); // its backend is refused while the test runs only
      assertThat(connect("127.0.0.1", server.getLocalPort())).isEqualTo("connected");
    }
  }

  static class ClosedLoopbackPort {
    static ServerSocket server;

    @RegisterFromServer
    @Test
    void is_simulated_while_the_test_runs(LiveNetwork network) {
      network.host("server").backedBy(() -> (InetSocketAddress) server.getLocalSocketAddress());
      assertThat(connect("server", 80)).isEqualTo("connected");
      network.host("server").closePort(80);
      assertThat(connect("server", 80)).isEqualTo(REFUSED);
      // What no annotation names is not touched.
      assertThat(connect("127.0.0.1", server.getLocalPort())).isEqualTo("connected");
    }
  }

  @Retention(RetentionPolicy.RUNTIME)
  @ReachableHost("server:80")
  @interface RegisterFromServer {}

  // ---- where annotations may stand --------------------------------------------------------------

  @Test
  void annotations_of_method_class_superclass_and_interface_add_up() {
    allPass(Kit.run(Inheriting.class));
  }

  @ClosedPort("192.168.31.11:80")
  interface OnInterface {}

  @ClosedPort("192.168.31.12:80")
  @ClosedPort("192.168.31.13:80")
  static class OnSuperclass {}

  @DatabaseDown
  static class Inheriting extends OnSuperclass implements OnInterface {
    @Test
    @ClosedPort("192.168.31.14:80")
    @ClosedPort("192.168.31.15:80")
    void all_of_them_hold() {
      for (int host = 11; host <= 15; host++) {
        assertThat(connect("192.168.31." + host, 80)).isEqualTo(REFUSED);
      }
      assertThat(connect("db.invalid", 5432)).isEqualTo(REFUSED);
    }
  }

  @Test
  void a_superclass_or_an_interface_is_enough() {
    allPass(Kit.run(OnlySuperclass.class, OnlyInterface.class))
        .testEvents()
        .assertStatistics(s -> s.succeeded(2));
  }

  static class OnlySuperclass extends OnSuperclass {
    @Test
    void holds() {
      assertThat(connect("192.168.31.13", 80)).isEqualTo(REFUSED);
    }
  }

  static class OnlyInterface implements OnInterface {
    @Test
    void holds() {
      assertThat(connect("192.168.31.11", 80)).isEqualTo(REFUSED);
    }
  }

  @Retention(RetentionPolicy.RUNTIME)
  @ClosedPort("db.invalid:5432")
  @interface DatabaseDown {}

  @Test
  void a_method_beats_its_class_for_the_same_port_and_adds_to_it() {
    allPass(Kit.run(MethodBeatsClass.class));
  }

  @ReachableHost("192.168.31.20:80")
  @ClosedPort("192.168.31.21:80")
  @UnreachableHost("192.168.31.22")
  static class MethodBeatsClass {
    @Test
    void class_alone() {
      assertThat(connect("192.168.31.20", 80)).isEqualTo("connected");
      assertThat(connect("192.168.31.21", 80)).isEqualTo(REFUSED);
    }

    @Test
    @ClosedPort("192.168.31.20:80")
    @ReachableHost("192.168.31.22:80")
    void method_and_class() {
      assertThat(connect("192.168.31.20", 80)).isEqualTo(REFUSED);
      assertThat(connect("192.168.31.21", 80)).isEqualTo(REFUSED);
      assertThat(connect("192.168.31.22", 80)).isEqualTo("connected");
    }
  }

  @Test
  void a_nested_class_adds_to_the_class_around_it() {
    allPass(Kit.run(Around.class)).testEvents().assertStatistics(s -> s.succeeded(3));
  }

  @ClosedPort("192.168.31.30:80")
  static class Around {
    @Test
    void outside() {
      assertThat(connect("192.168.31.30", 80)).isEqualTo(REFUSED);
    }

    @Nested
    @ReachableHost("192.168.31.30:80")
    @ClosedPort("192.168.31.31:80")
    class Inside {
      @Test
      void inside() {
        assertThat(connect("192.168.31.30", 80)).isEqualTo("connected");
        assertThat(connect("192.168.31.31", 80)).isEqualTo(REFUSED);
      }
    }

    @Nested
    class WithoutAnnotations {
      @Test
      void as_outside() {
        assertThat(connect("192.168.31.30", 80)).isEqualTo(REFUSED);
      }
    }
  }

  @Test
  void repeated_and_parameterized_tests_have_a_network_for_each_invocation() {
    allPass(Kit.run(Invocations.class)).testEvents().assertStatistics(s -> s.succeeded(4));
  }

  static class Invocations {
    @RepeatedTest(2)
    @ClosedPort("192.168.31.1:80")
    void repeated(LiveNetwork network) {
      connect("192.168.31.1", 80);
      assertThat(network).connectTo("192.168.31.1", 80).wasAttempted(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 81})
    @ReachableHost("192.168.31.1")
    void parameterized(int port, LiveNetwork network) {
      connect("192.168.31.1", port);
      assertThat(network)
          .connectTo("192.168.31.1", port)
          .wasAttempted(1)
          .failedWith(Errno.ECONNREFUSED);
    }
  }

  // ---- lifecycle ------------------------------------------------------------------------------

  @Test
  void the_class_network_is_there_before_the_instance_and_until_after_all() {
    allPass(Kit.run(PerMethod.class, PerClass.class))
        .testEvents()
        .assertStatistics(s -> s.succeeded(2));
    assertThat(PerMethod.afterAll).isEqualTo(REFUSED);
  }

  @ClosedPort("192.168.31.40:80")
  static class PerMethod {
    static String beforeAll;
    static String afterAll;
    final String inConstructor = connect("192.168.31.40", 80);
    String beforeEach;

    @BeforeAll
    static void beforeAll() {
      beforeAll = connect("192.168.31.40", 80);
    }

    @BeforeEach
    void beforeEach() {
      beforeEach = connect("192.168.31.40", 80);
    }

    @Test
    void everywhere() {
      assertThat(new String[] {beforeAll, inConstructor, beforeEach}).containsOnly(REFUSED);
    }

    @AfterAll
    static void afterAll() {
      afterAll = connect("192.168.31.40", 80);
    }
  }

  @ClosedPort("192.168.31.41:80")
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class PerClass {
    final String inConstructor = connect("192.168.31.41", 80);

    @Test
    void everywhere() {
      assertThat(inConstructor).isEqualTo(REFUSED);
    }
  }

  @Test
  void each_test_begins_with_a_fresh_network_that_keeps_the_backends_of_the_class() {
    allPass(Kit.run(FreshNetworks.class)).testEvents().assertStatistics(s -> s.succeeded(2));
  }

  @ReachableHost("server.invalid:80")
  @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
  static class FreshNetworks {
    static ServerSocket server;

    @BeforeAll
    static void start(LiveNetwork network) throws IOException {
      server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
      network
          .host("server.invalid")
          .backedBy(() -> (InetSocketAddress) server.getLocalSocketAddress());
    }

    @Test
    @Order(1)
    void one_test_closes_the_port(LiveNetwork network) throws IOException {
      talkToServer();
      network.host("server.invalid").closePort(80);
      assertThat(connect("server.invalid", 80)).isEqualTo(REFUSED);
    }

    @Test
    @Order(2)
    void the_next_finds_it_open(LiveNetwork network) throws IOException {
      assertThat(network).hasNoConnects();
      talkToServer();
    }

    private static void talkToServer() throws IOException {
      try (Socket client = new Socket("server.invalid", 80);
          Socket accepted = server.accept()) {
        accepted.getOutputStream().write(42);
        assertThat(client.getInputStream().read()).isEqualTo(42);
      }
    }

    @AfterAll
    static void stop() throws IOException {
      server.close();
    }
  }

  @Test
  void a_connect_pending_at_the_end_of_its_test_ends_on_its_own_schedule() throws Exception {
    allPass(Kit.run(LeavesPending.class));
    try (SocketChannel channel = LeavesPending.channel) {
      long deadline = LeavesPending.began + Duration.ofSeconds(8).toNanos();
      String outcome = "pending";
      while (outcome.equals("pending") && System.nanoTime() < deadline) {
        try {
          outcome = channel.finishConnect() ? "connected" : "pending";
          Thread.sleep(5);
        } catch (IOException e) {
          outcome = e.toString();
        }
      }
      assertThat(outcome).isEqualTo(NO_ROUTE);
      assertThat(Duration.ofNanos(System.nanoTime() - LeavesPending.began))
          .isBetween(Duration.ofMillis(2990), Duration.ofMillis(7900));
    }
  }

  static class LeavesPending {
    static SocketChannel channel;
    static long began;

    @Test
    @UnreachableHost("192.168.31.7")
    void leaves_it() throws IOException {
      channel = SocketChannel.open();
      channel.configureBlocking(false);
      began = System.nanoTime();
      assertThat(channel.connect(new InetSocketAddress("192.168.31.7", 8081))).isFalse();
    }
  }

  // ---- backends -------------------------------------------------------------------------------

  @Test
  void a_backend_is_an_address_a_field_a_method_or_a_supplier() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      WithBackends.port = server.getLocalPort();
      allPass(Kit.run(WithBackends.class)).testEvents().assertStatistics(s -> s.succeeded(1));
      for (int connections = 0; connections < 4; connections++) {
        server.setSoTimeout(1000);
        server.accept().close();
      }
    }
  }

  static class WithBackends {
    static int port;
    final Supplier<InetSocketAddress> supplier = () -> address();

    static int staticMethod() {
      return port;
    }

    InetSocketAddress address() {
      return new InetSocketAddress("127.0.0.1", port);
    }

    @Test
    @ReachableHost(value = "192.168.31.50:1", backend = "port")
    @ReachableHost(value = "192.168.31.50:2", backend = "staticMethod")
    @ReachableHost(value = "192.168.31.50:3", backend = "address")
    @ReachableHost(value = "192.168.31.50:4", backend = "supplier")
    void each_leads_to_the_server() {
      for (int p = 1; p <= 4; p++) {
        assertThat(connect("192.168.31.50", p)).isEqualTo("connected");
      }
    }
  }
}

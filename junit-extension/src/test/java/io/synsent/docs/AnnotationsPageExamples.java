package io.synsent.docs;

import static io.synsent.assertj.SynSentAssertions.assertThat;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synsent.engine.network.FirewallAction;
import io.synsent.engine.socket.Errno;
import io.synsent.intercept.LiveNetwork;
import io.synsent.junit.ClosedPort;
import io.synsent.junit.Firewalled;
import io.synsent.junit.NoRealNetwork;
import io.synsent.junit.ReachableHost;
import io.synsent.junit.SimulatedNetwork;
import io.synsent.junit.SynSentExtension;
import io.synsent.junit.UnreachableHost;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What docs/annotations.md quotes; AnnotationsPageTest runs it and compares. */
final class AnnotationsPageExamples {

  private AnnotationsPageExamples() {}

  /** An application's client: two attempts of a second each. */
  static final class Client {
    private Client() {}

    static void connect(String host, int port, Duration timeout) throws IOException {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
      }
    }
  }

  static class ClientTest {
    @Test
    @UnreachableHost("192.168.31.7")
    void reports_a_host_that_is_switched_off() {
      assertThatThrownBy(() -> Client.connect("192.168.31.7", 8081, ofSeconds(10)))
          .isInstanceOf(NoRouteToHostException.class);
    }

    @Test
    @ClosedPort("db.example:5432")
    void reports_a_service_that_is_down() {
      assertThatThrownBy(() -> Client.connect("db.example", 5432, ofSeconds(10)))
          .isInstanceOf(ConnectException.class)
          .hasMessage("Connection refused");
    }

    @Test
    @Firewalled("10.225.31.10:8080")
    void gives_up_on_a_firewall_after_its_own_timeout(LiveNetwork network) {
      assertThatThrownBy(() -> Client.connect("10.225.31.10", 8080, ofMillis(1500)))
          .isInstanceOf(SocketTimeoutException.class);

      assertThat(network).synsTo("10.225.31.10", 8080).areAt(ofSeconds(0), ofSeconds(1));
      assertThat(network).connectTo("10.225.31.10", 8080).wasGivenUpByApplication().wasAttempted(1);
      assertThat(network).leftNothingOpen();
    }

    @Test
    @Firewalled(value = "10.225.31.10", action = FirewallAction.REJECT_ICMP_ADMIN_PROHIBITED)
    @ReachableHost("10.225.31.10:443")
    void reaches_the_one_port_that_is_open() throws IOException {
      Client.connect("10.225.31.10", 443, ofSeconds(10));
    }
  }

  @ReachableHost(value = "primary.db:5432", backend = "databasePort")
  @UnreachableHost("replica.db")
  static class FailoverTest {
    static ServerSocket database;

    static int databasePort() {
      return database.getLocalPort();
    }

    @BeforeAll
    static void start() throws IOException {
      database = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterAll
    static void stop() throws IOException {
      database.close();
    }

    @Test
    void uses_the_primary() throws IOException {
      Client.connect("primary.db", 5432, ofSeconds(10));
    }

    @Test
    @ClosedPort("primary.db:5432")
    void both_are_down() {
      assertThatThrownBy(() -> Client.connect("primary.db", 5432, ofSeconds(10)))
          .isInstanceOf(ConnectException.class);
    }
  }

  @Retention(RetentionPolicy.RUNTIME)
  @ClosedPort("primary.db:5432")
  @UnreachableHost("replica.db")
  @interface DatabaseDown {}

  static class ReportsTest {
    @Test
    @DatabaseDown
    void shows_a_cached_report() {
      assertThatThrownBy(() -> Client.connect("primary.db", 5432, ofSeconds(10)))
          .hasMessage("Connection refused");
    }
  }

  @SimulatedNetwork(profile = "LINUX_6_5", address = "10.0.0.5/16", gateway = "10.0.0.1", seed = 7)
  @UnreachableHost("10.0.3.9")
  static class OtherNetworkTest {
    @Test
    void asks_for_the_host_itself(LiveNetwork network) {
      assertThatThrownBy(() -> Client.connect("10.0.3.9", 80, ofSeconds(10)))
          .hasMessage("No route to host");

      assertThat(network)
          .arpRequestsFor("10.0.3.9")
          .areAt(ofSeconds(0), ofSeconds(1), ofSeconds(2));
      assertThat(network)
          .connectTo("10.0.3.9", 80)
          .failedWith(Errno.EHOSTUNREACH)
          .took(ofSeconds(3))
          .wasGivenUpByOperatingSystem();
      assertThat(network).hasNoTcpPackets();
    }
  }

  static class OutageTest {
    @Test
    @ReachableHost("192.168.31.8:80")
    void notices_a_restart(LiveNetwork network) throws IOException {
      Client.connect("192.168.31.8", 80, ofSeconds(10));

      network.host("192.168.31.8").closePort(80);
      assertThatThrownBy(() -> Client.connect("192.168.31.8", 80, ofSeconds(10)))
          .hasMessage("Connection refused");

      network.host("192.168.31.8").openPort(80);
      Client.connect("192.168.31.8", 80, ofSeconds(10));
    }
  }

  static class RecoveryTest {
    static ServerSocket database;

    static int databasePort() {
      return database.getLocalPort();
    }

    @BeforeAll
    static void start() throws IOException {
      database = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterAll
    static void stop() throws IOException {
      database.close();
    }

    @Test
    @ClosedPort(value = "primary.db:5432", times = 2)
    @ReachableHost(value = "primary.db:5432", backend = "databasePort")
    void succeeds_at_the_third_attempt() throws IOException {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> Client.connect("primary.db", 5432, ofSeconds(10)))
            .hasMessage("Connection refused");
      }
      Client.connect("primary.db", 5432, ofSeconds(10));
    }
  }

  /** Compiled only: strict mode is for the whole process, in which other tests run. */
  @NoRealNetwork(allow = {"*.corp.example:443", "10.0.0.0/8"})
  @ReachableHost(value = "primary.db:5432", backend = "databasePort")
  static class CheckoutTest {
    static int databasePort() {
      return 15432;
    }
  }

  @ResourceLock(SynSentExtension.LOCK)
  static class ByCodeTest {
    @RegisterExtension
    static final SynSentExtension NETWORK =
        SynSentExtension.builder()
            .unreachableHost("replica.db")
            .closedPort("primary.db:" + Settings.port())
            .build();

    @Test
    void both_are_down() {
      assertThatThrownBy(() -> Client.connect("primary.db", Settings.port(), ofSeconds(10)))
          .hasMessage("Connection refused");
    }
  }

  /** Something known only when the test runs. */
  static final class Settings {
    private Settings() {}

    static int port() {
      return 5432;
    }
  }
}

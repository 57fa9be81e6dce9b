package io.synsent.junit;

import static io.synsent.assertj.SynSentAssertions.assertThat;
import static io.synsent.junit.Kit.connect;
import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.intercept.LiveNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Faults that pass, inside tests that run inside a test. */
@ResourceLock(SynSentExtension.LOCK)
class RecoveryTest {

  private static final String REFUSED = "java.net.ConnectException: Connection refused";
  private static final String NO_ROUTE = "java.net.NoRouteToHostException: No route to host";

  @Test
  void faults_pass() {
    Kit.allPass(Kit.run(Faults.class)).testEvents().assertStatistics(s -> s.succeeded(5));
  }

  static class Faults {
    static ServerSocket database;

    static int databasePort() {
      return database.getLocalPort();
    }

    @BeforeAll
    static void open() throws IOException {
      database = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterAll
    static void close() throws IOException {
      database.close();
    }

    private static List<String> attempts(int count, String host, int port) {
      List<String> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        all.add(connect(host, port));
      }
      return all;
    }

    @Test
    @ClosedPort(value = "db.example:5432", times = 2)
    @ReachableHost(value = "db.example:5432", backend = "databasePort")
    void refused_twice_then_the_backend_answers(LiveNetwork network) throws IOException {
      assertThat(attempts(2, "db.example", 5432)).containsExactly(REFUSED, REFUSED);
      try (Socket socket = new Socket("db.example", 5432);
          Socket served = database.accept()) {
        assertThat(socket.isConnected()).isTrue();
        assertThat(served.isConnected()).isTrue();
      }
      assertThat(network.timeline())
          .contains("fault CLOSED: attempt 1 of 2 that fail")
          .contains("no fault CLOSED: the first 2 attempts have been hit");
    }

    @Test
    @UnreachableHost(value = "192.168.31.7", times = 1)
    void unreachable_once_then_every_port_is_open(LiveNetwork network) {
      assertThat(attempts(2, "192.168.31.7", 80)).containsExactly(NO_ROUTE, "connected");
      assertThat(network).connectTo("192.168.31.7", 80).attempt(2).succeeded();
    }

    @Test
    @ClosedPort(value = "192.168.31.8:80", times = 1)
    void without_a_backend_the_connection_leads_to_silence() {
      assertThat(attempts(3, "192.168.31.8", 80))
          .containsExactly(REFUSED, "connected", "connected");
    }

    @Test
    @Firewalled(value = "192.168.31.8:80", until = "2 s")
    void the_syn_at_three_seconds_gets_through(LiveNetwork network) {
      assertThat(attempts(1, "192.168.31.8", 80)).containsExactly("connected");
      // Sent at 0, 1 and 3 s: whichever comes after 2 s of the network finds the firewall gone.
      assertThat(network)
          .connectTo("192.168.31.8", 80)
          .tookBetween(java.time.Duration.ofMillis(900), java.time.Duration.ofMillis(3100));
      assertThat(network.timeline()).contains("fault FIREWALLED ends");
    }

    @Test
    @ReachableHost("192.168.31.8:80")
    void switched_by_hand(LiveNetwork network) {
      assertThat(attempts(1, "192.168.31.8", 80)).containsExactly("connected");
      network.host("192.168.31.8").closePort(80);
      assertThat(attempts(1, "192.168.31.8", 80)).containsExactly(REFUSED);
      network.host("192.168.31.8").openPort(80);
      assertThat(attempts(1, "192.168.31.8", 80)).containsExactly("connected");
    }
  }

  @Test
  void a_chance_comes_from_the_seed() {
    Chance.SEEN.clear();
    Kit.allPass(Kit.run(Chance.class));
    Kit.allPass(Kit.run(Chance.class));

    assertThat(Chance.SEEN.subList(0, 20)).isEqualTo(Chance.SEEN.subList(20, 40));
    assertThat(Chance.SEEN).contains(REFUSED, "connected");
  }

  static class Chance {
    static final List<String> SEEN = new ArrayList<>();

    @Test
    @SimulatedNetwork(seed = 3)
    @ClosedPort(value = "192.168.31.8:80", probability = 0.5)
    void by_chance() {
      SEEN.addAll(Faults.attempts(20, "192.168.31.8", 80));
    }
  }
}

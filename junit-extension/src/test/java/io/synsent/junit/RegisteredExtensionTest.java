package io.synsent.junit;

import static io.synsent.assertj.SynSentAssertions.assertThat;
import static io.synsent.junit.Kit.allPass;
import static io.synsent.junit.Kit.connect;
import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.network.FirewallAction;
import io.synsent.intercept.LiveNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The programmatic twin of the annotations. */
@ResourceLock(SynSentExtension.LOCK)
class RegisteredExtensionTest {

  private static final String REFUSED = "java.net.ConnectException: Connection refused";

  @Test
  void it_says_what_the_annotations_say() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Static.server = server;
      allPass(Kit.run(Static.class)).testEvents().assertStatistics(s -> s.succeeded(1));
    }
  }

  static class Static {
    static ServerSocket server;
    static String beforeAll;

    @RegisterExtension
    static final SynSentExtension NETWORK =
        SynSentExtension.builder()
            .profile("LINUX_6_5")
            .address("10.0.0.5/16")
            .gateway("10.0.0.1")
            .seed(3)
            .unreachableHost("10.0.3.9")
            .unreachableHostReportedByRouter("203.0.113.9")
            .closedPort("db.invalid:5432")
            .firewalled("198.51.100.4")
            .firewalled("198.51.100.5:80", FirewallAction.REJECT_TCP_RESET)
            .reachableHost("198.51.100.4:443")
            .reachableHost(
                "198.51.100.6:80", () -> (InetSocketAddress) server.getLocalSocketAddress())
            .build();

    @BeforeAll
    static void before() {
      beforeAll = connect("db.invalid", 5432);
    }

    @Test
    void every_call_holds(LiveNetwork network) throws IOException {
      assertThat(beforeAll).isEqualTo(REFUSED);
      assertThat(network).hasNoConnects();
      assertThat(connect("db.invalid", 5432)).isEqualTo(REFUSED);
      assertThat(connect("198.51.100.4", 80, 100)).contains("Connect timed out");
      assertThat(connect("198.51.100.4", 443)).isEqualTo("connected");
      assertThat(connect("198.51.100.5", 80)).isEqualTo(REFUSED);
      assertThat(connect("198.51.100.6", 80)).isEqualTo("connected");
      server.setSoTimeout(2000);
      server.accept().close();
      assertThat(connect("10.0.3.9", 80, 100)).contains("Connect timed out");
      assertThat(network).arpRequestsFor("10.0.3.9").hasCount(1);
    }
  }

  @Test
  void in_an_instance_field_it_holds_for_each_test() {
    allPass(Kit.run(PerInstance.class)).testEvents().assertStatistics(s -> s.succeeded(1));
  }

  static class PerInstance {
    @RegisterExtension
    final SynSentExtension network =
        SynSentExtension.builder().closedPort("192.168.31.1:80").build();

    @Test
    void test(LiveNetwork live) {
      assertThat(connect("192.168.31.1", 80)).isEqualTo(REFUSED);
      assertThat(live).connectTo("192.168.31.1", 80).wasAttempted(1);
    }
  }

  @Test
  void annotations_beside_it_are_refused() {
    assertThat(Kit.failures(Kit.run(Both.class)))
        .singleElement()
        .extracting(Throwable::getMessage)
        .asString()
        .contains("Both")
        .contains("has two simulated networks")
        .contains("move the annotations into SynSentExtension.builder()");
  }

  static class Both {
    @RegisterExtension
    static final SynSentExtension NETWORK =
        SynSentExtension.builder().closedPort("192.168.31.1:80").build();

    @Test
    @ClosedPort("192.168.31.1:81")
    void test() {}
  }
}

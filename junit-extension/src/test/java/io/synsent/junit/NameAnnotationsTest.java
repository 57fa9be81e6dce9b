package io.synsent.junit;

import static io.synsent.junit.Kit.connect;
import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.intercept.LiveNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Annotations about names, inside tests that run inside a test. */
@ResourceLock(SynSentExtension.LOCK)
class NameAnnotationsTest {

  private static String lookUp(String name) {
    try {
      return Arrays.stream(InetAddress.getAllByName(name))
          .map(InetAddress::getHostAddress)
          .toList()
          .toString();
    } catch (UnknownHostException e) {
      return e.getMessage();
    }
  }

  @Test
  void every_annotation_does_what_it_says() {
    Kit.allPass(Kit.run(Names.class)).testEvents().assertStatistics(s -> s.succeeded(7));
  }

  @UnknownHost("nosuch.example")
  static class Names {
    static ServerSocket database;

    static int databasePort() {
      return database.getLocalPort();
    }

    @BeforeAll
    static void open() throws IOException {
      database = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
      assertThat(lookUp("nosuch.example")).isEqualTo("nosuch.example: Name or service not known");
    }

    @AfterAll
    static void close() throws IOException {
      database.close();
    }

    @Test
    void unknown() {
      assertThat(lookUp("nosuch.example")).isEqualTo("nosuch.example: Name or service not known");
      assertThat(new InetSocketAddress("nosuch.example", 80).isUnresolved()).isTrue();
    }

    @Test
    @DnsAnswer(value = "nosuch.example", addresses = "192.168.31.9")
    void a_method_beats_its_class() {
      assertThat(lookUp("nosuch.example")).isEqualTo("[192.168.31.9]");
    }

    @Test
    @DnsFailure("db.example")
    @DnsFailure("other.example")
    void failing() {
      assertThat(lookUp("db.example"))
          .isEqualTo("db.example: Temporary failure in name resolution");
      assertThat(lookUp("other.example"))
          .isEqualTo("other.example: Temporary failure in name resolution");
    }

    @Test
    @ResolvConf(timeout = 1, attempts = 1)
    @DnsTimeout("db.example")
    void silent(LiveNetwork network) {
      assertThat(lookUp("db.example"))
          .isEqualTo("db.example: Temporary failure in name resolution");
      assertThat(network.lookUps().get(0).queryTimes()).containsExactly(0L);
    }

    @Test
    @DnsAnswer(
        value = "db.example",
        addresses = {"192.168.31.7", "192.168.31.8"})
    @ClosedPort("192.168.31.7:5432")
    @ReachableHost(value = "db.example:5432", backend = "databasePort")
    void the_second_address_answers() throws IOException {
      InetAddress[] both = InetAddress.getAllByName("db.example");
      assertThat(connect(both[0].getHostAddress(), 5432)).contains("Connection refused");
      try (Socket socket = new Socket(both[1], 5432);
          Socket served = database.accept()) {
        assertThat(socket.isConnected()).isTrue();
        assertThat(served.isConnected()).isTrue();
      }
    }

    @Test
    @DnsAnswer(value = "db.example", addresses = "192.168.31.7")
    @DnsAnswer(value = "db.example", addresses = "192.168.31.8")
    void a_name_moves() {
      assertThat(List.of(lookUp("db.example"), lookUp("db.example"), lookUp("db.example")))
          .containsExactly("[192.168.31.7]", "[192.168.31.8]", "[192.168.31.8]");
    }

    @Test
    @UnknownHost(value = "db.example", times = 2)
    @DnsAnswer(value = "db.example", delay = "200 ms")
    @ReachableHost(value = "db.example:5432", backend = "databasePort")
    void fails_twice_then_answers_late(LiveNetwork network) {
      assertThat(lookUp("db.example")).isEqualTo("db.example: Name or service not known");
      assertThat(lookUp("db.example")).isEqualTo("db.example: Name or service not known");
      assertThat(connect("db.example", 5432)).isEqualTo("connected");
      var third = network.lookUps().get(2);
      assertThat(third.result().orElseThrow().atNanos() - third.beganAt()).isEqualTo(200_000_000L);
      assertThat(network.timeline()).contains("fault NXDOMAIN: attempt 2 of 2 that fail");
    }
  }

  @Test
  void by_code() {
    Kit.allPass(Kit.run(ByCode.class));
  }

  static class ByCode {
    @RegisterExtension
    static final SynSentExtension NETWORK =
        SynSentExtension.builder()
            .unknownHost("nosuch.example")
            .dnsFailure("broken.example")
            .dnsAnswer("db.example", "192.168.31.7", "192.168.31.8")
            .build();

    @Test
    void names() {
      assertThat(lookUp("nosuch.example")).endsWith("Name or service not known");
      assertThat(lookUp("broken.example")).endsWith("Temporary failure in name resolution");
      assertThat(lookUp("db.example")).isEqualTo("[192.168.31.7, 192.168.31.8]");
    }
  }

  @Test
  void a_failure_tells_the_look_ups() {
    Throwable failure = Kit.failures(Kit.run(Fails.class)).get(0);

    assertThat(failure.getSuppressed()[0])
        .hasMessageContaining("look-up 1 of nosuch.example by ")
        .hasMessageContaining("EAI_NONAME (Name or service not known): NXDOMAIN")
        .hasMessageContaining("@UnknownHost(\"nosuch.example\")");
  }

  static class Fails {
    @Test
    @UnknownHost("nosuch.example")
    void fails() throws UnknownHostException {
      InetAddress.getByName("nosuch.example");
    }
  }

  @Test
  void a_mistake_is_refused() {
    assertThat(Kit.failures(Kit.run(Mistaken.class)).get(0))
        .hasMessage(
            "@DnsTimeout(value = \"db.example\", times = 0) on NameAnnotationsTest.Mistaken.test():"
                + " times is 0, and a fault that hits no attempt is none. Write 1 or more, or leave"
                + " it out for a fault that stays");
  }

  static class Mistaken {
    @Test
    @DnsTimeout(value = "db.example", times = 0)
    void test() {}
  }
}

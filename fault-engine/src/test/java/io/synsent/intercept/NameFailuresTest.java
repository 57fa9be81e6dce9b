package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.synsent.engine.fault.Faults;
import io.synsent.engine.name.LookUp;
import io.synsent.engine.name.NameAnswer;
import io.synsent.engine.name.ResolverSettings;
import io.synsent.engine.topology.FaultSchedule;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Look-ups that go wrong, through the JDK's own InetAddress. A silent server is given up at 1 s.
 */
class NameFailuresTest extends InterceptedTest {

  private static final Duration GIVEN_UP = Duration.ofSeconds(1);

  @BeforeEach
  void declareNames() {
    network.close();
    network =
        SynSent.activate(
            declared()
                .resolver(new ResolverSettings(1, 1, 1, 0))
                .nameFault("nosuch.example", NameAnswer.unknown(), FaultSchedule.ALWAYS)
                .nameFault("empty.example", NameAnswer.noAddress(), FaultSchedule.ALWAYS)
                .nameFault("broken.example", NameAnswer.serverFailure(), FaultSchedule.ALWAYS)
                .nameFault("silent.example", NameAnswer.silence(), FaultSchedule.ALWAYS)
                .nameFault(NAME, NameAnswer.serverFailure(), FaultSchedule.firstAttempts(2))
                .nameAnswers("twins.example", NameAnswer.addresses(REFUSING, REACHABLE))
                .build());
    network.host(REACHABLE).backedBy(echo.address());
  }

  private static Throwable failureOf(String name) {
    return catchThrowable(() -> InetAddress.getByName(name));
  }

  /** The texts are those that JDK 17 and 25 gave with glibc 2.36 and a name server of our own. */
  @Test
  void each_failure_has_the_text_of_the_jdk() {
    assertThat(failureOf("nosuch.example"))
        .isExactlyInstanceOf(UnknownHostException.class)
        .hasMessage("nosuch.example: Name or service not known");
    assertThat(failureOf("empty.example"))
        .isExactlyInstanceOf(UnknownHostException.class)
        .hasMessage("empty.example: No address associated with hostname");
    assertThat(failureOf("broken.example"))
        .isExactlyInstanceOf(UnknownHostException.class)
        .hasMessage("broken.example: Temporary failure in name resolution");
  }

  @Test
  void the_trace_begins_with_the_native_method() {
    StackTraceElement[] trace = failureOf("nosuch.example").getStackTrace();

    assertThat(trace[0])
        .hasToString("java.base/java.net.Inet6AddressImpl.lookupAllHostAddr(Native Method)");
    assertThat(trace[1].getClassName()).isEqualTo("java.net.InetAddress");
    assertThat(Arrays.toString(trace)).doesNotContain("SocketHooks");
  }

  @Test
  void a_silent_server_is_waited_for() {
    Throwable thrown = thrownAfter(GIVEN_UP, () -> InetAddress.getByName("silent.example"));

    assertThat(thrown).hasMessage("silent.example: Temporary failure in name resolution");
    assertThat(
            network.lookUps().get(0).result().orElseThrow().atNanos()
                - network.lookUps().get(0).beganAt())
        .isEqualTo(GIVEN_UP.toNanos());
  }

  @Test
  void an_interrupt_does_not_end_a_look_up() {
    Thread.currentThread().interrupt();
    Throwable thrown = thrownAfter(GIVEN_UP, () -> InetAddress.getByName("silent.example"));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(thrown).isInstanceOf(UnknownHostException.class);
  }

  @Test
  void a_look_up_that_is_pending_when_its_network_ends_is_answered_still() throws Exception {
    CompletableFuture<Throwable> failure =
        CompletableFuture.supplyAsync(() -> failureOf("silent.example"));
    eventually(() -> !network.lookUps().isEmpty());
    network.close();

    assertThat(failure.get(10, TimeUnit.SECONDS))
        .hasMessage("silent.example: Temporary failure in name resolution");
  }

  @Test
  void a_socket_to_a_name_that_nobody_knows_is_told_by_the_jdk_itself() {
    assertThat(catchThrowable(() -> new Socket("nosuch.example", 80).close()))
        .isExactlyInstanceOf(UnknownHostException.class)
        .hasMessageStartingWith("nosuch.example");
    assertThat(network.observedConnects()).isEmpty();
  }

  @Test
  void the_third_look_up_works() throws Exception {
    assertThat(failureOf(NAME)).isInstanceOf(UnknownHostException.class);
    assertThat(failureOf(NAME)).isInstanceOf(UnknownHostException.class);

    assertThat(InetAddress.getByName(NAME).getHostAddress()).startsWith("198.18.0.");
    assertThat(network.timeline())
        .contains("look-up 1 of db.example by ")
        .contains("at io.synsent.intercept.NameFailuresTest.")
        .contains("name      fault SERVFAIL: attempt 1 of 2 that fail")
        .contains("EAI_AGAIN after 0.000 s");
  }

  @Test
  void several_addresses_come_in_their_order_and_keep_the_name() throws Exception {
    InetAddress[] twins = InetAddress.getAllByName("twins.example");

    assertThat(twins)
        .extracting(InetAddress::toString)
        .containsExactly("twins.example/" + REFUSING, "twins.example/" + REACHABLE);
    assertThat(catchThrowable(() -> new Socket("twins.example", OPEN).close()))
        .as("a Socket tries the first one only")
        .hasMessage("Connection refused");
    try (Socket second = new Socket(twins[1], OPEN)) {
      assertThat(second.isConnected()).isTrue();
    }
    assertThat(InetAddress.getByName(REACHABLE).getHostName()).isEqualTo("twins.example");
  }

  @Test
  void a_failure_never_enters_the_jvms_cache() throws Exception {
    network.close();
    // A name that every machine knows from its hosts file: looking it up asks no server.
    network =
        SynSent.activate(
            declared().nameFault("localhost", NameAnswer.unknown(), FaultSchedule.ALWAYS).build());
    assertThat(failureOf("localhost")).hasMessage("localhost: Name or service not known");
    network.close();

    assertThat(InetAddress.getByName("localhost").isLoopbackAddress()).isTrue();
  }

  @Test
  void answers_change_while_the_application_runs() throws Exception {
    network.name("moving.example").addresses(REFUSING);
    assertThat(InetAddress.getByName("moving.example").getHostAddress()).isEqualTo(REFUSING);

    network.name("moving.example").unknown();
    assertThat(failureOf("moving.example")).hasMessage("moving.example: Name or service not known");

    network
        .name("moving.example")
        .answers(NameAnswer.addresses(REACHABLE).after(Duration.ofMillis(300)));
    assertThat(timed(() -> InetAddress.getByName("moving.example")))
        .isGreaterThanOrEqualTo(Duration.ofMillis(300));
    assertThat(network.lookUps()).extracting(LookUp::name).containsOnly("moving.example");
  }

  @Test
  void a_host_that_is_declared_elsewhere_is_found_by_its_name() throws Exception {
    network.close();
    network =
        SynSent.activate(
            declared()
                .nameAnswers("db.test", NameAnswer.addresses("192.168.31.70"))
                .with(Faults.reachable("192.168.31.70", OPEN))
                .build());
    network.host("db.test").backedBy(echo.address());
    try (Socket socket = new Socket("db.test", OPEN)) {
      echoes(socket.getInputStream(), socket.getOutputStream(), socket::shutdownOutput);
    }
  }
}

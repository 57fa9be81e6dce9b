package io.synsent.junit;

import static io.synsent.assertj.SynSentAssertions.assertThat;
import static io.synsent.junit.Kit.connect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.suppressed;

import io.synsent.intercept.LiveNetwork;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** A test that fails while a fault is active tells what happened in the network. */
@ResourceLock(SynSentExtension.LOCK)
class FailureMessageTest {

  @Test
  void a_failed_test_tells_layer_time_exception_attempts_who_gave_up_caller_seed_and_profile() {
    EngineExecutionResults results = Kit.run(Unreachable.class);
    results
        .testEvents()
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                finishedWithFailure(
                    message("the application's own failure"),
                    suppressed(0, message(text -> text.startsWith("What happened"))))));
    String story = story(results);
    assertThat(story.replaceAll("\\s+", " ")) // lines are cut at 120 columns
        .contains("profile LINUX_6_5, ideal timers, seed 7, client 192.168.31.6")
        .contains("connect to 192.168.31.7:8081, attempt 1 of 2: java.net.NoRouteToHostException:")
        .contains("No route to host (EHOSTUNREACH) after 3.000 s")
        .contains("attempt 2 of 2")
        .contains("stopped by neighbour")
        .contains("192.168.31.7")
        .contains("the operating system gave up; sent 0 SYNs, 3 neighbour requests")
        .contains("ss -tan: SYN-SENT 0 1 192.168.31.6:")
        .contains("ip neigh: 192.168.31.7 dev eth0 FAILED")
        .contains("called at io.synsent.junit.Kit.connect(Kit.java:")
        .contains("ARP, Request who-has 192.168.31.7 tell 192.168.31.6")
        .contains("@UnreachableHost(\"192.168.31.7\")");
    assertThat(story.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
  }

  @SimulatedNetwork(profile = "LINUX_6_5", seed = 7)
  static class Unreachable {
    @Test
    @UnreachableHost("192.168.31.7")
    void fails() {
      connect("192.168.31.7", 8081);
      connect("192.168.31.7", 8081, 200);
      throw new IllegalArgumentException("the application's own failure");
    }
  }

  @Test
  void it_stands_in_the_stack_trace_that_consoles_print() {
    StringWriter printed = new StringWriter();
    onlyFailure(Kit.run(Refused.class)).printStackTrace(new PrintWriter(printed));
    assertThat(printed.toString())
        .contains("What happened in the simulated network")
        .contains("Flags [S]")
        .contains("java.net.ConnectException: Connection refused (ECONNREFUSED) after 0.00");
  }

  static class Refused {
    @Test
    @ClosedPort("192.168.31.1:8080")
    void fails() {
      connect("192.168.31.1", 8080);
      throw new AssertionError("failed");
    }
  }

  @Test
  void without_a_connect_it_says_so_and_names_the_hosts() {
    assertThat(story(Kit.run(NoConnect.class)))
        .contains("nothing: no connect went to a simulated host. The hosts are")
        .contains("192.168.31.1")
        .contains("described by")
        .contains("@ClosedPort(\"192.168.31.1:8080\")");
  }

  static class NoConnect {
    @Test
    @ClosedPort("192.168.31.1:8080")
    void fails() {
      throw new AssertionError("failed");
    }
  }

  @Test
  void who_gave_up_first_is_told() {
    assertThat(story(Kit.run(OwnTimeout.class)))
        .contains("java.net.SocketTimeoutException: Connect timed out")
        .contains("the application gave up: its own timeout came first");
  }

  static class OwnTimeout {
    @Test
    @Firewalled("10.225.31.10")
    void fails() {
      connect("10.225.31.10", 80, 100);
      throw new AssertionError("failed");
    }
  }

  @Test
  void failures_of_lifecycle_methods_and_constructors_tell_it_too() {
    for (Class<?> type :
        List.of(InBeforeEach.class, InAfterEach.class, InBeforeAll.class, InConstructor.class)) {
      assertThat(story(Kit.run(type))).as(type.getSimpleName()).contains("192.168.31.1:80");
    }
  }

  @ClosedPort("192.168.31.1:80")
  static class InBeforeEach {
    @BeforeEach
    void fails() {
      throw new IllegalStateException(connect("192.168.31.1", 80));
    }

    @Test
    void test() {}
  }

  @ClosedPort("192.168.31.1:80")
  static class InAfterEach {
    @AfterEach
    void fails() {
      throw new IllegalStateException(connect("192.168.31.1", 80));
    }

    @Test
    void test() {}
  }

  @ClosedPort("192.168.31.1:80")
  static class InBeforeAll {
    @BeforeAll
    static void fails() {
      throw new IllegalStateException(connect("192.168.31.1", 80));
    }

    @Test
    void test() {}
  }

  @ClosedPort("192.168.31.1:80")
  static class InConstructor {
    InConstructor() {
      throw new IllegalStateException(connect("192.168.31.1", 80));
    }

    @Test
    void test() {}
  }

  @Test
  void an_aborted_test_is_left_alone() {
    EngineExecutionResults results = Kit.run(Aborted.class);
    results.testEvents().assertStatistics(s -> s.aborted(1).failed(0));
    Throwable aborted =
        results.testEvents().aborted().stream()
            .findFirst()
            .flatMap(e -> e.getRequiredPayload(TestExecutionResult.class).getThrowable())
            .orElseThrow();
    assertThat(aborted).hasNoSuppressedExceptions();
  }

  static class Aborted {
    @Test
    @ClosedPort("192.168.31.1:80")
    void aborts() {
      abort("not today");
    }
  }

  @Test
  void a_network_assertion_that_fails_tells_it_once_in_its_own_message() {
    Throwable failure = onlyFailure(Kit.run(FailedAssertion.class));
    assertThat(failure)
        .hasMessageStartingWith(
            "Expected 2 SYNs to 192.168.31.1:80, but there was 1, at\n  0.000 s")
        .hasMessageContaining("What happened in the simulated network")
        .hasNoSuppressedExceptions();
  }

  static class FailedAssertion {
    @Test
    @ClosedPort("192.168.31.1:80")
    void fails(LiveNetwork network) {
      connect("192.168.31.1", 80);
      assertThat(network).synsTo("192.168.31.1", 80).hasCount(2);
    }
  }

  private static String story(EngineExecutionResults results) {
    Throwable[] suppressed = onlyFailure(results).getSuppressed();
    assertThat(suppressed).hasSize(1);
    return suppressed[0].getMessage();
  }

  private static Throwable onlyFailure(EngineExecutionResults results) {
    List<Throwable> failures = Kit.failures(results);
    assertThat(failures).hasSize(1);
    return failures.get(0);
  }
}

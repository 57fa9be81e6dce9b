package io.synsent.junit;

import static io.synsent.junit.Kit.connect;
import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.intercept.LiveNetwork;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** Strict mode. The addresses are nobody's (RFC 5737). */
@ResourceLock(SynSentExtension.LOCK)
@ResourceLock(Resources.GLOBAL)
class NoRealNetworkTest {

  private static final String UNLISTED = "192.0.2.77";

  private static void blocked(String host) {
    assertThat(connect(host, 443)).contains("SynSent blocked a TCP connect to " + host + ":443");
  }

  private static List<String> entries(EngineExecutionResults results) {
    return results.allEvents().reportingEntryPublished().stream()
        .map(event -> event.getRequiredPayload(ReportEntry.class))
        .map(entry -> entry.getKeyValuePairs().get("synsent.blocked"))
        .toList();
  }

  @Test
  void a_swallowed_exception_fails_the_test_at_its_end() {
    EngineExecutionResults results = Kit.run(Swallows.class);

    assertThat(Kit.failures(results)).hasSize(1);
    assertThat(Kit.failures(results).get(0))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("strict mode blocked 2 accesses to the real network:")
        .hasMessageContaining("a TCP connect to 192.0.2.77:443 at io.synsent.junit.Kit.connect")
        .hasMessageContaining("a look-up of api.example at io.synsent.junit.NoRealNetworkTest")
        .hasMessageContaining("LiveNetwork.forgiveBlocked()");
    results.testEvents().assertStatistics(s -> s.succeeded(1).failed(1));
    assertThat(entries(results)).hasSize(1);
    assertThat(entries(results).get(0)).startsWith("strict mode blocked 2 accesses");
  }

  @NoRealNetwork
  static class Swallows {
    @Test
    void swallows() throws Exception {
      blocked(UNLISTED);
      try {
        InetAddress.getByName("api.example");
      } catch (UnknownHostException swallowed) {
        assertThat(swallowed).hasMessageStartingWith("SynSent blocked a look-up of api.example");
      }
    }

    @Test
    void behaves() {
      assertThat(connect("127.0.0.1", 1)).contains("Connection refused");
    }
  }

  @Test
  void a_test_that_fails_anyway_has_the_list_in_its_failure() {
    Throwable failure = Kit.failures(Kit.run(Fails.class)).get(0);

    assertThat(failure).hasMessage("as meant");
    assertThat(failure.getSuppressed()).hasSize(1);
    assertThat(failure.getSuppressed()[0])
        .hasMessageContaining("strict mode blocked 1 access to the real network:");
  }

  static class Fails {
    @Test
    @NoRealNetwork
    void fails() {
      blocked(UNLISTED);
      throw new IllegalStateException("as meant");
    }
  }

  @Test
  void what_was_expected_fails_nothing() {
    Kit.allPass(Kit.run(Forgives.class));
  }

  @NoRealNetwork
  static class Forgives {
    @Test
    void forgives(LiveNetwork network) {
      blocked(UNLISTED);
      assertThat(network.forgiveBlocked()).hasSize(1);
    }
  }

  @Test
  void methods_and_nested_classes_inherit_it_and_named_hosts_are_simulated() {
    Kit.allPass(Kit.run(Outer.class)).testEvents().assertStatistics(s -> s.succeeded(2));
  }

  @SimulatedNetwork(unlisted = Unlisted.BLOCK, allow = "10.9.0.0/16")
  static class Outer {
    @Test
    @ClosedPort("192.168.31.8:80")
    void simulates(LiveNetwork network) {
      assertThat(connect("192.168.31.8", 80)).contains("Connection refused");
      blocked(UNLISTED);
      network.forgiveBlocked();
    }

    @Nested
    class Inner {
      @Test
      void blocks(LiveNetwork network) {
        blocked(UNLISTED);
        network.forgiveBlocked();
      }
    }
  }

  @Test
  void without_it_nothing_is_blocked_and_after_it_nothing_more() {
    Kit.allPass(Kit.run(Forgives.class, Lenient.class));
  }

  @SimulatedNetwork
  static class Lenient {
    @Test
    void is_not_strict(LiveNetwork network) {
      boolean strict = network.ask(n -> n.allowed().isPresent());
      assertThat(strict).isFalse();
      assertThat(network.blocked()).isEmpty();
    }
  }

  @Test
  void what_a_class_does_between_its_tests_fails_the_class() {
    EngineExecutionResults results = Kit.run(BeforeAllConnects.class);

    results.testEvents().assertStatistics(s -> s.succeeded(1).failed(0));
    results.containerEvents().assertStatistics(s -> s.failed(1));
    assertThat(Kit.failures(results).get(0))
        .hasMessageStartingWith("strict mode blocked 1 access to the real network:");
  }

  @NoRealNetwork
  static class BeforeAllConnects {
    @BeforeAll
    static void connects() {
      blocked(UNLISTED);
    }

    @Test
    void passes() {}
  }

  @Test
  void by_code() {
    Kit.allPass(Kit.run(ByCode.class));
  }

  static class ByCode {
    @RegisterExtension
    static final SynSentExtension NETWORK =
        SynSentExtension.builder().noRealNetwork("*.corp.example").closedPort("db:1").build();

    @Test
    void blocks(LiveNetwork network) {
      List<String> allowed = network.ask(n -> n.allowed().orElseThrow().entries());
      assertThat(allowed).containsExactly("*.corp.example");
      blocked(UNLISTED);
      network.forgiveBlocked();
    }
  }

  @Test
  void in_parallel_no_other_test_runs_beside_it() {
    Beside.STRICT.set(0);
    Kit.allPass(Kit.runInParallel(Beside.Strict.class, Beside.Free.class, Beside.Other.class));
  }

  static class Beside {
    static final AtomicInteger STRICT = new AtomicInteger();

    @NoRealNetwork
    static class Strict {
      @BeforeAll
      static void begin() throws InterruptedException {
        STRICT.set(1);
        Thread.sleep(100);
      }

      @Test
      void strict() {}

      @AfterAll
      static void end() {
        STRICT.set(0);
      }
    }

    static class Free {
      @Test
      void free() {
        assertThat(STRICT).hasValue(0);
      }
    }

    static class Other {
      @Test
      void free() {
        assertThat(STRICT).hasValue(0);
      }
    }
  }

  @Test
  void in_parallel_an_attribute_cannot_take_the_lock_and_says_so() {
    assertThat(Kit.failures(Kit.runInParallel(Outer.class)).get(0))
        .hasMessageContaining(
            "unlisted = BLOCK on NoRealNetworkTest.Outer blocks the whole process")
        .hasMessageContaining("Write @NoRealNetwork instead");
    Kit.allPass(Kit.runInParallel(WithLock.class));
  }

  @SimulatedNetwork(unlisted = Unlisted.BLOCK)
  @ResourceLock(Resources.GLOBAL)
  static class WithLock {
    @Test
    void runs() {}
  }
}

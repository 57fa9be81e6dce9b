package io.synsent.junit;

import static io.synsent.junit.Kit.connect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/** Strict mode on a suite. The address is nobody's (RFC 5737). */
@ResourceLock(SynSentExtension.LOCK)
@ResourceLock(Resources.GLOBAL)
class StrictSuiteTest {

  private static final AtomicInteger BLOCKED = new AtomicInteger();

  @Suite
  @NoRealNetwork
  @SelectClasses({WithoutAnnotations.class, WithAnnotations.class})
  static class Strict {}

  static class WithoutAnnotations {
    @Test
    void is_blocked() {
      if (connect("192.0.2.77", 443).contains("SynSent blocked a TCP connect")) {
        BLOCKED.incrementAndGet();
      }
    }
  }

  static class WithAnnotations {
    @Test
    @ClosedPort("192.168.31.8:80")
    void has_its_own_network_within() {
      assertThat(connect("192.168.31.8", 80)).contains("Connection refused");
      if (connect("192.0.2.77", 443).contains("SynSent blocked a TCP connect")) {
        BLOCKED.incrementAndGet();
      }
    }
  }

  @Test
  void everything_in_the_suite_is_blocked_and_listed_at_its_end() {
    BLOCKED.set(0);
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      LauncherFactory.create()
          .execute(
              LauncherDiscoveryRequestBuilder.request()
                  .selectors(selectClass(Strict.class))
                  .filters(EngineFilter.includeEngines("junit-platform-suite"))
                  .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                  .build(),
              summary);
    } finally {
      System.setErr(before);
    }
    assertThat(summary.getSummary().getFailures()).isEmpty();
    assertThat(summary.getSummary().getTestsSucceededCount()).isEqualTo(2);
    assertThat(BLOCKED).hasValue(2);
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("strict mode blocked 2 accesses to the real network:")
        .contains("a TCP connect to 192.0.2.77:443 at io.synsent.junit.Kit.connect");
    assertThat(StrictSuite.active()).isNull();
  }
}

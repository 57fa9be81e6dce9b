package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.NoRouteToHostException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
@Execution(ExecutionMode.SAME_THREAD)
class HoldChoiceTest {

  private static final String PROPERTY = "synsent.hold";
  private final String before = System.getProperty(PROPERTY);

  @AfterEach
  void restore() throws Exception {
    uninstall();
    if (before == null) {
      System.clearProperty(PROPERTY);
    } else {
      System.setProperty(PROPERTY, before);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void linux_holds_in_the_kernel() throws Exception {
    System.clearProperty(PROPERTY);

    assertThat(installedAnew().hold()).isInstanceOf(KernelHold.class);
  }

  @Test
  void java_on_demand_and_back() throws Exception {
    System.setProperty(PROPERTY, "java");
    Installation installation = installedAnew();
    assertThat(installation.hold()).isInstanceOf(JavaHold.class);
    try (LiveNetwork network = SynSent.activate(InterceptedTest.declared().build())) {
      assertThatThrownBy(() -> new Socket(InterceptedTest.ABSENT, 1))
          .isExactlyInstanceOf(NoRouteToHostException.class);
      assertThat(network.pending()).isZero();
    }

    System.setProperty(PROPERTY, "kernel");
    assertThat(installedAnew().hold()).isInstanceOf(KernelHold.class);
  }

  @Test
  void anything_else_is_refused_before_anything_is_changed() throws Exception {
    uninstall();
    System.setProperty(PROPERTY, "magic");

    assertThatThrownBy(SynSent::install)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("-Dsynsent.hold=magic: expected auto, kernel or java");

    System.clearProperty(PROPERTY);
    assertThat(SynSent.install().isInstalled()).isTrue();
  }

  private static Installation installedAnew() throws Exception {
    uninstall();
    return SynSent.install();
  }

  /** Channels that another test leaked must have been collected first. */
  private static void uninstall() throws Exception {
    Installation installation = SynSent.install();
    for (int i = 0; i < 50 && !installation.uninstall(); i++) {
      System.gc();
      installation.simulated().size();
      installation.awaitRemoved(Duration.ofMillis(100));
    }
    assertThat(installation.isInstalled()).isFalse();
  }
}

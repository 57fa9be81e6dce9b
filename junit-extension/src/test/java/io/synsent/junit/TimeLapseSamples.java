package io.synsent.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synsent.engine.network.FirewallAction;
import io.synsent.intercept.LiveNetwork;
import io.synsent.timelapse.Lapse;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Tests in a time-lapse, run by {@link #main} in a JVM of their own; TimeLapseTest reads it. */
final class TimeLapseSamples {

  private TimeLapseSamples() {}

  /** Prints each test's name, status, failure and wall milliseconds. */
  public static void main(String[] classes) throws Exception {
    try (LauncherSession session = LauncherFactory.openSession()) {
      Launcher launcher = session.getLauncher();
      LauncherDiscoveryRequestBuilder request =
          LauncherDiscoveryRequestBuilder.request()
              .configurationParameter("junit.jupiter.execution.parallel.enabled", "false");
      for (String name : classes) {
        request.selectors(DiscoverySelectors.selectClass(Class.forName(name)));
      }
      launcher.execute(
          request.build(),
          new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
              if (test.isTest()) {
                System.out.printf(
                    "test\t%s\t%s\t%s%n",
                    test.getDisplayName(),
                    result.getStatus(),
                    result
                        .getThrowable()
                        .map(Throwable::toString)
                        .orElse("")
                        .lines()
                        .findFirst()
                        .orElse(""));
              }
            }
          });
      System.out.println("prepared\t" + io.synsent.timelapse.TimeLapse.isPrepared());
    }
    System.out.println(
        "prepared after the session\t" + io.synsent.timelapse.TimeLapse.isPrepared());
    System.exit(0);
  }

  @TimeLapse(100)
  @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
  static class HundredTimes {

    @Test
    @Order(1)
    @Timeout(30)
    void five_minutes_pass_in_less_than_thirty_seconds_by_junits_clock(Lapse lapse)
        throws Exception {
      Instant before = Instant.now();
      Thread.sleep(300_000);
      assertThat(Duration.between(before, Instant.now()))
          .isGreaterThanOrEqualTo(Duration.ofMinutes(5));
      assertThat(lapse.wall()).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    @Order(2)
    @Timeout(value = 1, unit = TimeUnit.SECONDS)
    void junits_timeout_fires_by_the_wall() throws Exception {
      Thread.sleep(1_000_000);
    }

    @Test
    @Order(3)
    @SimulatedTimeout(10)
    void simulated_timeout_fires_by_the_application() throws Exception {
      Thread.sleep(60_000);
    }

    @Test
    @Order(4)
    @SimulatedTimeout(5_000)
    void simulated_timeout_leaves_alone_what_is_in_time() throws Exception {
      Thread.sleep(1_000);
    }

    @Test
    @Order(5)
    @TimeLapse(TimeLapse.AUTO)
    void method_beats_class(Lapse lapse) throws Exception {
      assertThat(lapse.rate()).isEqualTo(TimeLapse.AUTO);
      Thread.sleep(3_600_000);
      assertThat(lapse.leaps()).isPositive();
      assertThat(lapse.simulated()).isGreaterThanOrEqualTo(Duration.ofHours(1));
    }

    @Test
    @Order(6)
    void class_goes_on_after_that(Lapse lapse) {
      assertThat(lapse.rate()).isEqualTo(100);
    }
  }

  static class Firewall {

    @Test
    @TimeLapse(TimeLapse.AUTO)
    @Firewalled(value = "10.225.31.13", action = FirewallAction.DROP)
    void connect_gives_up_after_127_seconds(Lapse lapse, LiveNetwork network) {
      Duration before = lapse.simulated();
      assertThatThrownBy(
              () -> {
                try (Socket socket = new Socket()) {
                  socket.connect(new InetSocketAddress("10.225.31.13", 8080));
                }
              })
          .isInstanceOf(ConnectException.class);
      assertThat(lapse.simulated().minus(before))
          .isBetween(Duration.ofSeconds(127), Duration.ofSeconds(129));
      assertThat(
              network.connects().get(0).outcome().orElseThrow().atNanos()
                  - network.connects().get(0).beganAtNanos())
          .isEqualTo(Duration.ofSeconds(127).toNanos());
    }
  }

  static class WithoutTimeLapse {

    @Test
    void asks_for_nothing() {
      assertThat(io.synsent.timelapse.TimeLapse.isPrepared()).isFalse();
    }
  }

  static class BadRate {

    @Test
    @TimeLapse(1001)
    void is_refused() {}
  }
}

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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/** Tests in a time-lapse, run by {@link #main} in a JVM of their own; TimeLapseTest reads it. */
final class TimeLapseSamples {

  private TimeLapseSamples() {}

  /** Prints each test's name, status, failure and wall milliseconds. */
  public static void main(String[] classes) throws Exception {
    Thread old = new Thread(OldFrame::run, "old frame");
    old.setDaemon(true);
    old.start();
    OldFrame.RUNNING.await();
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
            public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
              entry
                  .getKeyValuePairs()
                  .forEach((key, value) -> System.out.printf("report\t%s\t%s%n", key, value));
            }

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

  /** A method that runs from before the clock is rewritten to the end. */
  static final class OldFrame {
    static final CountDownLatch RUNNING = new CountDownLatch(1);

    private OldFrame() {}

    static void run() {
      long began = System.nanoTime();
      RUNNING.countDown();
      LockSupport.park();
      System.out.println(System.nanoTime() - began);
    }
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

  /** Asks for nothing itself: the session's configuration or a suite does. */
  @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
  static class Configured {

    @Test
    @Order(1)
    @Timeout(60)
    void an_hour_passes() throws Exception {
      Thread.sleep(3_600_000);
    }

    @Test
    @Order(2)
    @TimeLapse(100)
    void annotation_beats_configuration(Lapse lapse) {
      assertThat(lapse.rate()).isEqualTo(100);
    }

    @Test
    @Order(3)
    @Timeout(60)
    void configuration_goes_on_after_that() throws Exception {
      Thread.sleep(3_600_000);
    }
  }

  @Suite
  @SelectClasses(Configured.class)
  @TimeLapse(TimeLapse.AUTO)
  static class WholeSuite {}

  static class WithoutTimeLapse {

    @Test
    void asks_for_nothing() {
      assertThat(io.synsent.timelapse.TimeLapse.isPrepared()).isFalse();
    }
  }

  static class NetworkAlone {

    @Test
    @ClosedPort("192.168.31.9:80")
    void connect_is_refused() {
      assertThatThrownBy(() -> new Socket("192.168.31.9", 80).close())
          .isInstanceOf(ConnectException.class);
    }
  }

  static class BadRate {

    @Test
    @TimeLapse(1001)
    void is_refused() {}
  }
}

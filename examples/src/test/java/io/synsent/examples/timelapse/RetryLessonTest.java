package io.synsent.examples.timelapse;

import static io.synsent.assertj.SynSentAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.synsent.intercept.LiveNetwork;
import io.synsent.junit.Firewalled;
import io.synsent.junit.ReachableHost;
import io.synsent.junit.TimeLapse;
import io.synsent.timelapse.Lapse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A retry policy with exponential back-off, for ten minutes of the application's time. */
@TimeLapse(TimeLapse.AUTO)
class RetryLessonTest {

  private final Retry retry =
      Retry.of(
          "billing",
          RetryConfig.custom()
              .maxAttempts(10)
              .intervalFunction(IntervalFunction.ofExponentialBackoff(Duration.ofSeconds(1), 2))
              .retryExceptions(IOException.class)
              .build());

  /** The application's code. */
  private static boolean connect() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("billing.example", 443), 10_000);
      return true;
    }
  }

  @Test
  @Firewalled("billing.example")
  void gives_up_after_ten_attempts_and_ten_minutes(LiveNetwork network, Lapse lapse) {
    // Ten connects of 10 s each, and between them 1 + 2 + 4 + ... + 256 s.
    assertThat(lapse)
        .timeOf(
            () ->
                assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> retry.executeCallable(RetryLessonTest::connect)))
        .isBetween(Duration.ofSeconds(611), Duration.ofSeconds(640));
    assertThat(network).connectTo("billing.example", 443).wasAttempted(10);
  }

  @Test
  @ReachableHost("billing.example")
  void survives_an_outage_of_five_minutes(LiveNetwork network, Lapse lapse) throws Exception {
    ScheduledExecutorService operator = Executors.newSingleThreadScheduledExecutor();
    ScheduledFuture<?> repair =
        operator.schedule(() -> network.host("billing.example").openPort(443), 5, TimeUnit.MINUTES);

    // Refused at 0, 1, 3, 7, 15, 31, 63, 127 and 255 s; open at 300 s; connected at 511 s.
    assertThat(lapse)
        .timeOf(() -> retry.executeCallable(RetryLessonTest::connect))
        .isBetween(Duration.ofSeconds(511), Duration.ofSeconds(540));
    assertThat(network.connects()).hasSize(10);
    assertThat(repair.isDone()).isTrue();
    operator.shutdownNow();
  }
}

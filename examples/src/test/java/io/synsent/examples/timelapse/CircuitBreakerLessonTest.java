package io.synsent.examples.timelapse;

import static io.synsent.assertj.SynSentAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.synsent.intercept.LiveNetwork;
import io.synsent.junit.ReachableHost;
import io.synsent.junit.TimeLapse;
import io.synsent.timelapse.Lapse;
import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A circuit breaker that opens, half-opens twice, and closes. */
@TimeLapse(TimeLapse.AUTO)
class CircuitBreakerLessonTest {

  private final CircuitBreaker breaker =
      CircuitBreaker.of(
          "stock",
          CircuitBreakerConfig.custom()
              .slidingWindowSize(4)
              .minimumNumberOfCalls(4)
              .waitDurationInOpenState(Duration.ofSeconds(60))
              .permittedNumberOfCallsInHalfOpenState(2)
              .build());

  private void call() throws Exception {
    breaker.executeCallable(
        () -> {
          new Socket("stock.example", 8080).close();
          return true;
        });
  }

  @Test
  @ReachableHost("stock.example")
  void opens_half_opens_and_closes(LiveNetwork network, Lapse lapse) throws Exception {
    for (int i = 0; i < 4; i++) {
      assertThatExceptionOfType(ConnectException.class).isThrownBy(this::call);
    }
    assertThat(breaker.getState()).isEqualTo(State.OPEN);

    assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(this::call);
    assertThat(network).connectTo("stock.example", 8080).wasAttempted(4);

    Thread.sleep(60_000);
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(ConnectException.class).isThrownBy(this::call);
    }
    assertThat(breaker.getState()).as("the trial calls failed").isEqualTo(State.OPEN);
    assertThat(network).connectTo("stock.example", 8080).wasAttempted(6);

    network.host("stock.example").openPort(8080);
    assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(this::call);
    Thread.sleep(60_000);
    call();
    assertThat(breaker.getState()).isEqualTo(State.HALF_OPEN);
    call();
    assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    assertThat(lapse.simulated()).isGreaterThan(Duration.ofMinutes(2));
  }
}

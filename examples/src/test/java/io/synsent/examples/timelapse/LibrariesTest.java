package io.synsent.examples.timelapse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import dev.failsafe.Timeout;
import dev.failsafe.TimeoutExceededException;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.HashedWheelTimer;
import io.synsent.intercept.LiveNetwork;
import io.synsent.junit.ReachableHost;
import io.synsent.junit.TimeLapse;
import io.synsent.timelapse.Lapse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.util.retry.RetryBackoffSpec;

/** Timers of libraries, as tests meet them: each waits its time by the application's clock. */
class LibrariesTest {

  @Nested
  @TimeLapse(100)
  class HundredTimes extends Timers {
    HundredTimes() {
      super(100);
    }
  }

  @Nested
  @TimeLapse(TimeLapse.AUTO)
  class Leaping extends Timers {
    Leaping() {
      super(1);
    }
  }

  abstract static class Timers {

    private final Duration room;

    /**
     * @param rate what a second of the busy machine costs
     */
    Timers(int rate) {
      this.room = Duration.ofSeconds(10L * rate);
    }

    @Test
    void netty_schedules_on_its_event_loop(Lapse lapse) throws Exception {
      NioEventLoopGroup group = new NioEventLoopGroup(1);
      try {
        takes(30, lapse, () -> group.schedule(() -> {}, 30, TimeUnit.SECONDS).sync());
      } finally {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
      }
    }

    @Test
    void netty_wheel_timer(Lapse lapse) throws Exception {
      HashedWheelTimer timer = new HashedWheelTimer();
      CountDownLatch fired = new CountDownLatch(1);
      try {
        takes(
            10,
            lapse,
            () -> {
              timer.newTimeout(timeout -> fired.countDown(), 10, TimeUnit.SECONDS);
              fired.await();
            });
      } finally {
        timer.stop();
      }
    }

    @Test
    @ReachableHost("192.168.31.8:80")
    void okhttp_read_timeout(Lapse lapse) throws Exception {
      OkHttpClient client = new OkHttpClient.Builder().readTimeout(Duration.ofSeconds(30)).build();
      takes(
          30,
          lapse,
          () ->
              assertThatExceptionOfType(SocketTimeoutException.class)
                  .isThrownBy(() -> get(client)));
    }

    @Test
    @ReachableHost("192.168.31.8:80")
    void okhttp_call_timeout(Lapse lapse) throws Exception {
      OkHttpClient client =
          new OkHttpClient.Builder()
              .readTimeout(Duration.ZERO)
              .callTimeout(Duration.ofSeconds(30))
              .build();
      takes(
          30,
          lapse,
          () ->
              assertThatExceptionOfType(InterruptedIOException.class)
                  .isThrownBy(() -> get(client))
                  .withMessage("timeout"));
    }

    private static void get(OkHttpClient client) throws IOException {
      client.newCall(new Request.Builder().url("http://192.168.31.8/").build()).execute().close();
    }

    @Test
    void reactor_delay(Lapse lapse) throws Exception {
      takes(30, lapse, () -> Mono.delay(Duration.ofSeconds(30)).block());
    }

    @Test
    void reactor_timeout(Lapse lapse) throws Exception {
      takes(
          30,
          lapse,
          () ->
              assertThatExceptionOfType(RuntimeException.class)
                  .isThrownBy(() -> Mono.never().timeout(Duration.ofSeconds(30)).block())
                  .withCauseInstanceOf(TimeoutException.class));
    }

    @Test
    void reactor_retry_with_backoff(Lapse lapse) throws Exception {
      AtomicInteger calls = new AtomicInteger();
      RetryBackoffSpec backoff =
          reactor.util.retry.Retry.backoff(5, Duration.ofSeconds(1)).jitter(0);
      takes(
          1 + 2 + 4 + 8 + 16,
          lapse,
          () -> Mono.fromCallable(() -> failFirst(5, calls)).retryWhen(backoff).block());
      assertThat(calls).hasValue(6);
    }

    @Test
    void resilience4j_retry(Lapse lapse) throws Exception {
      AtomicInteger calls = new AtomicInteger();
      Retry retry =
          Retry.of(
              "retry",
              RetryConfig.custom()
                  .maxAttempts(6)
                  .intervalFunction(IntervalFunction.ofExponentialBackoff(1_000, 2))
                  .build());
      takes(1 + 2 + 4 + 8 + 16, lapse, () -> retry.executeCallable(() -> failFirst(5, calls)));
      assertThat(calls).hasValue(6);
    }

    @Test
    void failsafe_retry_policy(Lapse lapse) throws Exception {
      AtomicInteger calls = new AtomicInteger();
      RetryPolicy<Object> policy =
          RetryPolicy.builder()
              .withMaxRetries(5)
              .withBackoff(Duration.ofSeconds(1), Duration.ofMinutes(1))
              .build();
      takes(1 + 2 + 4 + 8 + 16, lapse, () -> Failsafe.with(policy).get(() -> failFirst(5, calls)));
      assertThat(calls).hasValue(6);
    }

    @Test
    void failsafe_timeout(Lapse lapse) throws Exception {
      Timeout<Object> timeout = Timeout.builder(Duration.ofSeconds(30)).withInterrupt().build();
      takes(
          30,
          lapse,
          () ->
              assertThatExceptionOfType(TimeoutExceededException.class)
                  .isThrownBy(() -> Failsafe.with(timeout).run(() -> Thread.sleep(600_000))));
    }

    @Test
    void awaitility_gives_up(Lapse lapse) throws Exception {
      takes(
          30,
          lapse,
          () ->
              assertThatExceptionOfType(ConditionTimeoutException.class)
                  .isThrownBy(
                      () -> Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> false)));
    }

    @Test
    @ReachableHost("192.168.31.8")
    void awaitility_sees_what_comes_in_time(LiveNetwork network, Lapse lapse) throws Exception {
      Duration before = lapse.simulated();
      takes(
          20,
          lapse,
          () ->
              Awaitility.await()
                  .atMost(Duration.ofHours(1))
                  .until(() -> lapse.simulated().minus(before).toSeconds() >= 20));
    }

    private static boolean failFirst(int times, AtomicInteger calls) throws IOException {
      if (calls.incrementAndGet() <= times) {
        throw new IOException("not yet");
      }
      return true;
    }

    private void takes(int seconds, Lapse lapse, ThrowingCallable call) throws Exception {
      Duration before = lapse.simulated();
      try {
        call.call();
      } catch (Exception | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
      Duration nominal = Duration.ofSeconds(seconds);
      assertThat(lapse.simulated().minus(before))
          // A wheel's tick and a poll interval may come a little early.
          .isBetween(nominal.minusMillis(200), nominal.plus(room));
    }
  }
}

package io.synsent.engine.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SynRetransmissionTest {

  private static final long MILLISECOND = 1_000_000L;

  /** Without linear time-outs n retransmissions end after 2^(n+1) - 1 seconds. */
  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "1, 3",
    "2, 7",
    "3, 15",
    "4, 31",
    "5, 63",
    "6, 127",
    "7, 247",
    "8, 367",
    "127, 14647"
  })
  void exponential_back_off_alone(int synRetries, long seconds) {
    List<Long> schedule = run(settings(0), synRetries, 0);

    assertThat(last(schedule)).isEqualTo(seconds * 1000);
    assertThat(schedule).hasSize(synRetries + 2);
  }

  /** Measured on Linux 6.18 with tcp_syn_linear_timeouts 4; 0 by the same rule. */
  @ParameterizedTest
  @CsvSource({"0, 2", "1, 3", "2, 7", "3, 19", "4, 35", "5, 67", "6, 131"})
  void with_four_linear_time_outs(int synRetries, long seconds) {
    assertThat(last(run(settings(4), synRetries, 0))).isEqualTo(seconds * 1000);
  }

  @Test
  void the_schedule_before_6_5() {
    assertThat(run(TcpSettings.LINUX, 6, 0))
        .containsExactly(0L, 1_000L, 3_000L, 7_000L, 15_000L, 31_000L, 63_000L, 127_000L);
  }

  @Test
  void the_schedule_from_6_5_on() {
    assertThat(run(TcpSettings.LINUX_6_5, 6, 0))
        .containsExactly(
            0L, 1_000L, 2_000L, 3_000L, 4_000L, 5_000L, 7_000L, 11_000L, 19_000L, 35_000L, 67_000L,
            131_000L);
  }

  /** TCP_USER_TIMEOUT ends the wait where it lies, and is looked at from the second time-out on. */
  @ParameterizedTest
  @CsvSource({"500, 1000, 1004", "1000, 1000, 1004", "2500, 1000, 2500", "3000, 1000, 3000"})
  void the_user_timeout_clamps_the_wait(long userTimeout, long second, long end) {
    List<Long> schedule = run(TcpSettings.LINUX, 6, userTimeout * MILLISECOND);

    assertThat(schedule.get(1)).isEqualTo(second);
    assertThat(last(schedule)).isEqualTo(end);
  }

  @Test
  void a_user_timeout_longer_than_all_retries_does_not_lengthen_them() {
    assertThat(last(run(TcpSettings.LINUX, 2, 600_000 * MILLISECOND))).isEqualTo(7_000);
  }

  @Test
  void retransmissions_are_counted() {
    SynRetransmission retransmission = new SynRetransmission(TcpSettings.LINUX, 6, 0, 0);
    assertThat(retransmission.retransmits()).isZero();
    assertThat(retransmission.firstWait()).isEqualTo(1_000 * MILLISECOND);
    assertThat(retransmission.onTimer(1_000 * MILLISECOND)).hasValue(2_000 * MILLISECOND);
    assertThat(retransmission.retransmits()).isEqualTo(1);
  }

  @Test
  void another_initial_rto_scales_it_all() {
    TcpSettings phone = TcpSettings.LINUX.toBuilder().initialRto(Duration.ofMillis(500)).build();

    assertThat(run(phone, 6, 0))
        .containsExactly(0L, 500L, 1_500L, 3_500L, 7_500L, 15_500L, 31_500L, 63_500L);
  }

  /** tcp_model_timeout beyond the point where doubling reaches tcp_rto_max_ms. */
  @Test
  void past_the_longest_rto_the_model_goes_on_in_equal_steps() {
    TcpSettings settings = settings(4).toBuilder().maxRto(Duration.ofSeconds(2)).build();

    assertThat(last(run(settings, 3, 0))).isEqualTo(7_000);
  }

  /** TCP_USER_TIMEOUT and the model count from the first SYN, not from when the host booted. */
  @Test
  void time_counts_from_the_first_syn() {
    long began = 100_000 * MILLISECOND;
    SynRetransmission retransmission =
        new SynRetransmission(TcpSettings.LINUX, 6, 2_500 * MILLISECOND, began);

    assertThat(retransmission.onTimer(began + 1_000 * MILLISECOND)).hasValue(1_500 * MILLISECOND);
    assertThat(retransmission.onTimer(began + 2_500 * MILLISECOND)).isEmpty();
  }

  /** tcp_ld_RTO_revert: one doubling less, from the initial RTO on, and tcp_rto_max_ms holds. */
  @Test
  void reverting_takes_back_one_doubling_at_a_time() {
    TcpSettings settings = settings(0).toBuilder().maxRto(Duration.ofSeconds(5)).build();
    SynRetransmission retransmission = new SynRetransmission(settings, 6, 0, 0);
    for (long seconds : new long[] {1, 3, 7, 12}) {
      retransmission.onTimer(seconds * 1_000 * MILLISECOND);
    }

    assertThat(retransmission.revert()).hasValue(5_000 * MILLISECOND);
    assertThat(retransmission.revert()).hasValue(4_000 * MILLISECOND);
    assertThat(retransmission.revert()).hasValue(2_000 * MILLISECOND);
    assertThat(retransmission.revert()).hasValue(1_000 * MILLISECOND);
    assertThat(retransmission.revert()).as("nothing was doubled any more").isEmpty();
  }

  /** tcp_syn_linear_timeouts: what did not double cannot be taken back (icsk_backoff is 0). */
  @Test
  void reverting_does_nothing_while_time_outs_are_linear() {
    SynRetransmission retransmission = new SynRetransmission(settings(4), 6, 0, 0);
    retransmission.onTimer(1_000 * MILLISECOND);

    assertThat(retransmission.revert()).isEmpty();
  }

  private static TcpSettings settings(int linear) {
    return TcpSettings.LINUX.toBuilder().synLinearTimeouts(linear).build();
  }

  /** When each SYN goes out and, last, when it is given up, in milliseconds. */
  private static List<Long> run(TcpSettings settings, int synRetries, long userTimeout) {
    SynRetransmission retransmission = new SynRetransmission(settings, synRetries, userTimeout, 0);
    List<Long> times = new ArrayList<>(List.of(0L));
    long now = retransmission.firstWait();
    for (OptionalLong wait = retransmission.onTimer(now);
        wait.isPresent();
        wait = retransmission.onTimer(now)) {
      times.add(now / MILLISECOND);
      now += wait.getAsLong();
    }
    times.add(now / MILLISECOND);
    return times;
  }

  private static long last(List<Long> times) {
    return times.get(times.size() - 1);
  }
}

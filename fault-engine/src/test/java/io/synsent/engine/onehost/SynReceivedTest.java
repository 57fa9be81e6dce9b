package io.synsent.engine.onehost;

import static io.synsent.engine.onehost.Bench.LATENCY;
import static io.synsent.engine.onehost.Bench.MILLISECOND;
import static io.synsent.engine.onehost.Bench.PORT;
import static io.synsent.engine.onehost.Bench.SECOND;
import static io.synsent.engine.onehost.Bench.plus;
import static io.synsent.engine.onehost.Bench.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.host.HostProfile;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.transport.TcpListener;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A listener's side of the handshake (RFC 9293, section 3.10.7.4, SYN-RECEIVED). */
class SynReceivedTest {

  private static final int ACK = TcpSegment.ACK;
  private static final int RST = TcpSegment.RST;
  private static final int SYN = TcpSegment.SYN;
  private static final long SEQUENCE = 1000;
  private static final int LISTENING = 80;

  /** Of a SYN-ACK to who offered no options: tcp_rmem's default, halved, in whole segments. */
  private static final long WINDOW = 64_240;

  private Bench bench = afterArp(new Bench());

  /** Knows the peer's MAC address, so that nothing waits for ARP. */
  private static Bench afterArp(Bench bench) {
    bench.send(segment(LISTENING + 1, SEQUENCE, 0, SYN));
    bench.run(10 * LATENCY);
    bench.seen.clear();
    return bench;
  }

  /** Sends a SYN and takes the SYN-ACK, which leaves as it arrives; time 0 of the timers. */
  private TcpSegment synAck() {
    bench.send(segment(LISTENING, SEQUENCE, 0, SYN));
    bench.run(10 * LATENCY);
    TcpSegment synAck = bench.segments().get(0);
    assertThat(synAck.flags()).isEqualTo(SYN | ACK);
    return synAck;
  }

  private void ack(TcpSegment synAck) {
    bench.send(segment(LISTENING, SEQUENCE + 1, plus(synAck.sequence(), 1), ACK));
    bench.run(2 * LATENCY);
  }

  /** When each of the SYN-ACKs left, in milliseconds after the first. */
  private List<Long> synAckTimes() {
    List<Long> times =
        bench.seen.stream()
            .filter(
                seen ->
                    seen.frame().payload() instanceof Ipv4Packet packet
                        && packet.payload() instanceof TcpSegment segment
                        && segment.flags() == (SYN | ACK))
            .map(Bench.Seen::atNanos)
            .toList();
    return times.stream().map(at -> (at - times.get(0)) / MILLISECOND).toList();
  }

  /** Whether the host still knows the connection: an ACK of nobody's is answered with RST. */
  private boolean isKnown(TcpSegment synAck) {
    bench.seen.clear();
    bench.send(segment(LISTENING, SEQUENCE + 1, plus(synAck.sequence(), 1), ACK));
    bench.run(5 * LATENCY);
    return bench.segments().stream().noneMatch(segment -> segment.has(RST));
  }

  /** tcp_synack_retries 5, with a time-out that doubles: RFC 6298, section 5.5. */
  @Test
  void unanswered_syn_ack_is_repeated_five_times_and_then_forgotten() {
    bench.host.tcp().listen(LISTENING);
    TcpSegment synAck = synAck();
    bench.run(62 * SECOND);
    assertThat(synAckTimes()).containsExactly(0L, 1000L, 3000L, 7000L, 15_000L, 31_000L);
    bench.run(2 * SECOND);

    assertThat(synAckTimes()).hasSize(6);
    assertThat(isKnown(synAck)).isFalse();
  }

  @Test
  void acknowledged_syn_ack_is_not_repeated() {
    TcpListener listener = bench.host.tcp().listen(LISTENING, 10);
    TcpSegment synAck = synAck();
    ack(synAck);
    assertThat(listener.queued()).as("waits to be accepted").isEqualTo(1);
    bench.run(100 * SECOND);

    assertThat(synAckTimes()).containsExactly(0L);
    assertThat(isKnown(synAck)).isTrue();
  }

  /** RFC 5961, section 4.2, of a SYN that the network doubled; at most each 500 ms. */
  @Test
  void syn_that_comes_again_when_established_gets_a_challenge_ack() {
    bench.host.tcp().listen(LISTENING, 10);
    TcpSegment synAck = synAck();
    bench.send(segment(LISTENING, SEQUENCE, 0, SYN));
    ack(synAck);
    bench.seen.clear();
    bench.send(segment(LISTENING, SEQUENCE, 0, SYN));
    bench.send(segment(LISTENING, SEQUENCE, 0, SYN));
    bench.run(10 * LATENCY);

    thatIsOneChallengeAck(synAck);
    bench.run(500 * MILLISECOND);
    bench.send(segment(LISTENING, SEQUENCE, 0, SYN));
    bench.run(10 * LATENCY);
    assertThat(bench.segments()).extracting(TcpSegment::flags).containsExactly(ACK, ACK);
    assertThat(isKnown(synAck)).isTrue();
  }

  /** "If the SEG.ACK is not acceptable: form a reset segment SEQ=SEG.ACK CTL=RST and send it". */
  @ParameterizedTest
  @ValueSource(ints = {0, 2, -1})
  void ack_of_something_else_is_reset_and_establishes_nothing(int acknowledged) {
    TcpListener listener = bench.host.tcp().listen(LISTENING, 10);
    TcpSegment synAck = synAck();
    bench.seen.clear();
    long wrong = plus(synAck.sequence(), acknowledged);
    bench.send(segment(LISTENING, SEQUENCE + 1, wrong, ACK));
    bench.run(5 * LATENCY);

    assertThat(bench.segments()).extracting(TcpSegment::flags).containsExactly(RST);
    assertThat(bench.segments().get(0).sequence()).isEqualTo(wrong);
    assertThat(listener.queued()).isZero();
    ack(synAck);
    assertThat(listener.queued()).isEqualTo(1);
  }

  /** "If this connection was initiated with a passive OPEN, then return to LISTEN". */
  @Test
  void rst_with_the_next_sequence_number_ends_it() {
    bench.host.tcp().listen(LISTENING);
    TcpSegment synAck = synAck();
    bench.send(segment(LISTENING, SEQUENCE + 1, 0, RST));
    bench.run(100 * SECOND);

    assertThat(synAckTimes()).containsExactly(0L);
    assertThat(isKnown(synAck)).isFalse();
  }

  /** tcp_check_req: a request ends by any RST in the window; RFC 5961 is for connections. */
  @ParameterizedTest
  @ValueSource(longs = {SEQUENCE + 2, SEQUENCE + 1 + WINDOW})
  void rst_in_the_window_ends_it(long sequence) {
    bench.host.tcp().listen(LISTENING);
    TcpSegment synAck = synAck();
    bench.send(segment(LISTENING, sequence, 0, RST));
    bench.run(100 * SECOND);

    assertThat(synAckTimes()).containsExactly(0L);
    assertThat(isKnown(synAck)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {SEQUENCE, SEQUENCE + 2 + WINDOW})
  void rst_beside_the_window_is_dropped(long sequence) {
    bench.host.tcp().listen(LISTENING);
    synAck();
    bench.send(segment(LISTENING, sequence, 0, RST));
    bench.run(SECOND);

    assertThat(synAckTimes()).containsExactly(0L, 1000L);
    assertThat(bench.segments()).hasSize(2);
  }

  /**
   * tcp_check_req: "a pure retransmitted SYN" gets the SYN-ACK again, and the timer starts anew.
   */
  @Test
  void repeated_syn_is_answered_and_starts_the_timer_anew() {
    bench.host.tcp().listen(LISTENING);
    bench.send(segment(LISTENING, SEQUENCE, 0, SYN));
    bench.run(599 * MILLISECOND);
    bench.send(segment(LISTENING, SEQUENCE, 0, SYN));
    bench.run(1100 * MILLISECOND);

    assertThat(synAckTimes()).containsExactly(0L, 600L, 1600L);
  }

  /** tcp_invalid_ratelimit: 500 ms between answers to what is out of order. */
  @Test
  void syn_repeated_again_within_half_a_second_is_not_answered() {
    bench.host.tcp().listen(LISTENING);
    bench.send(segment(LISTENING, SEQUENCE, 0, SYN));
    bench.run(99 * MILLISECOND);
    bench.send(segment(LISTENING, SEQUENCE, 0, SYN)); // at 100: answered
    bench.run(498 * MILLISECOND);
    bench.send(segment(LISTENING, SEQUENCE, 0, SYN)); // at 599: 499 after the last answer
    bench.send(segment(LISTENING, SEQUENCE, 0, SYN)); // at 600
    bench.run(100 * MILLISECOND);

    assertThat(synAckTimes()).containsExactly(0L, 100L, 600L);
  }

  /**
   * RFC 9293, section 3.5.1, "Half-Open Connections": the SYN of a later connection is acknowledged
   * as if it belonged to the earlier one, so that its client resets that.
   */
  @ParameterizedTest
  @ValueSource(longs = {SEQUENCE - 1, SEQUENCE + 1 + WINDOW, SEQUENCE + 9_000_000})
  void syn_outside_of_the_window_gets_an_ack_once_in_500_ms(long sequence) {
    bench.host.tcp().listen(LISTENING);
    TcpSegment synAck = synAck();
    bench.seen.clear();
    bench.send(segment(LISTENING, sequence, 0, SYN));
    bench.send(segment(LISTENING, sequence, 0, SYN));
    bench.run(10 * LATENCY);

    thatIsOneChallengeAck(synAck);
    bench.send(segment(LISTENING, SEQUENCE + 1, 0, RST));
    bench.send(segment(LISTENING, sequence, 0, SYN));
    bench.run(10 * LATENCY);
    assertThat(bench.segments()).extracting(TcpSegment::flags).containsExactly(ACK, SYN | ACK);
    assertThat(bench.segments().get(1).acknowledgment()).isEqualTo(plus(sequence, 1));
  }

  /** tcp_check_req, embryonic_reset: "Received a bad SYN pkt". */
  @ParameterizedTest
  @ValueSource(longs = {SEQUENCE + 1, SEQUENCE + WINDOW})
  void another_syn_in_the_window_is_reset_and_ends_it(long sequence) {
    bench.host.tcp().listen(LISTENING);
    TcpSegment synAck = synAck();
    bench.seen.clear();
    bench.send(segment(LISTENING, sequence, 0, SYN));
    bench.run(100 * SECOND);

    assertThat(bench.segments()).extracting(TcpSegment::flags).containsExactly(RST | ACK);
    assertThat(bench.segments().get(0).acknowledgment()).isEqualTo(plus(sequence, 1));
    assertThat(isKnown(synAck)).isFalse();
  }

  /** "If an incoming segment is not acceptable, an acknowledgment should be sent in reply". */
  @ParameterizedTest
  @ValueSource(longs = {SEQUENCE, SEQUENCE + 2 + WINDOW})
  void ack_beside_the_window_gets_an_ack_and_establishes_nothing(long sequence) {
    TcpListener listener = bench.host.tcp().listen(LISTENING, 10);
    TcpSegment synAck = synAck();
    bench.seen.clear();
    bench.send(segment(LISTENING, sequence, plus(synAck.sequence(), 1), ACK));
    bench.run(10 * LATENCY);

    assertThat(bench.segments()).extracting(TcpSegment::flags).containsExactly(ACK);
    assertThat(listener.queued()).isZero();
    ack(synAck);
    assertThat(listener.queued()).isEqualTo(1);
  }

  /** Established, RFC 5961, section 3.2 holds. */
  @ParameterizedTest
  @CsvSource({"1001, false, 0", "1002, true, 1", "1000, true, 0"})
  void established_ends_by_a_rst_with_the_next_sequence_number_only(
      long sequence, boolean lives, int acks) {
    bench.host.tcp().listen(LISTENING, 10);
    TcpSegment synAck = synAck();
    ack(synAck);
    bench.seen.clear();
    bench.send(segment(LISTENING, sequence, 0, RST));
    bench.run(10 * LATENCY);

    assertThat(bench.segments()).hasSize(acks).allMatch(segment -> segment.flags() == ACK);
    assertThat(isKnown(synAck)).isEqualTo(lives);
  }

  /** Full when more wait than the backlog says: with a backlog of 1 the third. */
  @Test
  void full_accept_queue_ignores_the_ack_and_repeats_the_syn_ack() {
    TcpListener listener = bench.host.tcp().listen(LISTENING, 1);
    TcpSegment synAck = synAck();
    listener.fill();
    ack(synAck);
    bench.run(SECOND);
    assertThat(synAckTimes()).containsExactly(0L, 1000L);
    assertThat(listener.queued()).as("what was there before").isEqualTo(2);

    listener.setAccepting(true);
    ack(synAck);
    bench.run(100 * SECOND);
    assertThat(synAckTimes()).as("it may come in").hasSize(2);
  }

  @Test
  void full_accept_queue_resets_with_tcp_abort_on_overflow() {
    bench =
        afterArp(
            new Bench(
                HostProfile.LINUX.toBuilder()
                    .tcp(HostProfile.LINUX.tcp().toBuilder().abortOnOverflow(true).build())
                    .build()));
    TcpListener listener = bench.host.tcp().listen(LISTENING, 1);
    TcpSegment synAck = synAck();
    listener.fill();
    ack(synAck);
    assertThat(bench.segments()).extracting(TcpSegment::flags).containsExactly(SYN | ACK, RST);

    bench.run(100 * SECOND);
    assertThat(synAckTimes()).containsExactly(0L);
  }

  /** inet_csk_listen_stop: what a closed listener did not finish is not repeated. */
  @Test
  void syn_ack_of_a_closed_listener_is_not_repeated() {
    bench.host.tcp().listen(LISTENING);
    TcpSegment synAck = synAck();
    bench.host.tcp().unlisten(LISTENING);
    bench.run(100 * SECOND);

    assertThat(synAckTimes()).containsExactly(0L);
    assertThat(isKnown(synAck)).isFalse();
    assertThat(bench.host.tcp().listeningPorts()).doesNotContain(LISTENING);
  }

  /** tcp_v4_rcv: the request is dropped and the segment looked up again. */
  @Test
  void ack_after_the_listener_closed_is_reset() {
    bench.host.tcp().listen(LISTENING);
    TcpSegment synAck = synAck();
    bench.host.tcp().unlisten(LISTENING);
    bench.seen.clear();
    ack(synAck);

    assertThat(bench.segments()).extracting(TcpSegment::flags).containsExactly(RST);
  }

  @Test
  void established_connection_outlives_its_listener() {
    bench.host.tcp().listen(LISTENING);
    TcpSegment synAck = synAck();
    ack(synAck);
    bench.host.tcp().unlisten(LISTENING);

    assertThat(isKnown(synAck)).isTrue();
  }

  @Test
  void ports_that_are_listened_on_are_known_in_order() {
    bench.host.tcp().listen(LISTENING);
    bench.host.tcp().listen(22, 5);

    assertThat(bench.host.tcp().listeningPorts()).containsExactly(22, LISTENING);
    assertThat(bench.host.tcp().listener(22).port()).isEqualTo(22);
    assertThat(bench.host.tcp().listener(PORT)).isNull();
    bench.host.tcp().unlisten(PORT);
    assertThat(bench.host.tcp().listeningPorts()).hasSize(2);
  }

  private void thatIsOneChallengeAck(TcpSegment synAck) {
    assertThat(bench.segments()).extracting(TcpSegment::flags).containsExactly(ACK);
    TcpSegment challenge = bench.segments().get(0);
    assertThat(challenge.sequence()).isEqualTo(plus(synAck.sequence(), 1));
    assertThat(challenge.acknowledgment()).isEqualTo(SEQUENCE + 1);
  }
}

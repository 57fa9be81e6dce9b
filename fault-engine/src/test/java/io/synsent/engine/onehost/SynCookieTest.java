package io.synsent.engine.onehost;

import static io.synsent.engine.onehost.Bench.LATENCY;
import static io.synsent.engine.onehost.Bench.PORT;
import static io.synsent.engine.onehost.Bench.SECOND;
import static io.synsent.engine.onehost.Bench.plus;
import static io.synsent.engine.onehost.Bench.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.host.HostProfile;
import io.synsent.engine.packet.RawPayload;
import io.synsent.engine.packet.TcpOption;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.transport.TcpListener;
import io.synsent.engine.transport.TcpSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A listener whose backlog of 1 is exceeded by those that wait for their third ACK: RFC 4987. */
class SynCookieTest {

  private static final int ACK = TcpSegment.ACK;
  private static final int RST = TcpSegment.RST;
  private static final int SYN = TcpSegment.SYN;
  private static final int LISTENING = 80;
  private static final long SEQUENCE = 1000;

  private Bench bench = listening(HostProfile.LINUX.tcp());
  private TcpListener listener = listener();

  private static Bench listening(TcpSettings settings) {
    Bench bench = new Bench(HostProfile.LINUX.toBuilder().tcp(settings).build());
    // Knows the peer's MAC address, so that nothing waits for ARP.
    bench.send(segment(LISTENING + 1, SEQUENCE, 0, SYN));
    bench.run(10 * LATENCY);
    return bench;
  }

  private TcpListener listener() {
    return bench.host.tcp().listen(LISTENING, 1);
  }

  private void restart(TcpSettings settings) {
    bench = listening(settings);
    listener = listener();
  }

  /** The n-th client sends. */
  private void send(int client, long sequence, long acknowledgment, int flags) {
    send(client, sequence, acknowledgment, flags, List.of());
  }

  private void send(
      int client, long sequence, long acknowledgment, int flags, List<TcpOption> options) {
    bench.send(
        new TcpSegment(
            PORT + client,
            LISTENING,
            sequence,
            acknowledgment,
            flags,
            64_240,
            options,
            RawPayload.EMPTY));
    bench.run(2 * LATENCY);
  }

  /** Two clients whose third ACK does not come; what is sent to them is not looked at. */
  private void twoRequests() {
    send(1, SEQUENCE, 0, SYN);
    send(2, SEQUENCE, 0, SYN);
    bench.seen.clear();
  }

  /** What the third client got. */
  private List<TcpSegment> answers() {
    return bench.segments().stream()
        .filter(segment -> segment.destinationPort() == PORT + 3)
        .toList();
  }

  private TcpSegment cookie() {
    twoRequests();
    send(3, SEQUENCE, 0, SYN);
    assertThat(answers()).extracting(TcpSegment::flags).containsExactly(SYN | ACK);
    return answers().get(0);
  }

  private void acknowledge(TcpSegment cookie) {
    bench.seen.clear();
    send(3, SEQUENCE + 1, plus(cookie.sequence(), 1), ACK);
  }

  @Test
  void a_cookie_is_never_repeated_and_a_request_is() {
    cookie();
    bench.run(10 * SECOND);

    assertThat(answers()).hasSize(1);
    assertThat(bench.segments()).filteredOn(s -> s.destinationPort() == PORT + 1).hasSize(3);
  }

  @Test
  void the_ack_of_a_cookie_establishes() {
    acknowledge(cookie());

    assertThat(listener.queued()).isEqualTo(1);
    assertThat(answers()).isEmpty();
    // And then it is a connection as any other: RFC 5961, section 4.2.
    send(3, SEQUENCE, 0, SYN);
    assertThat(answers()).extracting(TcpSegment::flags).containsExactly(ACK);
  }

  /** tcp_get_cookie_sock has no tcp_abort_on_overflow. */
  @Test
  void the_ack_of_a_cookie_is_lost_in_silence_when_the_accept_queue_is_full() {
    restart(HostProfile.LINUX.tcp().toBuilder().abortOnOverflow(true).build());
    TcpSegment cookie = cookie();
    listener.fill();
    acknowledge(cookie);
    assertThat(answers()).isEmpty();

    listener.setAccepting(true);
    acknowledge(cookie);
    assertThat(answers()).isEmpty();
    send(3, SEQUENCE, 0, SYN);
    assertThat(answers()).extracting(TcpSegment::flags).containsExactly(ACK);
  }

  @Test
  void an_ack_that_brings_no_cookie_back_is_reset() {
    TcpSegment cookie = cookie();
    bench.seen.clear();
    send(3, SEQUENCE + 1, plus(cookie.sequence(), 2), ACK);
    send(3, SEQUENCE + 2, plus(cookie.sequence(), 1), ACK);
    send(3, SEQUENCE, plus(cookie.sequence(), 1), SYN | ACK);

    assertThat(answers()).extracting(TcpSegment::flags).containsExactly(RST, RST, RST);
    acknowledge(cookie);
    assertThat(listener.queued()).isEqualTo(1);
  }

  /** There is nothing that it could end. */
  @Test
  void a_rst_is_ignored() {
    TcpSegment cookie = cookie();
    send(3, SEQUENCE + 1, 0, RST);
    acknowledge(cookie);

    assertThat(listener.queued()).isEqualTo(1);
  }

  @Test
  void the_syn_again_gets_the_cookie_again() {
    TcpSegment cookie = cookie();
    send(3, SEQUENCE, 0, SYN);

    assertThat(answers()).hasSize(2);
    assertThat(answers().get(1).sequence()).isEqualTo(cookie.sequence());
  }

  @Test
  void the_syn_again_is_a_request_when_there_is_room() {
    cookie();
    send(1, SEQUENCE + 1, 0, RST);
    bench.seen.clear();
    send(3, SEQUENCE, 0, SYN);
    bench.run(2 * SECOND);

    assertThat(answers()).extracting(TcpSegment::flags).containsExactly(SYN | ACK, SYN | ACK);
  }

  /** cookie_v4_check: TCP_SYNCOOKIE_VALID. */
  @Test
  void a_cookie_counts_for_two_minutes() {
    TcpSegment cookie = cookie();
    bench.run(121 * SECOND);
    acknowledge(cookie);

    assertThat(answers()).extracting(TcpSegment::flags).containsExactly(RST);
  }

  @Test
  void the_ack_of_a_cookie_meets_nobody_when_the_listener_has_closed() {
    TcpSegment cookie = cookie();
    bench.host.tcp().unlisten(LISTENING);
    acknowledge(cookie);

    assertThat(answers()).extracting(TcpSegment::flags).containsExactly(RST);
  }

  /** tcp_conn_request: "want_cookie && !tmp_opt.saw_tstamp: tcp_clear_options". */
  @Test
  void options_are_lost_without_timestamps() {
    List<TcpOption> plain =
        List.of(
            new TcpOption.MaximumSegmentSize(1460),
            new TcpOption.SackPermitted(),
            new TcpOption.NoOperation(),
            new TcpOption.NoOperation(),
            new TcpOption.NoOperation(),
            new TcpOption.WindowScale(7));
    twoRequests();
    send(3, SEQUENCE, 0, SYN, plain);
    assertThat(answers().get(0).options()).containsExactly(new TcpOption.MaximumSegmentSize(1460));

    bench.seen.clear();
    send(3, SEQUENCE + 5, 0, SYN, List.of(new TcpOption.Timestamps(1, 0), plain.get(1)));
    assertThat(answers().get(0).options())
        .contains(new TcpOption.SackPermitted())
        .anyMatch(TcpOption.Timestamps.class::isInstance);
  }

  @Test
  void with_tcp_syncookies_0_there_is_no_answer() {
    restart(HostProfile.LINUX.tcp().toBuilder().synCookies(0).build());
    twoRequests();
    send(3, SEQUENCE, 0, SYN);

    assertThat(answers()).isEmpty();
  }

  @Test
  void with_tcp_syncookies_2_every_syn_gets_a_cookie() {
    restart(HostProfile.LINUX.tcp().toBuilder().synCookies(2).build());
    send(3, SEQUENCE, 0, SYN);
    bench.run(10 * SECOND);

    assertThat(answers()).hasSize(1);
  }

  @Test
  void other_systems_send_none() {
    restart(HostProfile.WINDOWS.tcp());
    twoRequests();
    send(3, SEQUENCE, 0, SYN);
    bench.run(1100 * Bench.MILLISECOND);

    assertThat(answers()).hasSize(2);
  }
}

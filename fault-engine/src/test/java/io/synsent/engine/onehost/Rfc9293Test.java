package io.synsent.engine.onehost;

import static io.synsent.engine.onehost.Bench.HOST;
import static io.synsent.engine.onehost.Bench.LATENCY;
import static io.synsent.engine.onehost.Bench.PEER;
import static io.synsent.engine.onehost.Bench.PORT;
import static io.synsent.engine.onehost.Bench.SECOND;
import static io.synsent.engine.onehost.Bench.plus;
import static io.synsent.engine.onehost.Bench.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.host.HostProfile;
import io.synsent.engine.onehost.Bench.Call;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.packet.RawPayload;
import io.synsent.engine.packet.TcpOption;
import io.synsent.engine.packet.TcpSegment;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9293, Transmission Control Protocol: the states a connect can be in. */
class Rfc9293Test {

  private static final int SYN = TcpSegment.SYN;
  private static final int ACK = TcpSegment.ACK;
  private static final int RST = TcpSegment.RST;
  private static final int FIN = TcpSegment.FIN;

  private final Bench bench = new Bench();

  /** Section 3.10.7.1: what arrives for a port that nobody has. */
  @Nested
  class Closed {

    /** "If the ACK bit is off, sequence number zero is used, SEQ=0 ACK=SEG.SEQ+SEG.LEN RST,ACK". */
    @ParameterizedTest
    @CsvSource({"2, 0, 1", "2, 5, 6", "3, 0, 2", "0, 7, 7", "1, 0, 1"})
    void without_ack_the_rst_acknowledges_everything(int flags, int octets, int length) {
      long sequence = 0xFFFF_FFFEL;
      bench.send(
          new TcpSegment(
              PORT, 4711, sequence, 0, flags, 65160, List.of(), new RawPayload(new byte[octets])));
      bench.run(5 * LATENCY);

      TcpSegment reset = bench.segments().get(0);
      assertThat(reset.flags()).isEqualTo(RST | ACK);
      assertThat(reset.sequence()).isZero();
      assertThat(reset.acknowledgment()).isEqualTo(plus(sequence, length));
      assertThat(reset.sourcePort()).isEqualTo(4711);
      assertThat(reset.destinationPort()).isEqualTo(PORT);
    }

    /** "If the ACK bit is on, SEQ=SEG.ACK CTL=RST". */
    @ParameterizedTest
    @ValueSource(ints = {ACK, SYN | ACK, FIN | ACK})
    void with_ack_the_rst_has_the_sequence_number_that_was_acknowledged(int flags) {
      bench.send(segment(4711, 100, 4_000_000_000L, flags));
      bench.run(5 * LATENCY);

      TcpSegment reset = bench.segments().get(0);
      assertThat(reset.flags()).isEqualTo(RST);
      assertThat(reset.sequence()).isEqualTo(4_000_000_000L);
      assertThat(reset.acknowledgment()).isZero();
    }

    /** "An incoming segment containing a RST is discarded": two hosts never reset each other on. */
    @ParameterizedTest
    @ValueSource(ints = {RST, RST | ACK, RST | SYN})
    void a_rst_is_not_answered(int flags) {
      bench.send(segment(4711, 100, 100, flags));
      bench.run(5 * LATENCY);

      assertThat(bench.segments()).isEmpty();
    }
  }

  /** Section 3.10.7.2. */
  @Nested
  class Listen {

    Listen() {
      bench.host.tcp().listen(80);
    }

    /** "An incoming RST segment could not be valid ... and should be ignored". */
    @ParameterizedTest
    @ValueSource(ints = {RST, RST | SYN, RST | ACK, RST | SYN | ACK})
    void a_rst_is_ignored(int flags) {
      bench.send(segment(80, 100, 100, flags));
      bench.run(5 * LATENCY);

      assertThat(bench.segments()).isEmpty();
    }

    /** "Any acknowledgment is bad if it arrives on a connection still in the LISTEN state": RST. */
    @ParameterizedTest
    @ValueSource(ints = {ACK, SYN | ACK, FIN | ACK})
    void an_acknowledgment_is_answered_with_rst(int flags) {
      bench.send(segment(80, 100, 77, flags));
      bench.run(5 * LATENCY);

      TcpSegment reset = bench.segments().get(0);
      assertThat(reset.flags()).isEqualTo(RST);
      assertThat(reset.sequence()).isEqualTo(77);
    }

    /** "RCV.NXT is set to SEG.SEQ+1 ... SEQ=ISS ACK=RCV.NXT CTL=SYN,ACK". */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 0xFFFF_FFFFL})
    void a_syn_is_answered_with_syn_ack(long sequence) {
      bench.send(segment(80, sequence, 0, SYN));
      bench.run(5 * LATENCY);

      TcpSegment synAck = bench.segments().get(0);
      assertThat(synAck.flags()).isEqualTo(SYN | ACK);
      assertThat(synAck.acknowledgment()).isEqualTo(plus(sequence, 1));
    }

    /** "Any other data or control" without SYN: "drop the segment, and return". */
    @ParameterizedTest
    @ValueSource(ints = {0, FIN, TcpSegment.PSH})
    void anything_else_is_dropped(int flags) {
      bench.send(segment(80, 100, 0, flags));
      bench.run(5 * LATENCY);

      assertThat(bench.segments()).isEmpty();
    }

    /** Section 3.2: an option that was not offered in the SYN must not come with the SYN-ACK. */
    @Test
    void a_syn_without_options_gets_a_syn_ack_with_the_mss_alone() {
      bench.send(segment(80, 100, 0, SYN));
      bench.run(5 * LATENCY);

      assertThat(bench.segments().get(0).options())
          .containsExactly(new TcpOption.MaximumSegmentSize(1460));
    }
  }

  /** Section 3.10.7.3. */
  @Nested
  class SynSent {

    private final Call[] call = new Call[1];
    private final TcpSegment syn = bench.connectAndTakeSyn(call);

    /** "If SND.UNA &gt; ISS ... ESTABLISHED ... SEQ=SND.NXT ACK=RCV.NXT CTL=ACK". */
    @Test
    void a_syn_ack_establishes_and_is_acknowledged() {
      bench.send(segment(call[0].port(), 500, plus(syn.sequence(), 1), SYN | ACK));
      bench.run(5 * LATENCY);

      assertThat(call[0].outcome).isEqualTo("ESTABLISHED");
      TcpSegment ack = bench.segments().get(0);
      assertThat(ack.flags()).isEqualTo(ACK);
      assertThat(ack.sequence()).isEqualTo(plus(syn.sequence(), 1));
      assertThat(ack.acknowledgment()).isEqualTo(501);
      assertThat(bench.segments()).hasSize(1);
    }

    /** "If SEG.ACK =&lt; ISS or SEG.ACK &gt; SND.NXT, send a reset ... SEQ=SEG.ACK CTL=RST". */
    @ParameterizedTest
    @ValueSource(ints = {0, 2, -1, 1_000_000})
    void a_syn_ack_of_something_else_is_reset_and_the_connect_goes_on(int wrongBy) {
      long wrong = plus(syn.sequence(), wrongBy);
      bench.send(segment(call[0].port(), 500, wrong, SYN | ACK));
      bench.run(2 * LATENCY);

      TcpSegment reset = bench.segments().get(0);
      assertThat(reset.flags()).isEqualTo(RST);
      assertThat(reset.sequence()).isEqualTo(wrong);
      assertThat(call[0].outcome).isEqualTo("pending");
      bench.send(segment(call[0].port(), 500, plus(syn.sequence(), 1), SYN | ACK));
      assertThat(call[0].outcome).isEqualTo("ESTABLISHED");
    }

    /**
     * RFC 7323, section 3.2; tcp_rcv_synsent_state_process: "!between(rcv_tsecr, retrans_stamp,
     * tcp_time_stamp)" is reset, and does not make the SYN hurry as a wrong ACK number does.
     */
    @ParameterizedTest
    @ValueSource(ints = {-1, 1_000_000})
    void a_syn_ack_that_echoes_a_timestamp_never_sent_is_reset(int wrongBy) {
      long echo = plus(timestampOf(syn), wrongBy);
      TcpSegment forged = synAckThatEchoes(echo);
      bench.send(forged);
      bench.run(500 * Bench.MILLISECOND);

      assertThat(call[0].outcome).isEqualTo("pending");
      assertThat(bench.segments()).extracting(TcpSegment::flags).containsExactly(RST);
      bench.run(500 * Bench.MILLISECOND);
      assertThat(bench.segments()).extracting(TcpSegment::flags).containsExactly(RST, SYN);
    }

    /** An echo of 0 is none, and one of our own is right. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_syn_ack_that_echoes_the_syn_or_nothing_establishes(boolean echoes) {
      bench.send(synAckThatEchoes(echoes ? timestampOf(syn) : 0));

      assertThat(call[0].outcome).isEqualTo("ESTABLISHED");
    }

    /** tcp_parse_options looks at a timestamp in SYN_SENT only if tcp_timestamps is on. */
    @Test
    void without_timestamps_of_our_own_the_echo_is_not_looked_at() {
      Bench without =
          new Bench(
              HostProfile.LINUX.toBuilder()
                  .tcp(HostProfile.LINUX.tcp().toBuilder().timestamps(false).build())
                  .build());
      Call[] unstamped = new Call[1];
      TcpSegment plain = without.connectAndTakeSyn(unstamped);
      without.send(synAckThatEchoes(plain, unstamped[0], 4711));
      without.run(2 * LATENCY);

      assertThat(unstamped[0].outcome).isEqualTo("ESTABLISHED");
      assertThat(without.segments()).extracting(TcpSegment::flags).containsExactly(ACK);
      assertThat(without.segments().get(0).options()).isEmpty();
    }

    private static long timestampOf(TcpSegment segment) {
      return segment.options().stream()
          .filter(TcpOption.Timestamps.class::isInstance)
          .mapToLong(option -> ((TcpOption.Timestamps) option).value())
          .findFirst()
          .orElseThrow();
    }

    private TcpSegment synAckThatEchoes(long echo) {
      return synAckThatEchoes(syn, call[0], echo);
    }

    private static TcpSegment synAckThatEchoes(TcpSegment syn, Call call, long echo) {
      return new TcpSegment(
          PORT,
          call.port(),
          500,
          plus(syn.sequence(), 1),
          SYN | ACK,
          65160,
          List.of(
              new TcpOption.NoOperation(),
              new TcpOption.NoOperation(),
              new TcpOption.Timestamps(77, echo)),
          RawPayload.EMPTY);
    }

    /** "(unless the RST bit is set, if so drop the segment and return)". */
    @ParameterizedTest
    @ValueSource(ints = {0, 2, -1})
    void a_rst_that_acknowledges_something_else_is_dropped(int wrongBy) {
      bench.send(segment(call[0].port(), 0, plus(syn.sequence(), wrongBy), RST | ACK));
      bench.run(2 * LATENCY);

      assertThat(call[0].outcome).isEqualTo("pending");
      assertThat(bench.segments()).noneMatch(segment -> segment.has(RST));
    }

    /** "If the ACK was acceptable, then signal to the user 'error: connection reset'". */
    @ParameterizedTest
    @ValueSource(ints = {RST | ACK, RST | ACK | SYN})
    void a_rst_that_acknowledges_the_syn_refuses_the_connect(int flags) {
      bench.send(segment(call[0].port(), 0, plus(syn.sequence(), 1), flags));

      assertThat(call[0].outcome).isEqualTo("ECONNREFUSED");
      bench.run(200 * SECOND);
      assertThat(bench.segments()).as("enter CLOSED state, delete TCB").isEmpty();
    }

    /** "Otherwise (no ACK), drop the segment and return". */
    @Test
    void a_rst_without_ack_is_dropped() {
      bench.send(segment(call[0].port(), plus(syn.sequence(), 1), 0, RST));
      bench.run(2 * LATENCY);

      assertThat(call[0].outcome).isEqualTo("pending");
      assertThat(bench.segments()).isEmpty();
    }

    /** "If neither of the SYN or RST bits is set, then drop the segment and return". */
    @ParameterizedTest
    @ValueSource(ints = {ACK, FIN | ACK, 0, FIN})
    void an_ack_without_syn_is_dropped(int flags) {
      bench.send(segment(call[0].port(), 500, plus(syn.sequence(), 1), flags));
      bench.run(2 * LATENCY);

      assertThat(call[0].outcome).isEqualTo("pending");
      assertThat(bench.segments()).isEmpty();
    }

    /** Section 3.5, figure 7; "enter SYN-RECEIVED ... SEQ=ISS ACK=RCV.NXT CTL=SYN,ACK". */
    @Test
    void a_syn_is_a_simultaneous_open() {
      bench.send(segment(call[0].port(), 500, 0, SYN));
      bench.run(2 * LATENCY);

      TcpSegment synAck = bench.segments().get(0);
      assertThat(synAck.flags()).isEqualTo(SYN | ACK);
      assertThat(synAck.sequence()).isEqualTo(syn.sequence());
      assertThat(synAck.acknowledgment()).isEqualTo(501);
      assertThat(call[0].outcome).isEqualTo("pending");

      bench.send(segment(call[0].port(), 500, plus(syn.sequence(), 1), SYN | ACK));
      assertThat(call[0].outcome).isEqualTo("ESTABLISHED");
    }

    /** A segment for another connection says nothing about this one. */
    @Test
    void a_rst_from_another_port_is_somebody_elses() {
      bench.send(
          new TcpSegment(
              PORT + 1,
              call[0].port(),
              0,
              plus(syn.sequence(), 1),
              RST | ACK,
              0,
              List.of(),
              RawPayload.EMPTY));

      assertThat(call[0].outcome).isEqualTo("pending");
    }

    /** Section 3.10.4, CLOSE call in SYN-SENT: "Delete the TCB": nothing is sent. */
    @Test
    void closing_sends_nothing() {
      call[0].socket.close("the application closed it");
      bench.run(200 * SECOND);

      assertThat(bench.segments()).isEmpty();
      assertThat(call[0].outcome).isEqualTo("pending");
    }

    /** And what then comes meets no connection (section 3.10.7.1). */
    @Test
    void a_syn_ack_after_close_is_reset() {
      call[0].socket.close("the application closed it");
      bench.send(segment(call[0].port(), 500, plus(syn.sequence(), 1), SYN | ACK));
      bench.run(2 * LATENCY);

      assertThat(bench.segments().get(0).flags()).isEqualTo(RST);
      assertThat(bench.segments().get(0).sequence()).isEqualTo(plus(syn.sequence(), 1));
    }
  }

  /** Section 3.10.7.4, in SYN-RECEIVED after a simultaneous open. */
  @Nested
  class SynReceived {

    private final Call[] call = new Call[1];
    private final TcpSegment syn = bench.connectAndTakeSyn(call);

    SynReceived() {
      bench.send(segment(call[0].port(), 500, 0, SYN));
      bench.run(2 * LATENCY);
      bench.seen.clear();
    }

    /** "If SND.UNA &lt; SEG.ACK =&lt; SND.NXT, then enter ESTABLISHED state". */
    @Test
    void the_ack_of_our_syn_establishes() {
      bench.send(segment(call[0].port(), 501, plus(syn.sequence(), 1), ACK));

      assertThat(call[0].outcome).isEqualTo("ESTABLISHED");
    }

    /**
     * "If this connection was initiated with an active OPEN ... signal the user 'connection
     * refused'". Linux says ECONNRESET in every state but SYN_SENT (net/ipv4/tcp_input.c,
     * tcp_reset).
     */
    @Test
    void a_rst_in_the_window_ends_the_connect() {
      bench.send(segment(call[0].port(), 501, 0, RST));

      assertThat(call[0].outcome).isEqualTo("ECONNRESET");
    }

    /**
     * RFC 5961, section 3.2: "If the RST bit is set and the sequence number is outside": dropped.
     */
    @Test
    void a_rst_outside_of_the_window_is_dropped() {
      bench.send(segment(call[0].port(), 500_000_000, 0, RST));

      assertThat(call[0].outcome).isEqualTo("pending");
    }

    /** RFC 5961, section 3.2: in the window, but not the next number: a challenge ACK. */
    @ParameterizedTest
    @ValueSource(ints = {502, 501 + 64_240})
    void another_rst_in_the_window_gets_a_challenge_ack(int sequence) {
      bench.send(segment(call[0].port(), sequence, 0, RST));
      bench.run(2 * LATENCY);

      thatIsAChallengeAck();
      assertThat(call[0].outcome).isEqualTo("pending");
    }

    /** On both sides of the window; what only looks like a RST is not answered. */
    @ParameterizedTest
    @ValueSource(ints = {500, 501 + 64_241})
    void a_rst_beside_the_window_gets_no_challenge_ack(int sequence) {
      bench.send(segment(call[0].port(), sequence, 0, RST));
      bench.run(2 * LATENCY);

      assertThat(bench.segments()).isEmpty();
    }

    /** tcp_validate_incoming: "unacceptable segment ... send an acknowledgment". */
    @ParameterizedTest
    @ValueSource(ints = {500, 501 + 64_241})
    void an_ack_beside_the_window_gets_a_challenge_ack_and_does_not_establish(int sequence) {
      bench.send(segment(call[0].port(), sequence, plus(syn.sequence(), 1), ACK));
      bench.run(2 * LATENCY);

      thatIsAChallengeAck();
      assertThat(call[0].outcome).isEqualTo("pending");
    }

    @Test
    void an_ack_at_the_end_of_the_window_establishes() {
      bench.send(segment(call[0].port(), 501 + 64_240, plus(syn.sequence(), 1), ACK));

      assertThat(call[0].outcome).isEqualTo("ESTABLISHED");
    }

    /** RFC 5961, section 4.2; one per tcp_invalid_ratelimit, 500 ms. */
    @ParameterizedTest
    @CsvSource({"499, 1", "500, 2"})
    void the_syn_again_gets_a_challenge_ack_once_in_500_ms(long milliseconds, int acks) {
      twoSynGetChallengeAcks(call[0].port(), milliseconds, acks);
    }

    /** The SYN is looked at before the acknowledgment. */
    @Test
    void a_syn_ack_of_something_else_gets_a_challenge_ack() {
      bench.send(segment(call[0].port(), 500, plus(syn.sequence(), 2), SYN | ACK));
      bench.run(2 * LATENCY);

      thatIsAChallengeAck();
      assertThat(call[0].outcome).isEqualTo("pending");
    }

    private void thatIsAChallengeAck() {
      assertThat(bench.segments()).extracting(TcpSegment::flags).containsExactly(ACK);
      assertThat(bench.segments().get(0).sequence()).isEqualTo(plus(syn.sequence(), 1));
      assertThat(bench.segments().get(0).acknowledgment()).isEqualTo(501);
    }

    /** "If the segment acknowledgment is not acceptable, form a reset ... SEQ=SEG.ACK CTL=RST". */
    @Test
    void an_ack_of_something_else_is_reset_and_does_not_establish() {
      bench.send(segment(call[0].port(), 501, plus(syn.sequence(), 2), ACK));
      bench.run(2 * LATENCY);

      assertThat(call[0].outcome).isEqualTo("pending");
      assertThat(bench.segments()).hasSize(1);
      assertThat(bench.segments().get(0).flags()).isEqualTo(RST);
      assertThat(bench.segments().get(0).sequence()).isEqualTo(plus(syn.sequence(), 2));
    }

    /** Established, the retransmission timer is off: the SYN-ACK is not sent again. */
    @Test
    void established_by_an_ack_nothing_more_is_sent() {
      bench.send(segment(call[0].port(), 501, plus(syn.sequence(), 1), ACK));
      bench.run(200 * SECOND);

      assertThat(call[0].outcome).isEqualTo("ESTABLISHED");
      assertThat(bench.segments()).isEmpty();
    }

    /** A SYN-ACK that crossed ours is acknowledged, or the other side would repeat it. */
    @Test
    void a_syn_ack_is_acknowledged() {
      bench.send(segment(call[0].port(), 500, plus(syn.sequence(), 1), SYN | ACK));
      bench.run(200 * SECOND);

      assertThat(bench.segments()).extracting(TcpSegment::flags).containsExactly(ACK);
      assertThat(bench.segments().get(0).acknowledgment()).isEqualTo(501);
    }

    /** Section 3.8.1: what was sent and not acknowledged is sent again, here the SYN-ACK. */
    @Test
    void the_syn_ack_is_sent_again() {
      bench.run(1_100 * Bench.MILLISECOND);

      assertThat(bench.segments()).extracting(TcpSegment::flags).containsExactly(SYN | ACK);
    }
  }

  /** Section 3.10.7.4, in ESTABLISHED. */
  @Nested
  class Established {

    private final Call[] call = new Call[1];
    private final TcpSegment syn = bench.connectAndTakeSyn(call);

    Established() {
      bench.send(segment(call[0].port(), 500, plus(syn.sequence(), 1), SYN | ACK));
      bench.run(2 * LATENCY);
      bench.seen.clear();
    }

    /** RFC 5961, section 3.2: a RST with exactly the next sequence number deletes the TCB. */
    @Test
    void after_a_rst_with_the_next_sequence_number_there_is_no_connection() {
      bench.send(segment(call[0].port(), 501, 0, RST));
      bench.send(segment(call[0].port(), 501, plus(syn.sequence(), 1), ACK));
      bench.run(2 * LATENCY);

      assertThat(bench.segments()).extracting(TcpSegment::flags).containsExactly(RST);
    }

    /** RFC 5961, section 3.2: any other RST may be forged, and in the window is asked about. */
    @ParameterizedTest
    @CsvSource({"502, 1", "500, 0", "500000000, 0"})
    void a_rst_with_another_sequence_number_leaves_the_connection(int sequence, int acks) {
      bench.send(segment(call[0].port(), sequence, 0, RST));
      bench.send(segment(call[0].port(), 501, plus(syn.sequence(), 1), ACK));
      bench.run(2 * LATENCY);

      assertThat(bench.segments()).hasSize(acks).allMatch(segment -> segment.flags() == ACK);
    }

    /** RFC 5961, section 4.2: a challenge ACK; one per tcp_invalid_ratelimit, 500 ms. */
    @ParameterizedTest
    @CsvSource({"499, 1", "500, 2"})
    void a_syn_gets_a_challenge_ack_once_in_500_ms(long milliseconds, int acks) {
      twoSynGetChallengeAcks(call[0].port(), milliseconds, acks);
    }
  }

  private void twoSynGetChallengeAcks(int port, long millisecondsApart, int acks) {
    bench.send(segment(port, 500, 0, SYN));
    bench.run(millisecondsApart * Bench.MILLISECOND - LATENCY);
    bench.send(segment(port, 500, 0, SYN));
    bench.run(2 * LATENCY);

    assertThat(bench.segments()).extracting(TcpSegment::flags).hasSize(acks).containsOnly(ACK);
  }

  /** What a SYN looks like. */
  @Nested
  class TheSyn {

    /** Section 3.4.1: "ISN = M + F(localip, localport, remoteip, remoteport, secretkey)". */
    @Test
    void initial_sequence_numbers_differ_from_connection_to_connection() {
      bench.connect();
      bench.connect();
      bench.run(10 * LATENCY);

      assertThat(bench.segments()).hasSize(2);
      assertThat(bench.segments()).extracting(TcpSegment::sequence).doesNotHaveDuplicates();
      assertThat(bench.segments()).extracting(TcpSegment::sourcePort).doesNotHaveDuplicates();
    }

    /** Section 3.7.1: "TCP implementations SHOULD send an MSS Option in every SYN" (SHLD-5). */
    @Test
    void it_names_the_mss_of_the_device() {
      bench.connect();
      bench.run(10 * LATENCY);

      assertThat(bench.segments().get(0).options())
          .contains(new TcpOption.MaximumSegmentSize(bench.device().mtu() - 40));
    }

    /**
     * Measured (kernel-captures): IP identification and timestamp move on, one by one and by ms.
     */
    @Test
    void a_retransmission_has_the_next_identification_and_a_later_timestamp() {
      bench.connect();
      bench.run(4 * SECOND);

      List<Integer> ids = bench.packets().stream().map(Ipv4Packet::id).toList();
      assertThat(ids).hasSize(3);
      assertThat(ids.get(1)).isEqualTo(ids.get(0) + 1 & 0xFFFF);
      assertThat(ids.get(2)).isEqualTo(ids.get(0) + 2 & 0xFFFF);
      List<Long> stamps =
          bench.segments().stream()
              .flatMap(syn -> syn.options().stream())
              .filter(TcpOption.Timestamps.class::isInstance)
              .map(option -> ((TcpOption.Timestamps) option).value())
              .toList();
      assertThat(Bench.plus(stamps.get(0), 1000)).isEqualTo(stamps.get(1));
      assertThat(Bench.plus(stamps.get(0), 3000)).isEqualTo(stamps.get(2));
    }

    /** Section 3.8.1: a retransmission is the same segment, with the same sequence number. */
    @Test
    void a_retransmission_keeps_port_and_sequence_number() {
      bench.connect();
      bench.run(70 * SECOND);

      assertThat(bench.segments()).hasSize(7);
      assertThat(bench.segments()).extracting(TcpSegment::sequence).containsOnly(first());
      assertThat(bench.segments())
          .extracting(TcpSegment::sourcePort)
          .hasSize(7)
          .containsOnly(bench.segments().get(0).sourcePort());
    }

    private Long first() {
      return bench.segments().get(0).sequence();
    }

    /**
     * Section 3.9.2: "An incoming SYN with an invalid source address MUST be ignored" (MUST-63).
     */
    @ParameterizedTest
    @ValueSource(strings = {"224.0.0.1", "255.255.255.255", "192.168.31.255"})
    void a_syn_from_an_address_of_many_is_not_answered(String source) {
      bench.host.tcp().listen(80);
      bench.send(
          Bench.ip(Ipv4Address.parse(source), HOST, Ipv4Packet.TCP, segment(80, 100, 0, SYN)));
      bench.run(5 * LATENCY);

      assertThat(bench.segments()).isEmpty();
    }

    /**
     * Section 3.9.2.3: a SYN to a broadcast or multicast address is silently discarded (MUST-57).
     */
    @ParameterizedTest
    @ValueSource(strings = {"224.0.0.1", "255.255.255.255", "192.168.31.255"})
    void a_syn_to_an_address_of_many_is_not_answered(String destination) {
      bench.host.tcp().listen(80);
      bench.send(
          EthernetFrame.of(
              MacAddress.BROADCAST,
              Bench.HAND_MAC,
              Bench.ip(
                  PEER, Ipv4Address.parse(destination), Ipv4Packet.TCP, segment(80, 100, 0, SYN))));
      bench.run(5 * LATENCY);

      assertThat(bench.segments()).isEmpty();
    }

    /** Section 3.9.1.1: an OPEN to a broadcast or multicast address is rejected (MUST-46). */
    @ParameterizedTest
    @ValueSource(strings = {"224.0.0.1", "255.255.255.255", "192.168.31.255"})
    void a_connect_to_an_address_of_many_fails_at_once(String target) {
      Call call = bench.connect(Ipv4Address.parse(target));
      bench.run(5 * SECOND);

      assertThat(call.outcome).isEqualTo("ENETUNREACH");
      assertThat(bench.seen).isEmpty();
    }
  }

  /**
   * Section 3.8.3: "R2 for a SYN segment MUST be set large enough to provide retransmission of the
   * segment for at least 3 minutes" (MUST-23). Linux does not do so, and neither does this.
   */
  @Test
  void linux_gives_up_earlier_than_the_three_minutes_of_must_23() {
    for (HostProfile profile : HostProfile.all()) {
      Bench other = new Bench(profile);
      Call call = other.connect();
      other.run(180 * SECOND);

      assertThat(call.outcome).isEqualTo("ETIMEDOUT");
    }
  }
}

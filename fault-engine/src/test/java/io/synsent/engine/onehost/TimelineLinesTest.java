package io.synsent.engine.onehost;

import static io.synsent.engine.onehost.Bench.HOST;
import static io.synsent.engine.onehost.Bench.MILLISECOND;
import static io.synsent.engine.onehost.Bench.PEER;
import static io.synsent.engine.onehost.Bench.PORT;
import static io.synsent.engine.onehost.Bench.ROUTER;
import static io.synsent.engine.onehost.Bench.SECOND;
import static io.synsent.engine.onehost.Bench.ip;
import static io.synsent.engine.onehost.Bench.plus;
import static io.synsent.engine.onehost.Bench.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.synsent.engine.host.HostProfile;
import io.synsent.engine.network.IcmpSettings;
import io.synsent.engine.onehost.Bench.Call;
import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.RawPayload;
import io.synsent.engine.packet.TcpOption;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.packet.UdpDatagram;
import io.synsent.engine.transport.TcpSettings;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the timeline says of things that no frame shows: one row, one line. */
class TimelineLinesTest {

  private static final int SYN_ACK = TcpSegment.SYN | TcpSegment.ACK;
  private static final Ipv4Address EVERYBODY = Ipv4Address.parse("192.168.31.255");

  private static final HostProfile REVERTS =
      HostProfile.LINUX.toBuilder()
          .tcp(TcpSettings.LINUX.toBuilder().revertsBackoff(true).build())
          .build();

  private static final HostProfile SPARING =
      HostProfile.LINUX.toBuilder().icmp(IcmpSettings.LINUX.withMsgs(1000, 0)).build();

  private static final HostProfile OWNING =
      HostProfile.LINUX.toBuilder().connectCall(Duration.ofSeconds(1)).build();

  static Stream<Arguments> lines() {
    return Stream.of(
        // connect()
        row("connect 192.168.31.7:8081", HostProfile.LINUX, Bench::connect),
        row(
            "no answer: SYN retransmission 1",
            HostProfile.LINUX,
            bench -> {
              bench.connect();
              bench.run(SECOND);
            }),
        row(
            "retransmission 1 held back: the SYN still waits in the unresolved queue"
                + " (TCPSpuriousRtxHostQueues)",
            HostProfile.LINUX,
            bench -> {
              bench.answersArp = false;
              bench.connect();
              bench.run(SECOND);
            }),
        row(
            "the segment could not be sent: ENETUNREACH",
            HostProfile.LINUX,
            bench -> {
              bench.connect();
              bench.device().setUp(false);
              bench.run(SECOND);
            }),
        // What comes back
        syn(
            "SYN_SENT -> ESTABLISHED: SYN-ACK from 192.168.31.7",
            (bench, syn) -> bench.send(answer(syn, SYN_ACK))),
        syn(
            "echo of a timestamp that was never sent: refused (PAWSActive)",
            (bench, syn) -> bench.send(echoingTooOld(syn))),
        syn(
            "RST without ACK ignored",
            (bench, syn) -> bench.send(segment(syn.sourcePort(), 500, 0, TcpSegment.RST))),
        syn(
            "RST outside the window ignored",
            (bench, syn) -> {
              bench.send(segment(syn.sourcePort(), 500, 0, TcpSegment.SYN));
              bench.send(segment(syn.sourcePort(), 400, 0, TcpSegment.RST));
            }),
        syn(
            "challenge ACK (RFC 5961)",
            (bench, syn) -> {
              bench.send(segment(syn.sourcePort(), 500, 0, TcpSegment.SYN));
              bench.send(segment(syn.sourcePort(), 600, 0, TcpSegment.RST));
            }),
        syn(
            "SYN_RECEIVED -> ESTABLISHED: ACK from 192.168.31.7",
            (bench, syn) -> {
              bench.send(segment(syn.sourcePort(), 500, 0, TcpSegment.SYN));
              bench.send(answer(syn, TcpSegment.ACK));
            }),
        syn(
            "SYN_RECEIVED -> ESTABLISHED: SYN-ACK from 192.168.31.7",
            (bench, syn) -> {
              bench.send(segment(syn.sourcePort(), 500, 0, TcpSegment.SYN));
              bench.send(answer(syn, SYN_ACK));
            }),
        syn(
            "RST from 192.168.31.7: the SYN is sent again 500 ms later",
            HostProfile.WINDOWS,
            (bench, syn) -> bench.send(answer(syn, TcpSegment.RST | TcpSegment.ACK))),
        // ICMP
        icmp(
            "ICMP host unreachable from 192.168.31.1 is a soft error: connect() still owns the"
                + " socket",
            OWNING),
        icmp(
            "ICMP host unreachable from 192.168.31.1 is a soft error: before the fourth"
                + " retransmission TCP goes on",
            HostProfile.MACOS),
        icmp(
            "ICMP host unreachable from 192.168.31.1 ignored: TCP_FAIL_CONNECT_ON_ICMP_ERROR is"
                + " off",
            HostProfile.WINDOWS),
        syn(
            "ICMP host unreachable from 192.168.31.1 is a soft error: the connection is"
                + " established",
            (bench, syn) -> {
              bench.send(answer(syn, SYN_ACK));
              tell(bench, 3, 1, syn, 0);
            }),
        syn(
            "ICMP host unreachable from 192.168.31.1 ignored: it quotes a segment that was never"
                + " sent",
            (bench, syn) -> tell(bench, 3, 1, syn, 2)),
        syn(
            "ICMP error ignored: no socket",
            (bench, syn) -> {
              bench.send(answer(syn, TcpSegment.RST | TcpSegment.ACK));
              tell(bench, 3, 1, syn, 0);
            }),
        syn("ICMP error ignored: not for TCP", (bench, syn) -> tell(bench, 3, 4, syn, 0)),
        syn(
            "one doubling of the RTO is taken back (RFC 6069)",
            REVERTS,
            (bench, syn) -> {
              bench.run(1200 * MILLISECOND);
              tell(bench, 3, 1, syn, 0);
            }),
        row(
            "no ICMP error sent: icmp_ratelimit or icmp_msgs_burst is used up",
            SPARING,
            bench ->
                bench.send(
                    ip(PEER, HOST, Ipv4Packet.UDP, new UdpDatagram(1, 2, RawPayload.EMPTY)))),
        row(
            "nobody at the next hop: thrown away",
            HostProfile.WINDOWS,
            bench -> {
              bench.answersArp = false;
              bench.connect();
              bench.run(4 * SECOND);
            }),
        // The server's end, and what is for nobody
        row(
            "CLOSED -> SYN_RECEIVED: SYN",
            HostProfile.LINUX,
            bench -> {
              bench.host.tcp().listen(PORT);
              bench.send(segment(PORT, 1, 0, TcpSegment.SYN));
            }),
        row(
            "accept queue full: the SYN is thrown away (ListenOverflows)",
            HostProfile.LINUX,
            bench -> {
              bench.host.tcp().listen(PORT, 0).fill();
              bench.send(segment(PORT, 1, 0, TcpSegment.SYN));
            }),
        row(
            "nothing listens on port 8081: RST",
            HostProfile.LINUX,
            bench -> bench.send(segment(PORT, 1, 0, TcpSegment.SYN))),
        row(
            "not for this host, and ip_forward is off: thrown away",
            HostProfile.LINUX,
            bench -> bench.send(ip(PEER, ROUTER, 253, RawPayload.EMPTY))),
        row(
            "broadcast and multicast are not sent",
            HostProfile.LINUX,
            bench ->
                bench.send(
                    ip(EVERYBODY, HOST, Ipv4Packet.TCP, segment(PORT, 1, 0, TcpSegment.SYN)))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lines")
  void is_said(String line, HostProfile profile, Consumer<Bench> happening) {
    Bench bench = new Bench(profile);
    happening.accept(bench);

    assertThat(bench.said()).contains(line);
  }

  @Test
  void a_wrong_ack_is_told_with_the_right_one() {
    Bench bench = new Bench();
    TcpSegment syn = bench.connectAndTakeSyn(new Call[1]);
    bench.send(segment(syn.sourcePort(), 500, 1, SYN_ACK));

    assertThat(bench.said())
        .contains(
            "ack 1 does not acknowledge our SYN, " + plus(syn.sequence(), 1) + " would: refused");
  }

  @Test
  void a_line_about_no_segment_has_both_addresses_for_its_subject() {
    Bench bench = new Bench();
    bench.send(ip(PEER, ROUTER, 253, RawPayload.EMPTY));

    assertThat(bench.subjects()).containsExactly("192.168.31.7 > 192.168.31.1");
  }

  /** The words of a message are those of tcpdump, where it has any. */
  @ParameterizedTest
  @CsvSource({
    "3, 0, net unreachable",
    "3, 2, protocol unreachable",
    "3, 3, port unreachable",
    "3, 5, 'unreachable, code 5'",
    "3, 9, net prohibited",
    "3, 10, host prohibited",
    "3, 13, admin prohibited",
    "11, 0, time exceeded",
    "12, 0, parameter problem",
  })
  void an_icmp_error_is_the_cause_in_words(int type, int code, String words) {
    Bench bench = new Bench();
    TcpSegment syn = bench.connectAndTakeSyn(new Call[1]);
    tell(bench, type, code, syn, 0);

    assertThat(bench.said()).contains("SYN_SENT -> CLOSED: ICMP " + words + " from 192.168.31.1");
  }

  private static Arguments row(String line, HostProfile profile, Consumer<Bench> happening) {
    return arguments(line, profile, happening);
  }

  /** What happens when a SYN has arrived at the peer. */
  private static Arguments syn(String line, BiConsumer<Bench, TcpSegment> happening) {
    return syn(line, HostProfile.LINUX, happening);
  }

  private static Arguments syn(
      String line, HostProfile profile, BiConsumer<Bench, TcpSegment> happening) {
    return row(
        line, profile, bench -> happening.accept(bench, bench.connectAndTakeSyn(new Call[1])));
  }

  private static Arguments icmp(String line, HostProfile profile) {
    return syn(line, profile, (bench, syn) -> tell(bench, 3, 1, syn, 0));
  }

  private static TcpSegment answer(TcpSegment syn, int flags) {
    return segment(syn.sourcePort(), 501, plus(syn.sequence(), 1), flags);
  }

  private static TcpSegment echoingTooOld(TcpSegment syn) {
    long sent =
        syn.options().stream()
            .filter(TcpOption.Timestamps.class::isInstance)
            .mapToLong(option -> ((TcpOption.Timestamps) option).value())
            .findFirst()
            .orElseThrow();
    return new TcpSegment(
        PORT,
        syn.sourcePort(),
        500,
        plus(syn.sequence(), 1),
        SYN_ACK,
        65_160,
        List.of(
            new TcpOption.NoOperation(),
            new TcpOption.NoOperation(),
            new TcpOption.Timestamps(1, plus(sent, -1))),
        RawPayload.EMPTY);
  }

  /** The router tells of the SYN, or of a segment with another sequence number. */
  private static void tell(Bench bench, int type, int code, TcpSegment syn, int wrongBy) {
    TcpSegment quoted =
        new TcpSegment(
            syn.sourcePort(),
            PORT,
            plus(syn.sequence(), wrongBy),
            0,
            TcpSegment.SYN,
            1,
            List.of(),
            RawPayload.EMPTY);
    bench.send(
        ip(
            ROUTER,
            HOST,
            Ipv4Packet.ICMP,
            IcmpMessage.error(type, code, ip(HOST, PEER, Ipv4Packet.TCP, quoted))));
  }
}

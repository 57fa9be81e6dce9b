package io.synsent.engine.onehost;

import static io.synsent.engine.onehost.Bench.HOST;
import static io.synsent.engine.onehost.Bench.LATENCY;
import static io.synsent.engine.onehost.Bench.MILLISECOND;
import static io.synsent.engine.onehost.Bench.ROUTER;
import static io.synsent.engine.onehost.Bench.ip;
import static io.synsent.engine.onehost.Bench.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.host.HostProfile;
import io.synsent.engine.onehost.Bench.Call;
import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.transport.TcpSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * RFC 6069, Making TCP More Robust to Long Connectivity Disruptions: an ICMP "unreachable" takes
 * one doubling of the RTO back (tcp_ld_RTO_revert). On Linux it ends a connect as well, so all that
 * is seen of it is a SYN that is sent just before.
 */
class Rfc6069Test {

  private static final HostProfile REVERTS =
      HostProfile.LINUX.toBuilder()
          .tcp(TcpSettings.LINUX.toBuilder().revertsBackoff(true).build())
          .build();

  private final Bench bench = new Bench(REVERTS);

  /**
   * Section 4.2, step (6): "If RTO_BASE expired since the last retransmission": retransmit at once.
   * The SYN left at 0 and 1 s, the RTO of 2 s becomes one of 1 s again.
   */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 2100, 1",
    "0, 1, 2100, 1",
    "0, 1, 2000, 1",
    "0, 1, 1999, 0",
    "0, 1, 1500, 0",
    "0, 1, 900, 0",
    "0, 2, 2100, 0",
    "0, 3, 2100, 0",
    "0, 13, 2100, 0",
    "1, 1, 2100, 0",
    "-1, 1, 2100, 0",
  })
  void syn_is_sent_once_more_when_the_shorter_rto_is_over(
      int wrongBy, int code, long atMillis, int sent) {
    Call call = bench.connect();
    bench.run(atMillis * MILLISECOND - LATENCY);
    Ipv4Packet syn = bench.packets().get(0);
    bench.seen.clear();
    bench.send(
        ip(ROUTER, HOST, Ipv4Packet.ICMP, IcmpMessage.error(3, code, Bench.quoting(syn, wrongBy))));
    bench.run(50 * MILLISECOND);

    assertThat(call.outcome).isEqualTo(wrongBy < 0 ? "pending" : errno(code));
    assertThat(bench.segments()).hasSize(sent);
  }

  /** In SYN_RECEIVED it is the SYN-ACK of a simultaneous open that is sent once more. */
  @Test
  void syn_ack_is_sent_once_more_when_the_shorter_rto_is_over() {
    Call call = bench.connect();
    bench.run(10 * MILLISECOND);
    Ipv4Packet syn = bench.packets().get(0);
    bench.send(segment(call.port(), 500, 0, TcpSegment.SYN));
    bench.run(2100 * MILLISECOND);
    bench.seen.clear();
    bench.send(ip(ROUTER, HOST, Ipv4Packet.ICMP, IcmpMessage.error(3, 1, syn)));
    bench.run(50 * MILLISECOND);

    assertThat(call.outcome).isEqualTo("EHOSTUNREACH");
    assertThat(bench.segments())
        .extracting(TcpSegment::flags)
        .containsExactly(TcpSegment.SYN | TcpSegment.ACK);
  }

  /** LINUX, the default, takes nothing back. */
  @Test
  void nothing_is_taken_back_where_that_is_off() {
    Bench off = new Bench();

    nothingIsTakenBack(off, 3, 1);
  }

  /** Time exceeded tells of no broken way. */
  @Test
  void time_exceeded_takes_nothing_back() {
    nothingIsTakenBack(bench, 11, 0);
  }

  /** tcp_v4_err: "if (sock_owned_by_user(sk)) break" comes before. */
  @Test
  void nothing_is_taken_back_while_connect_owns_the_socket() {
    Bench owned = new Bench(REVERTS.toBuilder().connectCall(Duration.ofMillis(2101)).build());

    nothingIsTakenBack(owned, 3, 1);
  }

  private static void nothingIsTakenBack(Bench bench, int type, int code) {
    bench.connect();
    bench.run(2100 * MILLISECOND);
    Ipv4Packet syn = bench.packets().get(0);
    bench.seen.clear();
    bench.send(ip(ROUTER, HOST, Ipv4Packet.ICMP, IcmpMessage.error(type, code, syn)));
    bench.run(50 * MILLISECOND);

    assertThat(bench.segments()).isEmpty();
  }

  private static String errno(int code) {
    return switch (code) {
      case 0 -> "ENETUNREACH";
      case 2 -> "ENOPROTOOPT";
      case 3 -> "ECONNREFUSED";
      default -> "EHOSTUNREACH";
    };
  }
}

package io.synsent.engine.onehost;

import static io.synsent.engine.onehost.Bench.LATENCY;
import static io.synsent.engine.onehost.Bench.MILLISECOND;
import static io.synsent.engine.onehost.Bench.SECOND;
import static io.synsent.engine.onehost.Bench.plus;
import static io.synsent.engine.onehost.Bench.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.host.HostProfile;
import io.synsent.engine.onehost.Bench.Call;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.TcpSegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 6298, Computing TCP's Retransmission Timer, as far as a SYN meets it. */
class Rfc6298Test {

  private final Bench bench = new Bench();

  /**
   * (2.1) "Until a round-trip time measurement has been made ... the sender SHOULD set RTO to 1 s".
   */
  @Test
  void the_first_retransmission_comes_after_one_second() {
    bench.connect();
    bench.run(999 * MILLISECOND);
    assertThat(bench.segments()).hasSize(1);
    bench.run(10 * MILLISECOND);
    assertThat(bench.segments()).hasSize(2);
  }

  /** (5.5) "The host MUST set RTO to RTO * 2 ('back off the timer')". */
  @Test
  void each_retransmission_waits_twice_as_long() {
    bench.connect();
    bench.run(130 * SECOND);

    assertThat(distances(bench))
        .containsExactly(SECOND, 2 * SECOND, 4 * SECOND, 8 * SECOND, 16 * SECOND, 32 * SECOND);
  }

  /** From Linux 6.5 on (5.5) does not hold for the first four: tcp_syn_linear_timeouts. */
  @Test
  void linear_timeouts_come_before_the_back_off() {
    Bench newer = new Bench(HostProfile.LINUX_6_5);
    newer.connect();
    newer.run(140 * SECOND);

    assertThat(distances(newer))
        .containsExactly(
            SECOND,
            SECOND,
            SECOND,
            SECOND,
            SECOND,
            2 * SECOND,
            4 * SECOND,
            8 * SECOND,
            16 * SECOND,
            32 * SECOND);
  }

  /** (2.5) "A maximum value MAY be placed on RTO provided it is at least 60 seconds": 120 s. */
  @Test
  void the_wait_stops_growing_at_two_minutes() {
    Bench patient =
        new Bench(HostProfile.LINUX.toBuilder().synRetries(10).name("10 retries").build());
    Call call = patient.connect();
    patient.run(1000 * SECOND);

    List<Long> distances = distances(patient);
    assertThat(distances).hasSize(10);
    assertThat(distances.subList(6, 10))
        .containsExactly(64 * SECOND, 120 * SECOND, 120 * SECOND, 120 * SECOND);
    assertThat(call.outcome).isEqualTo("ETIMEDOUT");
  }

  /** (2.1) is a SHOULD: a host may begin with another RTO, as some phones do. */
  @Test
  void another_initial_rto_scales_the_whole_schedule() {
    Bench phone =
        new Bench(HostProfile.LINUX.toBuilder().initialRto(Duration.ofMillis(500)).build());
    phone.connect();
    phone.run(70 * SECOND);

    assertThat(distances(phone))
        .startsWith(500 * MILLISECOND, SECOND, 2 * SECOND, 4 * SECOND, 8 * SECOND, 16 * SECOND);
  }

  /** (5.2) "When all outstanding data has been acknowledged, turn off the retransmission timer". */
  @Test
  void the_timer_is_turned_off_when_the_syn_is_acknowledged() {
    Call[] call = new Call[1];
    TcpSegment syn = bench.connectAndTakeSyn(call);
    bench.run(1500 * MILLISECOND);
    bench.send(
        segment(call[0].port(), 500, plus(syn.sequence(), 1), TcpSegment.SYN | TcpSegment.ACK));
    bench.run(5 * LATENCY);
    bench.seen.clear();
    bench.run(300 * SECOND);

    assertThat(call[0].outcome).isEqualTo("ESTABLISHED");
    assertThat(bench.segments()).isEmpty();
  }

  /** Karn's algorithm does not matter here: the answer to any of the SYNs will do. */
  @Test
  void a_late_syn_ack_still_establishes() {
    Call[] call = new Call[1];
    TcpSegment syn = bench.connectAndTakeSyn(call);
    bench.run(126 * SECOND);
    assertThat(call[0].outcome).isEqualTo("pending");
    bench.send(
        segment(call[0].port(), 500, plus(syn.sequence(), 1), TcpSegment.SYN | TcpSegment.ACK));

    assertThat(call[0].outcome).isEqualTo("ESTABLISHED");
  }

  private static List<Long> distances(Bench bench) {
    List<Long> times =
        bench.seen.stream()
            .filter(
                one ->
                    one.frame().payload() instanceof Ipv4Packet packet
                        && packet.payload() instanceof TcpSegment)
            .map(Bench.Seen::atNanos)
            .toList();
    List<Long> distances = new ArrayList<>();
    // The first SYN had to wait for ARP: its timer began when it was handed down.
    long arp = 2 * LATENCY;
    for (int i = 1; i < times.size(); i++) {
      distances.add(times.get(i) - times.get(i - 1) + (i == 1 ? arp : 0));
    }
    return distances;
  }
}

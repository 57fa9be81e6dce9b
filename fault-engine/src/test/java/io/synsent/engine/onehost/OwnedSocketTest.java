package io.synsent.engine.onehost;

import static io.synsent.engine.onehost.Bench.HOST;
import static io.synsent.engine.onehost.Bench.MILLISECOND;
import static io.synsent.engine.onehost.Bench.PEER;
import static io.synsent.engine.onehost.Bench.ROUTER;
import static io.synsent.engine.onehost.Bench.SECOND;
import static io.synsent.engine.onehost.Bench.ip;
import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.host.HostProfile;
import io.synsent.engine.onehost.Bench.Call;
import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Ipv4Packet;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * tcp_v4_err: "if (!sock_owned_by_user(sk))" an ICMP error ends the connect, else it is kept as
 * sk_err_soft. How long connect() owns its socket is {@link HostProfile#connectCall}.
 */
class OwnedSocketTest {

  /** When the ICMP error arrives, after connect(). */
  private static final long ARRIVES = 11 * MILLISECOND;

  private static Bench owning(long nanos) {
    Bench bench =
        new Bench(
            HostProfile.LINUX.toBuilder()
                .synRetries(1)
                .connectCall(Duration.ofNanos(nanos))
                .build());
    bench.run(SECOND); // So that a time is not mistaken for a duration.
    return bench;
  }

  private static void tell(Bench bench) {
    bench.run(ARRIVES - Bench.LATENCY);
    Ipv4Packet syn = bench.packets().get(0);
    bench.send(ip(ROUTER, HOST, Ipv4Packet.ICMP, IcmpMessage.error(3, 1, syn)));
  }

  @Test
  void syn_sent_stays_when_the_error_meets_the_system_call_and_tells_it_at_the_end() {
    Bench bench = owning(ARRIVES);
    Call call = bench.connect();
    tell(bench);

    assertThat(call.outcome).isEqualTo("pending");
    bench.run(10 * SECOND);
    assertThat(call.outcome).isEqualTo("EHOSTUNREACH");
    assertThat(bench.segments()).as("the SYN and its retransmission").hasSize(2);
  }

  @Test
  void syn_sent_to_closed_when_the_error_comes_after_the_system_call() {
    Bench bench = owning(ARRIVES - 1);
    Call call = bench.connect();
    tell(bench);

    assertThat(call.outcome).isEqualTo("EHOSTUNREACH");
    assertThat(bench.segments()).hasSize(1);
  }

  /** Linux 6.18: the error queue wakes poll, and SO_ERROR hands out the soft error. */
  @Test
  void syn_sent_to_closed_when_the_application_polls() {
    Bench bench = owning(ARRIVES);
    Call call = bench.connect(PEER, /* polls= */ true);
    tell(bench);

    assertThat(call.outcome).isEqualTo("EHOSTUNREACH");
  }
}

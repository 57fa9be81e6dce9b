package io.synsent.engine.onehost;

import static io.synsent.engine.onehost.Bench.SECOND;
import static io.synsent.engine.onehost.Bench.plus;
import static io.synsent.engine.onehost.Bench.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.host.HostProfile;
import io.synsent.engine.onehost.Bench.Call;
import io.synsent.engine.packet.TcpSegment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The timer that ends a whole connect: TCPT_KEEP at TCPTV_KEEP_INIT (75 s) on BSD and macOS, 21 s
 * on Windows. It is off as soon as the connect is over.
 */
class ConnectTimerTest {

  private static final long BOTH = 80 * SECOND;

  private final Call[] call = new Call[1];

  @ParameterizedTest
  @ValueSource(strings = {"MACOS", "FREEBSD", "FREEBSD_12", "WINDOWS", "WINDOWS_LEGACY"})
  void syn_sent_to_closed_when_it_fires(String profile) {
    Bench bench = new Bench(HostProfile.named(profile));
    Call silence = bench.connect();
    bench.run(BOTH);

    assertThat(silence.outcome).isEqualTo("ETIMEDOUT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"MACOS", "FREEBSD", "FREEBSD_12", "WINDOWS", "WINDOWS_LEGACY"})
  void established_stays_when_it_would_have_fired(String profile) {
    Bench bench = new Bench(HostProfile.named(profile));
    TcpSegment syn = bench.connectAndTakeSyn(call);
    bench.send(
        segment(call[0].port(), 500, plus(syn.sequence(), 1), TcpSegment.SYN | TcpSegment.ACK));
    assertThat(call[0].outcome).isEqualTo("ESTABLISHED");
    bench.run(BOTH);

    assertThat(call[0].outcome).isEqualTo("ESTABLISHED");
  }

  /** It runs on in SYN_RECEIVED, where there is no connection yet. */
  @ParameterizedTest
  @ValueSource(strings = {"MACOS", "FREEBSD", "WINDOWS"})
  void syn_received_to_closed_when_it_fires(String profile) {
    Bench bench = new Bench(HostProfile.named(profile));
    bench.connectAndTakeSyn(call);
    bench.send(segment(call[0].port(), 500, 0, TcpSegment.SYN));
    assertThat(call[0].outcome).isEqualTo("pending");
    bench.run(BOTH);

    assertThat(call[0].outcome).isEqualTo("ETIMEDOUT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"MACOS", "FREEBSD", "WINDOWS"})
  void closed_stays_when_it_would_have_fired(String profile) {
    Bench bench = new Bench(HostProfile.named(profile));
    bench.connectAndTakeSyn(call);
    call[0].socket.close("close()");
    bench.run(BOTH);

    assertThat(call[0].outcome).as("nobody is told after close()").isEqualTo("pending");
    assertThat(bench.segments()).isEmpty();
  }
}

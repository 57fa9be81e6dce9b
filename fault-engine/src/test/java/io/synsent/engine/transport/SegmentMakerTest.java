package io.synsent.engine.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.RawPayload;
import io.synsent.engine.packet.TcpOption;
import io.synsent.engine.packet.TcpOption.MaximumSegmentSize;
import io.synsent.engine.packet.TcpOption.NoOperation;
import io.synsent.engine.packet.TcpOption.SackPermitted;
import io.synsent.engine.packet.TcpOption.Timestamps;
import io.synsent.engine.packet.TcpOption.WindowScale;
import io.synsent.engine.packet.TcpSegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentMakerTest {

  static final FourTuple ENDS =
      new FourTuple(
          Ipv4Address.parse("192.168.31.6"), 40001, Ipv4Address.parse("192.168.31.7"), 8081);
  private static final int ETHERNET = 1500;
  private static final int LOOPBACK = 65536;

  /** What every SYN of kernel-captures shows, the window scale of its machine apart. */
  @Test
  void a_syn_over_ethernet() {
    TcpSegment syn = new SegmentMaker(TcpSettings.LINUX).syn(ENDS, 1234, ETHERNET, 99);

    assertThat(syn.sourcePort()).isEqualTo(40001);
    assertThat(syn.destinationPort()).isEqualTo(8081);
    assertThat(syn.sequence()).isEqualTo(1234);
    assertThat(syn.acknowledgment()).isZero();
    assertThat(syn.flags()).isEqualTo(TcpSegment.SYN);
    assertThat(syn.window()).isEqualTo(64240);
    assertThat(syn.options())
        .containsExactly(
            new MaximumSegmentSize(1460),
            new SackPermitted(),
            new Timestamps(99, 0),
            new NoOperation(),
            new WindowScale(7));
  }

  /** kernel-captures/closed-lo: mss 65495, win 65495. */
  @Test
  void a_syn_over_loopback() {
    TcpSegment syn = new SegmentMaker(TcpSettings.LINUX).syn(ENDS, 1234, LOOPBACK, 99);

    assertThat(syn.window()).isEqualTo(65495);
    assertThat(syn.options()).startsWith(new MaximumSegmentSize(65495));
  }

  /**
   * tcp_select_initial_window: half of tcp_rmem, in whole segments; less than one stays as it is.
   */
  @ParameterizedTest
  @CsvSource({"20000, 8760", "2920, 1460", "2918, 1459", "131072, 64240"})
  void the_window_follows_from_the_default_buffer(int rmemDefault, int window) {
    TcpSettings settings = TcpSettings.LINUX.toBuilder().rmem(rmemDefault, 6_291_456).build();

    assertThat(new SegmentMaker(settings).syn(ENDS, 1, ETHERNET, 1).window()).isEqualTo(window);
  }

  /** The machine of kernel-captures had tcp_rmem up to 32 MiB: wscale 10. */
  @ParameterizedTest
  @CsvSource({"6291456, 7", "33554432, 10", "65535, 0", "65536, 1", "131072, 2", "2147483647, 14"})
  void the_window_scale_follows_from_the_largest_buffer(int rmemMax, int scale) {
    TcpSettings settings = TcpSettings.LINUX.toBuilder().rmem(65_535, rmemMax).build();

    SegmentMaker maker = new SegmentMaker(settings);
    assertThat(maker.windowScale()).isEqualTo(scale);
    assertThat(maker.syn(ENDS, 1, ETHERNET, 1).options()).endsWith(new WindowScale(scale));
  }

  /** tcp_syn_options: what is off is padded or left out. */
  @ParameterizedTest
  @CsvSource({
    "true,  true,  true,  MSS SACK TS NOP WS",
    "false, true,  true,  MSS NOP NOP TS NOP WS",
    "true,  false, true,  MSS NOP NOP SACK NOP WS",
    "true,  true,  false, MSS SACK TS",
    "false, false, true,  MSS NOP WS",
    "false, true,  false, MSS NOP NOP TS",
    "true,  false, false, MSS NOP NOP SACK",
    "false, false, false, MSS",
  })
  void options_can_be_switched_off(boolean sack, boolean stamps, boolean scale, String kinds) {
    TcpSettings settings =
        TcpSettings.LINUX.toBuilder().sack(sack).timestamps(stamps).windowScaling(scale).build();

    assertThat(kinds(new SegmentMaker(settings).syn(ENDS, 1, ETHERNET, 1))).isEqualTo(kinds);
    SegmentMaker all = new SegmentMaker(TcpSettings.LINUX);
    TcpSegment offer = new SegmentMaker(settings).syn(ENDS, 1, ETHERNET, 1);
    assertThat(kinds(all.synAck(ENDS, 5, 2, ETHERNET, 1, offer)))
        .as("only what was offered is agreed to")
        .isEqualTo(kinds);
  }

  /** Measured: Linux's SYN-ACK has window 65160, which is 45 times 1448. */
  @Test
  void a_syn_ack_acknowledges_and_echoes() {
    SegmentMaker maker = new SegmentMaker(TcpSettings.LINUX);
    TcpSegment synAck = maker.synAck(ENDS, 7, 1235, ETHERNET, 55, maker.syn(ENDS, 1, ETHERNET, 99));

    assertThat(synAck.flags()).isEqualTo(TcpSegment.SYN | TcpSegment.ACK);
    assertThat(synAck.sequence()).isEqualTo(7);
    assertThat(synAck.acknowledgment()).isEqualTo(1235);
    assertThat(synAck.window()).isEqualTo(65160);
    assertThat(synAck.options()).contains(new Timestamps(55, 99));
  }

  /** Measured: the third segment has window 502 (64256 shifted by 7) and options nop, nop, TS. */
  @Test
  void the_ack_of_a_syn_ack() {
    SegmentMaker maker = new SegmentMaker(TcpSettings.LINUX);
    TcpSegment peer = maker.synAck(ENDS, 7, 2, ETHERNET, 55, maker.syn(ENDS, 1, ETHERNET, 99));
    TcpSegment ack = maker.ack(ENDS, 2, 8, ETHERNET, 100, peer);

    assertThat(ack.flags()).isEqualTo(TcpSegment.ACK);
    assertThat(ack.sequence()).isEqualTo(2);
    assertThat(ack.acknowledgment()).isEqualTo(8);
    assertThat(ack.window()).isEqualTo(502);
    assertThat(ack.options())
        .containsExactly(new NoOperation(), new NoOperation(), new Timestamps(100, 55));
  }

  /** Measured: without window scaling agreed the window is 64240, and without stamps no options. */
  @Test
  void the_ack_of_a_bare_syn_ack() {
    TcpSegment bare =
        new TcpSegment(
            8081, 40001, 7, 2, TcpSegment.SYN | TcpSegment.ACK, 1000, List.of(), RawPayload.EMPTY);
    TcpSegment ack = new SegmentMaker(TcpSettings.LINUX).ack(ENDS, 2, 8, ETHERNET, 100, bare);

    assertThat(ack.window()).isEqualTo(64240);
    assertThat(ack.options()).isEmpty();
  }

  private static String kinds(TcpSegment segment) {
    StringBuilder kinds = new StringBuilder();
    for (TcpOption option : segment.options()) {
      kinds
          .append(kinds.length() == 0 ? "" : " ")
          .append(
              option instanceof MaximumSegmentSize
                  ? "MSS"
                  : option instanceof SackPermitted
                      ? "SACK"
                      : option instanceof Timestamps
                          ? "TS"
                          : option instanceof WindowScale ? "WS" : "NOP");
    }
    return kinds.toString();
  }
}

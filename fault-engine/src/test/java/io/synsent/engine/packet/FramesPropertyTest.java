package io.synsent.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.packet.Frames.TransportChecksums;
import java.util.Arrays;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class FramesPropertyTest {

  @Provide
  Arbitrary<EthernetFrame> frames() {
    return ArbitraryPackets.frames().withoutEdgeCases(); // those of its parts stay mixed in
  }

  @Provide
  Arbitrary<Payload> ipv4Packets() {
    return ArbitraryPackets.ipv4Packets().withoutEdgeCases();
  }

  @Property
  void what_was_emitted_is_parsed_to_the_same_values(@ForAll("frames") EthernetFrame frame)
      throws MalformedPacketException {
    byte[] bytes = Frames.emit(frame);

    assertThat(Frames.parse(bytes)).isEqualTo(frame);
    assertThat(Frames.parse(bytes, TransportChecksums.IGNORED)).isEqualTo(frame);
  }

  @Property
  void padding_behind_a_packet_is_ignored(
      @ForAll("frames") EthernetFrame frame, @ForAll @IntRange(min = 1, max = 64) int padding)
      throws MalformedPacketException {
    if (frame.payload() instanceof RawPayload) {
      return; // nothing says where it ends
    }
    byte[] bytes = Frames.emit(frame);
    byte[] padded = Arrays.copyOf(bytes, bytes.length + padding);
    padded[bytes.length] = 0x55;

    assertThat(Frames.parse(padded)).isEqualTo(frame);
  }

  @Property
  void a_flipped_bit_of_an_ipv4_packet_is_noticed(
      @ForAll("ipv4Packets") Payload packet, @ForAll @IntRange(max = 12_000) int where) {
    EthernetFrame frame = EthernetFrame.of(MacAddress.BROADCAST, MacAddress.ZERO, packet);
    byte[] bytes = Frames.emit(frame);
    int bits = (bytes.length - 14) * 8;
    int bit = 14 * 8 + where % bits;
    bytes[bit / 8] ^= (byte) (0x80 >>> bit % 8);
    boolean covered =
        bit < (14 + 20) * 8 || !(((Ipv4Packet) packet).payload() instanceof RawPayload);
    try {
      EthernetFrame parsed = Frames.parse(bytes);
      assertThat(parsed).isNotEqualTo(frame);
      assertThat(covered).as("a checksum covers bit %d, and it was not noticed", bit).isFalse();
    } catch (MalformedPacketException expected) {
      assertThat(expected).hasMessageContainingAll("expected", "found");
    }
  }

  @Property
  void every_packet_cut_short_is_malformed(
      @ForAll("frames") EthernetFrame frame, @ForAll @IntRange(max = 1600) int cut) {
    if (frame.payload() instanceof RawPayload) {
      return;
    }
    byte[] bytes = Frames.emit(frame);
    byte[] shorter = Arrays.copyOf(bytes, cut % bytes.length);
    try {
      assertThat(Frames.parse(shorter)).as("parsed from %d octets", shorter.length).isNull();
    } catch (MalformedPacketException expected) {
      assertThat(expected).hasMessageContainingAll("expected", "found");
    }
  }

  @Property
  void an_icmp_error_quotes_enough_to_find_the_socket(@ForAll("ipv4Packets") Payload payload) {
    Ipv4Packet packet = (Ipv4Packet) payload;
    IcmpMessage error = IcmpMessage.error(IcmpMessage.DESTINATION_UNREACHABLE, 1, packet);
    byte[] whole = Frames.emit(packet);

    assertThat(error.body().bytes())
        .isEqualTo(Arrays.copyOf(whole, Math.min(whole.length, 576 - 28)));
    if (packet.payload() instanceof TcpSegment segment) {
      assertThat(Quote.in(error))
          .contains(
              new Quote(
                  packet.source(),
                  packet.destination(),
                  Ipv4Packet.TCP,
                  segment.sourcePort(),
                  segment.destinationPort(),
                  segment.sequence(),
                  packet.ttl()));
    }
  }
}

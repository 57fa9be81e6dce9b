package io.synsent.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.packet.Frames.TransportChecksums;
import java.net.InetAddress;
import java.net.UnknownHostException;
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

  @Provide
  Arbitrary<Payload> ipv6Packets() {
    return ArbitraryPackets.ipv6Packets().withoutEdgeCases();
  }

  @Provide
  Arbitrary<Payload> discoveries() {
    return ArbitraryPackets.discoveries();
  }

  @Provide
  Arbitrary<Ipv6Address> addressesV6() {
    return ArbitraryPackets.addressesV6();
  }

  /** The header has no checksum of its own (RFC 8200), but its addresses are summed. */
  @Property
  void a_flipped_bit_of_what_an_ipv6_packet_carries_is_noticed(
      @ForAll("ipv6Packets") Payload payload, @ForAll @IntRange(max = 12_000) int where) {
    Ipv6Packet packet = (Ipv6Packet) payload;
    EthernetFrame frame = EthernetFrame.of(MacAddress.BROADCAST, MacAddress.ZERO, packet);
    byte[] bytes = Frames.emit(frame);
    int first = 14 + 8;
    int bit = first * 8 + where % ((bytes.length - first) * 8);
    bytes[bit / 8] ^= (byte) (0x80 >>> bit % 8);
    try {
      assertThat(Frames.parse(bytes)).isNotEqualTo(frame);
      assertThat(packet.payload()).as("nothing sums this").isInstanceOf(RawPayload.class);
    } catch (MalformedPacketException expected) {
      assertThat(expected).hasMessageContainingAll("expected", "found");
    }
  }

  @Property
  void an_icmpv6_error_quotes_enough_to_find_the_socket(@ForAll("ipv6Packets") Payload payload) {
    Ipv6Packet packet = (Ipv6Packet) payload;
    Icmpv6Message error = Icmpv6Message.error(Icmpv6Message.DESTINATION_UNREACHABLE, 3, 0, packet);
    byte[] whole = Frames.emit(packet);

    assertThat(error.body().bytes())
        .isEqualTo(Arrays.copyOf(whole, Math.min(whole.length, 1280 - 48)));
    if (packet.payload() instanceof TcpSegment segment) {
      assertThat(Quote.in(error)).contains(quoteOf(packet, segment));
    }
  }

  @Property
  void a_neighbour_discovery_is_read_as_it_was_written(@ForAll("discoveries") Payload message) {
    NeighbourDiscovery discovery = NeighbourDiscovery.in((Icmpv6Message) message).orElseThrow();

    assertThat(discovery.message()).isEqualTo(message);
  }

  @Property
  void an_ipv6_address_is_read_as_it_was_written(@ForAll("addressesV6") Ipv6Address address)
      throws UnknownHostException {
    assertThat(Ipv6Address.parse(address.toString())).isEqualTo(address);
    assertThat(Ipv6Address.of(address.octets())).isEqualTo(address);
    assertThat(IpAddress.of(InetAddress.getByName(address.toString())))
        .as("what the JDK reads")
        .isEqualTo(IpAddress.of(address.octets()));
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
      assertThat(Quote.in(error)).contains(quoteOf(packet, segment));
    }
  }

  private static Quote quoteOf(IpPacket packet, TcpSegment segment) {
    return new Quote(
        packet.source(),
        packet.destination(),
        Ipv4Packet.TCP,
        segment.sourcePort(),
        segment.destinationPort(),
        segment.sequence(),
        packet.ttl());
  }
}

package io.synsent.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FramesTest {

  private static final Ipv4Address CLIENT = Ipv4Address.parse("192.168.31.6");
  private static final Ipv4Address ABSENT = Ipv4Address.parse("192.168.31.7");
  private static final MacAddress MAC = new MacAddress(0x0200_0A00_0006L);

  /** The first frame of kernel-captures/lan-absent, put on Ethernet: octets written by Linux. */
  @Test
  void an_arp_request_is_what_linux_puts_on_the_wire() {
    EthernetFrame frame =
        EthernetFrame.of(
            MacAddress.BROADCAST,
            new MacAddress(0xF6FF_05EF_C1F7L),
            ArpPacket.request(new MacAddress(0xF6FF_05EF_C1F7L), CLIENT, ABSENT));

    assertThat(HexFormat.of().formatHex(Frames.emit(frame)))
        .isEqualTo(
            "fffffffffffff6ff05efc1f70806"
                + "0001080006040001f6ff05efc1f7c0a81f06000000000000c0a81f07");
  }

  @Test
  void a_syn_has_sixty_octets_of_ip_and_the_options_in_the_order_of_linux() {
    byte[] bytes = Frames.emit(syn());

    assertThat(bytes).hasSize(60);
    assertThat(HexFormat.of().formatHex(bytes, 40, 60))
        .isEqualTo("020405b40402080a00000001000000000103030a");
    assertThat(bytes[32] >>> 4 & 0xF).as("data offset in words").isEqualTo(10);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0800|14|44|IPv4 version and header length: expected 1 octets at offset 14, found 0 octets",
        "0800|15|65|IPv4 version: expected 4, found 6",
        "0800|15|46|IPv4 header length: expected 20 octets (options are not simulated), found 24",
        "0800|34|45|IPv4 total length: expected 20 to the 20 octets there are, found 0",
        "0806|42|00|ARP hardware type: expected 0x0001, found 0x0000",
      })
  void what_is_wrong_is_named(String etherType, int length, String first, String message) {
    byte[] bytes = new byte[length];
    byte[] type = HexFormat.of().parseHex(etherType);
    System.arraycopy(type, 0, bytes, 12, 2);
    if (length > 14) {
      bytes[14] = (byte) Integer.parseInt(first, 16);
    }

    assertThatThrownBy(() -> Frames.parse(bytes))
        .isInstanceOf(MalformedPacketException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|16|IPv4 version: expected 4, found 5",
        "2|1|IPv4 total length: expected 20 to the 60 octets there are, found 316",
        "6|32|'IPv4 flags and fragment offset: expected 0x0000 or 0x4000 (fragments are not"
            + " simulated), found 0x6000'",
        "7|1|'IPv4 flags and fragment offset: expected 0x0000 or 0x4000 (fragments are not"
            + " simulated), found 0x4001'",
        "10|1|'IPv4 header checksum: expected 0x68f7, found 0x69f7'",
        "20|1|'TCP checksum: expected '",
        "32|-80|'TCP data offset: expected 20 to the 40 octets there are, found 4'",
        "32|80|'TCP data offset: expected 20 to the 40 octets there are, found 60'",
        "36|1|'TCP checksum: expected '",
        "38|1|'TCP urgent pointer (not simulated): expected 0x0000, found 0x0100'",
      })
  void a_changed_octet_of_a_syn_is_named(int offset, int change, String message) {
    byte[] bytes = Frames.emit(EthernetFrame.of(MAC, MAC, syn()));
    bytes[14 + offset] ^= (byte) change;

    assertThatThrownBy(() -> Frames.parse(bytes))
        .isInstanceOf(MalformedPacketException.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "02030000|length of TCP option 2: expected 4, found 3",
        "03040000|length of TCP option 3: expected 3, found 4",
        "04030000|length of TCP option 4: expected 2, found 3",
        "08040000|length of TCP option 8: expected 10, found 4",
        "4d010000|length of TCP option 77: expected 2 or more, found 1",
        "4d000000|length of TCP option 77: expected 2 or more, found 0",
        "4d050000|TCP option 77: expected 3 octets at offset 2, found 2 octets",
        "01010102|TCP option length: expected 1 octets at offset 4, found 0 octets",
        "00000100|TCP padding after the end of the option list: expected 0, found 1",
      })
  void a_wrong_tcp_option_is_named(String options, String message) {
    byte[] bytes = HexFormat.of().parseHex(options);

    assertThatThrownBy(
            () -> {
              PacketReader in = new PacketReader(bytes, 0, bytes.length);
              while (in.remaining() > 0) {
                TcpOptions.read(in);
              }
            })
        .isInstanceOf(MalformedPacketException.class)
        .hasMessage(message);
  }

  @Test
  void a_wrong_transport_checksum_passes_only_where_it_is_not_looked_at()
      throws MalformedPacketException {
    byte[] bytes = Frames.emit(EthernetFrame.of(MAC, MAC, syn()));
    bytes[14 + 20 + 16] ^= 1;

    assertThat(Frames.parse(bytes, Frames.TransportChecksums.IGNORED).payload()).isEqualTo(syn());
    assertThatThrownBy(() -> Frames.parse(bytes, Frames.TransportChecksums.VERIFIED))
        .isInstanceOf(MalformedPacketException.class);
  }

  @Test
  void a_udp_checksum_is_verified_may_be_absent_and_is_never_sent_as_zero()
      throws MalformedPacketException {
    // The data makes the sum come out as all ones, so that its complement is zero.
    for (int word = 0; word <= 0xFFFF; word++) {
      UdpDatagram datagram =
          new UdpDatagram(
              40002, 9999, new RawPayload(new byte[] {(byte) (word >>> 8), (byte) word}));
      byte[] bytes = Frames.emit(EthernetFrame.of(MAC, MAC, udp(datagram)));
      assertThat(bytes[40] == 0 && bytes[41] == 0).as("no checksum, for data %d", word).isFalse();
    }
    UdpDatagram datagram = new UdpDatagram(1, 2, new RawPayload(new byte[] {3}));
    byte[] bytes = Frames.emit(EthernetFrame.of(MAC, MAC, udp(datagram)));
    bytes[41] ^= 1;
    assertThatThrownBy(() -> Frames.parse(bytes)).hasMessageStartingWith("UDP checksum: expected");
    bytes[40] = 0;
    bytes[41] = 0;
    assertThat(Frames.parse(bytes).payload()).isEqualTo(udp(datagram));
    bytes[39] ^= 1;
    assertThatThrownBy(() -> Frames.parse(bytes)).hasMessage("UDP length: expected 9, found 8");
  }

  @Test
  void a_udp_datagram_is_written_and_read_with_its_data() throws MalformedPacketException {
    UdpDatagram datagram = new UdpDatagram(40002, 9999, new RawPayload(new byte[] {1, 2, 3}));
    byte[] bytes = Frames.emit(EthernetFrame.of(MAC, MAC, udp(datagram)));
    // By hand: c0a8 + 1f06 + c0a8 + 1f07 + 0011 + 000b + 9c42 + 270f + 000b + 0102 + 0300, folded.
    int sum =
        0xC0A8 + 0x1F06 + 0xC0A8 + 0x1F07 + 0x11 + 0xB + 0x9C42 + 0x270F + 0xB + 0x102 + 0x300;
    int checksum = ~((sum & 0xFFFF) + (sum >>> 16)) & 0xFFFF;

    assertThat(HexFormat.of().formatHex(bytes, 34, 45))
        .isEqualTo("9c42270f000b" + String.format("%04x", checksum) + "010203");
    assertThat(Frames.parse(bytes).payload()).isEqualTo(udp(datagram));
  }

  @Test
  void an_icmp_checksum_is_verified() {
    byte[] bytes =
        Frames.emit(
            EthernetFrame.of(
                MAC,
                MAC,
                new Ipv4Packet(
                    CLIENT,
                    ABSENT,
                    Ipv4Packet.ICMP,
                    64,
                    1,
                    false,
                    0,
                    new IcmpMessage(0, 0, 0, RawPayload.EMPTY))));
    assertThat(HexFormat.of().formatHex(bytes, 34, 42)).isEqualTo("0000ffff00000000");
    bytes[41] = 1;

    assertThatThrownBy(() -> Frames.parse(bytes))
        .hasMessage("ICMP checksum: expected 0xfffe, found 0xffff");
  }

  @Test
  void what_does_not_fit_a_field_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UdpDatagram(65536, 1, RawPayload.EMPTY))
        .withMessage("the UDP source port has 16 bits: 0 to 65535, found 65536");
    assertThatIllegalArgumentException().isThrownBy(() -> new UdpDatagram(1, -1, RawPayload.EMPTY));
    assertThatIllegalArgumentException().isThrownBy(() -> new TcpOption.WindowScale(256));
    assertThatIllegalArgumentException().isThrownBy(() -> new TcpOption.Timestamps(1L << 32, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TcpOption.Unknown(2, RawPayload.EMPTY))
        .withMessageContaining("record of its own");
    assertThatIllegalArgumentException().isThrownBy(() -> syn().withTtl(256));
  }

  @Test
  void options_that_do_not_fill_words_or_are_too_many_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> segment(List.of(new TcpOption.WindowScale(7))))
        .withMessageContaining("3 octets");
    TcpOption word = new TcpOption.Unknown(77, new RawPayload(new byte[2]));
    TcpOption[] eleven = new TcpOption[11];
    Arrays.fill(eleven, word);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> segment(List.of(eleven)))
        .withMessageContaining("44 octets");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> segment(List.of(new TcpOption.EndOfList(3), word)))
        .withMessageContaining("EndOfList");
  }

  @Test
  void a_payload_of_the_wrong_layer_is_refused() {
    TcpSegment segment = segment(List.of());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Frames.emit(new EthernetFrame(MAC, MAC, 0x0800, segment)))
        .withMessageContaining("TcpSegment");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EthernetFrame.of(MAC, MAC, segment))
        .withMessageContaining("TcpSegment");
    ArpPacket arp = ArpPacket.request(MAC, CLIENT, ABSENT);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Frames.emit(new Ipv4Packet(CLIENT, ABSENT, 6, 64, 1, true, 0, arp)))
        .withMessageContaining("ArpPacket");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Ipv4Packet(CLIENT, ABSENT, Ipv4Packet.UDP, 64, 1, true, 0, segment))
        .withMessageContaining("protocol");
  }

  @Test
  void each_family_has_an_icmp_of_its_own() throws MalformedPacketException {
    Ipv6Address v6 = Ipv6Address.parse("2001:db8:31::6");
    IcmpMessage echo = new IcmpMessage(8, 0, 0, RawPayload.EMPTY);
    Icmpv6Message echo6 = new Icmpv6Message(128, 0, 0, RawPayload.EMPTY);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Frames.emit(new Ipv6Packet(v6, v6, Ipv4Packet.ICMP, 64, 0, 0, echo)))
        .withMessageContaining("IcmpMessage cannot be carried by an IPv6 packet");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Frames.emit(new Ipv4Packet(CLIENT, ABSENT, 58, 64, 1, true, 0, echo6)))
        .withMessageContaining("Icmpv6Message cannot be carried by an IPv4 packet");

    RawPayload octets = new RawPayload(new byte[8]);
    Ipv4Packet v4Of58 = new Ipv4Packet(CLIENT, ABSENT, 58, 64, 1, true, 0, octets);
    Ipv6Packet v6Of1 = new Ipv6Packet(v6, v6, 1, 64, 0, 0, octets);
    for (IpPacket packet : List.of(v4Of58, v6Of1)) {
      EthernetFrame frame = EthernetFrame.of(MAC, MAC, packet);
      assertThat(Frames.parse(Frames.emit(frame))).isEqualTo(frame);
    }
  }

  @Test
  void a_packet_longer_than_its_length_field_is_refused() {
    assertThat(Frames.emit(raw(65515))).hasSize(65535);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Frames.emit(raw(65516)))
        .withMessageContaining("65536");
  }

  @Test
  void a_quote_needs_an_ipv4_header_and_eight_octets() {
    byte[] quote = IcmpMessage.error(3, 1, syn()).body().bytes();
    for (int length = 0; length <= quote.length; length++) {
      IcmpMessage cut = new IcmpMessage(3, 1, 0, new RawPayload(Arrays.copyOf(quote, length)));
      assertThat(Quote.in(cut).isPresent()).as("%d octets", length).isEqualTo(length >= 28);
    }
    assertThat(Quote.in(new IcmpMessage(8, 0, 0, new RawPayload(quote)))).isEmpty();
    assertThat(Quote.in(new IcmpMessage(11, 0, 0, new RawPayload(quote)))).isPresent();
    quote[7] = 1; // a later fragment, which has no ports
    assertThat(Quote.in(new IcmpMessage(3, 1, 0, new RawPayload(quote)))).isEmpty();
    quote[7] = 0;
    quote[0] = 0x65;
    assertThat(Quote.in(new IcmpMessage(3, 1, 0, new RawPayload(quote)))).isEmpty();
    quote[0] = 0x46; // options: the ports are four octets further on
    assertThat(Quote.in(new IcmpMessage(3, 1, 0, new RawPayload(quote))).orElseThrow().sourcePort())
        .isZero();
  }

  private static Ipv4Packet raw(int length) {
    return new Ipv4Packet(CLIENT, ABSENT, 253, 64, 1, true, 0, new RawPayload(new byte[length]));
  }

  private static Ipv4Packet udp(UdpDatagram datagram) {
    return new Ipv4Packet(CLIENT, ABSENT, Ipv4Packet.UDP, 64, 1, true, 0, datagram);
  }

  private static Ipv4Packet syn() {
    return new Ipv4Packet(
        CLIENT,
        ABSENT,
        Ipv4Packet.TCP,
        64,
        4711,
        true,
        0,
        segment(
            List.of(
                new TcpOption.MaximumSegmentSize(1460),
                new TcpOption.SackPermitted(),
                new TcpOption.Timestamps(1, 0),
                new TcpOption.NoOperation(),
                new TcpOption.WindowScale(10))));
  }

  private static TcpSegment segment(List<TcpOption> options) {
    return new TcpSegment(40001, 8081, 0x12, 0, TcpSegment.SYN, 64240, options, RawPayload.EMPTY);
  }
}

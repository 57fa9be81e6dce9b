package io.synsent.engine.packet;

/** ICMPv6 on the wire (RFC 4443, section 2.1); its checksum covers a pseudo-header (2.3). */
final class Icmpv6Codec {

  static final int HEADER = 8;

  private static final int CHECKSUM_OFFSET = 2;

  private Icmpv6Codec() {}

  static int length(Icmpv6Message message) {
    return HEADER + message.body().bytes().length;
  }

  static void write(
      PacketWriter out, Icmpv6Message message, IpAddress source, IpAddress destination) {
    int start = out.position();
    out.u8(message.type()).u8(message.code()).u16(0).u32(message.rest()).raw(message.body());
    out.putU16(
        start + CHECKSUM_OFFSET,
        Checksum.ofPseudoHeader(source, destination, Ipv6Packet.ICMPV6, length(message))
            .add(out.bytes(), start, out.position())
            .value());
  }

  static Icmpv6Message read(byte[] bytes, PacketReader in, IpAddress source, IpAddress destination)
      throws MalformedPacketException {
    int start = in.position();
    int length = in.remaining();
    int type = in.u8("ICMPv6 type");
    int code = in.u8("ICMPv6 code");
    int checksum = in.u16("ICMPv6 checksum");
    int rest = in.s32("ICMPv6 rest of header");
    int expected =
        Checksum.ofPseudoHeader(source, destination, Ipv6Packet.ICMPV6, length)
            .add(bytes, start, start + CHECKSUM_OFFSET)
            .add(bytes, start + CHECKSUM_OFFSET + 2, start + length)
            .value();
    Ipv4Codec.verify("ICMPv6 checksum", expected, checksum);
    return new Icmpv6Message(type, code, rest, in.rest("ICMPv6 body"));
  }
}

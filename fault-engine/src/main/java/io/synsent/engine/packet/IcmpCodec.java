package io.synsent.engine.packet;

/** ICMP on the wire (RFC 792). */
final class IcmpCodec {

  static final int HEADER = 8;

  private static final int CHECKSUM_OFFSET = 2;

  private IcmpCodec() {}

  static int length(IcmpMessage message) {
    return HEADER + message.body().bytes().length;
  }

  static void write(PacketWriter out, IcmpMessage message) {
    int start = out.position();
    out.u8(message.type()).u8(message.code()).u16(0).u32(message.rest()).raw(message.body());
    out.putU16(
        start + CHECKSUM_OFFSET, new Checksum().add(out.bytes(), start, out.position()).value());
  }

  static IcmpMessage read(byte[] bytes, PacketReader in) throws MalformedPacketException {
    int start = in.position();
    int end = start + in.remaining();
    int type = in.u8("ICMP type");
    int code = in.u8("ICMP code");
    int checksum = in.u16("ICMP checksum");
    int rest = in.s32("ICMP rest of header");
    int expected =
        new Checksum().add(type << 8 | code).add(bytes, start + CHECKSUM_OFFSET + 2, end).value();
    Ipv4Codec.verify("ICMP checksum", expected, checksum);
    return new IcmpMessage(type, code, rest, in.rest("ICMP body"));
  }
}

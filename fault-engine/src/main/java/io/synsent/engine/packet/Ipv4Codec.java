package io.synsent.engine.packet;

import io.synsent.engine.packet.Frames.TransportChecksums;

/** IPv4 on the wire (RFC 791, section 3.1). */
final class Ipv4Codec {

  static final int HEADER = 20;

  private static final int LARGEST = 65535;
  private static final int VERSION = 4;
  private static final int DONT_FRAGMENT = 0x4000;
  private static final int CHECKSUM_OFFSET = 10;

  private Ipv4Codec() {}

  static int length(Ipv4Packet packet) {
    int length = HEADER + IpPayloadCodec.length(packet);
    if (length > LARGEST) {
      throw new IllegalArgumentException(
          "an IPv4 packet has at most " + LARGEST + " octets, found " + length);
    }
    return length;
  }

  static void write(PacketWriter out, Ipv4Packet packet) {
    int start = out.position();
    out.u8(VERSION << 4 | HEADER / 4)
        .u8(packet.tos())
        .u16(length(packet))
        .u16(packet.id())
        .u16(packet.dontFragment() ? DONT_FRAGMENT : 0)
        .u8(packet.ttl())
        .u8(packet.protocol())
        .u16(0)
        .ipv4(packet.source())
        .ipv4(packet.destination());
    out.putU16(
        start + CHECKSUM_OFFSET, new Checksum().add(out.bytes(), start, start + HEADER).value());
    IpPayloadCodec.write(out, packet);
  }

  static Ipv4Packet read(byte[] bytes, PacketReader in, TransportChecksums transportChecksums)
      throws MalformedPacketException {
    int start = in.position();
    int available = in.remaining();
    int versionAndLength = in.u8("IPv4 version and header length");
    if (versionAndLength >>> 4 != VERSION) {
      throw MalformedPacketException.of("IPv4 version", VERSION, versionAndLength >>> 4);
    }
    int header = (versionAndLength & 0xF) * 4;
    if (header != HEADER) {
      throw MalformedPacketException.of(
          "IPv4 header length", HEADER + " octets (options are not simulated)", header);
    }
    int tos = in.u8("IPv4 type of service");
    int total = in.u16("IPv4 total length");
    if (total < HEADER || total > available) {
      throw MalformedPacketException.of(
          "IPv4 total length", HEADER + " to the " + available + " octets there are", total);
    }
    int id = in.u16("IPv4 identification");
    int fragment = in.u16("IPv4 flags and fragment offset");
    if ((fragment & ~DONT_FRAGMENT) != 0) {
      throw MalformedPacketException.of(
          "IPv4 flags and fragment offset",
          "0x0000 or 0x4000 (fragments are not simulated)",
          PacketReader.hex16(fragment));
    }
    int ttl = in.u8("IPv4 time to live");
    int protocol = in.u8("IPv4 protocol");
    int checksum = in.u16("IPv4 header checksum");
    Ipv4Address source = in.ipv4("IPv4 source address");
    Ipv4Address destination = in.ipv4("IPv4 destination address");
    int expected =
        new Checksum()
            .add(bytes, start, start + CHECKSUM_OFFSET)
            .add(bytes, start + CHECKSUM_OFFSET + 2, start + HEADER)
            .value();
    verify("IPv4 header checksum", expected, checksum);
    PacketReader body = new PacketReader(bytes, start + HEADER, start + total);
    Payload payload =
        IpPayloadCodec.read(protocol, bytes, body, source, destination, transportChecksums);
    return new Ipv4Packet(
        source, destination, protocol, ttl, id, (fragment & DONT_FRAGMENT) != 0, tos, payload);
  }

  static void verify(String field, int expected, int found) throws MalformedPacketException {
    if (expected != found) {
      throw MalformedPacketException.of(
          field, PacketReader.hex16(expected), PacketReader.hex16(found));
    }
  }
}

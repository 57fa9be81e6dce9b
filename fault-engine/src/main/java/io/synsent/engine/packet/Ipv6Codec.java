package io.synsent.engine.packet;

import io.synsent.engine.packet.Frames.TransportChecksums;

/** IPv6 on the wire (RFC 8200, section 3). */
final class Ipv6Codec {

  static final int HEADER = 40;

  private static final int LARGEST_PAYLOAD = 65535;
  private static final int VERSION = 6;

  private Ipv6Codec() {}

  static int length(Ipv6Packet packet) {
    int payload = IpPayloadCodec.length(packet);
    if (payload > LARGEST_PAYLOAD) {
      throw new IllegalArgumentException(
          "an IPv6 packet carries at most " + LARGEST_PAYLOAD + " octets, found " + payload);
    }
    return HEADER + payload;
  }

  static void write(PacketWriter out, Ipv6Packet packet) {
    out.u32((long) VERSION << 28 | (long) packet.trafficClass() << 20 | packet.flowLabel())
        .u16(length(packet) - HEADER)
        .u8(packet.protocol())
        .u8(packet.ttl())
        .ipv6(packet.source())
        .ipv6(packet.destination());
    IpPayloadCodec.write(out, packet);
  }

  static Ipv6Packet read(byte[] bytes, PacketReader in, TransportChecksums transportChecksums)
      throws MalformedPacketException {
    long first = in.u32("IPv6 version, traffic class and flow label");
    if (first >>> 28 != VERSION) {
      throw MalformedPacketException.of("IPv6 version", VERSION, (int) (first >>> 28));
    }
    int length = in.u16("IPv6 payload length");
    int protocol = in.u8("IPv6 next header");
    int hopLimit = in.u8("IPv6 hop limit");
    Ipv6Address source = in.ipv6("IPv6 source address");
    Ipv6Address destination = in.ipv6("IPv6 destination address");
    if (length > in.remaining()) {
      throw MalformedPacketException.of(
          "IPv6 payload length", "0 to the " + in.remaining() + " octets there are", length);
    }
    PacketReader body = new PacketReader(bytes, in.position(), in.position() + length);
    Payload payload =
        IpPayloadCodec.read(protocol, bytes, body, source, destination, transportChecksums);
    return new Ipv6Packet(
        source,
        destination,
        protocol,
        hopLimit,
        (int) (first >>> 20 & 0xFF),
        (int) (first & 0xF_FFFF),
        payload);
  }
}

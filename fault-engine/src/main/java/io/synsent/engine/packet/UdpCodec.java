package io.synsent.engine.packet;

import io.synsent.engine.packet.Frames.TransportChecksums;

/** UDP on the wire (RFC 768). */
final class UdpCodec {

  static final int HEADER = 8;

  private static final int CHECKSUM_OFFSET = 6;
  private static final int NO_CHECKSUM = 0;

  private UdpCodec() {}

  static int length(UdpDatagram datagram) {
    return HEADER + datagram.data().bytes().length;
  }

  static void write(
      PacketWriter out, UdpDatagram datagram, IpAddress source, IpAddress destination) {
    int start = out.position();
    out.u16(datagram.sourcePort())
        .u16(datagram.destinationPort())
        .u16(length(datagram))
        .u16(0)
        .raw(datagram.data());
    int checksum =
        Checksum.ofPseudoHeader(source, destination, Ipv4Packet.UDP, length(datagram))
            .add(out.bytes(), start, out.position())
            .value();
    out.putU16(start + CHECKSUM_OFFSET, onTheWire(checksum));
  }

  static UdpDatagram read(
      byte[] bytes,
      PacketReader in,
      IpAddress source,
      IpAddress destination,
      TransportChecksums transportChecksums)
      throws MalformedPacketException {
    int start = in.position();
    int available = in.remaining();
    int sourcePort = in.u16("UDP source port");
    int destinationPort = in.u16("UDP destination port");
    int length = in.u16("UDP length");
    if (length != available) {
      throw MalformedPacketException.of("UDP length", available, length);
    }
    int checksum = in.u16("UDP checksum");
    if (checksum == NO_CHECKSUM && source instanceof Ipv6Address) {
      // RFC 8200, section 8.1: over IPv6 the checksum is not optional.
      throw MalformedPacketException.of("UDP checksum over IPv6", "any but zero", "zero");
    }
    if (transportChecksums == TransportChecksums.VERIFIED && checksum != NO_CHECKSUM) {
      int expected =
          Checksum.ofPseudoHeader(source, destination, Ipv4Packet.UDP, length)
              .add(bytes, start, start + CHECKSUM_OFFSET)
              .add(bytes, start + HEADER, start + length)
              .value();
      Ipv4Codec.verify("UDP checksum", onTheWire(expected), checksum);
    }
    return new UdpDatagram(sourcePort, destinationPort, in.rest("UDP data"));
  }

  /** RFC 768: zero means "no checksum", so a computed zero is sent as all ones. */
  private static int onTheWire(int checksum) {
    return checksum == 0 ? 0xFFFF : checksum;
  }
}

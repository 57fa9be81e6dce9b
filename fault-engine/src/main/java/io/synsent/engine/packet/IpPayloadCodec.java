package io.synsent.engine.packet;

import io.synsent.engine.packet.Frames.TransportChecksums;

/** What IP packets carry, on the wire: the two families differ in ICMP only. */
final class IpPayloadCodec {

  private IpPayloadCodec() {}

  static int length(IpPacket packet) {
    Payload payload = packet.payload();
    if (payload instanceof TcpSegment segment) {
      return TcpCodec.length(segment);
    }
    if (payload instanceof UdpDatagram datagram) {
      return UdpCodec.length(datagram);
    }
    if (payload instanceof IcmpMessage message && packet instanceof Ipv4Packet) {
      return IcmpCodec.length(message);
    }
    if (payload instanceof Icmpv6Message message && packet instanceof Ipv6Packet) {
      return Icmpv6Codec.length(message);
    }
    if (payload instanceof RawPayload raw) {
      return raw.bytes().length;
    }
    throw notUnder(packet);
  }

  static void write(PacketWriter out, IpPacket packet) {
    Payload payload = packet.payload();
    if (payload instanceof TcpSegment segment) {
      TcpCodec.write(out, segment, packet.source(), packet.destination());
    } else if (payload instanceof UdpDatagram datagram) {
      UdpCodec.write(out, datagram, packet.source(), packet.destination());
    } else if (payload instanceof IcmpMessage message && packet instanceof Ipv4Packet) {
      IcmpCodec.write(out, message);
    } else if (payload instanceof Icmpv6Message message && packet instanceof Ipv6Packet) {
      Icmpv6Codec.write(out, message, packet.source(), packet.destination());
    } else if (payload instanceof RawPayload raw) {
      out.raw(raw);
    } else {
      throw notUnder(packet);
    }
  }

  /** Reads all of {@code body}; a protocol that is not simulated is a {@link RawPayload}. */
  static Payload read(
      int protocol,
      byte[] bytes,
      PacketReader body,
      IpAddress source,
      IpAddress destination,
      TransportChecksums transportChecksums)
      throws MalformedPacketException {
    if (protocol == Ipv4Packet.TCP) {
      return TcpCodec.read(bytes, body, source, destination, transportChecksums);
    }
    if (protocol == Ipv4Packet.UDP) {
      return UdpCodec.read(bytes, body, source, destination, transportChecksums);
    }
    if (protocol == Ipv4Packet.ICMP && source instanceof Ipv4Address) {
      return IcmpCodec.read(bytes, body);
    }
    if (protocol == Ipv6Packet.ICMPV6 && source instanceof Ipv6Address) {
      return Icmpv6Codec.read(bytes, body, source, destination);
    }
    return body.rest("IP payload");
  }

  private static IllegalArgumentException notUnder(IpPacket packet) {
    return Frames.notUnder(
        packet instanceof Ipv4Packet ? "an IPv4 packet" : "an IPv6 packet", packet.payload());
  }
}

package io.synsent.engine.packet;

/**
 * An IPv6 packet without extension headers (RFC 8200, section 3).
 *
 * @param protocol the next header: 6 TCP, 17 UDP, 58 ICMPv6
 * @param ttl the hop limit
 * @param trafficClass 0 to 255
 * @param flowLabel 20 bits; the same for all packets of a flow
 */
public record Ipv6Packet(
    Ipv6Address source,
    Ipv6Address destination,
    int protocol,
    int ttl,
    int trafficClass,
    int flowLabel,
    Payload payload)
    implements IpPacket {

  /** ICMPv6. */
  public static final int ICMPV6 = 58;

  public Ipv6Packet {
    Fields.check("IPv6 next header", protocol, 8);
    Fields.check("IPv6 hop limit", ttl, 8);
    Fields.check("IPv6 traffic class", trafficClass, 8);
    Fields.check("IPv6 flow label", flowLabel, 20);
    int needed = protocolOf(payload, protocol);
    if (needed != protocol) {
      throw new IllegalArgumentException(
          payload.getClass().getSimpleName()
              + " has IPv6 next header "
              + needed
              + ", found next header "
              + protocol);
    }
  }

  @Override
  public Ipv6Packet withTtl(int newTtl) {
    return new Ipv6Packet(source, destination, protocol, newTtl, trafficClass, flowLabel, payload);
  }

  private static int protocolOf(Payload payload, int otherwise) {
    if (payload instanceof TcpSegment) {
      return Ipv4Packet.TCP;
    }
    if (payload instanceof Icmpv6Message) {
      return ICMPV6;
    }
    return payload instanceof UdpDatagram ? Ipv4Packet.UDP : otherwise;
  }
}

package io.synsent.engine.packet;

/**
 * An IPv4 packet without options (RFC 791); its checksum is computed when it is emitted.
 *
 * @param protocol 1 ICMP, 6 TCP, 17 UDP
 * @param id the identification field, 0 to 65535
 * @param tos the type-of-service octet; Linux sets 0xc0 on ICMP errors
 */
public record Ipv4Packet(
    Ipv4Address source,
    Ipv4Address destination,
    int protocol,
    int ttl,
    int id,
    boolean dontFragment,
    int tos,
    Payload payload)
    implements IpPacket {

  /** ICMP. */
  public static final int ICMP = 1;

  /** TCP. */
  public static final int TCP = 6;

  /** UDP. */
  public static final int UDP = 17;

  public Ipv4Packet {
    Fields.check("IPv4 protocol", protocol, 8);
    Fields.check("IPv4 time to live", ttl, 8);
    Fields.check("IPv4 identification", id, 16);
    Fields.check("IPv4 type of service", tos, 8);
    int needed = protocolOf(payload, protocol);
    if (needed != protocol) {
      throw new IllegalArgumentException(
          payload.getClass().getSimpleName()
              + " has IPv4 protocol "
              + needed
              + ", found protocol "
              + protocol);
    }
  }

  @Override
  public Ipv4Packet withTtl(int newTtl) {
    return new Ipv4Packet(source, destination, protocol, newTtl, id, dontFragment, tos, payload);
  }

  private static int protocolOf(Payload payload, int otherwise) {
    if (payload instanceof TcpSegment) {
      return TCP;
    }
    if (payload instanceof IcmpMessage) {
      return ICMP;
    }
    return payload instanceof UdpDatagram ? UDP : otherwise;
  }
}

package io.synsent.engine.packet;

/**
 * An Ethernet II frame (IEEE 802.3, without the FCS, as captures show it).
 *
 * @param etherType 0x0800 for IPv4, 0x0806 for ARP, 0x86dd for IPv6
 */
public record EthernetFrame(
    MacAddress destination, MacAddress source, int etherType, Payload payload) {

  /** IPv4. */
  public static final int IPV4 = 0x0800;

  /** IPv6. */
  public static final int IPV6 = 0x86DD;

  /** ARP. */
  public static final int ARP = 0x0806;

  public EthernetFrame {
    Fields.check("Ethernet EtherType", etherType, 16);
  }

  /** A frame whose EtherType follows from what it carries. */
  public static EthernetFrame of(MacAddress destination, MacAddress source, Payload payload) {
    if (payload instanceof ArpPacket) {
      return new EthernetFrame(destination, source, ARP, payload);
    }
    if (payload instanceof Ipv4Packet) {
      return new EthernetFrame(destination, source, IPV4, payload);
    }
    if (payload instanceof Ipv6Packet) {
      return new EthernetFrame(destination, source, IPV6, payload);
    }
    throw new IllegalArgumentException(
        "no EtherType is known for " + payload.getClass().getSimpleName() + ": name it yourself");
  }
}

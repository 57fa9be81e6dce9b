package io.synsent.engine.packet;

/** ARP for IPv4 over Ethernet on the wire (RFC 826, "Packet format"). */
final class ArpCodec {

  static final int LENGTH = 28;

  private static final int HARDWARE_ETHERNET = 1;
  private static final int MAC_LENGTH = 6;
  private static final int IPV4_LENGTH = 4;

  private ArpCodec() {}

  static void write(PacketWriter out, ArpPacket arp) {
    out.u16(HARDWARE_ETHERNET)
        .u16(EthernetFrame.IPV4)
        .u8(MAC_LENGTH)
        .u8(IPV4_LENGTH)
        .u16(arp.operation().code())
        .mac(arp.senderMac())
        .ipv4(arp.senderIp())
        .mac(arp.targetMac())
        .ipv4(arp.targetIp());
  }

  static ArpPacket read(PacketReader in) throws MalformedPacketException {
    in.expectU16("ARP hardware type", HARDWARE_ETHERNET);
    in.expectU16("ARP protocol type", EthernetFrame.IPV4);
    in.expectU8("ARP hardware address length", MAC_LENGTH);
    in.expectU8("ARP protocol address length", IPV4_LENGTH);
    ArpPacket.Operation operation = operation(in.u16("ARP operation"));
    return new ArpPacket(
        operation,
        in.mac("ARP sender hardware address"),
        in.ipv4("ARP sender protocol address"),
        in.mac("ARP target hardware address"),
        in.ipv4("ARP target protocol address"));
  }

  private static ArpPacket.Operation operation(int code) throws MalformedPacketException {
    for (ArpPacket.Operation operation : ArpPacket.Operation.values()) {
      if (operation.code() == code) {
        return operation;
      }
    }
    throw MalformedPacketException.of("ARP operation", "1 (request) or 2 (reply)", code);
  }
}

package io.synsent.engine.packet;

/** An ARP packet for IPv4 over Ethernet (RFC 826). */
public record ArpPacket(
    Operation operation,
    MacAddress senderMac,
    Ipv4Address senderIp,
    MacAddress targetMac,
    Ipv4Address targetIp)
    implements Payload {

  /** The opcode, ar$op. */
  public enum Operation {
    REQUEST(1),
    REPLY(2);

    private final int code;

    Operation(int code) {
      this.code = code;
    }

    /** The number on the wire. */
    public int code() {
      return code;
    }
  }

  /** "Who has {@code targetIp}? Tell {@code senderIp}": the target's MAC is left zero. */
  public static ArpPacket request(
      MacAddress senderMac, Ipv4Address senderIp, Ipv4Address targetIp) {
    return new ArpPacket(Operation.REQUEST, senderMac, senderIp, MacAddress.ZERO, targetIp);
  }

  /** The answer to this request from the host that has the address. */
  public ArpPacket replyFrom(MacAddress mac) {
    return new ArpPacket(
        Operation.REPLY, /* senderMac= */ mac, /* senderIp= */ targetIp, senderMac, senderIp);
  }
}

package io.synsent.scenario;

import io.synsent.engine.packet.ArpPacket;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.TcpSegment;
import java.util.List;

/** Internal. What scenario files call the frames on a wire. */
public final class FrameKind {

  static final List<String> NAMES =
      List.of("syn", "syn-ack", "ack", "rst", "icmp", "arp-request", "arp-reply", "ns", "na");

  private FrameKind() {}

  /** The kind of a frame; {@code other}, {@code ip} or {@code tcp} if no rule can name it. */
  public static String of(EthernetFrame frame) {
    if (frame.payload() instanceof ArpPacket arp) {
      return arp.operation() == ArpPacket.Operation.REPLY ? "arp-reply" : "arp-request";
    }
    if (frame.payload() instanceof IpPacket ip) {
      if (ip.payload() instanceof TcpSegment tcp) {
        return of(tcp);
      }
      if (ip.payload() instanceof Icmpv6Message message) {
        return switch (message.type()) {
          case Icmpv6Message.NEIGHBOUR_SOLICITATION -> "ns";
          case Icmpv6Message.NEIGHBOUR_ADVERTISEMENT -> "na";
          default -> "icmp";
        };
      }
      return ip.protocol() == Ipv4Packet.ICMP ? "icmp" : "ip";
    }
    return "other";
  }

  private static String of(TcpSegment tcp) {
    if (tcp.has(TcpSegment.SYN | TcpSegment.ACK)) {
      return "syn-ack";
    }
    if (tcp.has(TcpSegment.SYN)) {
      return "syn";
    }
    if (tcp.has(TcpSegment.RST)) {
      return "rst";
    }
    return tcp.has(TcpSegment.ACK) ? "ack" : "tcp";
  }
}

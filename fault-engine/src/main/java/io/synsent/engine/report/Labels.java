package io.synsent.engine.report;

import io.synsent.engine.capture.TcpdumpText;
import io.synsent.engine.packet.ArpPacket;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.packet.Payload;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.packet.UdpDatagram;

/** Packets in two or three words, as a diagram has room for. */
final class Labels {

  private Labels() {}

  static String of(Payload payload) {
    Resolution resolution = Resolution.in(payload);
    if (resolution != null) {
      String protocol = payload instanceof ArpPacket ? "ARP " : "NDP ";
      return resolution.request()
          ? protocol + "who-has " + resolution.about()
          : protocol + resolution.about() + " is-at " + resolution.mac();
    }
    if (payload instanceof IpPacket packet) {
      if (packet.payload() instanceof TcpSegment segment) {
        return tcp(segment);
      }
      if (packet.payload() instanceof IcmpMessage || packet.payload() instanceof Icmpv6Message) {
        return icmp(packet);
      }
      return packet.payload() instanceof UdpDatagram ? "UDP" : "IP";
    }
    return "frame";
  }

  private static String tcp(TcpSegment segment) {
    if (segment.has(TcpSegment.SYN)) {
      return segment.has(TcpSegment.ACK) ? "SYN-ACK" : "SYN";
    }
    if (segment.has(TcpSegment.RST)) {
      return "RST";
    }
    return segment.has(TcpSegment.FIN) ? "FIN" : segment.has(TcpSegment.ACK) ? "ACK" : "TCP";
  }

  /** What tcpdump says of it, without the addresses around. */
  private static String icmp(IpPacket packet) {
    String words = TcpdumpText.describe(EthernetFrame.of(MacAddress.ZERO, MacAddress.ZERO, packet));
    int from = words.indexOf("ICMP");
    int to = words.lastIndexOf(", length");
    return from < 0 || to < from ? "ICMP" : words.substring(from, to);
  }

  /** Whether it is a TCP segment to this port, or no segment but ICMP. */
  static boolean isTo(Payload payload, int port) {
    return payload instanceof IpPacket packet
        && (!(packet.payload() instanceof TcpSegment segment) || segment.destinationPort() == port);
  }

  /** The packet of these ends that a line about the unresolved queue names; else empty. */
  static String parked(String text, String ends) {
    int at = text.indexOf(" " + ends);
    if (at < 0) {
      return "";
    }
    int from = text.lastIndexOf(' ', at - 1) + 1;
    return text.substring(from, at);
  }
}

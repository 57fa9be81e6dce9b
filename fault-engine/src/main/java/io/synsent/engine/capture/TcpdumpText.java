package io.synsent.engine.capture;

import io.synsent.engine.packet.ArpPacket;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.Ipv6Packet;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.packet.Payload;
import io.synsent.engine.packet.Quote;
import io.synsent.engine.packet.RawPayload;
import io.synsent.engine.packet.TcpOption;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.packet.UdpDatagram;
import java.util.List;
import java.util.Locale;

/**
 * Frames in the words of {@code tcpdump -n -S} (4.99): numeric addresses, absolute sequence
 * numbers, no time.
 *
 * <p>An ARP probe or announcement is a request like any other here, as in tcpdump 4.99.3; later
 * ones have words of their own for it. Where tcpdump would go on into what an application says
 * (DNS, HTTP …) this stops at the length.
 */
public final class TcpdumpText {

  private static final int ARP_LENGTH = 28;
  private static final int ICMP_HEADER_LENGTH = 8;
  private static final String FLAG_LETTERS = "FSRP.UEW";

  private TcpdumpText() {}

  /** One line for the frame, without the time. */
  public static String describe(EthernetFrame frame) {
    Payload payload = frame.payload();
    if (payload instanceof ArpPacket arp) {
      return arp(arp);
    }
    if (payload instanceof IpPacket packet) {
      return ip(packet);
    }
    return other(frame);
  }

  private static String arp(ArpPacket arp) {
    String words =
        switch (arp.operation()) {
          case REQUEST ->
              "Request who-has " + arp.targetIp() + targetMac(arp) + " tell " + arp.senderIp();
          case REPLY -> "Reply " + arp.senderIp() + " is-at " + arp.senderMac();
        };
    return "ARP, " + words + ", length " + ARP_LENGTH;
  }

  /** A unicast probe names the MAC that it asks: {@code who-has 192.168.31.1 (02:00:…)}. */
  private static String targetMac(ArpPacket arp) {
    return arp.targetMac().equals(MacAddress.ZERO) ? "" : " (" + arp.targetMac() + ")";
  }

  private static String ip(IpPacket packet) {
    Payload payload = packet.payload();
    if (payload instanceof TcpSegment segment) {
      return addresses(packet, segment.sourcePort(), segment.destinationPort()) + tcp(segment);
    }
    if (payload instanceof UdpDatagram datagram) {
      return addresses(packet, datagram.sourcePort(), datagram.destinationPort())
          + "UDP, length "
          + datagram.data().bytes().length;
    }
    String hosts = family(packet) + packet.source() + " > " + packet.destination() + ": ";
    if (payload instanceof Icmpv6Message message) {
      return hosts + "ICMP6, " + Icmpv6Text.describe(message);
    }
    if (payload instanceof IcmpMessage message) {
      return hosts
          + "ICMP "
          + icmp(message)
          + ", length "
          + (ICMP_HEADER_LENGTH + message.body().bytes().length);
    }
    int length = payload instanceof RawPayload raw ? raw.bytes().length : 0;
    return packet instanceof Ipv6Packet
        ? hosts + "ip-proto-" + packet.protocol() + " " + length
        : hosts + " ip-proto-" + packet.protocol() + " " + length;
  }

  private static String family(IpPacket packet) {
    return packet instanceof Ipv6Packet ? "IP6 " : "IP ";
  }

  private static String addresses(IpPacket packet, int sourcePort, int destinationPort) {
    return family(packet)
        + packet.source()
        + "."
        + sourcePort
        + " > "
        + packet.destination()
        + "."
        + destinationPort
        + ": ";
  }

  private static String tcp(TcpSegment segment) {
    int length = segment.data().bytes().length;
    StringBuilder text = new StringBuilder(96).append("Flags [").append(flags(segment)).append(']');
    boolean ends = (segment.flags() & (TcpSegment.SYN | TcpSegment.FIN | TcpSegment.RST)) != 0;
    if (length > 0 || ends) {
      text.append(", seq ").append(segment.sequence());
      if (length > 0) {
        text.append(':').append(segment.sequence() + length & 0xFFFF_FFFFL);
      }
    }
    if (segment.has(TcpSegment.ACK)) {
      text.append(", ack ").append(segment.acknowledgment());
    }
    text.append(", win ").append(segment.window());
    if (segment.has(TcpSegment.URG)) {
      text.append(", urg 0"); // the pointer: no record holds another one
    }
    if (!segment.options().isEmpty()) {
      text.append(", options [").append(options(segment.options())).append(']');
    }
    return text.append(", length ").append(length).toString();
  }

  private static String flags(TcpSegment segment) {
    StringBuilder letters = new StringBuilder(FLAG_LETTERS.length());
    for (int bit = 0; bit < FLAG_LETTERS.length(); bit++) {
      if (segment.has(1 << bit)) {
        letters.append(FLAG_LETTERS.charAt(bit));
      }
    }
    return letters.length() == 0 ? "none" : letters.toString();
  }

  private static String options(List<TcpOption> options) {
    StringBuilder text = new StringBuilder(48);
    for (TcpOption option : options) {
      text.append(text.length() == 0 ? "" : ",").append(option(option));
    }
    return text.toString();
  }

  private static String option(TcpOption option) {
    if (option instanceof TcpOption.MaximumSegmentSize mss) {
      return "mss " + mss.octets();
    }
    if (option instanceof TcpOption.Timestamps timestamps) {
      return "TS val " + timestamps.value() + " ecr " + timestamps.echoReply();
    }
    if (option instanceof TcpOption.WindowScale scale) {
      return "wscale " + scale.shift();
    }
    if (option instanceof TcpOption.SackPermitted) {
      return "sackOK";
    }
    if (option instanceof TcpOption.NoOperation) {
      return "nop";
    }
    if (option instanceof TcpOption.EndOfList) {
      return "eol";
    }
    TcpOption.Unknown unknown = (TcpOption.Unknown) option;
    return "unknown-"
        + unknown.kind()
        + (unknown.data().bytes().length == 0 ? "" : " 0x" + hex(unknown.data().bytes()));
  }

  private static String icmp(IcmpMessage message) {
    int identifier = message.rest() >>> 16;
    int sequence = message.rest() & 0xFFFF;
    return switch (message.type()) {
      case IcmpMessage.ECHO_REQUEST -> "echo request, id " + identifier + ", seq " + sequence;
      case IcmpMessage.ECHO_REPLY -> "echo reply, id " + identifier + ", seq " + sequence;
      case IcmpMessage.DESTINATION_UNREACHABLE -> unreachable(message);
      case IcmpMessage.TIME_EXCEEDED ->
          switch (message.code()) {
            case 0 -> "time exceeded in-transit";
            case 1 -> "ip reassembly time exceeded";
            default -> "time exceeded-#" + message.code();
          };
      case IcmpMessage.PARAMETER_PROBLEM ->
          message.code() == 0
              ? "parameter problem - octet " + (message.rest() >>> 24)
              : "parameter problem - code " + message.code();
      default -> "type-#" + message.type();
    };
  }

  private static String unreachable(IcmpMessage message) {
    Quote quote = Quote.in(message).orElse(null);
    if (quote == null) {
      return "unreachable-#" + message.code();
    }
    String to = quote.destination().toString();
    return switch (message.code()) {
      case 0 -> "net " + to + " unreachable";
      case 1 -> "host " + to + " unreachable";
      case 2 -> to + " protocol " + quote.protocol() + " unreachable";
      case 3 -> port(quote, to) + " unreachable";
      case 4 -> to + " unreachable - need to frag" + mtu(message.rest() & 0xFFFF);
      case 5 -> to + " unreachable - source route failed";
      case 6 -> "net " + to + " unreachable - unknown";
      case 7 -> "host " + to + " unreachable - unknown";
      case 8 -> to + " unreachable - source host isolated";
      case 9 -> "net " + to + " unreachable - admin prohibited";
      case 10 -> "host " + to + " unreachable - admin prohibited";
      case 11 -> "net " + to + " unreachable - tos prohibited";
      case 12 -> "host " + to + " unreachable - tos prohibited";
      case 13 -> "host " + to + " unreachable - admin prohibited filter";
      case 14 -> "host " + to + " unreachable - host precedence violation";
      case 15 -> "host " + to + " unreachable - precedence cutoff";
      default -> to + " unreachable - #" + message.code();
    };
  }

  private static String port(Quote quote, String to) {
    return switch (quote.protocol()) {
      case Ipv4Packet.TCP -> to + " tcp port " + quote.destinationPort();
      case Ipv4Packet.UDP -> to + " udp port " + quote.destinationPort();
      default -> to + " protocol " + quote.protocol() + " port " + quote.destinationPort();
    };
  }

  private static String mtu(int mtu) {
    return mtu == 0 ? "" : " (mtu " + mtu + ")";
  }

  private static String other(EthernetFrame frame) {
    int length = frame.payload() instanceof RawPayload raw ? raw.bytes().length : 0;
    return frame.source()
        + " > "
        + frame.destination()
        + String.format(
            Locale.ROOT, ", ethertype Unknown (0x%04x), length %d", frame.etherType(), length + 14);
  }

  private static String hex(byte[] bytes) {
    StringBuilder text = new StringBuilder(2 * bytes.length);
    for (byte octet : bytes) {
      text.append(Character.forDigit(octet >> 4 & 0xF, 16))
          .append(Character.forDigit(octet & 0xF, 16));
    }
    return text.toString();
  }
}

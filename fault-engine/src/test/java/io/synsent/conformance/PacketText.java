package io.synsent.conformance;

import io.synsent.conformance.Recording.Seen;
import io.synsent.engine.packet.ArpPacket;
import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.Ipv6Address;
import io.synsent.engine.packet.Ipv6Packet;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.packet.NeighbourDiscovery;
import io.synsent.engine.packet.Quote;
import io.synsent.engine.packet.TcpOption;
import io.synsent.engine.packet.TcpSegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Everything of a packet that both arms must agree on, as one line. What each run draws at random
 * is written relative to its first use: ephemeral ports as {@code p1}, {@code p2} …, sequence
 * numbers and IP ids as distances.
 */
final class PacketText {

  private static final long BURST_NANOS = 20_000_000;

  private final Map<String, String> ports = new HashMap<>();
  private final Map<String, Long> firstSequence = new HashMap<>();
  private final Map<String, Long> earlierSequence = new HashMap<>();
  private final Map<String, Integer> firstId = new HashMap<>();
  private final Map<IpAddress, String> linkLocals = new HashMap<>();
  private final boolean destinationsKnown;

  /**
   * For one capture, from its first packet on.
   *
   * @param destinationsKnown whether the capture tells destination MAC addresses
   */
  PacketText(boolean destinationsKnown) {
    this.destinationsKnown = destinationsKnown;
  }

  /**
   * One line for each packet; with {@code unorderedBursts} sorted among packets that follow one
   * another within 20 ms.
   */
  static List<String> all(List<Seen> frames, boolean destinationsKnown, boolean unorderedBursts) {
    PacketText text = new PacketText(destinationsKnown);
    List<String> lines = new ArrayList<>(frames.stream().map(text::of).toList());
    if (unorderedBursts) {
      int from = 0;
      for (int i = 1; i <= frames.size(); i++) {
        if (i == frames.size()
            || frames.get(i).atNanos() - frames.get(i - 1).atNanos() > BURST_NANOS) {
          // Which socket is the first is what is not compared: their ports lose their numbers.
          lines.subList(from, i).replaceAll(line -> line.replaceAll(":p[0-9]+", ":p"));
          lines.subList(from, i).sort(null);
          from = i;
        }
      }
    }
    return lines;
  }

  String of(Seen seen) {
    String where = seen.device() + " " + seen.direction().label() + " ";
    if (seen.frame().payload() instanceof ArpPacket arp) {
      String cast =
          !destinationsKnown
              ? ""
              : seen.frame().destination().equals(MacAddress.BROADCAST) ? " broadcast" : " unicast";
      return where
          + "ARP "
          + arp.operation()
          + " "
          + arp.senderIp()
          + " about "
          + arp.targetIp()
          + cast;
    }
    if (seen.frame().payload() instanceof IpPacket ip) {
      return where + ip(ip);
    }
    return where + seen.frame().payload();
  }

  /**
   * Of IPv6 all but the flow label, which a kernel draws at random and anew for each repetition.
   */
  private static String head(IpPacket packet) {
    if (packet instanceof Ipv4Packet ip) {
      return " ttl "
          + ip.ttl()
          + (ip.dontFragment() ? " DF" : "")
          + (ip.tos() == 0 ? "" : " tos " + ip.tos());
    }
    Ipv6Packet ip = (Ipv6Packet) packet;
    return " hlim " + ip.ttl() + (ip.trafficClass() == 0 ? "" : " class " + ip.trafficClass());
  }

  /** A link-local address is made of its MAC address, which each arm draws for itself. */
  private String name(IpAddress address) {
    return address instanceof Ipv6Address v6 && isOfMac(v6)
        ? linkLocals.computeIfAbsent(v6, a -> "link-local-" + (linkLocals.size() + 1))
        : address.toString();
  }

  private static boolean isOfMac(Ipv6Address address) {
    return address.isLinkLocal() && (address.low() >>> 24 & 0xFFFF) == 0xFFFE;
  }

  private String discovery(Ipv6Packet ip, NeighbourDiscovery discovery) {
    String to =
        ip.destination().isMulticast()
            ? " to the group of "
                + (ip.destination().equals(discovery.target().solicitedNode())
                    ? "the target"
                    : ip.destination())
            : " to " + name(ip.destination());
    return (discovery.advertisement() ? "NA " : "NS ")
        + name(ip.source())
        + " about "
        + name(discovery.target())
        + to
        + (discovery.router() ? " router" : "")
        + (discovery.solicited() ? " solicited" : "")
        + (discovery.override() ? " override" : "")
        + (discovery.mac() == null ? "" : " with MAC")
        + head(ip);
  }

  private String ip(IpPacket ip) {
    String head = head(ip);
    if (ip instanceof Ipv6Packet v6 && ip.payload() instanceof Icmpv6Message icmp) {
      NeighbourDiscovery discovery = NeighbourDiscovery.in(icmp).orElse(null);
      if (discovery != null) {
        return discovery(v6, discovery);
      }
      byte[] body = icmp.body().bytes();
      return "ICMPv6 "
          + name(ip.source())
          + " > "
          + name(ip.destination())
          + " type "
          + icmp.type()
          + " code "
          + icmp.code()
          + " rest "
          + icmp.rest()
          + " length "
          + (8 + body.length)
          + (icmp.isError() ? quote(Quote.in(icmp).orElseThrow()) : "")
          + head;
    }
    if (ip.payload() instanceof TcpSegment tcp) {
      return tcp(ip, tcp) + head;
    }
    if (ip.payload() instanceof IcmpMessage icmp) {
      byte[] body = icmp.body().bytes();
      return "ICMP "
          + ip.source()
          + " > "
          + ip.destination()
          + " type "
          + icmp.type()
          + " code "
          + icmp.code()
          + " rest "
          + icmp.rest()
          + " length "
          + (8 + body.length)
          + (icmp.isError() ? quote(body) : "")
          + (ip instanceof Ipv4Packet v4 && v4.id() == 0 ? " id 0" : "")
          + head;
    }
    return "IP protocol " + ip.protocol() + head;
  }

  /** The packet inside an ICMP error. */
  private String quote(byte[] body) {
    ByteBuffer buffer = ByteBuffer.wrap(body);
    int header = (body[0] & 0xF) * 4;
    String source = address(buffer, 12);
    String destination = address(buffer, 16);
    int sourcePort = buffer.getShort(header) & 0xFFFF;
    int destinationPort = buffer.getShort(header + 2) & 0xFFFF;
    String from = endpoint(source, sourcePort, true);
    long sequence = buffer.getInt(header + 4) & 0xFFFF_FFFFL;
    return " about "
        + from
        + " > "
        + destination
        + ":"
        + destinationPort
        + " seq "
        + relative(from + ">" + destination + ":" + destinationPort, sequence, true)
        + " ttl "
        + (body[8] & 0xFF);
  }

  private String quote(Quote quote) {
    String from = endpoint(name(quote.source()), quote.sourcePort(), true);
    String to = quote.destination() + ":" + quote.destinationPort();
    return " about "
        + from
        + " > "
        + to
        + " seq "
        + relative(from + ">" + to, quote.sequence(), true)
        + " hlim "
        + quote.timeToLive();
  }

  private static String address(ByteBuffer buffer, int at) {
    StringJoiner text = new StringJoiner(".");
    for (int i = 0; i < 4; i++) {
      text.add(String.valueOf(buffer.get(at + i) & 0xFF));
    }
    return text.toString();
  }

  private String tcp(IpPacket ip, TcpSegment tcp) {
    boolean fromClient = tcp.has(TcpSegment.SYN) && !tcp.has(TcpSegment.ACK);
    String source = name(ip.source());
    String destination = name(ip.destination());
    if (ports.containsKey(source + ":" + tcp.sourcePort())) {
      fromClient = true;
    } else if (ports.containsKey(destination + ":" + tcp.destinationPort())) {
      fromClient = false;
    }
    String from = endpoint(source, tcp.sourcePort(), fromClient);
    String to = endpoint(destination, tcp.destinationPort(), !fromClient);
    return "TCP "
        + from
        + " > "
        + to
        + " ["
        + flags(tcp)
        + "] seq "
        + sequence(from + ">" + to, tcp)
        + (tcp.has(TcpSegment.ACK)
            ? " ack " + acknowledgment(to + ">" + from, tcp)
            : tcp.acknowledgment() == 0 ? "" : " ack field " + tcp.acknowledgment())
        + " win "
        + tcp.window()
        + " "
        + options(tcp)
        + " length "
        + tcp.data().bytes().length
        + id(from, ip);
  }

  /** The ACK of a SYN that was not captured, because it was lost, comes right after it. */
  private String sequence(String flow, TcpSegment tcp) {
    if (tcp.has(TcpSegment.ACK) && !tcp.has(TcpSegment.SYN) && !tcp.has(TcpSegment.RST)) {
      firstSequence.putIfAbsent(flow, tcp.sequence() - 1);
    }
    return relative(flow, tcp.sequence(), tcp.has(TcpSegment.SYN));
  }

  /** The answer to a SYN that was not captured acknowledges just that. */
  private String acknowledgment(String flow, TcpSegment tcp) {
    firstSequence.putIfAbsent(flow, tcp.acknowledgment() - 1);
    return relative(flow, tcp.acknowledgment(), false);
  }

  private String endpoint(String address, int port, boolean ephemeral) {
    if (!ephemeral) {
      return address + ":" + port;
    }
    return address
        + ":"
        + ports.computeIfAbsent(address + ":" + port, k -> "p" + (ports.size() + 1));
  }

  /**
   * The distance from the sender's first sequence number; before that is known the number itself.
   * Another first one is that of another connection between the same ends.
   */
  private String relative(String flow, long number, boolean first) {
    if (first) {
      Long before = firstSequence.put(flow, number);
      if (before != null && before != number) {
        earlierSequence.put(flow, before);
        firstId.remove(flow.substring(0, flow.indexOf('>')));
        return "+0 anew";
      }
    }
    Long base = firstSequence.get(flow);
    if (base == null) {
      return "#" + number;
    }
    long distance = (number - base) & 0xFFFF_FFFFL;
    Long earlier = earlierSequence.get(flow);
    if (earlier != null && ((number - earlier) & 0xFFFF_FFFFL) < distance) {
      return "+" + ((number - earlier) & 0xFFFF_FFFFL) + " of the earlier";
    }
    return "+" + distance;
  }

  /** Zero is a decision (RFC 6864); anything else counts up from a random number. */
  private String id(String from, IpPacket packet) {
    if (!(packet instanceof Ipv4Packet ip)) {
      return "";
    }
    if (ip.id() == 0) {
      return " id 0";
    }
    Integer base = firstId.putIfAbsent(from, ip.id());
    return " id +" + (base == null ? 0 : (ip.id() - base) & 0xFFFF);
  }

  private static String flags(TcpSegment tcp) {
    StringBuilder text = new StringBuilder();
    String letters = "FSRPAU";
    for (int i = 0; i < letters.length(); i++) {
      if (tcp.has(1 << i)) {
        text.append(letters.charAt(i));
      }
    }
    return text.toString();
  }

  private static String options(TcpSegment tcp) {
    List<String> texts = new ArrayList<>();
    for (TcpOption option : tcp.options()) {
      if (option instanceof TcpOption.MaximumSegmentSize mss) {
        texts.add("mss " + mss.octets());
      } else if (option instanceof TcpOption.SackPermitted) {
        texts.add("sackOK");
      } else if (option instanceof TcpOption.Timestamps timestamps) {
        texts.add(timestamps.echoReply() == 0 ? "TS ecr 0" : "TS");
      } else if (option instanceof TcpOption.WindowScale scale) {
        texts.add("wscale " + scale.shift());
      } else {
        texts.add("nop");
      }
    }
    return texts.toString();
  }
}

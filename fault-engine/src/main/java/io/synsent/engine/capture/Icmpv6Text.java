package io.synsent.engine.capture;

import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.NeighbourDiscovery;
import io.synsent.engine.packet.Quote;

/** ICMPv6 in the words of {@code tcpdump -n} (4.99, print-icmp6.c). */
final class Icmpv6Text {

  private Icmpv6Text() {}

  static String describe(Icmpv6Message message) {
    int identifier = message.rest() >>> 16;
    int sequence = message.rest() & 0xFFFF;
    return switch (message.type()) {
      case Icmpv6Message.DESTINATION_UNREACHABLE ->
          "destination unreachable, " + unreachable(message);
      case Icmpv6Message.PACKET_TOO_BIG ->
          "packet too big, mtu " + Integer.toUnsignedString(message.rest());
      case Icmpv6Message.TIME_EXCEEDED -> timeExceeded(message);
      case Icmpv6Message.PARAMETER_PROBLEM -> parameterProblem(message);
      case Icmpv6Message.ECHO_REQUEST -> "echo request, id " + identifier + ", seq " + sequence;
      case Icmpv6Message.ECHO_REPLY -> "echo reply, id " + identifier + ", seq " + sequence;
      case Icmpv6Message.NEIGHBOUR_SOLICITATION ->
          "neighbor solicitation"
              + NeighbourDiscovery.in(message).map(n -> ", who has " + n.target()).orElse("");
      case Icmpv6Message.NEIGHBOUR_ADVERTISEMENT ->
          "neighbor advertisement"
              + NeighbourDiscovery.in(message).map(n -> ", tgt is " + n.target()).orElse("");
      default -> "unknown icmp6 type (" + message.type() + ")";
    };
  }

  private static String unreachable(Icmpv6Message message) {
    Quote quote = Quote.in(message).orElse(null);
    String to = quote == null ? "" : " " + quote.destination();
    return switch (message.code()) {
      case 0 -> "unreachable route" + to;
      case 1 -> "unreachable prohibited" + to;
      case 2 -> "beyond scope" + to;
      case 3 -> "unreachable address" + to;
      case 4 -> "unreachable port" + (quote == null ? "" : "," + port(quote));
      default -> "unknown unreach code (" + message.code() + ")";
    };
  }

  private static String port(Quote quote) {
    return switch (quote.protocol()) {
      case Ipv4Packet.TCP -> " " + quote.destination() + " tcp port " + quote.destinationPort();
      case Ipv4Packet.UDP -> " " + quote.destination() + " udp port " + quote.destinationPort();
      default ->
          " "
              + quote.destination()
              + " protocol "
              + quote.protocol()
              + " port "
              + quote.destinationPort()
              + " unreachable";
    };
  }

  private static String timeExceeded(Icmpv6Message message) {
    return "time exceeded "
        + switch (message.code()) {
          case 0 -> "in-transit" + Quote.in(message).map(q -> " for " + q.destination()).orElse("");
          case 1 -> "in-reass";
          default -> "unknown time exceeded code (" + message.code() + ")";
        };
  }

  private static String parameterProblem(Icmpv6Message message) {
    String where = Integer.toUnsignedString(message.rest());
    return "parameter problem, "
        + switch (message.code()) {
          case 0 -> "erroneous - octet " + where;
          case 1 -> "next header - octet " + where;
          case 2 -> "option - octet " + where;
          default -> "code-#" + message.code();
        };
  }
}

package io.synsent.engine.capture;

import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.NeighbourDiscovery;
import io.synsent.engine.packet.Quote;

/** ICMPv6 in the words of {@code tcpdump -n} (4.99, print-icmp6.c). */
final class Icmpv6Text {

  private static final int HEADER_LENGTH = 8;

  private Icmpv6Text() {}

  static String describe(Icmpv6Message message) {
    String length = ", length " + (HEADER_LENGTH + message.body().bytes().length);
    int identifier = message.rest() >>> 16;
    int sequence = message.rest() & 0xFFFF;
    return switch (message.type()) {
      case Icmpv6Message.DESTINATION_UNREACHABLE ->
          "destination unreachable, " + unreachable(message, length);
      case Icmpv6Message.PACKET_TOO_BIG ->
          "packet too big, mtu " + Integer.toUnsignedString(message.rest()) + length;
      case Icmpv6Message.TIME_EXCEEDED ->
          "time exceeded in-transit" + timeExceeded(message, length);
      case Icmpv6Message.PARAMETER_PROBLEM -> parameterProblem(message) + length;
      case Icmpv6Message.ECHO_REQUEST ->
          "echo request, id " + identifier + ", seq " + sequence + length;
      case Icmpv6Message.ECHO_REPLY ->
          "echo reply, id " + identifier + ", seq " + sequence + length;
      case Icmpv6Message.NEIGHBOUR_SOLICITATION ->
          "neighbor solicitation"
              + NeighbourDiscovery.in(message).map(n -> ", who has " + n.target()).orElse("")
              + length;
      case Icmpv6Message.NEIGHBOUR_ADVERTISEMENT ->
          "neighbor advertisement"
              + NeighbourDiscovery.in(message).map(n -> ", tgt is " + n.target()).orElse("")
              + length;
      default -> "unknown icmp6 type (" + message.type() + ")" + length;
    };
  }

  /** Two spaces and missing lengths are tcpdump's own. */
  private static String unreachable(Icmpv6Message message, String length) {
    Quote quote = Quote.in(message).orElse(null);
    String to = quote == null ? "" : " " + quote.destination();
    return switch (message.code()) {
      case 0 -> "unreachable route" + to + length;
      case 1 -> " unreachable prohibited" + to + length;
      case 2 ->
          "beyond scope"
              + to
              + (quote == null ? "" : ", source address " + quote.source())
              + length;
      case 3 -> "unreachable address" + to + length;
      case 4 -> "unreachable port" + (quote == null ? length : port(quote, length));
      default -> "unknown unreach code (" + message.code() + ")";
    };
  }

  private static String port(Quote quote, String length) {
    return switch (quote.protocol()) {
      case Ipv4Packet.TCP ->
          ", " + quote.destination() + " tcp port " + quote.destinationPort() + length;
      case Ipv4Packet.UDP ->
          ", " + quote.destination() + " udp port " + quote.destinationPort() + length;
      default -> " [|icmp6]";
    };
  }

  private static String timeExceeded(Icmpv6Message message, String length) {
    return switch (message.code()) {
      case 0 -> Quote.in(message).map(q -> " for " + q.destination()).orElse("") + length;
      case 1 -> " (reassembly)" + length;
      default -> ", unknown code (" + message.code() + ")" + length;
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

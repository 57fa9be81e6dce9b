package io.synsent.engine.packet;

/**
 * An ICMPv6 message (RFC 4443); {@link NeighbourDiscovery} reads those of NDP.
 *
 * @param rest the second 32-bit word: identifier and sequence for echo, the MTU of packet too big,
 *     the flags of an advertisement, else zero
 * @param body what follows the 8-octet header: echo data, the quoted packet of an error, the target
 *     and options of neighbour discovery
 */
public record Icmpv6Message(int type, int code, int rest, RawPayload body) implements Payload {

  public static final int DESTINATION_UNREACHABLE = 1;
  public static final int PACKET_TOO_BIG = 2;
  public static final int TIME_EXCEEDED = 3;
  public static final int PARAMETER_PROBLEM = 4;
  public static final int ECHO_REQUEST = 128;
  public static final int ECHO_REPLY = 129;
  public static final int NEIGHBOUR_SOLICITATION = 135;
  public static final int NEIGHBOUR_ADVERTISEMENT = 136;

  /** RFC 4443, section 2.1: "Error messages have message types from 0 to 127". */
  private static final int FIRST_INFORMATIONAL = 128;

  public Icmpv6Message {
    Fields.check("ICMPv6 type", type, 8);
    Fields.check("ICMPv6 code", code, 8);
  }

  /** An error about {@code original}, which it quotes. */
  public static Icmpv6Message error(int type, int code, int rest, Ipv6Packet original) {
    return new Icmpv6Message(type, code, rest, Quote.of(original));
  }

  /** Whether it reports an error about the packet that it quotes. */
  public boolean isError() {
    return type < FIRST_INFORMATIONAL;
  }
}

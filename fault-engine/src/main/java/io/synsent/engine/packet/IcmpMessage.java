package io.synsent.engine.packet;

/**
 * An ICMP message (RFC 792).
 *
 * @param rest the second 32-bit word: identifier and sequence for echo, next-hop MTU or zero for
 *     errors
 * @param body what follows the 8-octet header: echo data, or the quoted packet of an error
 */
public record IcmpMessage(int type, int code, int rest, RawPayload body) implements Payload {

  public static final int ECHO_REPLY = 0;
  public static final int DESTINATION_UNREACHABLE = 3;
  public static final int ECHO_REQUEST = 8;
  public static final int TIME_EXCEEDED = 11;
  public static final int PARAMETER_PROBLEM = 12;

  public IcmpMessage {
    Fields.check("ICMP type", type, 8);
    Fields.check("ICMP code", code, 8);
  }

  /** An error about {@code original}, which it quotes, with the rest of the header zero. */
  public static IcmpMessage error(int type, int code, Ipv4Packet original) {
    return new IcmpMessage(type, code, 0, Quote.of(original));
  }

  /** Whether it reports an error about the packet that it quotes. */
  public boolean isError() {
    return type == DESTINATION_UNREACHABLE || type == TIME_EXCEEDED || type == PARAMETER_PROBLEM;
  }
}

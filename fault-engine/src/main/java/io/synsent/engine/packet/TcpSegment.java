package io.synsent.engine.packet;

import java.util.List;

/**
 * A TCP segment (RFC 9293, section 3.1); its checksum needs the addresses of the packet around it
 * and is computed when that is emitted.
 *
 * @param sequence the sequence number, 32 bits unsigned in a long
 * @param acknowledgment the acknowledgment number, 32 bits unsigned in a long; 0 without ACK
 * @param flags a set of {@link #FIN} to {@link #CWR}; 12 bits, of which the highest four are
 *     reserved
 * @param window the window field, 0 to 65535, unscaled
 * @param options in the order of the wire; together a multiple of 4 octets, 40 at most
 */
public record TcpSegment(
    int sourcePort,
    int destinationPort,
    long sequence,
    long acknowledgment,
    int flags,
    int window,
    List<TcpOption> options,
    RawPayload data)
    implements Payload {

  public static final int FIN = 0x01;
  public static final int SYN = 0x02;
  public static final int RST = 0x04;
  public static final int PSH = 0x08;
  public static final int ACK = 0x10;
  public static final int URG = 0x20;
  public static final int ECE = 0x40;
  public static final int CWR = 0x80;

  public TcpSegment {
    Fields.check("TCP source port", sourcePort, 16);
    Fields.check("TCP destination port", destinationPort, 16);
    Fields.check("TCP sequence number", sequence, 32);
    Fields.check("TCP acknowledgment number", acknowledgment, 32);
    Fields.check("TCP flags", flags, 12);
    Fields.check("TCP window", window, 16);
    options = List.copyOf(options);
    TcpOptions.check(options);
  }

  /** Whether all of {@code wanted} are set. */
  public boolean has(int wanted) {
    return (flags & wanted) == wanted;
  }

  /** SEG.LEN of RFC 9293: data octets, with SYN and FIN counted. */
  public int sequenceLength() {
    return data.bytes().length + (has(SYN) ? 1 : 0) + (has(FIN) ? 1 : 0);
  }
}

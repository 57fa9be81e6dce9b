package io.synsent.engine.packet;

/** A TCP option (RFC 9293 section 3.2, RFC 7323, RFC 2018). */
public sealed interface TcpOption {

  /** Padding between options. */
  record NoOperation() implements TcpOption {}

  /** The largest segment the sender can take, in octets. */
  record MaximumSegmentSize(int octets) implements TcpOption {}

  /** The sender understands selective acknowledgments. */
  record SackPermitted() implements TcpOption {}

  /** Both clocks, each 32 bits unsigned in a long. */
  record Timestamps(long value, long echoReply) implements TcpOption {}

  /** How far the window field is to be shifted, 0 to 14. */
  record WindowScale(int shift) implements TcpOption {}
}

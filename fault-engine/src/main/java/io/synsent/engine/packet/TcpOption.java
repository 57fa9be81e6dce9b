package io.synsent.engine.packet;

/** A TCP option (RFC 9293 section 3.2, RFC 7323, RFC 2018). */
public sealed interface TcpOption {

  /** Padding between options, kind 1. */
  record NoOperation() implements TcpOption {}

  /**
   * The end of the list, kind 0, and the zeros behind it.
   *
   * @param padding how many octets follow, 0 to 39
   */
  record EndOfList(int padding) implements TcpOption {
    public EndOfList {
      Fields.check("TCP padding", padding, 8);
    }
  }

  /** The largest segment the sender can take, in octets; kind 2. */
  record MaximumSegmentSize(int octets) implements TcpOption {
    public MaximumSegmentSize {
      Fields.check("TCP maximum segment size", octets, 16);
    }
  }

  /** The sender understands selective acknowledgments; kind 4. */
  record SackPermitted() implements TcpOption {}

  /** Both clocks, each 32 bits unsigned in a long; kind 8. */
  record Timestamps(long value, long echoReply) implements TcpOption {
    public Timestamps {
      Fields.check("TCP timestamp value", value, 32);
      Fields.check("TCP timestamp echo reply", echoReply, 32);
    }
  }

  /**
   * How far the window field is to be shifted; kind 3.
   *
   * @param shift 0 to 14; a receiver takes a larger one for 14 (RFC 7323, section 2.3)
   */
  record WindowScale(int shift) implements TcpOption {
    public WindowScale {
      Fields.check("TCP window scale", shift, 8);
    }
  }

  /**
   * An option of another kind, kept as it is.
   *
   * @param kind a kind that has no record of its own here
   * @param data what follows kind and length
   */
  record Unknown(int kind, RawPayload data) implements TcpOption {
    public Unknown {
      Fields.check("TCP option kind", kind, 8);
      if (TcpOptions.isKnown(kind)) {
        throw new IllegalArgumentException("TCP option kind " + kind + " has a record of its own");
      }
    }
  }
}

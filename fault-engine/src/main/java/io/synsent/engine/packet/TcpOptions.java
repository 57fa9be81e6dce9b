package io.synsent.engine.packet;

import java.util.List;

/** TCP options on the wire: the kinds, their lengths, one reader and one writer. */
final class TcpOptions {

  static final int END_OF_LIST = 0;
  static final int NO_OPERATION = 1;
  static final int MAXIMUM_SEGMENT_SIZE = 2;
  static final int WINDOW_SCALE = 3;
  static final int SACK_PERMITTED = 4;
  static final int TIMESTAMPS = 8;

  /** The data offset counts 4-octet words up to 15, of which the fixed header takes 5. */
  private static final int LARGEST = 40;

  private TcpOptions() {}

  /** The octets all of them take. */
  static int length(List<TcpOption> options) {
    int length = 0;
    for (TcpOption option : options) {
      length += length(option);
    }
    return length;
  }

  private static int length(TcpOption option) {
    if (option instanceof TcpOption.MaximumSegmentSize) {
      return 4;
    }
    if (option instanceof TcpOption.WindowScale) {
      return 3;
    }
    if (option instanceof TcpOption.SackPermitted) {
      return 2;
    }
    if (option instanceof TcpOption.Timestamps) {
      return 10;
    }
    if (option instanceof TcpOption.NoOperation) {
      return 1;
    }
    if (option instanceof TcpOption.EndOfList end) {
      return 1 + end.padding();
    }
    return 2 + ((TcpOption.Unknown) option).data().bytes().length;
  }

  static void check(List<TcpOption> options) {
    int length = length(options);
    if (length % 4 != 0 || length > LARGEST) {
      throw new IllegalArgumentException(
          "the TCP options take "
              + length
              + " octets: a multiple of 4 up to "
              + LARGEST
              + " fits; pad with NoOperation or EndOfList");
    }
    for (int i = 0; i < options.size() - 1; i++) {
      if (options.get(i) instanceof TcpOption.EndOfList) {
        throw new IllegalArgumentException("no TCP option can follow EndOfList");
      }
    }
  }

  static boolean isKnown(int kind) {
    return switch (kind) {
      case END_OF_LIST,
          NO_OPERATION,
          MAXIMUM_SEGMENT_SIZE,
          WINDOW_SCALE,
          SACK_PERMITTED,
          TIMESTAMPS ->
          true;
      default -> false;
    };
  }

  static void write(PacketWriter out, TcpOption option) {
    if (option instanceof TcpOption.MaximumSegmentSize mss) {
      out.u8(MAXIMUM_SEGMENT_SIZE).u8(length(option)).u16(mss.octets());
    } else if (option instanceof TcpOption.WindowScale scale) {
      out.u8(WINDOW_SCALE).u8(length(option)).u8(scale.shift());
    } else if (option instanceof TcpOption.SackPermitted) {
      out.u8(SACK_PERMITTED).u8(length(option));
    } else if (option instanceof TcpOption.Timestamps timestamps) {
      out.u8(TIMESTAMPS).u8(length(option)).u32(timestamps.value()).u32(timestamps.echoReply());
    } else if (option instanceof TcpOption.NoOperation) {
      out.u8(NO_OPERATION);
    } else if (option instanceof TcpOption.EndOfList end) {
      for (int i = 0; i < 1 + end.padding(); i++) {
        out.u8(END_OF_LIST);
      }
    } else if (option instanceof TcpOption.Unknown unknown) {
      out.u8(unknown.kind()).u8(length(option)).raw(unknown.data());
    }
  }

  static TcpOption read(PacketReader in) throws MalformedPacketException {
    int kind = in.u8("TCP option kind");
    if (kind == NO_OPERATION) {
      return new TcpOption.NoOperation();
    }
    if (kind == END_OF_LIST) {
      int padding = in.remaining();
      for (int i = 0; i < padding; i++) {
        in.expectU8("TCP padding after the end of the option list", 0);
      }
      return new TcpOption.EndOfList(padding);
    }
    int length = in.u8("TCP option length");
    if (length < 2) {
      throw MalformedPacketException.of("length of TCP option " + kind, "2 or more", length);
    }
    return switch (kind) {
      case MAXIMUM_SEGMENT_SIZE -> {
        expectLength(kind, length, 4);
        yield new TcpOption.MaximumSegmentSize(in.u16("TCP maximum segment size"));
      }
      case WINDOW_SCALE -> {
        expectLength(kind, length, 3);
        yield new TcpOption.WindowScale(in.u8("TCP window scale"));
      }
      case SACK_PERMITTED -> {
        expectLength(kind, length, 2);
        yield new TcpOption.SackPermitted();
      }
      case TIMESTAMPS -> {
        expectLength(kind, length, 10);
        yield new TcpOption.Timestamps(
            in.u32("TCP timestamp value"), in.u32("TCP timestamp echo reply"));
      }
      default -> new TcpOption.Unknown(kind, in.raw("TCP option " + kind, length - 2));
    };
  }

  private static void expectLength(int kind, int length, int expected)
      throws MalformedPacketException {
    if (length != expected) {
      throw MalformedPacketException.of("length of TCP option " + kind, expected, length);
    }
  }
}

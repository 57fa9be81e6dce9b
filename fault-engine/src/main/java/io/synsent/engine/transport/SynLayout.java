package io.synsent.engine.transport;

import io.synsent.engine.Nullable;
import io.synsent.engine.packet.TcpOption;
import java.util.ArrayList;
import java.util.List;

/** The order in which a system writes the options of a SYN or SYN-ACK. */
public enum SynLayout {
  /** net/ipv4/tcp_output.c, tcp_options_write: mss, sackOK and TS (or padding), nop, wscale. */
  LINUX,

  /** bsd/netinet/tcp_output.c: mss, nop, wscale, nop, nop, TS, sackOK, eol. */
  MACOS,

  /** sys/netinet/tcp_output.c, tcp_addoptions: mss, nop, wscale, sackOK, TS. */
  FREEBSD,

  /**
   * As captures show it (no source is public): mss, nop, wscale, nop, nop, sackOK; with TS, which
   * is off unless somebody turns it on, mss, nop, wscale, sackOK, TS (both in p0f.fp, Windows 7 or
   * 8).
   */
  WINDOWS;

  /**
   * The options, padded to whole words.
   *
   * @param stamps {@code null} for none
   * @param scale the window scale, or -1 for none
   */
  List<TcpOption> arrange(int mss, boolean sack, TcpOption.@Nullable Timestamps stamps, int scale) {
    List<TcpOption> options = new ArrayList<>(8);
    options.add(new TcpOption.MaximumSegmentSize(mss));
    switch (this) {
      case LINUX -> {
        if (stamps != null) {
          if (sack) {
            options.add(new TcpOption.SackPermitted());
          } else {
            pad(options, 2);
          }
          options.add(stamps);
        } else if (sack) {
          pad(options, 2);
          options.add(new TcpOption.SackPermitted());
        }
        addScale(options, scale);
      }
      case MACOS -> {
        addScale(options, scale);
        if (stamps != null) {
          pad(options, 2);
          options.add(stamps);
        }
        if (sack) {
          options.add(new TcpOption.SackPermitted());
          options.add(new TcpOption.EndOfList(1));
        }
      }
      case FREEBSD -> {
        addScale(options, scale);
        if (sack && stamps == null) {
          options.add(new TcpOption.SackPermitted());
          options.add(new TcpOption.EndOfList(1));
        } else if (stamps != null) {
          if (sack) {
            options.add(new TcpOption.SackPermitted());
          } else {
            pad(options, 2);
          }
          options.add(stamps);
        }
      }
      case WINDOWS -> {
        addScale(options, scale);
        if (sack != (stamps != null)) {
          pad(options, 2); // Together they fill whole words.
        }
        if (sack) {
          options.add(new TcpOption.SackPermitted());
        }
        if (stamps != null) {
          options.add(stamps);
        }
      }
    }
    return options;
  }

  private static void addScale(List<TcpOption> options, int scale) {
    if (scale >= 0) {
      pad(options, 1);
      options.add(new TcpOption.WindowScale(scale));
    }
  }

  private static void pad(List<TcpOption> options, int octets) {
    for (int i = 0; i < octets; i++) {
      options.add(new TcpOption.NoOperation());
    }
  }
}

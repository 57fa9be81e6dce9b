package io.synsent.engine.transport;

import io.synsent.engine.Nullable;
import io.synsent.engine.packet.RawPayload;
import io.synsent.engine.packet.TcpOption;
import io.synsent.engine.packet.TcpSegment;
import java.util.List;

/**
 * The segments of a handshake, with windows as Linux sends them (net/ipv4/tcp_output.c:
 * tcp_select_initial_window, tcp_syn_options, tcp_synack_options), and options in the order of
 * {@link SynLayout}.
 */
final class SegmentMaker {

  /** IPv4 and TCP headers without options. */
  private static final int HEADERS = 40;

  /** IPv6 and TCP headers without options. */
  private static final int HEADERS_V6 = 60;

  /** IPV4_MAX_PMTU - 40: what loopback's 65536 comes to. */
  private static final int LARGEST_MSS = 65_495;

  /** TCPOLEN_TSTAMP_ALIGNED. */
  private static final int TIMESTAMP_OPTION = 12;

  private final TcpSettings settings;

  SegmentMaker(TcpSettings settings) {
    this.settings = settings;
  }

  /** The MSS to announce through a device with this MTU. */
  static int mss(FourTuple ends, int mtu) {
    return Math.min(mtu - (ends.isIpv6() ? HEADERS_V6 : HEADERS), LARGEST_MSS);
  }

  /** The first SYN. */
  TcpSegment syn(FourTuple ends, long isn, int mtu, long timestamp) {
    int mss = mss(ends, mtu);
    return segment(
        ends, isn, 0, TcpSegment.SYN, initialWindow(mss), options(mss, timestamp, 0, null));
  }

  /**
   * The SYN-ACK to a SYN.
   *
   * @param syn what the other side offered
   */
  TcpSegment synAck(
      FourTuple ends, long isn, long acknowledgment, int mtu, long timestamp, TcpSegment syn) {
    int mss = mss(ends, mtu);
    TcpOption.Timestamps theirs = timestamps(syn);
    return segment(
        ends,
        isn,
        acknowledgment,
        TcpSegment.SYN | TcpSegment.ACK,
        synAckWindow(ends, mtu, syn),
        options(mss, timestamp, theirs == null ? 0 : theirs.value(), syn));
  }

  /** What a client that sent a SYN is ready to receive, in octets. */
  int window(FourTuple ends, int mtu) {
    return initialWindow(mss(ends, mtu));
  }

  /**
   * The SYN-ACK of a simultaneous open: Linux sends its SYN again with ACK set, and with all the
   * options that it had (tcp_send_synack).
   */
  TcpSegment synWithAck(
      FourTuple ends, long isn, long acknowledgment, int mtu, long timestamp, TcpSegment syn) {
    int mss = mss(ends, mtu);
    TcpOption.Timestamps theirs = timestamps(syn);
    return segment(
        ends,
        isn,
        acknowledgment,
        TcpSegment.SYN | TcpSegment.ACK,
        initialWindow(mss),
        options(mss, timestamp, theirs == null ? 0 : theirs.value(), null));
  }

  /** An ACK without data. */
  TcpSegment ack(
      FourTuple ends,
      long sequence,
      long acknowledgment,
      int mtu,
      long timestamp,
      TcpSegment peer) {
    return ack(ends, sequence, acknowledgment, mtu, timestamp, peer, /* scaled= */ false);
  }

  /**
   * An ACK without data.
   *
   * @param scaled whether the window is scaled even if the peer offered no scaling, as Linux does
   *     after a simultaneous open
   */
  TcpSegment ack(
      FourTuple ends,
      long sequence,
      long acknowledgment,
      int mtu,
      long timestamp,
      TcpSegment peer,
      boolean scaled) {
    return ack(
        ends, sequence, acknowledgment, timestamp, peer, scaled, initialWindow(mss(ends, mtu)));
  }

  /**
   * An ACK without data of the end that listened, whose window is that of its SYN-ACK.
   *
   * @param request whether there is no socket yet; then the window is rounded down
   *     (tcp_v4_reqsk_send_ack)
   */
  TcpSegment listenersAck(
      FourTuple ends,
      long sequence,
      long acknowledgment,
      int mtu,
      long timestamp,
      TcpSegment syn,
      boolean request) {
    int window = synAckWindow(ends, mtu, syn);
    int unit = 1 << (settings.windowScaling() && hasWindowScale(syn) ? windowScale() : 0);
    return ack(
        ends,
        sequence,
        acknowledgment,
        timestamp,
        syn,
        /* scaled= */ false,
        request ? window - window % unit : window);
  }

  /** What a listener is ready to receive from who sent it {@code syn}, in octets. */
  int synAckWindow(FourTuple ends, int mtu, TcpSegment syn) {
    boolean stamped = settings.timestamps() && timestamps(syn) != null;
    int mss = mss(ends, mtu);
    return initialWindow(stamped ? mss - TIMESTAMP_OPTION : mss);
  }

  private TcpSegment ack(
      FourTuple ends,
      long sequence,
      long acknowledgment,
      long timestamp,
      TcpSegment peer,
      boolean scaled,
      int window) {
    TcpOption.Timestamps theirs = timestamps(peer);
    boolean stamped = settings.timestamps() && theirs != null;
    List<TcpOption> options =
        stamped && theirs != null
            ? List.of(
                new TcpOption.NoOperation(),
                new TcpOption.NoOperation(),
                new TcpOption.Timestamps(timestamp, theirs.value()))
            : List.of();
    int shift = settings.windowScaling() && (scaled || hasWindowScale(peer)) ? windowScale() : 0;
    // Rounded up to what the scaled field can say.
    int field = Math.min((window + (1 << shift) - 1) >> shift, 65_535);
    return segment(ends, sequence, acknowledgment, TcpSegment.ACK, field, options);
  }

  /**
   * On Linux half of tcp_rmem's default (tcp_adv_win_scale 1), rounded down to whole segments;
   * elsewhere a number.
   */
  private int initialWindow(int mss) {
    if (settings.synWindow() > 0) {
      return settings.synWindow();
    }
    int space = Math.min(settings.rmemDefault() / 2, 65_536);
    int whole = space > mss ? space - space % mss : space;
    return Math.min(whole, 65_535);
  }

  /** How far tcp_rmem's maximum has to be shifted to fit into 16 bits. */
  int windowScale() {
    int log2 = 31 - Integer.numberOfLeadingZeros(settings.rmemMax());
    return Math.max(0, Math.min(14, log2 - 15));
  }

  /** What this host offers; in an answer only what was offered to it. */
  private List<TcpOption> options(
      int mss, long timestamp, long echo, @Nullable TcpSegment answeredSyn) {
    boolean sack = settings.sack() && (answeredSyn == null || hasSack(answeredSyn));
    boolean stamps =
        settings.timestamps() && (answeredSyn == null || timestamps(answeredSyn) != null);
    boolean scale =
        settings.windowScaling() && (answeredSyn == null || hasWindowScale(answeredSyn));
    return settings
        .synLayout()
        .arrange(
            mss,
            sack,
            stamps ? new TcpOption.Timestamps(timestamp, echo) : null,
            scale ? windowScale() : -1);
  }

  private static TcpSegment segment(
      FourTuple ends,
      long sequence,
      long acknowledgment,
      int flags,
      int window,
      List<TcpOption> options) {
    return new TcpSegment(
        ends.localPort(),
        ends.remotePort(),
        sequence,
        acknowledgment,
        flags,
        window,
        options,
        RawPayload.EMPTY);
  }

  static TcpOption.@Nullable Timestamps timestamps(TcpSegment segment) {
    for (TcpOption option : segment.options()) {
      if (option instanceof TcpOption.Timestamps timestamps) {
        return timestamps;
      }
    }
    return null;
  }

  private static boolean hasSack(TcpSegment segment) {
    return segment.options().stream().anyMatch(TcpOption.SackPermitted.class::isInstance);
  }

  private static boolean hasWindowScale(TcpSegment segment) {
    return segment.options().stream().anyMatch(TcpOption.WindowScale.class::isInstance);
  }
}

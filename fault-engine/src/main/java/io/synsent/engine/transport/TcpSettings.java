package io.synsent.engine.transport;

import java.time.Duration;

/**
 * The knobs of TCP under their sysctl names in {@code net.ipv4}.
 *
 * @param synRetries {@code tcp_syn_retries}, 1 to 127: how often a SYN is sent again; 6
 *     (include/net/tcp.h, TCP_SYN_RETRIES)
 * @param synLinearTimeouts {@code tcp_syn_linear_timeouts}, 0 to 127: how many of those are one
 *     initial RTO apart before the distance doubles; 4 from Linux 6.5 on, not there (0) before
 * @param synackRetries {@code tcp_synack_retries}, 0 to 255: how often a SYN-ACK is sent again; 5
 * @param initialRto before the first measured round trip; 1 s (RFC 6298 section 2;
 *     TCP_TIMEOUT_INIT)
 * @param maxRto {@code tcp_rto_max_ms}; 120 s (TCP_RTO_MAX)
 * @param userTimeout TCP_USER_TIMEOUT (RFC 5482) of every socket; zero means none
 * @param portRangeFirst {@code ip_local_port_range}, first; 32768
 * @param portRangeLast {@code ip_local_port_range}, last; 60999
 * @param rmemDefault {@code tcp_rmem}, the middle number; 131072: half of it is the first window
 * @param rmemMax {@code tcp_rmem}, the last number: decides the window scale; 6291456 (scale 7)
 * @param timestamps {@code tcp_timestamps}; on
 * @param sack {@code tcp_sack}; on
 * @param windowScaling {@code tcp_window_scaling}; on
 * @param abortOnOverflow {@code tcp_abort_on_overflow}: whether a full accept queue answers the
 *     third ACK with RST; off
 * @param synCookies {@code tcp_syncookies}: 1 for a SYN cookie where more connections than the
 *     backlog wait for their third ACK, 0 for no answer then, 2 for a cookie always; 1. Linux only
 * @param revertsBackoff whether ICMP net or host unreachable takes one doubling of the SYN's
 *     back-off back, and sends the SYN again if its time is then over (RFC 6069;
 *     net/ipv4/tcp_ipv4.c, tcp_ld_RTO_revert; no sysctl). On in {@link #LINUX_6_5}, as measured on
 *     6.18. Off in {@link #LINUX}: there it would make the socket that just failed ask once more
 *     for the MAC address of an absent LAN host, at 3 s
 * @param stack whose code it is: what no setting says
 * @param connectTimeout when TCP gives up whatever the retransmissions say (BSD's TCPTV_KEEP_INIT);
 *     zero for never, as on Linux
 * @param resetRetryWait how long after a RST the SYN is sent again, as Windows does; zero if a RST
 *     ends the connect
 * @param synLayout the order of a SYN's options
 * @param synWindow the window of a SYN in octets; zero if it follows from {@code tcp_rmem}
 */
public record TcpSettings(
    int synRetries,
    int synLinearTimeouts,
    int synackRetries,
    Duration initialRto,
    Duration maxRto,
    Duration userTimeout,
    int portRangeFirst,
    int portRangeLast,
    int rmemDefault,
    int rmemMax,
    boolean timestamps,
    boolean sack,
    boolean windowScaling,
    boolean abortOnOverflow,
    int synCookies,
    boolean revertsBackoff,
    TcpStack stack,
    Duration connectTimeout,
    Duration resetRetryWait,
    SynLayout synLayout,
    int synWindow) {

  /** Linux before 6.5: SYN at 0, 1, 3, 7, 15, 31, 63 s, ETIMEDOUT at 127 s. */
  public static final TcpSettings LINUX =
      new TcpSettings(
          6,
          0,
          5,
          Duration.ofSeconds(1),
          Duration.ofSeconds(120),
          Duration.ZERO,
          32_768,
          60_999,
          131_072,
          6_291_456,
          true,
          true,
          true,
          false,
          1,
          false,
          TcpStack.LINUX,
          Duration.ZERO,
          Duration.ZERO,
          SynLayout.LINUX,
          0);

  /** Linux from 6.5 on: SYN at 0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67 s, ETIMEDOUT at 131 s. */
  public static final TcpSettings LINUX_6_5 =
      LINUX.toBuilder().synLinearTimeouts(4).revertsBackoff(true).build();

  /**
   * macOS: SYN at 0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67 s, ETIMEDOUT at 75 s.
   *
   * <p>xnu-11417, bsd/netinet/tcp_timer.c: tcp_syn_backoff {1, 1, 1, 1, 1, 2, 4, … 64, 64, 64} and
   * TCP_MAXRXTSHIFT 12; tcp_timer.h: TCPTV_RTOBASE 1 s, TCPTV_REXMTMAX 64 s, TCPTV_KEEP_INIT 75 s;
   * bsd/netinet/in.h: IPPORT_HIFIRSTAUTO 49152. Window 65535 and scale 6 as captures show them.
   */
  public static final TcpSettings MACOS =
      LINUX.toBuilder()
          .stack(TcpStack.BSD)
          .synRetries(12)
          .synLinearTimeouts(4)
          .maxRto(Duration.ofSeconds(64))
          .connectTimeout(Duration.ofSeconds(75))
          .localPortRange(49_152, 65_535)
          .synLayout(SynLayout.MACOS)
          .synWindow(65_535)
          .rmem(131_072, 2 << 20)
          .build();

  /**
   * FreeBSD from 13 on: SYN at 0, 1, 3, 7, 15, 31, 63 s, ETIMEDOUT at 75 s.
   *
   * <p>sys/netinet/tcp_timer.c: tcp_rexmit_initial * tcp_backoff in SYN_SENT too; tcp_timer.h:
   * TCPTV_RTOBASE 1 s, TCPTV_REXMTMAX 64 s, TCPTV_KEEP_INIT 75 s; sys/netinet/in.h:
   * IPPORT_EPHEMERALFIRST 10000; recvbuf_max 2 MiB: scale 6.
   */
  public static final TcpSettings FREEBSD =
      MACOS.toBuilder()
          .synLinearTimeouts(0)
          .localPortRange(10_000, 65_535)
          .synLayout(SynLayout.FREEBSD)
          .build();

  /**
   * FreeBSD before 13: SYN at 0, 3, 6, 9, 12, 15, 21, 33, 57 s, ETIMEDOUT at 75 s.
   *
   * <p>sys/netinet/tcp_timer.c: TCPTV_RTOBASE * tcp_syn_backoff; tcp_timer.h: TCPTV_RTOBASE 3 s.
   */
  public static final TcpSettings FREEBSD_12 =
      FREEBSD.toBuilder().initialRto(Duration.ofSeconds(3)).synLinearTimeouts(4).build();

  /**
   * Windows 10 and 11: SYN at 0, 1, 3, 7, 15 s, WSAETIMEDOUT at 21 s; after a RST the SYN again
   * half a second later, up to four times.
   *
   * <p>{@code Get-NetTCPSetting}: InitialRto 1000, MaxSynRetransmissions 4, dynamic ports from
   * 49152; Microsoft's KB 175523 for the SYN after a RST.
   */
  public static final TcpSettings WINDOWS =
      LINUX.toBuilder()
          .stack(TcpStack.WINDOWS)
          .synRetries(4)
          .connectTimeout(Duration.ofSeconds(21))
          .resetRetryWait(Duration.ofMillis(500))
          .localPortRange(49_152, 65_535)
          .timestamps(false)
          .synLayout(SynLayout.WINDOWS)
          .synWindow(64_240)
          .rmem(131_072, 8 << 20)
          .build();

  /**
   * Windows up to 7 and Server 2008 R2: SYN at 0, 3, 9 s, WSAETIMEDOUT at 21 s.
   *
   * <p>Registry: TcpInitialRTT 3 (seconds), TcpMaxConnectRetransmissions 2; KB 175523.
   */
  public static final TcpSettings WINDOWS_LEGACY =
      WINDOWS.toBuilder()
          .initialRto(Duration.ofSeconds(3))
          .synRetries(2)
          .connectTimeout(Duration.ZERO)
          .synWindow(8_192)
          .build();

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is one that the kernel's sysctl refuses
   */
  public TcpSettings {
    check("tcp_syn_retries", synRetries, 1, 127);
    check("tcp_syn_linear_timeouts", synLinearTimeouts, 0, 127);
    check("tcp_synack_retries", synackRetries, 0, 255);
    check("tcp_syncookies", synCookies, 0, 2);
    check("ip_local_port_range, first", portRangeFirst, 1, 65_535);
    check("ip_local_port_range, last", portRangeLast, portRangeFirst, 65_535);
    check("tcp_rmem, default", rmemDefault, 2_304, Integer.MAX_VALUE);
    check("tcp_rmem, max", rmemMax, 2_304, Integer.MAX_VALUE);
    if (initialRto.isNegative() || initialRto.isZero()) {
      throw new IllegalArgumentException(
          "initial RTO " + initialRto + ": expected more than zero, such as Linux's PT1S");
    }
    if (maxRto.compareTo(initialRto) < 0) {
      throw new IllegalArgumentException(
          "tcp_rto_max_ms " + maxRto + ": expected the initial RTO " + initialRto + " or more");
    }
    if (connectTimeout.isNegative() || resetRetryWait.isNegative()) {
      throw new IllegalArgumentException(
          "connect timeout "
              + connectTimeout
              + ", wait after a RST "
              + resetRetryWait
              + ": expected zero (none) or more");
    }
    check("window of a SYN", synWindow, 0, 65_535);
    if (userTimeout.isNegative()) {
      throw new IllegalArgumentException(
          "TCP_USER_TIMEOUT " + userTimeout + ": expected zero (none) or more");
    }
  }

  private static void check(String sysctl, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          sysctl + " " + value + ": expected " + least + " to " + most);
    }
  }

  /** A builder that starts with these values. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Changes some of the settings. */
  public static final class Builder {
    private int synRetries;
    private int synLinearTimeouts;
    private int synackRetries;
    private Duration initialRto;
    private Duration maxRto;
    private Duration userTimeout;
    private int portRangeFirst;
    private int portRangeLast;
    private int rmemDefault;
    private int rmemMax;
    private boolean timestamps;
    private boolean sack;
    private boolean windowScaling;
    private boolean abortOnOverflow;
    private int synCookies;
    private boolean revertsBackoff;
    private TcpStack stack;
    private Duration connectTimeout;
    private Duration resetRetryWait;
    private SynLayout synLayout;
    private int synWindow;

    private Builder(TcpSettings from) {
      synRetries = from.synRetries;
      synLinearTimeouts = from.synLinearTimeouts;
      synackRetries = from.synackRetries;
      initialRto = from.initialRto;
      maxRto = from.maxRto;
      userTimeout = from.userTimeout;
      portRangeFirst = from.portRangeFirst;
      portRangeLast = from.portRangeLast;
      rmemDefault = from.rmemDefault;
      rmemMax = from.rmemMax;
      timestamps = from.timestamps;
      sack = from.sack;
      windowScaling = from.windowScaling;
      abortOnOverflow = from.abortOnOverflow;
      synCookies = from.synCookies;
      revertsBackoff = from.revertsBackoff;
      stack = from.stack;
      connectTimeout = from.connectTimeout;
      resetRetryWait = from.resetRetryWait;
      synLayout = from.synLayout;
      synWindow = from.synWindow;
    }

    /** {@code tcp_syn_retries}. */
    public Builder synRetries(int retries) {
      synRetries = retries;
      return this;
    }

    /** {@code tcp_syn_linear_timeouts}. */
    public Builder synLinearTimeouts(int timeouts) {
      synLinearTimeouts = timeouts;
      return this;
    }

    /** {@code tcp_synack_retries}. */
    public Builder synackRetries(int retries) {
      synackRetries = retries;
      return this;
    }

    /** The RTO before the first measured round trip. */
    public Builder initialRto(Duration rto) {
      initialRto = rto;
      return this;
    }

    /** {@code tcp_rto_max_ms}. */
    public Builder maxRto(Duration rto) {
      maxRto = rto;
      return this;
    }

    /** TCP_USER_TIMEOUT of every socket. */
    public Builder userTimeout(Duration timeout) {
      userTimeout = timeout;
      return this;
    }

    /** {@code ip_local_port_range}. */
    public Builder localPortRange(int first, int last) {
      portRangeFirst = first;
      portRangeLast = last;
      return this;
    }

    /** {@code tcp_rmem}, the middle and the last number. */
    public Builder rmem(int middle, int max) {
      rmemDefault = middle;
      rmemMax = max;
      return this;
    }

    /** {@code tcp_timestamps}. */
    public Builder timestamps(boolean on) {
      timestamps = on;
      return this;
    }

    /** {@code tcp_sack}. */
    public Builder sack(boolean on) {
      sack = on;
      return this;
    }

    /** {@code tcp_window_scaling}. */
    public Builder windowScaling(boolean on) {
      windowScaling = on;
      return this;
    }

    /** {@code tcp_abort_on_overflow}. */
    public Builder abortOnOverflow(boolean on) {
      abortOnOverflow = on;
      return this;
    }

    /** {@code tcp_syncookies}. */
    public Builder synCookies(int when) {
      synCookies = when;
      return this;
    }

    /** Whether ICMP unreachable takes back-off back (RFC 6069). */
    public Builder revertsBackoff(boolean reverts) {
      revertsBackoff = reverts;
      return this;
    }

    /** Whose code it is. */
    public Builder stack(TcpStack whose) {
      stack = whose;
      return this;
    }

    /** When TCP gives up whatever the retransmissions say; zero for never. */
    public Builder connectTimeout(Duration timeout) {
      connectTimeout = timeout;
      return this;
    }

    /** How long after a RST the SYN is sent again; zero if a RST ends the connect. */
    public Builder resetRetryWait(Duration wait) {
      resetRetryWait = wait;
      return this;
    }

    /** The order of a SYN's options. */
    public Builder synLayout(SynLayout layout) {
      synLayout = layout;
      return this;
    }

    /** The window of a SYN in octets; zero if it follows from {@code tcp_rmem}. */
    public Builder synWindow(int octets) {
      synWindow = octets;
      return this;
    }

    /**
     * The settings.
     *
     * @throws IllegalArgumentException if a value is one that the kernel's sysctl refuses
     */
    public TcpSettings build() {
      return new TcpSettings(
          synRetries,
          synLinearTimeouts,
          synackRetries,
          initialRto,
          maxRto,
          userTimeout,
          portRangeFirst,
          portRangeLast,
          rmemDefault,
          rmemMax,
          timestamps,
          sack,
          windowScaling,
          abortOnOverflow,
          synCookies,
          revertsBackoff,
          stack,
          connectTimeout,
          resetRetryWait,
          synLayout,
          synWindow);
    }
  }
}

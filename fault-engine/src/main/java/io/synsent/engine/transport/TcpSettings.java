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
 * @param revertsBackoff whether ICMP net or host unreachable takes one doubling of the SYN's
 *     back-off back, and sends the SYN again if its time is then over (RFC 6069;
 *     net/ipv4/tcp_ipv4.c, tcp_ld_RTO_revert; no sysctl). On in {@link #LINUX_6_5}, as measured on
 *     6.18. Off in {@link #LINUX}: there it would make the socket that just failed ask once more
 *     for the MAC address of an absent LAN host, at 3 s
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
    boolean revertsBackoff) {

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
          false);

  /** Linux from 6.5 on: SYN at 0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67 s, ETIMEDOUT at 131 s. */
  public static final TcpSettings LINUX_6_5 =
      LINUX.toBuilder().synLinearTimeouts(4).revertsBackoff(true).build();

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is one that the kernel's sysctl refuses
   */
  public TcpSettings {
    check("tcp_syn_retries", synRetries, 1, 127);
    check("tcp_syn_linear_timeouts", synLinearTimeouts, 0, 127);
    check("tcp_synack_retries", synackRetries, 0, 255);
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
    private boolean revertsBackoff;

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
      revertsBackoff = from.revertsBackoff;
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

    /** Whether ICMP unreachable takes back-off back (RFC 6069). */
    public Builder revertsBackoff(boolean reverts) {
      revertsBackoff = reverts;
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
          revertsBackoff);
    }
  }
}

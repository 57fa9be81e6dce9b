package io.synsent.engine.transport;

import java.util.OptionalLong;

/**
 * When an unanswered SYN is sent again, and when TCP gives up (net/ipv4/tcp_timer.c:
 * tcp_write_timeout, retransmits_timed_out, tcp_retransmit_timer; RFC 6298 section 5).
 *
 * <p>A connect ends, looked at when the timer fires, when EITHER the retransmissions reach
 * syn_retries + linear OR the time since the first SYN reaches the exponential model of syn_retries
 * alone.
 */
final class SynRetransmission {

  private static final long MILLISECOND = 1_000_000L;

  /** One jiffy at HZ 250: the shortest wait. */
  private static final long JIFFY = 4 * MILLISECOND;

  private final long initialRto;
  private final long maxRto;
  private final int synRetries;
  private final int linearTimeouts;
  private final long userTimeout;
  private final long firstSynAt;

  private long rto;
  private int retransmits;
  private int backoff;

  /**
   * At the first SYN.
   *
   * @param userTimeout TCP_USER_TIMEOUT in nanoseconds, 0 for none
   * @param now when the first SYN is sent
   */
  SynRetransmission(TcpSettings settings, int synRetries, long userTimeout, long now) {
    this.initialRto = settings.initialRto().toNanos();
    this.maxRto = settings.maxRto().toNanos();
    this.synRetries = synRetries;
    this.linearTimeouts = settings.synLinearTimeouts();
    this.userTimeout = userTimeout;
    this.firstSynAt = now;
    this.rto = initialRto;
  }

  /** How long to wait for an answer to the first SYN. */
  long firstWait() {
    return rto;
  }

  /** How often the timer has asked for a retransmission, sent or held back. */
  int retransmits() {
    return retransmits;
  }

  /**
   * The timer fired in SYN_SENT: gives up, or counts a retransmission.
   *
   * @return how long to wait after sending the SYN again; empty if it is over
   */
  OptionalLong onTimer(long now) {
    return onTimer(now, linearTimeouts);
  }

  /** The same in SYN_RECEIVED, where tcp_syn_linear_timeouts does not count. */
  OptionalLong onTimerInSynReceived(long now) {
    return onTimer(now, 0);
  }

  private OptionalLong onTimer(long now, int linear) {
    if (isOver(now, linear)) {
      return OptionalLong.empty();
    }
    retransmits++;
    if (retransmits > linear) {
      rto = Math.min(rto * 2, maxRto);
      backoff++;
    }
    return OptionalLong.of(clampedToUserTimeout(now));
  }

  /**
   * A RST came, and this system sends the SYN again all the same: counts a retransmission, whose
   * wait does not double.
   *
   * @return false if there were as many as are allowed
   */
  boolean countAfterReset() {
    if (retransmits >= synRetries) {
      return false;
    }
    retransmits++;
    return true;
  }

  /** How long to wait for an answer to a SYN that is sent now. */
  long currentWait() {
    return rto;
  }

  /**
   * Takes one doubling back (RFC 6069; net/ipv4/tcp_ipv4.c, tcp_ld_RTO_revert).
   *
   * @return how long to wait from the last SYN on; empty if there was no doubling yet
   */
  OptionalLong revert() {
    if (retransmits == 0 || backoff == 0) {
      return OptionalLong.empty();
    }
    backoff--;
    rto = initialRto;
    for (int i = 0; i < backoff; i++) {
      rto = Math.min(rto * 2, maxRto);
    }
    return OptionalLong.of(rto);
  }

  private boolean isOver(long now, int linear) {
    return retransmits >= synRetries + linear || timedOut(now);
  }

  /** retransmits_timed_out. */
  private boolean timedOut(long now) {
    if (retransmits == 0) {
      return false;
    }
    long timeout = userTimeout > 0 ? userTimeout : modelTimeout(synRetries);
    // The kernel compares milliseconds.
    return now / MILLISECOND - firstSynAt / MILLISECOND >= timeout / MILLISECOND;
  }

  /** tcp_model_timeout: how long {@code boundary} retransmissions take with doubling alone. */
  private long modelTimeout(int boundary) {
    int doublings = 63 - Long.numberOfLeadingZeros(maxRto / initialRto);
    if (boundary <= doublings) {
      return ((2L << boundary) - 1) * initialRto;
    }
    return ((2L << doublings) - 1) * initialRto + (boundary - doublings) * maxRto;
  }

  /** tcp_clamp_rto_to_user_timeout. */
  private long clampedToUserTimeout(long now) {
    if (userTimeout == 0) {
      return rto;
    }
    long remaining = userTimeout - (now - firstSynAt);
    return remaining <= 0 ? JIFFY : Math.min(rto, remaining);
  }
}

package io.synsent.engine.network;

import java.time.Duration;

/**
 * The knobs of ICMP under their sysctl names.
 *
 * @param ratelimit {@code net.ipv4.icmp_ratelimit}: one error per destination and this long, after
 *     a burst of 6 (net/ipv4/icmp.c, inet_peer_xrlim_allow: XRLIM_BURST_FACTOR); 1 s; zero means no
 *     limit
 * @param msgsPerSec {@code net.ipv4.icmp_msgs_per_sec}: errors a second to all destinations
 *     together; 1000
 * @param msgsBurst {@code net.ipv4.icmp_msgs_burst}: how many of those may go at once; 50
 * @param echoIgnoreAll {@code net.ipv4.icmp_echo_ignore_all}: whether ping stays unanswered; off
 * @param tellsItself whether a packet of this host's own, whose next hop did not answer, comes back
 *     to it as ICMP host unreachable; on Linux (net/ipv4/route.c, ipv4_link_failure)
 */
public record IcmpSettings(
    Duration ratelimit, int msgsPerSec, int msgsBurst, boolean echoIgnoreAll, boolean tellsItself) {

  /** Linux (Documentation/networking/ip-sysctl.rst): 1 s, 1000 a second, bursts of 50. */
  public static final IcmpSettings LINUX =
      new IcmpSettings(Duration.ofSeconds(1), 1000, 50, false, true);

  /** A system that keeps it to itself when one of its own packets has no next hop. */
  public static final IcmpSettings SILENT_TO_ITSELF =
      new IcmpSettings(Duration.ofSeconds(1), 1000, 50, false, false);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public IcmpSettings {
    if (ratelimit.isNegative()) {
      throw new IllegalArgumentException(
          "icmp_ratelimit " + ratelimit + ": expected zero (no limit) or more");
    }
    if (msgsPerSec < 0 || msgsBurst < 0) {
      throw new IllegalArgumentException(
          "icmp_msgs_per_sec "
              + msgsPerSec
              + ", icmp_msgs_burst "
              + msgsBurst
              + ": expected zero or more");
    }
  }

  /** The same with another limit per destination. */
  public IcmpSettings withRatelimit(Duration limit) {
    return new IcmpSettings(limit, msgsPerSec, msgsBurst, echoIgnoreAll, tellsItself);
  }

  /** The same with other limits for all destinations together. */
  public IcmpSettings withMsgs(int perSec, int burst) {
    return new IcmpSettings(ratelimit, perSec, burst, echoIgnoreAll, tellsItself);
  }

  /** The same with ping answered or not. */
  public IcmpSettings withEchoIgnoreAll(boolean ignore) {
    return new IcmpSettings(ratelimit, msgsPerSec, msgsBurst, ignore, tellsItself);
  }
}

package io.synsent.engine.network;

import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.time.Timers;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * How many ICMP errors a host sends: so many to all together, and so many to one destination
 * (net/ipv4/icmp.c, icmp_global_allow and icmpv4_xrlim_allow).
 */
final class IcmpLimits {

  private static final long SECOND = 1_000_000_000L;

  /** XRLIM_BURST_FACTOR of net/ipv4/inetpeer.c. */
  private static final int PEER_BURST = 6;

  private final Timers timers;
  private final RandomGenerator random;
  private final IcmpSettings settings;
  private final Map<IpAddress, PeerBucket> peers = new HashMap<>();
  private long credit;
  private long refilledAt = -SECOND;

  IcmpLimits(Timers timers, RandomGenerator random, IcmpSettings settings) {
    this.timers = timers;
    this.random = random;
    this.settings = settings;
  }

  /** Whether another error may go to {@code destination} now; counts it if so. */
  boolean allow(IpAddress destination, boolean overLoopback) {
    if (!refill()) {
      return false;
    }
    // "No rate limit on loopback": only the limit per destination leaves it out.
    if (!overLoopback && !peers.computeIfAbsent(destination, d -> new PeerBucket(0)).take()) {
      return false;
    }
    // icmp_global_consume: one on average, "randomized for security reasons".
    credit -= random.nextInt(3);
    return true;
  }

  /**
   * Whether another ICMPv6 error may go to {@code destination} now; counts it if so
   * (net/ipv6/icmp.c, icmpv6_xrlim_allow). The limit for all destinations together is the one of
   * IPv4.
   *
   * @param prefixLength of the route there: "give more bandwidth to wider prefixes"
   */
  boolean allowV6(IpAddress destination, boolean overLoopback, int prefixLength) {
    if (overLoopback) {
      return true;
    }
    if (!refill()) {
      return false;
    }
    int shift = (128 - prefixLength) >> 5;
    if (!peers.computeIfAbsent(destination, d -> new PeerBucket(shift)).take()) {
      return false;
    }
    credit -= random.nextInt(3);
    return true;
  }

  /** icmp_global_allow: refilled at most every 20 ms, and never above icmp_msgs_burst. */
  private boolean refill() {
    if (credit > 0) {
      return true;
    }
    long delta = Math.min(timers.now() - refilledAt, SECOND);
    if (delta < SECOND / 50) {
      return false;
    }
    refilledAt = timers.now();
    credit = Math.min(credit + settings.msgsPerSec() * delta / SECOND, settings.msgsBurst());
    return credit > 0;
  }

  /** inet_peer_xrlim_allow. */
  private final class PeerBucket {
    private final long cost;
    private long tokens;
    private long lookedAt = timers.now();

    private PeerBucket(int shift) {
      cost = settings.ratelimit().toNanos() >> shift;
      tokens = PEER_BURST * cost;
    }

    private boolean take() {
      tokens = Math.min(tokens + timers.now() - lookedAt, PEER_BURST * cost);
      lookedAt = timers.now();
      if (tokens < cost) {
        return false;
      }
      tokens -= cost;
      return true;
    }
  }
}

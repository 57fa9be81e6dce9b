package io.synsent.engine.network;

import io.synsent.engine.packet.Ipv4Address;
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
  private final Map<Ipv4Address, PeerBucket> peers = new HashMap<>();
  private long credit;
  private long refilledAt = -SECOND;

  IcmpLimits(Timers timers, RandomGenerator random, IcmpSettings settings) {
    this.timers = timers;
    this.random = random;
    this.settings = settings;
  }

  /** Whether another error may go to {@code destination} now; counts it if so. */
  boolean allow(Ipv4Address destination, boolean overLoopback) {
    if (!refill()) {
      return false;
    }
    // "No rate limit on loopback": only the limit per destination leaves it out.
    if (!overLoopback && !peers.computeIfAbsent(destination, d -> new PeerBucket()).take()) {
      return false;
    }
    // icmp_global_consume: one on average, "randomized for security reasons".
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
    private long tokens = PEER_BURST * settings.ratelimit().toNanos();
    private long lookedAt = timers.now();

    private boolean take() {
      long cost = settings.ratelimit().toNanos();
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

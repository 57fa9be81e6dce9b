package io.synsent.engine.network;

/**
 * The knobs of the IPv4 layer under their sysctl names.
 *
 * @param defaultTtl {@code net.ipv4.ip_default_ttl}, 1 to 255: the TTL of packets this host sends;
 *     64 on Linux (include/net/ip.h, IPDEFTTL; RFC 1340)
 * @param forward {@code net.ipv4.ip_forward}: whether packets for others are passed on; off on
 *     Linux, on for routers
 */
public record Ipv4Settings(int defaultTtl, boolean forward) {

  /** Linux: TTL 64, no forwarding. */
  public static final Ipv4Settings LINUX = new Ipv4Settings(64, false);

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if the TTL is not 1 to 255
   */
  public Ipv4Settings {
    if (defaultTtl < 1 || defaultTtl > 255) {
      throw new IllegalArgumentException(
          "ip_default_ttl " + defaultTtl + ": expected 1 to 255, such as Linux's 64");
    }
  }

  /** The same with another TTL. */
  public Ipv4Settings withDefaultTtl(int ttl) {
    return new Ipv4Settings(ttl, forward);
  }

  /** The same with forwarding on or off. */
  public Ipv4Settings withForward(boolean on) {
    return new Ipv4Settings(defaultTtl, on);
  }
}

package io.synsent.engine.network;

/** What a route does with packets: the types of {@code ip route}. */
public enum RouteType {
  /** Sends them on, to a gateway or to a neighbour. */
  UNICAST,
  /** They are for this host. */
  LOCAL,
  /** They are for everybody on the LAN. */
  BROADCAST,
  /** They go nowhere: EHOSTUNREACH here, ICMP host unreachable to others. */
  UNREACHABLE,
  /** They are forbidden: EACCES here, ICMP administratively prohibited to others. */
  PROHIBIT,
  /** They vanish: EINVAL here, silence to others. */
  BLACKHOLE,
  /** They have no route, whatever shorter prefixes say: ENETUNREACH here, ICMP net unreachable. */
  THROW
}

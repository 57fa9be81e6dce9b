package io.synsent.rules;

/** Internal. What can be wrong with the annotations of a test. */
public enum Rule {
  /** Nothing is written where a host is wanted. */
  EMPTY_VALUE("empty-value"),
  /** No IP address and no host name. */
  HOST_SYNTAX("host-syntax"),
  /** An address that no single host can have: multicast, broadcast, 0.0.0.0. */
  HOST_ADDRESS("host-address"),
  /** A port where none belongs, or none where one is needed. */
  PORT_PRESENCE("port-presence"),
  /** A port outside 1 to 65535, or no number. */
  PORT_RANGE("port-range"),
  /** Two annotations of one element say different things about one host. */
  CONTRADICTION("contradiction"),
  /** A fault that cannot happen on this machine's own addresses. */
  LOCAL_FAULT("local-fault"),
  /** No profile of that name. */
  PROFILE("profile"),
  /** The client's address or gateway does not fit. */
  CLIENT_ADDRESS("client-address"),
  /** A backend that is neither an address with port nor the name of a member. */
  BACKEND("backend"),
  /** A time, a number of attempts or a probability that is none. */
  SCHEDULE("schedule"),
  /** An option that resolv.conf does not have. */
  RESOLVER("resolver"),
  /** An entry of an allow list that is no host. */
  ALLOW("allow"),
  /** A host of the real network that strict mode blocks. */
  BLOCKED_HOST("blocked-host"),
  /** A speed that no clock has, or a timeout that is over before it begins. */
  TIME_LAPSE("time-lapse"),
  /** An attribute that a toxic of this type does not have, or its server's address. */
  TOXIC("toxic"),
  /** An attribute or annotation that changes nothing. */
  UNUSED("unused"),
  /** JUnit's timeout comes before the simulated failure. */
  TIMEOUT("timeout");

  private final String id;

  Rule(String id) {
    this.id = id;
  }

  /** Lower case with hyphens, for documentation and suppression. */
  public String id() {
    return id;
  }
}

package io.synsent.engine.neighbour;

import java.util.EnumSet;
import java.util.Set;

/** The states of a neighbour entry: NUD_* of include/uapi/linux/neighbour.h. */
public enum NeighbourState {
  /** Just made, nothing known and nothing asked. */
  NONE,
  /** Asked on the whole LAN, no answer yet; packets wait in the unresolved queue. */
  INCOMPLETE,
  /** Answered not long ago. */
  REACHABLE,
  /** The address is known, but nobody confirmed it lately. */
  STALE,
  /** Stale and used again; gets a while to confirm itself. */
  DELAY,
  /** Did not confirm itself; is asked directly. */
  PROBE,
  /** Did not answer. */
  FAILED,
  /** Set by hand, never asked. */
  PERMANENT,
  /** Needs no asking, as everything on loopback. */
  NOARP;

  /** NUD_VALID: whether the MAC address is known and packets can go. */
  public boolean isValid() {
    return this == REACHABLE
        || this == STALE
        || this == DELAY
        || this == PROBE
        || this == PERMANENT
        || this == NOARP;
  }

  /** NUD_CONNECTED: whether packets go without the entry being looked at. */
  public boolean isConnected() {
    return this == REACHABLE || this == PERMANENT || this == NOARP;
  }

  /** NUD_IN_TIMER: whether the entry waits for a timer. */
  public boolean hasTimer() {
    return this == INCOMPLETE || this == REACHABLE || this == DELAY || this == PROBE;
  }

  /** The states that may follow this one; the whole transition table. */
  public Set<NeighbourState> successors() {
    return switch (this) {
      case NONE -> EnumSet.of(INCOMPLETE, FAILED, REACHABLE, STALE, PERMANENT, NOARP);
      case INCOMPLETE -> EnumSet.of(REACHABLE, STALE, FAILED, PERMANENT, NOARP);
      case REACHABLE -> EnumSet.of(STALE, DELAY, FAILED, PERMANENT, NOARP);
      case STALE -> EnumSet.of(DELAY, REACHABLE, FAILED, PERMANENT, NOARP);
      case DELAY -> EnumSet.of(PROBE, REACHABLE, STALE, FAILED, PERMANENT, NOARP);
      case PROBE -> EnumSet.of(REACHABLE, STALE, FAILED, PERMANENT, NOARP);
      case FAILED -> EnumSet.of(INCOMPLETE, REACHABLE, STALE, PERMANENT, NOARP);
      case PERMANENT, NOARP -> EnumSet.of(FAILED, STALE, PERMANENT, NOARP);
    };
  }
}

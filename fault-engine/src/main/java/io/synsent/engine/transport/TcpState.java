package io.synsent.engine.transport;

import java.util.EnumSet;
import java.util.Set;

/** The states of a TCP connection that a connect can see (RFC 9293, section 3.3.2). */
public enum TcpState {
  CLOSED,
  SYN_SENT,
  SYN_RECEIVED,
  ESTABLISHED;

  /** The states that may follow this one; the whole transition table. */
  public Set<TcpState> successors() {
    return switch (this) {
      case CLOSED -> EnumSet.of(SYN_SENT, SYN_RECEIVED);
      case SYN_SENT -> EnumSet.of(ESTABLISHED, SYN_RECEIVED, CLOSED);
      case SYN_RECEIVED -> EnumSet.of(ESTABLISHED, CLOSED);
      case ESTABLISHED -> EnumSet.of(CLOSED);
    };
  }
}

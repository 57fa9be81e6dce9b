package io.synsent.engine.transport;

import io.synsent.engine.network.IcmpErrConvert;
import io.synsent.engine.network.InetCtlErrMap;
import io.synsent.engine.network.KernelError;
import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Icmpv6Message;
import java.util.Optional;

/**
 * Whose TCP it is: what no setting of a system says, because it is written in its code.
 *
 * <p>Each difference between the systems is one method here.
 */
public enum TcpStack {
  /** Linux (net/ipv4). */
  LINUX,
  /** FreeBSD (sys/netinet) and macOS (bsd/netinet). */
  BSD,
  /** Windows: no source is public; as Microsoft documents it and captures show it. */
  WINDOWS;

  /** What an ICMP error does to a connect in SYN_SENT. */
  enum IcmpEffect {
    /** Ends it, unless the system call connect() owns the socket (tcp_v4_err). */
    ENDS_UNLESS_OWNED,
    /** Ends it (tcp_drop_syn_sent). */
    ENDS,
    /** Is remembered; a second one after the third retransmission ends it (tcp_notify). */
    SOFT_AT_FIRST,
    /** None. */
    NONE
  }

  /**
   * Whether a retransmission is held back while the SYN before it still waits for a MAC address:
   * Linux only (net/ipv4/tcp_output.c, skb_still_in_host_queue).
   */
  boolean holdsBackWhileQueued() {
    return this == LINUX;
  }

  /**
   * Whether connect() fails at once when its first SYN cannot be sent: tcp_usr_connect of BSD
   * returns what tcp_output returns. Linux keeps it as a soft error.
   */
  boolean failsWithItsFirstSyn() {
    return this == BSD;
  }

  /**
   * Whether an error of a later SYN on its way down is remembered, and told instead of ETIMEDOUT.
   * Not by BSD: tcp_output sets t_softerror only once a SYN was received (TCPS_HAVERCVDSYN).
   */
  boolean remembersSendErrors() {
    return this == LINUX;
  }

  /**
   * Whether a listener with too many requests answers with a SYN cookie: Linux by its backlog;
   * BSD's syncache counts otherwise, and Windows has none.
   */
  boolean knowsSynCookies() {
    return this == LINUX;
  }

  /** The error that an ICMP message is for a connect; empty if it is none. */
  Optional<KernelError> errorOf(IcmpMessage message) {
    return this == BSD ? InetCtlErrMap.of(message) : IcmpErrConvert.of(message);
  }

  /** The error that an ICMPv6 message is for a connect; empty if it is none. */
  Optional<KernelError> errorOf(Icmpv6Message message) {
    return this == BSD ? InetCtlErrMap.of(message) : IcmpErrConvert.of(message);
  }

  /** What an ICMP error does in SYN_SENT. */
  IcmpEffect effectOf(IcmpMessage message) {
    return effect(InetCtlErrMap.endsSynSent(message));
  }

  /** What an ICMPv6 error does in SYN_SENT. */
  IcmpEffect effectOf(Icmpv6Message message) {
    return effect(InetCtlErrMap.endsSynSent(message));
  }

  /**
   * Windows: "TCP_FAIL_CONNECT_ON_ICMP_ERROR", off unless an application asks for it, which the JDK
   * does not.
   */
  private IcmpEffect effect(boolean endsOnBsd) {
    return switch (this) {
      case LINUX -> IcmpEffect.ENDS_UNLESS_OWNED;
      case BSD -> endsOnBsd ? IcmpEffect.ENDS : IcmpEffect.SOFT_AT_FIRST;
      case WINDOWS -> IcmpEffect.NONE;
    };
  }
}

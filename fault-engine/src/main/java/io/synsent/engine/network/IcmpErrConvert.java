package io.synsent.engine.network;

import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Icmpv6Message;
import java.util.Optional;

/**
 * Which error an ICMP message is for the socket whose packet it quotes (net/ipv4/icmp.c,
 * icmp_err_convert; net/ipv4/tcp_ipv4.c, tcp_v4_err; RFC 1122 section 4.2.3.9).
 */
public final class IcmpErrConvert {

  /** Fragmentation needed: path MTU discovery, no error of a connect. */
  public static final int FRAGMENTATION_NEEDED = 4;

  private static final int FRAGMENT_REASSEMBLY = 1;

  /** By the code of destination unreachable (RFC 792, RFC 1812 section 5.2.7.1). */
  private static final KernelError[] UNREACHABLE = {
    /* 0 net unreachable */ KernelError.ENETUNREACH,
    /* 1 host unreachable */ KernelError.EHOSTUNREACH,
    /* 2 protocol unreachable */ KernelError.ENOPROTOOPT,
    /* 3 port unreachable */ KernelError.ECONNREFUSED,
    /* 4 fragmentation needed */ KernelError.EMSGSIZE,
    /* 5 source route failed */ KernelError.EOPNOTSUPP,
    /* 6 net unknown */ KernelError.ENETUNREACH,
    /* 7 host unknown */ KernelError.EHOSTDOWN,
    /* 8 source host isolated */ KernelError.ENONET,
    /* 9 net prohibited */ KernelError.ENETUNREACH,
    /* 10 host prohibited */ KernelError.EHOSTUNREACH,
    /* 11 net unreachable for TOS */ KernelError.ENETUNREACH,
    /* 12 host unreachable for TOS */ KernelError.EHOSTUNREACH,
    /* 13 admin prohibited */ KernelError.EHOSTUNREACH,
    /* 14 host precedence violation */ KernelError.EHOSTUNREACH,
    /* 15 precedence cutoff */ KernelError.EHOSTUNREACH,
  };

  /** By the code of ICMPv6's destination unreachable (net/ipv6/icmp.c, tab_unreach). */
  private static final KernelError[] UNREACHABLE_V6 = {
    /* 0 no route */ KernelError.ENETUNREACH,
    /* 1 administratively prohibited */ KernelError.EACCES,
    /* 2 beyond scope of source address, once "not a neighbour" */ KernelError.EHOSTUNREACH,
    /* 3 address unreachable */ KernelError.EHOSTUNREACH,
    /* 4 port unreachable */ KernelError.ECONNREFUSED,
    /* 5 source address failed policy */ KernelError.EACCES,
    /* 6 reject route */ KernelError.EACCES,
  };

  private IcmpErrConvert() {}

  /**
   * The error of an ICMPv6 message (icmpv6_err_convert), or empty if the message is none for a
   * socket: packet too big is path MTU discovery's.
   */
  public static Optional<KernelError> of(Icmpv6Message message) {
    return switch (message.type()) {
      case Icmpv6Message.DESTINATION_UNREACHABLE ->
          Optional.of(
              message.code() < UNREACHABLE_V6.length
                  ? UNREACHABLE_V6[message.code()]
                  : KernelError.EPROTO);
      case Icmpv6Message.TIME_EXCEEDED -> Optional.of(KernelError.EHOSTUNREACH);
      case Icmpv6Message.PARAMETER_PROBLEM -> Optional.of(KernelError.EPROTO);
      default -> Optional.empty();
    };
  }

  /** The error, or empty if the message is none for a socket. */
  public static Optional<KernelError> of(IcmpMessage message) {
    if (message.type() == IcmpMessage.TIME_EXCEEDED) {
      // icmp_unreach: ICMP_EXC_FRAGTIME, of fragments that did not all arrive, goes no further.
      return message.code() == FRAGMENT_REASSEMBLY
          ? Optional.empty()
          : Optional.of(KernelError.EHOSTUNREACH);
    }
    if (message.type() == IcmpMessage.PARAMETER_PROBLEM) {
      return Optional.of(KernelError.EPROTO);
    }
    if (message.type() != IcmpMessage.DESTINATION_UNREACHABLE
        || message.code() >= UNREACHABLE.length
        || message.code() == FRAGMENTATION_NEEDED) {
      return Optional.empty();
    }
    return Optional.of(UNREACHABLE[message.code()]);
  }
}

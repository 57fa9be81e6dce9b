package io.synsent.engine.network;

import io.synsent.engine.packet.IcmpMessage;
import java.util.Optional;

/**
 * Which error an ICMP message is for the socket whose packet it quotes (net/ipv4/icmp.c,
 * icmp_err_convert; net/ipv4/tcp_ipv4.c, tcp_v4_err; RFC 1122 section 4.2.3.9).
 */
public final class IcmpErrConvert {

  /** Fragmentation needed: path MTU discovery, no error of a connect. */
  public static final int FRAGMENTATION_NEEDED = 4;

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

  private IcmpErrConvert() {}

  /** The error, or empty if the message is none for a socket. */
  public static Optional<KernelError> of(IcmpMessage message) {
    if (message.type() == IcmpMessage.TIME_EXCEEDED) {
      return Optional.of(KernelError.EHOSTUNREACH);
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

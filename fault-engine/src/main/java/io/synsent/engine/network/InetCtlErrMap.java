package io.synsent.engine.network;

import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Icmpv6Message;
import java.util.Optional;

/**
 * Which error an ICMP message is on BSD and macOS, and whether it ends a connect at once
 * (netinet/ip_icmp.c, icmp_input; netinet/in_proto.c, inetctlerrmap; netinet/tcp_subr.c,
 * tcp_ctlinput with icmp_may_rst 1).
 */
public final class InetCtlErrMap {

  private InetCtlErrMap() {}

  /** The error, or empty if the message is none for a socket. */
  public static Optional<KernelError> of(IcmpMessage message) {
    return switch (message.type()) {
      case IcmpMessage.TIME_EXCEEDED -> Optional.of(KernelError.EHOSTUNREACH);
      case IcmpMessage.PARAMETER_PROBLEM -> Optional.of(KernelError.ENOPROTOOPT);
      case IcmpMessage.DESTINATION_UNREACHABLE -> unreachable(message.code());
      default -> Optional.empty();
    };
  }

  private static Optional<KernelError> unreachable(int code) {
    return switch (code) {
      // PRC_UNREACH_NET for net and host alike, unknown and for a TOS; PRC_UNREACH_SRCFAIL.
      case 0, 1, 5, 6, 7, 8, 11, 12, 14, 15 -> Optional.of(KernelError.EHOSTUNREACH);
      // PRC_UNREACH_PROTOCOL, PRC_UNREACH_PORT; PRC_UNREACH_ADMIN_PROHIB for net, host and filter.
      case 2, 3, 9, 10, 13 -> Optional.of(KernelError.ECONNREFUSED);
      // PRC_MSGSIZE is path MTU discovery.
      default -> Optional.empty();
    };
  }

  /** Whether it ends a connect in SYN_SENT at once (tcp_drop_syn_sent), and is not soft. */
  public static boolean endsSynSent(IcmpMessage message) {
    return switch (message.type()) {
      case IcmpMessage.TIME_EXCEEDED -> message.code() == 0;
      case IcmpMessage.DESTINATION_UNREACHABLE ->
          unreachable(message.code()).filter(KernelError.ECONNREFUSED::equals).isPresent();
      default -> false;
    };
  }

  /**
   * The error of an ICMPv6 message (netinet6/icmp6.c, icmp6_input; netinet6/in6_proto.c,
   * inet6ctlerrmap), or empty if the message is none for a socket.
   */
  public static Optional<KernelError> of(Icmpv6Message message) {
    return switch (message.type()) {
      case Icmpv6Message.TIME_EXCEEDED -> Optional.of(KernelError.EHOSTUNREACH);
      case Icmpv6Message.PARAMETER_PROBLEM -> Optional.of(KernelError.ENOPROTOOPT);
      case Icmpv6Message.DESTINATION_UNREACHABLE ->
          switch (message.code()) {
            // PRC_UNREACH_NET: no route, address unreachable.
            case 0, 3 -> Optional.of(KernelError.EHOSTUNREACH);
            // PRC_UNREACH_ADMIN_PROHIB, PRC_UNREACH_PORT.
            case 1, 4 -> Optional.of(KernelError.ECONNREFUSED);
            // PRC_PARAMPROB: "source address was incorrect".
            case 2 -> Optional.of(KernelError.ENOPROTOOPT);
            default -> Optional.empty();
          };
      default -> Optional.empty();
    };
  }

  /** Whether it ends a connect in SYN_SENT at once (tcp6_ctlinput), and is not soft. */
  public static boolean endsSynSent(Icmpv6Message message) {
    return switch (message.type()) {
      case Icmpv6Message.TIME_EXCEEDED -> true;
      case Icmpv6Message.DESTINATION_UNREACHABLE -> message.code() == 1 || message.code() == 4;
      default -> false;
    };
  }
}

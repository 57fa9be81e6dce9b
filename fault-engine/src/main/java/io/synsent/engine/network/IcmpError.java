package io.synsent.engine.network;

import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Icmpv6Message;

/**
 * Internal. What a host complains about, and the type and code it has in ICMP (RFC 792, RFC 1812)
 * and in ICMPv6 (RFC 4443). Where one family has no word for it, the one of nft's {@code icmpx} and
 * else of RFC 7915 (section 4.2 and 5.2, translation between the two) stands in.
 */
public enum IcmpError {
  /** No route: ICMP net unreachable, ICMPv6 no route. */
  NO_ROUTE(IcmpMessage.DESTINATION_UNREACHABLE, 0, Icmpv6Message.DESTINATION_UNREACHABLE, 0),
  /** The address does not answer: ICMP host unreachable, ICMPv6 address unreachable. */
  HOST_UNREACHABLE(
      IcmpMessage.DESTINATION_UNREACHABLE, 1, Icmpv6Message.DESTINATION_UNREACHABLE, 3),
  /** Nobody speaks the protocol: ICMPv6 says unrecognized next header, a parameter problem. */
  PROTOCOL_UNREACHABLE(IcmpMessage.DESTINATION_UNREACHABLE, 2, Icmpv6Message.PARAMETER_PROBLEM, 1),
  /** Nobody listens on the port. */
  PORT_UNREACHABLE(
      IcmpMessage.DESTINATION_UNREACHABLE, 3, Icmpv6Message.DESTINATION_UNREACHABLE, 4),
  /** The network is forbidden. */
  NET_PROHIBITED(IcmpMessage.DESTINATION_UNREACHABLE, 9, Icmpv6Message.DESTINATION_UNREACHABLE, 1),
  /** The host is forbidden. */
  HOST_PROHIBITED(
      IcmpMessage.DESTINATION_UNREACHABLE, 10, Icmpv6Message.DESTINATION_UNREACHABLE, 1),
  /** Forbidden by an administrator. */
  ADMIN_PROHIBITED(
      IcmpMessage.DESTINATION_UNREACHABLE, 13, Icmpv6Message.DESTINATION_UNREACHABLE, 1),
  /** ICMPv6: the source address failed an ingress or egress policy. */
  POLICY_FAIL(IcmpMessage.DESTINATION_UNREACHABLE, 13, Icmpv6Message.DESTINATION_UNREACHABLE, 5),
  /** ICMPv6: the route is one that rejects. */
  REJECT_ROUTE(IcmpMessage.DESTINATION_UNREACHABLE, 13, Icmpv6Message.DESTINATION_UNREACHABLE, 6),
  /** The packet has been through too many routers. */
  TTL_EXCEEDED(IcmpMessage.TIME_EXCEEDED, 0, Icmpv6Message.TIME_EXCEEDED, 0);

  final int type;
  final int code;
  final int typeV6;
  final int codeV6;

  IcmpError(int type, int code, int typeV6, int codeV6) {
    this.type = type;
    this.code = code;
    this.typeV6 = typeV6;
    this.codeV6 = codeV6;
  }
}

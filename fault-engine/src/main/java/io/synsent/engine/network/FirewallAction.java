package io.synsent.engine.network;

import java.util.Optional;

/**
 * What a firewall rule does with a packet that it matches: the targets of iptables and ip6tables.
 *
 * <p>A rule meets the packets of both families. An answer that only the other family has is
 * translated, as nft's {@code icmpx} and RFC 7915 (sections 4.2 and 5.2) do it: {@code
 * icmp-host-unreachable} is ICMPv6 address unreachable, {@code icmp-host-prohibited} is ICMPv6
 * administratively prohibited, {@code icmp6-policy-fail} is ICMP administratively prohibited.
 */
public enum FirewallAction {
  /** Lets the packet pass; later rules are not looked at. */
  ACCEPT,

  /** Throws the packet away in silence. */
  DROP,

  /** Throws the packet away and answers with a TCP RST ({@code --reject-with tcp-reset}). */
  REJECT_TCP_RESET,

  /** Answers with ICMP type 3 code 0 ({@code icmp-net-unreachable}). */
  REJECT_ICMP_NET_UNREACHABLE,

  /** Answers with ICMP type 3 code 1 ({@code icmp-host-unreachable}). */
  REJECT_ICMP_HOST_UNREACHABLE,

  /** Answers with ICMP type 3 code 2 ({@code icmp-proto-unreachable}). */
  REJECT_ICMP_PROTO_UNREACHABLE,

  /** Answers with ICMP type 3 code 3 ({@code icmp-port-unreachable}, what REJECT does unasked). */
  REJECT_ICMP_PORT_UNREACHABLE,

  /** Answers with ICMP type 3 code 9 ({@code icmp-net-prohibited}). */
  REJECT_ICMP_NET_PROHIBITED,

  /** Answers with ICMP type 3 code 10 ({@code icmp-host-prohibited}). */
  REJECT_ICMP_HOST_PROHIBITED,

  /** Answers with ICMP type 3 code 13 ({@code icmp-admin-prohibited}). */
  REJECT_ICMP_ADMIN_PROHIBITED,

  /** Answers with ICMPv6 type 1 code 0 ({@code icmp6-no-route}). */
  REJECT_ICMP6_NO_ROUTE,

  /** Answers with ICMPv6 type 1 code 1 ({@code icmp6-adm-prohibited}). */
  REJECT_ICMP6_ADM_PROHIBITED,

  /** Answers with ICMPv6 type 1 code 3 ({@code icmp6-addr-unreachable}). */
  REJECT_ICMP6_ADDR_UNREACHABLE,

  /**
   * Answers with ICMPv6 type 1 code 4 ({@code icmp6-port-unreachable}, what REJECT does unasked).
   */
  REJECT_ICMP6_PORT_UNREACHABLE,

  /** Answers with ICMPv6 type 1 code 5 ({@code icmp6-policy-fail}). */
  REJECT_ICMP6_POLICY_FAIL,

  /** Answers with ICMPv6 type 1 code 6 ({@code icmp6-reject-route}). */
  REJECT_ICMP6_REJECT_ROUTE;

  /** What it tells the sender by ICMP; empty if it says nothing, or RST. */
  Optional<IcmpError> icmpError() {
    return Optional.ofNullable(
        switch (this) {
          case ACCEPT, DROP, REJECT_TCP_RESET -> null;
          case REJECT_ICMP_NET_UNREACHABLE, REJECT_ICMP6_NO_ROUTE -> IcmpError.NO_ROUTE;
          case REJECT_ICMP_HOST_UNREACHABLE, REJECT_ICMP6_ADDR_UNREACHABLE ->
              IcmpError.HOST_UNREACHABLE;
          case REJECT_ICMP_PROTO_UNREACHABLE -> IcmpError.PROTOCOL_UNREACHABLE;
          case REJECT_ICMP_PORT_UNREACHABLE, REJECT_ICMP6_PORT_UNREACHABLE ->
              IcmpError.PORT_UNREACHABLE;
          case REJECT_ICMP_NET_PROHIBITED -> IcmpError.NET_PROHIBITED;
          case REJECT_ICMP_HOST_PROHIBITED -> IcmpError.HOST_PROHIBITED;
          case REJECT_ICMP_ADMIN_PROHIBITED, REJECT_ICMP6_ADM_PROHIBITED ->
              IcmpError.ADMIN_PROHIBITED;
          case REJECT_ICMP6_POLICY_FAIL -> IcmpError.POLICY_FAIL;
          case REJECT_ICMP6_REJECT_ROUTE -> IcmpError.REJECT_ROUTE;
        });
  }

  /** Whether the sender is told, by RST or by ICMP. */
  public boolean isReject() {
    return this != ACCEPT && this != DROP;
  }
}

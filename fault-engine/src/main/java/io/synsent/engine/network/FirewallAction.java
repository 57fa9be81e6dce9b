package io.synsent.engine.network;

/** What a firewall rule does with a packet that it matches: the targets of iptables. */
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
  REJECT_ICMP_ADMIN_PROHIBITED;

  /** Whether the sender is told, by RST or by ICMP. */
  public boolean isReject() {
    return this != ACCEPT && this != DROP;
  }
}

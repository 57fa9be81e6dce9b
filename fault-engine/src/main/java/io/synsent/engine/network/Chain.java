package io.synsent.engine.network;

/** Where on its way through a host a packet meets a firewall rule: the chains of netfilter. */
public enum Chain {
  /** Packets for this host, before its transport layer sees them. */
  INPUT,

  /** Packets this host sends itself. */
  OUTPUT,

  /** Packets this host only passes on, as a router does. */
  FORWARD
}

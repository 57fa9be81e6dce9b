package io.synsent.engine.topology;

/** What the last router does with packets for a host whose MAC address it cannot learn. */
public enum LastRouter {
  /** Nothing, as many routers and firewalls in the wild: the connect times out. */
  SILENT,

  /** ICMP host unreachable once its own ARP gave up, as a Linux router: 3 s. */
  ANSWERS
}

package io.synsent.engine.network;

import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.Quote;

/** Internal. A transport protocol above the network layer. */
public interface ProtocolHandler {

  /** A packet of this protocol for this host. */
  void receive(IpPacket packet);

  /** An ICMP error about a packet of this protocol that this host sent. */
  void error(IpPacket carrier, IcmpMessage message, Quote quote);

  /** An ICMPv6 error about a packet of this protocol that this host sent. */
  void error(IpPacket carrier, Icmpv6Message message, Quote quote);
}

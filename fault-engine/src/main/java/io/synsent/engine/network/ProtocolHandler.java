package io.synsent.engine.network;

import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.Quote;

/** Internal. A transport protocol above the network layer. */
public interface ProtocolHandler {

  /** A packet of this protocol for this host. */
  void receive(Ipv4Packet packet);

  /** An ICMP error about a packet of this protocol that this host sent. */
  void error(Ipv4Packet carrier, IcmpMessage message, Quote quote);
}

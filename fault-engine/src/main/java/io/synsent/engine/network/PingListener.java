package io.synsent.engine.network;

import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.Quote;

/** Internal. Whoever sends echo requests. */
public interface PingListener {

  /** An echo reply arrived. */
  void answered(Ipv4Packet packet, IcmpMessage reply);

  /** An ICMP error about an echo request arrived. */
  void failed(Ipv4Packet packet, IcmpMessage error, Quote quote);
}

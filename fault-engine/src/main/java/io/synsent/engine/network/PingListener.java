package io.synsent.engine.network;

import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.Quote;

/** Internal. Whoever sends echo requests. */
public interface PingListener {

  /** An echo reply arrived. */
  void answered(IpPacket packet, int identifierAndSequence);

  /** An ICMP or ICMPv6 error about an echo request arrived, in {@code packet}. */
  void failed(IpPacket packet, Quote quote);
}

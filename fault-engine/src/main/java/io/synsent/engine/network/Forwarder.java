package io.synsent.engine.network;

import io.synsent.engine.link.Device;
import io.synsent.engine.packet.IpPacket;

/** Internal. What a host does with packets for others: nothing, unless it is a router. */
public interface Forwarder {

  /** A packet for somebody else arrived at {@code device}. */
  void forward(IpPacket packet, Device device);
}

package io.synsent.engine.wire;

import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.MacAddress;

/** Internal. What can be attached to a segment: the device above. */
public interface Station {

  /** The address under which unicast frames find it. */
  MacAddress mac();

  /** A frame arrives. */
  void receive(EthernetFrame frame);

  /** The cable was plugged in or pulled. */
  void carrierChanged(boolean carrier);
}

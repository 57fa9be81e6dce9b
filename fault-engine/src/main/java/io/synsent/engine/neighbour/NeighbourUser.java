package io.synsent.engine.neighbour;

import io.synsent.engine.link.Device;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv4Packet;

/** Internal. The network layer above, as the neighbour layer needs it. */
public interface NeighbourUser {

  /**
   * The next hop of {@code packet} did not answer: whoever sent it is to be told (error_report).
   */
  void unreachable(Ipv4Packet packet);

  /** Whether {@code address} is one of this host's. */
  boolean isLocal(Ipv4Address address);

  /** The address that speaks for this host on {@code device}. */
  Ipv4Address addressOn(Device device);
}

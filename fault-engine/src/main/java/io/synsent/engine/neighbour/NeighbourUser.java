package io.synsent.engine.neighbour;

import io.synsent.engine.link.Device;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.Ipv4Address;

/** Internal. The network layer above, as the neighbour layer needs it. */
public interface NeighbourUser {

  /**
   * The next hop of {@code packet} did not answer: whoever sent it is to be told (error_report).
   */
  void unreachable(IpPacket packet);

  /** Whether {@code address} is one of this host's. */
  boolean isLocal(IpAddress address);

  /** Whether {@code address} is one of this host's on this device. */
  boolean isLocalOn(Device device, IpAddress address);

  /** The IPv4 address that speaks for this host on {@code device}. */
  Ipv4Address addressOn(Device device);

  /** Whether this host passes on packets of others. */
  boolean isRouter();

  /** Whether the firewall lets a packet out that the neighbour layer itself sends. */
  boolean maySend(IpPacket packet);
}

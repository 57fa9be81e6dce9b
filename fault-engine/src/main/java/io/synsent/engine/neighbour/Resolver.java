package io.synsent.engine.neighbour;

import io.synsent.engine.Nullable;
import io.synsent.engine.link.Device;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.MacAddress;

/** How a neighbour is asked for its MAC address: by ARP for IPv4, by NDP for IPv6. */
interface Resolver {

  /**
   * Asks once.
   *
   * @param device on whose LAN
   * @param target whose MAC address is wanted
   * @param trigger the source address of the packet that waits, or {@code null} if none does
   * @param known the MAC address to ask directly, or {@code null} to ask everybody
   */
  void solicit(
      Device device, IpAddress target, @Nullable IpAddress trigger, @Nullable MacAddress known);

  /** Tells everybody on the LAN unasked which MAC address an address of ours has. */
  void announce(Device device, IpAddress address);

  /** A frame of this protocol arrived. */
  void receive(Device device, EthernetFrame frame);
}

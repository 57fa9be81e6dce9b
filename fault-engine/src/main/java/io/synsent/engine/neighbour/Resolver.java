package io.synsent.engine.neighbour;

import io.synsent.engine.Nullable;
import io.synsent.engine.link.Device;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.MacAddress;

/** Internal. How a neighbour is asked for its MAC address: ARP for IPv4. */
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
      Device device, Ipv4Address target, @Nullable Ipv4Address trigger, @Nullable MacAddress known);
}

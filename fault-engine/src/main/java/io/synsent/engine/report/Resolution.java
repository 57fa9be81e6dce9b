package io.synsent.engine.report;

import io.synsent.engine.Nullable;
import io.synsent.engine.packet.ArpPacket;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.packet.NeighbourDiscovery;
import io.synsent.engine.packet.Payload;

/**
 * What ARP and NDP have in common: somebody asks for a MAC address, or tells one.
 *
 * @param request whether it asks
 * @param about whose MAC address
 * @param sender who asks or tells
 * @param receiver who asked, if this tells; who is asked, if this asks
 * @param mac what is told; null if nothing is
 */
record Resolution(
    boolean request,
    IpAddress about,
    IpAddress sender,
    IpAddress receiver,
    @Nullable MacAddress mac) {

  static @Nullable Resolution in(Payload payload) {
    if (payload instanceof ArpPacket arp) {
      boolean request = arp.operation() == ArpPacket.Operation.REQUEST;
      return new Resolution(
          request,
          request ? arp.targetIp() : arp.senderIp(),
          arp.senderIp(),
          arp.targetIp(),
          request ? null : arp.senderMac());
    }
    if (payload instanceof IpPacket packet && packet.payload() instanceof Icmpv6Message message) {
      NeighbourDiscovery discovery = NeighbourDiscovery.in(message).orElse(null);
      if (discovery != null) {
        boolean request = !discovery.advertisement();
        return new Resolution(
            request,
            discovery.target(),
            packet.source(),
            request ? discovery.target() : packet.destination(),
            request ? null : discovery.mac());
      }
    }
    return null;
  }
}

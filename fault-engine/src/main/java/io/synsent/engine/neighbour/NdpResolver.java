package io.synsent.engine.neighbour;

import io.synsent.engine.Nullable;
import io.synsent.engine.link.Device;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv6Address;
import io.synsent.engine.packet.Ipv6Packet;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.packet.NeighbourDiscovery;

/** Neighbour discovery (RFC 4861, section 7.2) as Linux does it (net/ipv6/ndisc.c). */
final class NdpResolver implements Resolver {

  private final NeighbourTable table;
  private final NeighbourUser user;

  NdpResolver(NeighbourTable table, NeighbourUser user) {
    this.table = table;
    this.user = user;
  }

  /** ndisc_solicit: everybody's group is the solicited node's own, not the whole LAN. */
  @Override
  public void solicit(
      Device device, IpAddress target, @Nullable IpAddress trigger, @Nullable MacAddress known) {
    // Where no packet of our own waits the link-local address asks (ndisc_send_ns).
    Ipv6Address asker =
        trigger instanceof Ipv6Address source && user.isLocalOn(device, source)
            ? source
            : Ipv6Address.linkLocal(device.mac());
    Ipv6Address wanted = (Ipv6Address) target;
    Ipv6Address group = wanted.solicitedNode();
    transmit(
        device,
        known == null ? group.multicastMac() : known,
        packet(
            asker,
            known == null ? group : wanted,
            NeighbourDiscovery.solicitation(wanted, device.mac())));
  }

  /** An unsolicited advertisement to every node on the link (RFC 4861, section 7.2.6). */
  @Override
  public void announce(Device device, IpAddress address) {
    Ipv6Address own = (Ipv6Address) address;
    transmit(
        device,
        Ipv6Address.ALL_NODES.multicastMac(),
        packet(
            own,
            Ipv6Address.ALL_NODES,
            NeighbourDiscovery.advertisement(
                user.isRouter(), /* solicited= */ false, /* override= */ true, own, device.mac())));
  }

  /** ndisc_rcv. */
  @Override
  public void receive(Device device, EthernetFrame frame) {
    if (!(frame.payload() instanceof Ipv6Packet packet)
        || !(packet.payload() instanceof Icmpv6Message message)
        // "an NDP message with a hop limit of less than 255 came over a router": RFC 4861, 7.1.1.
        || packet.ttl() != NeighbourDiscovery.HOP_LIMIT
        || message.code() != 0) {
      return;
    }
    NeighbourDiscovery discovery = NeighbourDiscovery.in(message).orElse(null);
    if (discovery == null || discovery.target().isMulticast()) {
      return;
    }
    if (discovery.advertisement()) {
      update(device, packet, discovery);
    } else if (user.isLocalOn(device, discovery.target())) {
      answer(device, packet, discovery);
    }
  }

  /** ndisc_recv_ns. */
  private void answer(Device device, Ipv6Packet packet, NeighbourDiscovery solicitation) {
    Ipv6Address asker = packet.source();
    boolean everybodyAsked = packet.destination().isMulticast();
    if (asker.isUnspecified()) {
      // Duplicate address detection by somebody who wants our address: told to all.
      announce(device, solicitation.target());
      return;
    }
    NeighbourEntry entry = table.find(device, asker);
    if (entry == null) {
      entry = table.create(device, asker);
    }
    if (entry == null) {
      return;
    }
    entry.learn(solicitation.mac(), NeighbourState.STALE, OnConflict.REPLACE, "it asked for us");
    // An answer to a unicast probe leaves the MAC address away, and with it the override.
    NeighbourDiscovery advertisement =
        NeighbourDiscovery.advertisement(
            user.isRouter(),
            /* solicited= */ true,
            /* override= */ everybodyAsked,
            solicitation.target(),
            everybodyAsked ? device.mac() : null);
    Ipv6Packet answer = packet(solicitation.target(), asker, advertisement);
    if (user.maySend(answer)) {
      // Through the neighbour table, as any packet: the asker's entry goes from STALE to DELAY.
      entry.send(new OutgoingPacket(answer, /* confirmsNeighbour= */ false));
    }
  }

  /** ndisc_recv_na: only an entry that is there, and waits, learns. */
  private void update(Device device, Ipv6Packet packet, NeighbourDiscovery advertisement) {
    if (advertisement.solicited() && packet.destination().isMulticast()) {
      return;
    }
    NeighbourEntry entry = table.find(device, advertisement.target());
    if (entry == null || entry.state() == NeighbourState.FAILED) {
      return;
    }
    entry.learn(
        advertisement.mac(),
        advertisement.solicited() ? NeighbourState.REACHABLE : NeighbourState.STALE,
        advertisement.override() ? OnConflict.REPLACE : OnConflict.DOUBT,
        advertisement.solicited() ? "answered from " + packet.source() : "it announced itself");
  }

  private void transmit(Device device, MacAddress to, Ipv6Packet packet) {
    if (user.maySend(packet)) {
      device.transmit(EthernetFrame.of(to, device.mac(), packet));
    }
  }

  private static Ipv6Packet packet(
      Ipv6Address source, Ipv6Address destination, NeighbourDiscovery discovery) {
    return new Ipv6Packet(
        source,
        destination,
        Ipv6Packet.ICMPV6,
        NeighbourDiscovery.HOP_LIMIT,
        /* trafficClass= */ 0,
        /* flowLabel= */ 0,
        discovery.message());
  }
}

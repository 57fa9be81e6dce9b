package io.synsent.engine.neighbour;

import io.synsent.engine.Nullable;
import io.synsent.engine.link.Device;
import io.synsent.engine.packet.ArpPacket;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.MacAddress;

/** ARP (RFC 826) as Linux does it (net/ipv4/arp.c). */
final class ArpResolver implements Resolver {

  private final NeighbourTable table;
  private final NeighbourUser user;

  ArpResolver(NeighbourTable table, NeighbourUser user) {
    this.table = table;
    this.user = user;
  }

  /** arp_solicit: the address asked for is told where to answer to. */
  @Override
  public void solicit(
      Device device, IpAddress target, @Nullable IpAddress trigger, @Nullable MacAddress known) {
    // arp_announce 0: any local address will do, first that of the packet that waits.
    Ipv4Address teller =
        trigger instanceof Ipv4Address source && user.isLocal(source)
            ? source
            : user.addressOn(device);
    ArpPacket request = ArpPacket.request(device.mac(), teller, (Ipv4Address) target);
    MacAddress to = known == null ? MacAddress.BROADCAST : known;
    device.transmit(EthernetFrame.of(to, device.mac(), request));
  }

  /** A gratuitous ARP request: sender and target are the same address (RFC 5227, section 3). */
  @Override
  public void announce(Device device, IpAddress address) {
    Ipv4Address own = (Ipv4Address) address;
    ArpPacket announcement = ArpPacket.request(device.mac(), own, own);
    device.transmit(EthernetFrame.of(MacAddress.BROADCAST, device.mac(), announcement));
  }

  /** arp_process. */
  @Override
  public void receive(Device device, EthernetFrame frame) {
    if (!(frame.payload() instanceof ArpPacket packet)) {
      return;
    }
    if (packet.senderIp().equals(packet.targetIp()) && table.settings().dropGratuitousArp()) {
      return;
    }
    boolean unicast = !frame.destination().isGroup();
    boolean forUs = user.isLocal(packet.targetIp());
    if (packet.operation() == ArpPacket.Operation.REQUEST && forUs) {
      answer(device, packet);
      return;
    }
    update(device, packet, unicast);
  }

  /**
   * RFC 826: "swap hardware and protocol fields, putting the local addresses in the sender fields".
   */
  private void answer(Device device, ArpPacket request) {
    if (!request.senderIp().isUnspecified()) {
      // neigh_event_ns: who asks is likely to be talked to next.
      NeighbourEntry asker = table.find(device, request.senderIp());
      if (asker == null) {
        asker = table.create(device, request.senderIp());
      }
      if (asker == null) {
        return;
      }
      asker.learn(request.senderMac(), NeighbourState.STALE, OnConflict.REPLACE, "it asked for us");
    }
    device.transmit(
        EthernetFrame.of(request.senderMac(), device.mac(), request.replyFrom(device.mac())));
  }

  /**
   * RFC 826's Merge_flag: an entry that is there learns; a new one is made only with arp_accept.
   */
  private void update(Device device, ArpPacket packet, boolean unicast) {
    if (packet.senderIp().isUnspecified()) {
      return;
    }
    boolean reply = packet.operation() == ArpPacket.Operation.REPLY;
    // arp_is_garp: "Gratuitous ARP _replies_ also require target hwaddr to be the same as source."
    boolean gratuitous =
        packet.senderIp().equals(packet.targetIp())
            && (!reply || packet.senderMac().equals(packet.targetMac()));
    NeighbourEntry entry = table.find(device, packet.senderIp());
    if (entry == null
        && (gratuitous || reply)
        && table.settings().arpAccept()
        && !user.isLocal(packet.senderIp())) {
      entry = table.create(device, packet.senderIp());
    }
    if (entry == null) {
      return;
    }
    // "Broadcast replies and request packets do not assert neighbour reachability."
    NeighbourState claimed = reply && unicast ? NeighbourState.REACHABLE : NeighbourState.STALE;
    // "If several different ARP replies follow back-to-back, use the FIRST one."
    boolean late = table.now() > entry.updatedAt() + table.settings().locktime().toNanos();
    entry.learn(
        packet.senderMac(),
        claimed,
        gratuitous || late ? OnConflict.REPLACE : OnConflict.KEEP,
        gratuitous
            ? "it announced itself"
            : reply ? "answered from " + packet.senderMac() : "it asked for somebody else");
  }
}

package io.synsent.engine.neighbour;

import io.synsent.engine.Nullable;
import io.synsent.engine.capture.Journal;
import io.synsent.engine.capture.Layer;
import io.synsent.engine.link.Device;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.time.Timers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Internal. The neighbour table of one host, and the way down through it. */
public final class NeighbourTable {

  /** HZ/100: no neighbour timer is shorter (neigh_timer_handler). */
  static final long LEAST_TIMER_NANOS = 10_000_000L;

  /** neigh_periodic_work: "periodically recompute ReachableTime from random function". */
  private static final long REDRAW_NANOS = 300_000_000_000L;

  /** neigh_alloc: above gc_thresh2, a flush is tried when the last one is this long ago. */
  private static final long FLUSH_NANOS = 5_000_000_000L;

  private final String host;
  private final Timers timers;
  private final Journal journal;
  private final RandomGenerator random;
  private final NeighbourSettings settings;
  private final NeighbourUser user;
  private final Resolver resolver;

  /** Neighbour discovery has a timer on BSD too (nd6_llinfo_timer): RFC 4861 asks for one. */
  private final @Nullable BsdArp bsdArp;

  private final Map<Device, Map<IpAddress, NeighbourEntry>> entries = new LinkedHashMap<>();
  private final Map<Device, ReachableTime> reachable = new HashMap<>();

  /**
   * gc_list and, as its size, gc_entries (Linux 5.0): what gc_thresh2 and gc_thresh3 count, the
   * oldest first. A PERMANENT entry is not in it.
   */
  private final Set<NeighbourEntry> collectable = new LinkedHashSet<>();

  private int size;
  private long collectedAt;
  private long flushedAt;

  private NeighbourTable(
      String host,
      Timers timers,
      Journal journal,
      RandomGenerator random,
      NeighbourSettings settings,
      NeighbourUser user,
      Protocol protocol) {
    this.host = host;
    this.timers = timers;
    this.journal = journal;
    this.random = random;
    this.settings = settings;
    this.user = user;
    this.bsdArp = protocol == Protocol.ARP ? settings.bsdArp() : null;
    this.resolver =
        switch (protocol) {
          case ARP -> new ArpResolver(this, user);
          case NDP -> new NdpResolver(this, user);
        };
  }

  /** The table of the IPv4 neighbours, which are asked by ARP (net/ipv4/arp.c, arp_tbl). */
  public static NeighbourTable arp(
      String host,
      Timers timers,
      Journal journal,
      RandomGenerator random,
      NeighbourSettings settings,
      NeighbourUser user) {
    return new NeighbourTable(host, timers, journal, random, settings, user, Protocol.ARP);
  }

  /** The table of the IPv6 neighbours, which are asked by NDP (net/ipv6/ndisc.c, nd_tbl). */
  public static NeighbourTable ndp(
      String host,
      Timers timers,
      Journal journal,
      RandomGenerator random,
      NeighbourSettings settings,
      NeighbourUser user) {
    return new NeighbourTable(host, timers, journal, random, settings, user, Protocol.NDP);
  }

  /**
   * Sends a packet to the next hop {@code address} on {@code device}: at once, or when its MAC
   * address is known, or never.
   *
   * @return false if whoever sends it is to be told at once that nobody is there, as on BSD while a
   *     neighbour is rejected
   */
  public boolean send(Device device, IpAddress address, OutgoingPacket packet) {
    if (device.isLoopback()) {
      device.transmit(EthernetFrame.of(MacAddress.ZERO, MacAddress.ZERO, packet.packet()));
      return true;
    }
    NeighbourEntry entry = find(device, address);
    if (entry == null) {
      entry = create(device, address);
    }
    if (entry == null) {
      journal.event(
          host,
          Layer.NEIGHBOUR,
          address.toString(),
          "neighbour table overflow (gc_thresh3): the packet is thrown away");
      return true;
    }
    return entry.send(packet);
  }

  /** An ARP or NDP packet arrived (arp_rcv, ndisc_rcv). */
  public void receive(Device device, EthernetFrame frame) {
    resolver.receive(device, frame);
  }

  /** Tells everybody on the LAN unasked which MAC address an address of ours has. */
  public void announce(Device device, IpAddress address) {
    resolver.announce(device, address);
  }

  /**
   * Sets an entry by hand, PERMANENT or NOARP.
   *
   * @return false if there is no room for a NOARP entry: ENOBUFS, "neighbor table overflow!"
   *     (neigh_add). A PERMANENT one always finds room, as it does not count (exempt_from_gc).
   */
  public boolean set(Device device, IpAddress address, MacAddress mac, NeighbourState state) {
    boolean permanent = state == NeighbourState.PERMANENT;
    NeighbourEntry entry = find(device, address);
    if (entry == null && (permanent || hasRoom())) {
      entry = add(device, address);
    }
    if (entry == null) {
      return false;
    }
    entry.set(mac, state);
    if (permanent) { // neigh_update_gc_list
      collectable.remove(entry);
    } else {
      collectable.add(entry);
    }
    return true;
  }

  /**
   * {@code ip neigh flush dev NAME}: deletes one entry after the other (neigh_delete), which fails
   * first, so that whoever waits for it is told; PERMANENT and NOARP entries stay.
   */
  public void deleteAll(Device device) {
    for (NeighbourEntry entry : List.copyOf(entries.getOrDefault(device, Map.of()).values())) {
      if (!isSetByHand(entry)) {
        entry.delete();
      }
    }
  }

  private static boolean isSetByHand(NeighbourEntry entry) {
    return entry.state() == NeighbourState.PERMANENT || entry.state() == NeighbourState.NOARP;
  }

  /**
   * neigh_flush_dev, when a device goes down or loses its carrier: what waits is lost, nobody is
   * told. PERMANENT entries stay if {@code keepPermanent}.
   */
  public void flush(Device device, boolean keepPermanent) {
    Map<IpAddress, NeighbourEntry> onDevice = entries.get(device);
    if (onDevice == null) {
      return;
    }
    for (Iterator<NeighbourEntry> i = onDevice.values().iterator(); i.hasNext(); ) {
      NeighbourEntry entry = i.next();
      if (!keepPermanent || entry.state() != NeighbourState.PERMANENT) {
        i.remove();
        removed(entry);
        journal(entry, () -> entry.state() + " entry removed with its device");
      }
    }
  }

  /** The whole table, in the order in which the entries were made. */
  public List<Neighbour> list() {
    List<Neighbour> lines = new ArrayList<>();
    for (Map<IpAddress, NeighbourEntry> onDevice : entries.values()) {
      for (NeighbourEntry entry : onDevice.values()) {
        lines.add(
            new Neighbour(
                entry.device().name(),
                entry.address(),
                entry.state().isValid() ? entry.mac() : null,
                entry.state(),
                entry.queuedPackets(),
                entry.queuedBytes()));
      }
    }
    return lines;
  }

  @Nullable
  NeighbourEntry find(Device device, IpAddress address) {
    collect();
    Map<IpAddress, NeighbourEntry> onDevice = entries.get(device);
    return onDevice == null ? null : onDevice.get(address);
  }

  /** A new entry, or {@code null} if the table is full (neigh_alloc). */
  @Nullable
  NeighbourEntry create(Device device, IpAddress address) {
    return hasRoom() ? add(device, address) : null;
  }

  /** neigh_alloc: whether one more is allowed, after making room for it. */
  private boolean hasRoom() {
    if (collectable.size() >= settings.gcThresh3()
        || (collectable.size() >= settings.gcThresh2() && now() - flushedAt > FLUSH_NANOS)) {
      makeRoom();
    }
    return collectable.size() < settings.gcThresh3();
  }

  private NeighbourEntry add(Device device, IpAddress address) {
    NeighbourEntry entry =
        bsdArp == null
            ? new NeighbourEntry(this, device, address)
            : new BsdArpEntry(this, device, address, bsdArp);
    entries.computeIfAbsent(device, d -> new LinkedHashMap<>()).put(address, entry);
    collectable.add(entry);
    size++;
    return entry;
  }

  /** An entry's time is over; what waits in it is lost. */
  void remove(NeighbourEntry entry, String cause) {
    Map<IpAddress, NeighbourEntry> onDevice = entries.get(entry.device());
    if (onDevice != null && onDevice.remove(entry.address(), entry)) {
      removed(entry);
      journal(entry, () -> entry.state() + " entry removed: " + cause);
    }
  }

  /**
   * neigh_periodic_work, done whenever an entry is looked for instead of on a timer, which would
   * let no simulation come to rest. Only {@link #list} can show an entry for longer than a kernel.
   */
  private void collect() {
    if (size < settings.gcThresh1()
        || now() - collectedAt < settings.baseReachableTime().toNanos() / 2) {
      return;
    }
    collectedAt = now();
    long unusedSince = now() - settings.gcStaleTime().toNanos();
    removeIf(
        entry ->
            entry.state() == NeighbourState.FAILED
                || (!entry.state().hasTimer()
                    && entry.state() != NeighbourState.PERMANENT
                    && entry.usedAt() <= unusedSince));
  }

  /**
   * neigh_forced_gc: removes the oldest that may go, and no more of them than it takes to be at
   * gc_thresh2 with the new one.
   */
  private void makeRoom() {
    long before = now() - FLUSH_NANOS;
    int most = Math.max(1, collectable.size() + 1 - settings.gcThresh2());
    Set<NeighbourEntry> going =
        collectable.stream()
            .filter(
                entry ->
                    !entry.state().hasTimer()
                        && (entry.state() == NeighbourState.FAILED
                            || entry.state() == NeighbourState.NOARP
                            || entry.updatedAt() < before))
            .limit(most)
            .collect(Collectors.toSet());
    removeIf(going::contains);
    flushedAt = now();
  }

  /**
   * As if this host had never heard of {@code address}; PERMANENT and NOARP entries stay.
   *
   * <p>No command does this. Where {@code ip neigh del} ends a connect that waits ({@link
   * #deleteAll}), its packet is lost here without a word, and TCP sends another.
   */
  public void forget(IpAddress address) {
    removeIf(entry -> entry.address().equals(address) && !isSetByHand(entry));
  }

  private void removeIf(Predicate<NeighbourEntry> which) {
    for (Map<IpAddress, NeighbourEntry> onDevice : entries.values()) {
      for (Iterator<NeighbourEntry> i = onDevice.values().iterator(); i.hasNext(); ) {
        NeighbourEntry entry = i.next();
        if (which.test(entry)) {
          i.remove();
          removed(entry);
        }
      }
    }
  }

  /** Nothing of an entry that was taken out stays: no timer, no packet. */
  private void removed(NeighbourEntry entry) {
    entry.forget();
    collectable.remove(entry);
    size--;
  }

  /** How long an answer counts on this device, drawn at random (neigh_rand_reach_time). */
  long reachableNanos(Device device) {
    ReachableTime time = reachable.get(device);
    if (time == null || now() - time.drawnAt > REDRAW_NANOS) {
      long base = settings.baseReachableTime().toNanos();
      time = new ReachableTime(now(), base == 0 ? 0 : base / 2 + random.nextLong(base));
      reachable.put(device, time);
    }
    return time.nanos;
  }

  /** Fixes how long an answer counts on this device, instead of drawing it. */
  public void setReachableNanos(Device device, long nanos) {
    reachable.put(device, new ReachableTime(Long.MAX_VALUE / 2, nanos));
  }

  long retransNanos() {
    return Math.max(settings.retransTime().toNanos(), LEAST_TIMER_NANOS);
  }

  long now() {
    return timers.now();
  }

  Timers timers() {
    return timers;
  }

  NeighbourSettings settings() {
    return settings;
  }

  NeighbourUser user() {
    return user;
  }

  Resolver resolver() {
    return resolver;
  }

  void journal(NeighbourEntry entry, Supplier<String> text) {
    if (journal.isOn()) {
      String address = entry.address().toString();
      journal.event(host, Layer.NEIGHBOUR, address, () -> address + ": " + text.get());
    }
  }

  /** A packet in few words: SYN, RST, ICMP … */
  String describe(IpPacket packet) {
    if (packet.payload() instanceof TcpSegment segment) {
      String flags =
          segment.has(TcpSegment.SYN | TcpSegment.ACK)
              ? "SYN-ACK"
              : segment.has(TcpSegment.SYN)
                  ? "SYN"
                  : segment.has(TcpSegment.RST) ? "RST" : "segment";
      return flags
          + " "
          + packet.source().withPort(segment.sourcePort())
          + " > "
          + packet.destination().withPort(segment.destinationPort());
    }
    String kind =
        packet.payload() instanceof IcmpMessage
            ? "ICMP"
            : packet.payload() instanceof Icmpv6Message ? "ICMPv6" : "packet";
    return kind + " " + packet.source() + " > " + packet.destination();
  }

  private enum Protocol {
    ARP,
    NDP
  }

  private record ReachableTime(long drawnAt, long nanos) {}
}

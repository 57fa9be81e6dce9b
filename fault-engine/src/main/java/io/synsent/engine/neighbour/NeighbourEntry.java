package io.synsent.engine.neighbour;

import io.synsent.engine.Nullable;
import io.synsent.engine.link.Device;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.time.Timer;

/**
 * One neighbour and its state machine (net/core/neighbour.c).
 *
 * <p>Its timer is armed in {@link NeighbourState#hasTimer} states only; {@link #transitionTo} is
 * the only place that changes the state. {@link BsdArpEntry} asks in another way.
 */
class NeighbourEntry {

  private final NeighbourTable table;
  private final Device device;
  private final IpAddress address;
  private final UnresolvedQueue queue = new UnresolvedQueue();

  private NeighbourState state = NeighbourState.NONE;
  private @Nullable MacAddress mac;
  private @Nullable Timer timer;
  private int probes;
  private long usedAt;
  private long confirmedAt;
  private long updatedAt;

  NeighbourEntry(NeighbourTable table, Device device, IpAddress address) {
    this.table = table;
    this.device = device;
    this.address = address;
    this.usedAt = table.now();
    this.updatedAt = table.now();
    // neigh_alloc leaves it at zero: long ago.
    this.confirmedAt = Long.MIN_VALUE / 2;
  }

  final Device device() {
    return device;
  }

  final IpAddress address() {
    return address;
  }

  final NeighbourState state() {
    return state;
  }

  final @Nullable MacAddress mac() {
    return mac;
  }

  final int queuedPackets() {
    return queue.size();
  }

  final int queuedBytes() {
    return queue.bytes();
  }

  final long usedAt() {
    return Math.max(usedAt, confirmedAt);
  }

  final long updatedAt() {
    return updatedAt;
  }

  /**
   * A packet for this neighbour comes from above (neigh_resolve_output, __neigh_event_send).
   *
   * @return false if whoever sends it is to be told at once that nobody is there
   */
  boolean send(OutgoingPacket packet) {
    if (packet.confirmsNeighbour()) {
      confirmedAt = table.now();
    }
    if (!state.isConnected()) {
      usedAt = table.now();
    }
    switch (state) {
      case NONE, FAILED -> beginAsking();
      case STALE -> transitionTo(NeighbourState.DELAY, "used again");
      default -> {}
    }
    if (state == NeighbourState.INCOMPLETE) {
      park(packet, table.settings().unresQlenBytes());
      if (probes == 0) {
        probe();
      }
    } else if (state.isValid()) {
      transmit(packet);
    } else {
      // No probes are allowed at all: the packet is lost.
      table.journal(this, () -> "FAILED: the packet is thrown away");
    }
    return true;
  }

  private void beginAsking() {
    probes = 0;
    if (table.settings().mcastSolicit() == 0) {
      if (state != NeighbourState.FAILED) {
        transitionTo(NeighbourState.FAILED, "mcast_solicit is 0");
      }
      return;
    }
    transitionTo(NeighbourState.INCOMPLETE, "the MAC address is not known");
  }

  /** Puts a packet into the unresolved queue, which holds so many bytes. */
  final void park(OutgoingPacket packet, int limitBytes) {
    int discarded = queue.add(packet, limitBytes);
    if (discarded > 0) {
      table.journal(
          this, () -> "unresolved queue full: " + discarded + " oldest packet(s) thrown away");
    }
    table.journal(
        this,
        () ->
            words(packet)
                + " parked in the unresolved queue ("
                + queue.size()
                + (queue.size() == 1 ? " packet, " : " packets, ")
                + queue.bytes()
                + " bytes)");
  }

  private String words(OutgoingPacket packet) {
    return table.describe(packet.packet());
  }

  final void transmit(OutgoingPacket packet) {
    MacAddress destination = mac;
    if (destination == null) {
      throw new IllegalStateException(
          "bug in SynSent: neighbour " + address + " is " + state + " without a MAC address");
    }
    device.transmit(EthernetFrame.of(destination, device.mac(), packet.packet()));
  }

  /**
   * The timer fired (neigh_timer_handler). Where the kernel asks whether now is before or equal to
   * a limit this asks for before: a kernel's timer is never on the dot, an ideal one is.
   */
  void onTimer() {
    long now = table.now();
    NeighbourSettings settings = table.settings();
    switch (state) {
      case REACHABLE -> {
        long reachable = table.reachableNanos(device);
        if (now < confirmedAt + reachable) {
          arm(confirmedAt + reachable - now);
        } else if (now < usedAt + settings.delayFirstProbeTime().toNanos()) {
          transitionTo(NeighbourState.DELAY, "not confirmed for a while, but just used");
        } else {
          transitionTo(NeighbourState.STALE, "not confirmed for a while");
        }
      }
      case DELAY -> {
        if (now < confirmedAt + settings.delayFirstProbeTime().toNanos()) {
          transitionTo(NeighbourState.REACHABLE, "confirmed by the transport layer");
          arm(confirmedAt + table.reachableNanos(device) - now);
        } else {
          probes = 0;
          transitionTo(NeighbourState.PROBE, "not confirmed while in use");
          if (maxProbes() == 0) {
            fail("ucast_solicit and mcast_resolicit are 0");
          } else {
            probe();
          }
        }
      }
      case INCOMPLETE, PROBE -> {
        if (probes >= maxProbes()) {
          fail("no answer to " + probes + (probes == 1 ? " request" : " requests"));
        } else {
          arm(table.retransNanos());
          probe();
        }
      }
      default ->
          throw new IllegalStateException(
              "bug in SynSent: a timer ran for neighbour " + address + " in " + state);
    }
  }

  /** neigh_max_probes. */
  private int maxProbes() {
    NeighbourSettings settings = table.settings();
    return state == NeighbourState.PROBE
        ? settings.ucastSolicit() + settings.mcastResolicit()
        : settings.mcastSolicit();
  }

  /** Asks once: who is known directly at first, everybody else at once (arp_solicit). */
  final void probe() {
    OutgoingPacket waiting = queue.newest();
    boolean directly = state == NeighbourState.PROBE && probes < table.settings().ucastSolicit();
    probes++;
    table
        .resolver()
        .solicit(
            device,
            address,
            waiting == null ? null : waiting.packet().source(),
            directly ? mac : null);
  }

  /** neigh_invalidate: every packet that waits is reported unreachable to whoever sent it. */
  private void fail(String cause) {
    transitionTo(NeighbourState.FAILED, cause);
    OutgoingPacket packet = queue.poll();
    while (packet != null && state == NeighbourState.FAILED) {
      table.user().unreachable(packet.packet());
      packet = queue.poll();
    }
    queue.clear();
  }

  /**
   * An ARP or NDP packet tells where the neighbour is (neigh_update).
   *
   * @param toldMac what it says, or {@code null} if it only says that it is there
   * @param claimed REACHABLE for an answer to us, STALE for what only mentions it
   * @param conflict what a differing address does to the one that is known
   */
  void learn(
      @Nullable MacAddress toldMac, NeighbourState claimed, OnConflict conflict, String cause) {
    if (state == NeighbourState.PERMANENT || state == NeighbourState.NOARP) {
      return;
    }
    NeighbourState old = state;
    NeighbourState next = claimed;
    MacAddress claimedMac = toldMac == null ? mac : toldMac;
    if (claimedMac == null || (toldMac == null && !old.isValid())) {
      return;
    }
    boolean sameMac = old.isValid() && claimedMac.equals(mac);
    if (next.isConnected()) {
      confirmedAt = table.now();
    }
    if (old.isValid()) {
      if (!sameMac && conflict != OnConflict.REPLACE) {
        table.journal(this, () -> "still " + mac + ": " + toldMac + " must not replace it");
        if (conflict == OnConflict.KEEP || !old.isConnected()) {
          return;
        }
        claimedMac = mac;
        sameMac = true;
        next = NeighbourState.STALE;
      } else if (sameMac && next == NeighbourState.STALE) {
        next = old;
      }
    }
    if (next == old && sameMac) {
      return;
    }
    updatedAt = table.now();
    mac = claimedMac;
    if (!sameMac && !next.isConnected()) {
      confirmedAt = table.now() - 2 * table.settings().baseReachableTime().toNanos();
    }
    if (next != old) {
      if (next.hasTimer()) {
        // neigh_add_timer: what has just answered counts as used.
        usedAt = Math.max(usedAt, confirmedAt);
      }
      transitionTo(next, cause);
    }
    if (!old.isValid()) {
      sendParked();
    }
  }

  final void sendParked() {
    OutgoingPacket packet = queue.poll();
    while (packet != null) {
      OutgoingPacket sent = packet;
      table.journal(this, () -> words(sent) + " taken out of the unresolved queue and sent");
      send(packet);
      packet = queue.poll();
    }
  }

  /** Set by hand: {@code ip neigh replace ADDRESS lladdr MAC nud permanent} or {@code noarp}. */
  void set(MacAddress newMac, NeighbourState newState) {
    boolean waiting = !state.isValid();
    mac = newMac;
    transitionTo(newState, "set by hand");
    if (waiting) {
      sendParked();
    }
  }

  /**
   * Deleted by hand (neigh_delete): "__neigh_update(neigh, NULL, NUD_FAILED)" before it is removed,
   * which in INCOMPLETE reports what waits. An entry that is asked for again meanwhile stays
   * (neigh_remove_one: its timer holds it).
   */
  void delete() {
    if (state == NeighbourState.INCOMPLETE) {
      fail("deleted by hand");
    }
    if (state != NeighbourState.INCOMPLETE) {
      table.remove(this, "deleted by hand");
    }
  }

  /** Removed from the table: with its device, or to make room. Waiting packets are lost. */
  void forget() {
    cancelTimer();
    queue.clear();
  }

  /** Throws away what waits. */
  final void clearQueue() {
    queue.clear();
  }

  /** An answer told where it is. */
  final void setMac(MacAddress learned) {
    mac = learned;
  }

  final void transitionTo(NeighbourState next, String cause) {
    if (!state.successors().contains(next)) {
      throw new IllegalStateException(
          "bug in SynSent: neighbour "
              + address
              + " cannot go from "
              + state
              + " to "
              + next
              + " ("
              + cause
              + ")");
    }
    cancelTimer();
    NeighbourState old = state;
    state = next;
    updatedAt = table.now();
    if (next.hasTimer()) {
      arm(timerOf(next));
    }
    table.journal(this, () -> old + " -> " + next + ": " + cause);
  }

  /** How long an entry that enters {@code entered} waits there. */
  long timerOf(NeighbourState entered) {
    return switch (entered) {
      case REACHABLE -> table.reachableNanos(device);
      case DELAY -> table.settings().delayFirstProbeTime().toNanos();
      default -> table.retransNanos();
    };
  }

  /** Sets the timer anew. */
  final void arm(long delayNanos) {
    cancelTimer();
    timer =
        table.timers().after(Math.max(delayNanos, NeighbourTable.LEAST_TIMER_NANOS), this::onTimer);
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}

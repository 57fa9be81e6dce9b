package io.synsent.engine.neighbour;

import io.synsent.engine.Nullable;
import io.synsent.engine.link.Device;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.time.Timer;

/**
 * One neighbour as BSD and macOS keep it (bsd/netinet/in_arp.c, arp_lookup_ip; FreeBSD's
 * sys/netinet/if_ether.c, arpresolve_full): packets ask, not a timer, so it is TCP's retransmission
 * that repeats an ARP request.
 *
 * <p>After {@link BsdArp#maxtries} requests without an answer whoever sends is told at once. Then
 * macOS asks no more until {@link BsdArp#downTime} is over (FAILED); FreeBSD goes on asking and
 * stays INCOMPLETE.
 */
final class BsdArpEntry extends NeighbourEntry {

  private static final long SECOND = 1_000_000_000L;

  private final NeighbourTable table;
  private final BsdArp settings;

  /** la_asked. */
  private int asked;

  /** rt_expire and la_expire, in whole seconds of uptime: "not faster than one per second". */
  private long askedInSecond = -1;

  private long downUntil;
  private @Nullable Timer holding;

  BsdArpEntry(NeighbourTable table, Device device, IpAddress address, BsdArp settings) {
    super(table, device, address);
    this.table = table;
    this.settings = settings;
  }

  @Override
  boolean send(OutgoingPacket packet) {
    if (state().isValid()) {
      transmit(packet);
      return true;
    }
    if (state() == NeighbourState.FAILED && table.now() < downUntil) {
      // route_to_gwroute: RTF_REJECT.
      table.journal(
          this,
          () -> "rejected: " + whole(downUntil - table.now()) + " s of host_down_time are left");
      return false;
    }
    if (state() != NeighbourState.INCOMPLETE) {
      transitionTo(
          NeighbourState.INCOMPLETE,
          state() == NeighbourState.FAILED
              ? "host_down_time is over"
              : "the MAC address is not known");
    }
    boolean mayAsk = asked == 0 || table.now() / SECOND != askedInSecond;
    boolean down = asked >= settings.maxtries();
    if (mayAsk && down && !settings.asksWhileDown()) {
      reject();
      return false;
    }
    hold(packet);
    if (mayAsk) {
      ask();
    }
    return !down;
  }

  private void hold(OutgoingPacket packet) {
    park(packet, settings.maxhold() * UnresolvedQueue.SYN_TRUESIZE);
    if (holding == null && !settings.probeInterval().isZero()) {
      holding = table.timers().after(settings.probeInterval().toNanos(), this::letGo);
    }
  }

  /** arptfree, with probing set: "flush out held packets upon probe expiration". */
  private void letGo() {
    holding = null;
    int lost = queuedPackets();
    clearQueue();
    table.journal(this, () -> lost + " packet(s) waited for probe_intvl and are thrown away");
  }

  private void ask() {
    asked++;
    askedInSecond = table.now() / SECOND;
    if (settings.asksWhileDown()) {
      arm(timerOf(state())); // callout_reset: the entry stays that long after its last request.
    }
    if (asked > settings.maxtries()) {
      table.journal(this, () -> "down: " + (asked - 1) + " requests went unanswered");
    }
    probe();
  }

  private void reject() {
    int unanswered = asked;
    asked = 0;
    downUntil = table.now() / SECOND * SECOND + settings.downTime().toNanos();
    transitionTo(
        NeighbourState.FAILED,
        "no answer to "
            + unanswered
            + " requests, rejected for "
            + whole(settings.downTime().toNanos())
            + " s");
  }

  private static long whole(long nanos) {
    return (nanos + SECOND - 1) / SECOND;
  }

  /** An ARP packet tells where the neighbour is: what comes last counts, and for max_age. */
  @Override
  void learn(
      @Nullable MacAddress toldMac, NeighbourState claimed, OnConflict conflict, String cause) {
    if (toldMac == null || state() == NeighbourState.PERMANENT || state() == NeighbourState.NOARP) {
      return;
    }
    setMac(toldMac);
    asked = 0;
    if (state() == NeighbourState.REACHABLE) {
      arm(timerOf(state()));
      return;
    }
    transitionTo(NeighbourState.REACHABLE, cause);
    cancelHolding();
    sendParked();
  }

  @Override
  long timerOf(NeighbourState entered) {
    return entered == NeighbourState.REACHABLE
        ? settings.maxAge().toNanos()
        : settings.downTime().toNanos();
  }

  /** arptimer and arp_timeout: the entry is forgotten, and the next packet asks anew. */
  @Override
  void onTimer() {
    if (state() == NeighbourState.REACHABLE) {
      table.remove(this, "max_age is over");
    } else if (settings.asksWhileDown()) {
      table.remove(this, "no answer");
    }
    // On macOS an entry without an answer stays, and remembers how often it asked.
  }

  /** arp_rtrequest (RTM_DELETE), lltable_delete_addr: what waits is lost, nobody is told. */
  @Override
  void delete() {
    table.remove(this, "deleted by hand");
  }

  @Override
  void forget() {
    super.forget();
    cancelHolding();
  }

  private void cancelHolding() {
    if (holding != null) {
      holding.cancel();
      holding = null;
    }
  }
}

package io.synsent.engine.neighbour;

import io.synsent.engine.Nullable;
import java.util.ArrayDeque;

/**
 * The packets that wait for one neighbour's MAC address: the unresolved_queue of the article,
 * {@code arp_queue} in the kernel.
 */
final class UnresolvedQueue {

  /**
   * What one packet without data costs the kernel, its own bookkeeping included: {@code
   * skb->truesize} of a SYN. Measured on Linux 6.18: with unres_qlen_bytes 1664 two wait, with 1663
   * one.
   */
  static final int SYN_TRUESIZE = 832;

  private final ArrayDeque<OutgoingPacket> packets = new ArrayDeque<>(2);

  /** Puts a packet at the end, after making room by throwing away the oldest ones. */
  int add(OutgoingPacket packet, int limitBytes) {
    int discarded = 0;
    while (!packets.isEmpty() && bytes() + SYN_TRUESIZE > limitBytes) {
      packets.remove().setInHostQueue(false);
      discarded++;
    }
    packets.add(packet);
    packet.setInHostQueue(true);
    return discarded;
  }

  /** Takes the oldest one out, or {@code null}. */
  @Nullable
  OutgoingPacket poll() {
    OutgoingPacket packet = packets.poll();
    if (packet != null) {
      packet.setInHostQueue(false);
    }
    return packet;
  }

  @Nullable
  OutgoingPacket newest() {
    return packets.peekLast();
  }

  int size() {
    return packets.size();
  }

  int bytes() {
    return packets.size() * SYN_TRUESIZE;
  }

  void clear() {
    while (poll() != null) {
      // Each packet learns that it waits no longer.
    }
  }
}

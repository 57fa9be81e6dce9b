package io.synsent.engine.neighbour;

import io.synsent.engine.packet.IpPacket;

/**
 * Internal. A packet on its way down, as the kernel's socket buffer: the packet and what the host
 * knows about it.
 */
public final class OutgoingPacket {

  private final IpPacket packet;
  private final boolean confirmsNeighbour;
  private boolean inHostQueue;

  /**
   * A packet.
   *
   * @param confirmsNeighbour whether the transport layer knows that the next hop is alive, because
   *     an answer just came through it (sk_dst_confirm)
   */
  public OutgoingPacket(IpPacket packet, boolean confirmsNeighbour) {
    this.packet = packet;
    this.confirmsNeighbour = confirmsNeighbour;
  }

  /** The packet. */
  public IpPacket packet() {
    return packet;
  }

  /** Whether it confirms the next hop. */
  public boolean confirmsNeighbour() {
    return confirmsNeighbour;
  }

  /** Whether it still waits in the unresolved queue (skb_still_in_host_queue). */
  public boolean isInHostQueue() {
    return inHostQueue;
  }

  void setInHostQueue(boolean waits) {
    inHostQueue = waits;
  }
}

package io.synsent.engine.network;

import io.synsent.engine.Nullable;
import io.synsent.engine.neighbour.OutgoingPacket;

/** Internal. What became of a packet that a transport protocol sent. */
public final class Transmission {

  private final OutgoingPacket outgoing;
  private final @Nullable KernelError error;

  Transmission(OutgoingPacket outgoing, @Nullable KernelError error) {
    this.outgoing = outgoing;
    this.error = error;
  }

  /** Why it could not be sent, or {@code null}. */
  public @Nullable KernelError error() {
    return error;
  }

  /** Whether it still waits in the unresolved queue (skb_still_in_host_queue). */
  public boolean isInHostQueue() {
    return outgoing.isInHostQueue();
  }
}

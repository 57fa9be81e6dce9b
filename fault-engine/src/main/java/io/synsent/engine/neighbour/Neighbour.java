package io.synsent.engine.neighbour;

import io.synsent.engine.Nullable;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.MacAddress;

/**
 * A line of a neighbour table, as it was when it was looked at.
 *
 * @param mac {@code null} while it is not known
 * @param queuedPackets how many packets wait for the MAC address
 * @param queuedBytes what they count for, the kernel's own bookkeeping included
 */
public record Neighbour(
    String device,
    IpAddress address,
    @Nullable MacAddress mac,
    NeighbourState state,
    int queuedPackets,
    int queuedBytes) {

  /** The line in the words of {@code ip neigh}. */
  public String ipNeigh() {
    return address + " dev " + device + (mac == null ? "" : " lladdr " + mac) + " " + state;
  }

  /** The line in the words of {@code arp -an}. */
  public String arpA() {
    String at = mac == null ? "<incomplete>" : mac + " [ether]";
    String perm = state == NeighbourState.PERMANENT ? " PERM" : "";
    return "? (" + address + ") at " + at + perm + " on " + device;
  }
}

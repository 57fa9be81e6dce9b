package io.synsent.engine.neighbour;

import io.synsent.engine.link.Device;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.Ipv4Address;
import java.util.ArrayList;
import java.util.List;

/** The network layer of a host with one address; it keeps the packets it is given back. */
final class OneAddress implements NeighbourUser {

  final List<IpPacket> unreachable = new ArrayList<>();

  /** What the host does when it is told of one. */
  Runnable onUnreachable = () -> {};

  private final IpAddress address;

  OneAddress(IpAddress address) {
    this.address = address;
  }

  @Override
  public void unreachable(IpPacket packet) {
    unreachable.add(packet);
    onUnreachable.run();
  }

  @Override
  public boolean isLocal(IpAddress any) {
    return any.equals(address);
  }

  @Override
  public boolean isLocalOn(Device device, IpAddress any) {
    return isLocal(any);
  }

  @Override
  public Ipv4Address addressOn(Device device) {
    if (address instanceof Ipv4Address v4) {
      return v4;
    }
    throw new AssertionError("IPv6 asks for no IPv4 address");
  }

  @Override
  public boolean isRouter() {
    return false;
  }

  @Override
  public boolean maySend(IpPacket packet) {
    return true;
  }
}

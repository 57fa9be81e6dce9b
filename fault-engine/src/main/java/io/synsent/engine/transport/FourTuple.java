package io.synsent.engine.transport;

import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.TcpSegment;

/** Internal. Both ends of a connection, seen from this host. */
public record FourTuple(
    Ipv4Address localAddress, int localPort, Ipv4Address remoteAddress, int remotePort) {

  /** The connection that a received segment belongs to. */
  static FourTuple ofReceived(Ipv4Packet packet, TcpSegment segment) {
    return new FourTuple(
        packet.destination(), segment.destinationPort(), packet.source(), segment.sourcePort());
  }

  @Override
  public int hashCode() {
    // Spread by hand: 100,000 connections differ in few bits.
    long mixed =
        (localAddress.value() * 31L + remoteAddress.value()) * 0x9E3779B97F4A7C15L
            + ((long) localPort << 16 | remotePort) * 0xC2B2AE3D27D4EB4FL;
    return (int) (mixed ^ mixed >>> 32);
  }

  /** {@code "192.168.31.6:40001 > 192.168.31.7:8081"}. */
  @Override
  public String toString() {
    return localAddress + ":" + localPort + " > " + remoteAddress + ":" + remotePort;
  }
}

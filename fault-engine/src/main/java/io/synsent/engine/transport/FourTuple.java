package io.synsent.engine.transport;

import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.Ipv6Address;
import io.synsent.engine.packet.TcpSegment;

/** Internal. Both ends of a connection, seen from this host. */
public record FourTuple(
    IpAddress localAddress, int localPort, IpAddress remoteAddress, int remotePort) {

  /** The connection that a received segment belongs to. */
  static FourTuple ofReceived(IpPacket packet, TcpSegment segment) {
    return new FourTuple(
        packet.destination(), segment.destinationPort(), packet.source(), segment.sourcePort());
  }

  @Override
  public int hashCode() {
    // Spread by hand: 100,000 connections differ in few bits.
    long mixed =
        (localAddress.mixed() * 31L + remoteAddress.mixed()) * 0x9E3779B97F4A7C15L
            + ((long) localPort << 16 | remotePort) * 0xC2B2AE3D27D4EB4FL;
    return (int) (mixed ^ mixed >>> 32);
  }

  /** Whether it is a connection over IPv6. */
  boolean isIpv6() {
    return remoteAddress instanceof Ipv6Address;
  }

  /** {@code "192.168.31.6:40001 > 192.168.31.7:8081"}; IPv6 addresses in brackets. */
  @Override
  public String toString() {
    return localAddress.withPort(localPort) + " > " + remoteAddress.withPort(remotePort);
  }
}

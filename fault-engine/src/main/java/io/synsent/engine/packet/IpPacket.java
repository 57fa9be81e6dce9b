package io.synsent.engine.packet;

/** A packet of the network layer, of either family. */
public sealed interface IpPacket extends Payload permits Ipv4Packet, Ipv6Packet {

  /** Who sent it. */
  IpAddress source();

  /** Who is to get it. */
  IpAddress destination();

  /** What it carries: IPv4's protocol, IPv6's next header; 6 TCP, 17 UDP. */
  int protocol();

  /** How many hops are left: IPv4's time to live, IPv6's hop limit. */
  int ttl();

  /** What it carries. */
  Payload payload();

  /** The same packet with another time to live or hop limit, as one hop later. */
  IpPacket withTtl(int newTtl);
}

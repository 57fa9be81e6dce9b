package io.synsent.engine.network;

import io.synsent.engine.Nullable;
import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.Ipv6Packet;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.packet.UdpDatagram;
import java.util.OptionalInt;

/**
 * One rule of a host's firewall, as one line of iptables: which packets, and what becomes of them.
 *
 * <p>Rules are looked at in order; the first that matches decides. What matches none passes.
 *
 * @param chain where the packet is met
 * @param source the packet's source address, or {@code null} for any
 * @param destination the packet's destination address, or {@code null} for any
 * @param protocol 1 ICMP, 6 TCP, 17 UDP, 58 ICMPv6; empty for any
 * @param destinationPort of TCP and UDP; empty for any
 * @param icmpType of ICMP or ICMPv6; empty for any
 * @param action what becomes of the packet
 */
public record FirewallRule(
    Chain chain,
    @Nullable IpAddress source,
    @Nullable IpAddress destination,
    OptionalInt protocol,
    OptionalInt destinationPort,
    OptionalInt icmpType,
    FirewallAction action) {

  /** A rule for every packet that arrives: {@code iptables -A INPUT -j action}. */
  public static FirewallRule input(FirewallAction action) {
    return any(Chain.INPUT, action);
  }

  /** {@code iptables -A INPUT -p tcp --dport port -j action}. */
  public static FirewallRule inputTcp(int port, FirewallAction action) {
    return any(Chain.INPUT, action).tcp(port);
  }

  /** {@code iptables -A OUTPUT -p tcp --dport port -j action}. */
  public static FirewallRule outputTcp(int port, FirewallAction action) {
    return any(Chain.OUTPUT, action).tcp(port);
  }

  /** {@code iptables -A FORWARD -p tcp --dport port -j action}, on a router. */
  public static FirewallRule forwardTcp(int port, FirewallAction action) {
    return any(Chain.FORWARD, action).tcp(port);
  }

  /**
   * {@code iptables -A OUTPUT -p icmp --icmp-type type -j DROP}: a host that keeps it to itself.
   */
  public static FirewallRule outputIcmpDropped(int type) {
    return new FirewallRule(
        Chain.OUTPUT,
        null,
        null,
        OptionalInt.of(Ipv4Packet.ICMP),
        OptionalInt.empty(),
        OptionalInt.of(type),
        FirewallAction.DROP);
  }

  /**
   * {@code ip6tables -A OUTPUT -p icmpv6 --icmpv6-type type -j DROP}: a host that keeps it to
   * itself.
   */
  public static FirewallRule outputIcmpv6Dropped(int type) {
    return new FirewallRule(
        Chain.OUTPUT,
        null,
        null,
        OptionalInt.of(Ipv6Packet.ICMPV6),
        OptionalInt.empty(),
        OptionalInt.of(type),
        FirewallAction.DROP);
  }

  /** A rule for every packet in {@code chain}. */
  public static FirewallRule any(Chain chain, FirewallAction action) {
    return new FirewallRule(
        chain, null, null, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), action);
  }

  /** The same rule for TCP segments only. */
  public FirewallRule tcp() {
    return new FirewallRule(
        chain,
        source,
        destination,
        OptionalInt.of(Ipv4Packet.TCP),
        destinationPort,
        OptionalInt.empty(),
        action);
  }

  /** The same rule for TCP segments to {@code port} only. */
  public FirewallRule tcp(int port) {
    return new FirewallRule(
        chain,
        source,
        destination,
        OptionalInt.of(Ipv4Packet.TCP),
        OptionalInt.of(port),
        OptionalInt.empty(),
        action);
  }

  /** The same rule for packets to {@code address} only. */
  public FirewallRule to(IpAddress address) {
    return new FirewallRule(chain, source, address, protocol, destinationPort, icmpType, action);
  }

  /** The same rule for packets from {@code address} only. */
  public FirewallRule from(IpAddress address) {
    return new FirewallRule(
        chain, address, destination, protocol, destinationPort, icmpType, action);
  }

  /** Whether this rule is about {@code packet}. */
  public boolean matches(IpPacket packet) {
    return (source == null || source.equals(packet.source()))
        && (destination == null || destination.equals(packet.destination()))
        && (protocol.isEmpty() || protocol.getAsInt() == packet.protocol())
        && matchesPort(packet)
        && matchesIcmpType(packet);
  }

  private boolean matchesPort(IpPacket packet) {
    if (destinationPort.isEmpty()) {
      return true;
    }
    int wanted = destinationPort.getAsInt();
    if (packet.payload() instanceof TcpSegment segment) {
      return segment.destinationPort() == wanted;
    }
    return packet.payload() instanceof UdpDatagram datagram && datagram.destinationPort() == wanted;
  }

  private boolean matchesIcmpType(IpPacket packet) {
    if (icmpType.isEmpty()) {
      return true;
    }
    int wanted = icmpType.getAsInt();
    if (packet.payload() instanceof Icmpv6Message message) {
      return message.type() == wanted;
    }
    return packet.payload() instanceof IcmpMessage message && message.type() == wanted;
  }
}

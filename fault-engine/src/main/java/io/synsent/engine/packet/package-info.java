/**
 * Packets as values: Ethernet, ARP, IPv4, IPv6, ICMP, ICMPv6, TCP and UDP records, and {@link
 * io.synsent.engine.packet.Frames}, which turns them into the bytes of the wire and back.
 */
package io.synsent.engine.packet;

/**
 * Packets as values: Ethernet, ARP, IPv4, ICMP, TCP and UDP records, and {@link
 * io.synsent.engine.packet.Frames}, which turns them into the bytes of the wire and back.
 */
package io.synsent.engine.packet;

/**
 * The network layer: a segment becomes an IPv4 packet, the routing table names the next hop and the
 * device, the firewall has its say; going up, packets for this host reach their protocol, and ICMP
 * tells of those that could not.
 *
 * <p>A SYN on its way down has just got its IP header and leaves for the neighbour layer.
 */
package io.synsent.engine.network;

/**
 * The neighbour subsystem, between network and link layer: it turns the next hop's IP address into
 * a MAC address, by asking the LAN when it does not know, and keeps the packet in the unresolved
 * queue meanwhile.
 *
 * <p>A SYN on its way down waits here for the answer. Where none comes it never reaches the link
 * layer, and so never the capture.
 */
package io.synsent.engine.neighbour;

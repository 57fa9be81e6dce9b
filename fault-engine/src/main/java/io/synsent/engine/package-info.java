/**
 * The simulator: one package per layer, deterministic and single-threaded, importing {@code
 * java.base} only. A tour, along the way of one SYN:
 *
 * <ol>
 *   <li>{@link io.synsent.engine.topology}: {@code Network.connect} is the application's connect().
 *   <li>{@link io.synsent.engine.socket}: {@code SocketLayer.connect} looks for a route and a
 *       source address; without one it fails at once.
 *   <li>{@link io.synsent.engine.transport}: {@code TcpConnection} makes the SYN and sets the
 *       retransmission timer; {@code SynRetransmission} says when it is sent again and when TCP
 *       gives up.
 *   <li>{@link io.synsent.engine.network}: {@code IpLayer.send} puts the IP header before it, asks
 *       the firewall, and finds the next hop.
 *   <li>{@link io.synsent.engine.neighbour}: {@code NeighbourEntry.send} parks it in the unresolved
 *       queue while {@code ArpResolver} asks the LAN. Where nobody answers, it stays here: {@code
 *       NeighbourEntry} goes to FAILED and the network layer tells the sender by ICMP.
 *   <li>{@link io.synsent.engine.link}: {@code EthernetDevice.transmit} passes the tap. Only now a
 *       capture shows the SYN.
 *   <li>{@link io.synsent.engine.wire}: {@code Segment} carries it, later or never.
 *   <li>{@link io.synsent.engine.router}: {@code Router} takes one off its TTL and sends it on,
 *       which begins with a neighbour table of its own.
 *   <li>At the far {@link io.synsent.engine.host} it comes up the same layers: {@code
 *       EthernetDevice.receive}, {@code IpLayer.receive} with the INPUT firewall, {@code
 *       TcpLayer.receive}, which finds a listener or answers RST.
 *   <li>The answer comes back the same way, up to {@code TcpConnection.receiveInSynSent} or {@code
 *       icmpError}, and from there as an {@link io.synsent.engine.socket.Errno} to the socket.
 * </ol>
 *
 * <p>Beside the way: {@link io.synsent.engine.time} (the only clock there is), {@link
 * io.synsent.engine.packet} (packets as records and as bytes), {@link io.synsent.engine.capture}
 * (the journal everybody writes to), {@link io.synsent.engine.fault} (failures by name) and {@link
 * io.synsent.engine.report} (what happened to one connect).
 */
package io.synsent.engine;

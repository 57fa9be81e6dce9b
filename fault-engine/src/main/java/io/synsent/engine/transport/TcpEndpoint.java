package io.synsent.engine.transport;

import io.synsent.engine.network.KernelError;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.TcpSegment;

/** One end of a connection, as the segments that arrive see it. */
interface TcpEndpoint {

  /** Both ends. */
  FourTuple ends();

  /** A segment of this connection arrived. */
  void receive(IpPacket packet, TcpSegment segment);

  /**
   * The network says that it could not deliver a segment: losing it was no sign of congestion (RFC
   * 6069).
   */
  void revertBackoff(long quotedSequence);

  /**
   * An ICMP error about a segment of this connection arrived (tcp_v4_err, tcp_ctlinput).
   *
   * @param effect what it does to a connect in SYN_SENT on this system
   * @param quotedSequence the sequence number of the segment it is about
   * @param words the message in words
   */
  void icmpError(KernelError error, TcpStack.IcmpEffect effect, long quotedSequence, String words);
}

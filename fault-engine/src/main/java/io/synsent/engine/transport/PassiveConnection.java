package io.synsent.engine.transport;

import io.synsent.engine.Nullable;
import io.synsent.engine.network.KernelError;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.time.Timer;

/**
 * The server's end of a connection, from the SYN that a listener got (RFC 9293, section 3.10.7.4;
 * net/ipv4/inet_connection_sock.c, reqsk_timer_handler).
 */
final class PassiveConnection implements TcpEndpoint {

  /** tcp_invalid_ratelimit: a repeated SYN is answered once per this long. */
  private static final long REPEAT_NANOS = 500_000_000L;

  private final TcpLayer tcp;
  private final TcpListener listener;
  private final FourTuple ends;
  private final TcpSegment syn;
  private final long isn;
  private final int mtu;

  private TcpState state = TcpState.CLOSED;
  private @Nullable Timer timer;
  private long rto;
  private int retransmits;
  private long repeatedAt = -REPEAT_NANOS;
  private int ipId;

  PassiveConnection(
      TcpLayer tcp, TcpListener listener, FourTuple ends, TcpSegment syn, long isn, int mtu) {
    this.tcp = tcp;
    this.listener = listener;
    this.ends = ends;
    this.syn = syn;
    this.isn = isn;
    this.ipId = (int) (isn >>> 16); // The kernel draws it.
    this.mtu = mtu;
    this.rto = tcp.settings().initialRto().toNanos();
  }

  @Override
  public FourTuple ends() {
    return ends;
  }

  void open() {
    transitionTo(TcpState.SYN_RECEIVED, "SYN");
    sendSynAck();
    arm();
  }

  /** The ACK of a SYN cookie brought it back: there was no request. */
  void openByCookie(IpPacket packet) {
    transitionTo(TcpState.SYN_RECEIVED, "its cookie came back");
    transitionTo(TcpState.ESTABLISHED, "ACK from " + packet.source());
    listener.established();
  }

  private void onTimer() {
    if (retransmits >= tcp.settings().synackRetries() || listener.isClosed()) {
      transitionTo(TcpState.CLOSED, "no answer to the SYN-ACK");
      return;
    }
    retransmits++;
    tcp.journal(ends, () -> "no answer: SYN-ACK retransmission " + retransmits);
    sendSynAck();
    rto = Math.min(rto * 2, tcp.settings().maxRto().toNanos());
    arm();
  }

  private void sendSynAck() {
    TcpSegment synAck =
        tcp.maker()
            .synAck(ends, isn, Sequence.plus(syn.sequence(), 1), mtu, tcp.timestamp(ends), syn);
    // ip_build_and_send_pkt: DF and identification 0.
    tcp.ip().send(tcp.packet(ends, 0, synAck));
  }

  @Override
  public void receive(IpPacket packet, TcpSegment segment) {
    if (state == TcpState.SYN_RECEIVED && listener.isClosed()) {
      // tcp_v4_rcv: a request whose listener is gone is dropped, and the segment looked up again.
      transitionTo(TcpState.CLOSED, "nothing listens any more");
      tcp.receive(packet);
      return;
    }
    switch (state) {
      case SYN_RECEIVED -> receiveInSynReceived(packet, segment);
      case ESTABLISHED -> receiveInEstablished(segment);
      case CLOSED, SYN_SENT ->
          throw new IllegalStateException(
              "bug in SynSent: the server's end " + ends + " got a segment in " + state);
    }
  }

  /** tcp_validate_incoming: RFC 5961, sections 3.2 and 4.2. */
  private void receiveInEstablished(TcpSegment segment) {
    boolean reset = segment.has(TcpSegment.RST);
    if (reset && segment.sequence() == next()) {
      transitionTo(TcpState.CLOSED, "RST");
    } else if (reset ? isInWindow(segment) : segment.has(TcpSegment.SYN)) {
      sendAck(ipId++ & 0xFFFF, /* request= */ false);
    }
  }

  /**
   * tcp_check_req, in its order. A RST anywhere in the window ends a request, as does another SYN
   * there; a SYN outside it is that of a later connection, whose client has to reset this one first
   * (RFC 9293, section 3.5.1).
   */
  private void receiveInSynReceived(IpPacket packet, TcpSegment segment) {
    boolean first = segment.sequence() == syn.sequence();
    boolean reset = segment.has(TcpSegment.RST);
    boolean acknowledges = segment.has(TcpSegment.ACK);
    if (first && segment.has(TcpSegment.SYN) && !acknowledges && !reset) {
      answerRepeatedSyn();
      return;
    }
    if (acknowledges && segment.acknowledgment() != Sequence.plus(isn, 1)) {
      tcp.reset(packet, segment);
      return;
    }
    if (!isInWindow(segment)) {
      if (!reset) {
        sendAck(/* id= */ 0, /* request= */ true);
      }
      return;
    }
    if (reset || (segment.has(TcpSegment.SYN) && !first)) {
      tcp.reset(packet, segment);
      transitionTo(TcpState.CLOSED, reset ? "RST" : "another SYN in the window");
      return;
    }
    if (!acknowledges) {
      return;
    }
    if (listener.isFull()) {
      if (tcp.settings().abortOnOverflow()) {
        tcp.reset(packet, segment);
        transitionTo(TcpState.CLOSED, "accept queue full, tcp_abort_on_overflow");
      } else {
        tcp.journal(ends, "accept queue full: the ACK is ignored");
      }
      return;
    }
    transitionTo(TcpState.ESTABLISHED, "ACK from " + packet.source());
    repeatedAt = tcp.now() - REPEAT_NANOS; // A request's last_oow_ack_time is not its socket's.
    listener.established();
  }

  private long next() {
    return Sequence.plus(syn.sequence(), 1);
  }

  /** tcp_in_window. */
  private boolean isInWindow(TcpSegment segment) {
    long sequence = segment.sequence();
    long end = Sequence.plus(sequence, segment.sequenceLength());
    long windowEnd = Sequence.plus(next(), tcp.maker().synAckWindow(ends, mtu, syn));
    return sequence == next()
        || (Sequence.after(end, next()) && Sequence.after(windowEnd, sequence))
        || (sequence == windowEnd && sequence == end);
  }

  private void sendAck(int id, boolean request) {
    if (mayRepeat()) {
      tcp.journal(ends, "challenge ACK (RFC 5961)");
      TcpSegment ack =
          tcp.maker()
              .listenersAck(
                  ends, Sequence.plus(isn, 1), next(), mtu, tcp.timestamp(ends), syn, request);
      tcp.ip().send(tcp.packet(ends, id, ack));
    }
  }

  /** The SYN again: ours got lost, or is on its way (tcp_check_req, tcp_oow_rate_limited). */
  private void answerRepeatedSyn() {
    if (!mayRepeat()) {
      return;
    }
    sendSynAck();
    if (timer != null) {
      timer.cancel();
    }
    arm();
  }

  private boolean mayRepeat() {
    if (tcp.now() - repeatedAt < REPEAT_NANOS) {
      return false;
    }
    repeatedAt = tcp.now();
    return true;
  }

  @Override
  public void revertBackoff(long quotedSequence) {
    // tcp_v4_err leaves requests alone.
  }

  @Override
  public void icmpError(
      KernelError error, TcpStack.IcmpEffect effect, long quotedSequence, String words) {
    // tcp_v4_err: "ICMPs are not backlogged"; a request that was not answered ends by its timer.
  }

  private void transitionTo(TcpState next, String cause) {
    if (!state.successors().contains(next)) {
      throw new IllegalStateException(
          "bug in SynSent: " + ends + " cannot go from " + state + " to " + next + ": " + cause);
    }
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    TcpState old = state;
    state = next;
    if (next == TcpState.SYN_RECEIVED) {
      listener.requested();
    } else if (old == TcpState.SYN_RECEIVED) {
      listener.requestEnded();
    }
    if (next == TcpState.CLOSED) {
      tcp.forget(this);
    }
    tcp.journal(ends, () -> old + " -> " + next + ": " + cause);
  }

  private void arm() {
    timer = tcp.timers().after(rto, this::onTimer);
  }
}

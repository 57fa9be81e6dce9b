package io.synsent.engine.transport;

import io.synsent.engine.Nullable;
import io.synsent.engine.network.KernelError;
import io.synsent.engine.network.Transmission;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.TcpOption;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.time.Timer;
import java.util.OptionalLong;

/**
 * Internal. The client's end of a connection, from the first SYN on (RFC 9293, section 3.10.7.3;
 * net/ipv4/tcp_input.c, tcp_rcv_synsent_state_process).
 */
public final class TcpConnection implements TcpEndpoint {

  /** TCP_TIMEOUT_MIN, two jiffies at HZ 250. */
  private static final long LEAST_TIMEOUT_NANOS = 8_000_000L;

  /** tcp_invalid_ratelimit: one answer to nonsense per this long. */
  private static final long NONSENSE_NANOS = 500_000_000L;

  /** tcp_notify: {@code tp->t_rxtshift > 3 && tp->t_softerror}. */
  private static final int BSD_PATIENCE = 3;

  private final TcpLayer tcp;
  private final FourTuple ends;
  private final ConnectionListener listener;
  private final SynRetransmission retransmission;
  private final long isn;
  private final int mtu;
  private final long ownedUntil;
  private final boolean polls;

  private TcpState state = TcpState.CLOSED;
  private int ipId;
  private @Nullable Timer timer;
  private @Nullable Timer connectTimer;
  private @Nullable Transmission lastSyn;
  private @Nullable TcpSegment peerSyn;
  private @Nullable KernelError softError;
  private String softErrorWords = "";
  private boolean simultaneousOpen;
  private long lastSentAt;
  private long firstTimestamp;
  private long answeredNonsenseAt = -NONSENSE_NANOS;

  TcpConnection(
      TcpLayer tcp,
      FourTuple ends,
      ConnectionListener listener,
      SynRetransmission retransmission,
      long isn,
      int ipId,
      int mtu,
      long ownedUntil,
      boolean polls) {
    this.tcp = tcp;
    this.ends = ends;
    this.listener = listener;
    this.retransmission = retransmission;
    this.isn = isn;
    this.ipId = ipId;
    this.mtu = mtu;
    this.ownedUntil = ownedUntil;
    this.polls = polls;
  }

  @Override
  public FourTuple ends() {
    return ends;
  }

  /** tcp_connect: the first SYN goes out. */
  void open() {
    transitionTo(TcpState.SYN_SENT, "connect");
    firstTimestamp = tcp.timestamp(ends);
    long connectTimeout = tcp.settings().connectTimeout().toNanos();
    if (connectTimeout > 0) {
      connectTimer = tcp.timers().after(connectTimeout, this::giveUp);
    }
    sendAndArm(this::sendSyn, retransmission.firstWait());
    KernelError refused = lastSyn == null ? null : lastSyn.error();
    if (refused != null && tcp.settings().stack().failsWithItsFirstSyn()) {
      fail(refused, "the SYN could not be sent");
    }
  }

  /** The application closes the socket: nothing is sent in SYN_SENT (RFC 9293, 3.10.4). */
  public void close(String why) {
    if (state != TcpState.CLOSED) {
      transitionTo(TcpState.CLOSED, why);
    }
  }

  private void onTimer() {
    OptionalLong wait =
        state == TcpState.SYN_SENT
            ? retransmission.onTimer(tcp.now())
            : retransmission.onTimerInSynReceived(tcp.now());
    if (wait.isEmpty()) {
      giveUp();
      return;
    }
    sendAndArm(this::retransmit, wait.getAsLong());
  }

  /**
   * Sends and sets the timer, in the order that lets TCP's timer run before the neighbour's where
   * both are due at the same instant: it has to find the SYN still waiting. The kernel sends first;
   * ideal timers want it the other way round.
   */
  private void sendAndArm(Runnable send, long waitNanos) {
    if (tcp.timers().lastSetRunsFirst()) {
      send.run();
      arm(waitNanos);
    } else {
      arm(waitNanos);
      send.run();
    }
  }

  private void retransmit() {
    if (state == TcpState.SYN_RECEIVED) {
      sendSynAck();
    } else if (lastSyn != null
        && lastSyn.isInHostQueue()
        && tcp.settings().stack().holdsBackWhileQueued()) {
      // skb_still_in_host_queue: counted as a retransmission, but nothing is sent.
      tcp.journal(
          ends,
          () ->
              "retransmission "
                  + retransmission.retransmits()
                  + " held back: the SYN still waits in the unresolved queue"
                  + " (TCPSpuriousRtxHostQueues)");
    } else {
      tcp.journal(ends, () -> "no answer: SYN retransmission " + retransmission.retransmits());
      sendSyn();
    }
  }

  /** tcp_write_err: a soft error, if there was one, says better what went wrong. */
  private void giveUp() {
    if (softError != null) {
      fail(softError, "no answer to the SYN, and meanwhile " + softErrorWords);
    } else {
      int sent = retransmission.retransmits();
      fail(KernelError.ETIMEDOUT, "no answer to the SYN and " + sent + " retransmissions");
    }
  }

  private void sendSyn() {
    TcpSegment syn = tcp.maker().syn(ends, isn, mtu, tcp.timestamp(ends));
    lastSyn = send(syn, /* confirmsNeighbour= */ false);
  }

  private void sendSynAck() {
    TcpSegment peer = peerSyn();
    send(
        tcp.maker()
            .synWithAck(
                ends, isn, Sequence.plus(peer.sequence(), 1), mtu, tcp.timestamp(ends), peer),
        /* confirmsNeighbour= */ false);
  }

  private void sendAck(boolean confirmsNeighbour) {
    TcpSegment peer = peerSyn();
    send(
        tcp.maker()
            .ack(
                ends,
                Sequence.plus(isn, 1),
                Sequence.plus(peer.sequence(), 1),
                mtu,
                tcp.timestamp(ends),
                peer,
                simultaneousOpen),
        confirmsNeighbour);
  }

  private TcpSegment peerSyn() {
    TcpSegment peer = peerSyn;
    if (peer == null) {
      throw new IllegalStateException(
          "bug in SynSent: " + ends + " in " + state + " without a SYN");
    }
    return peer;
  }

  private Transmission send(TcpSegment segment, boolean confirmsNeighbour) {
    Transmission sent =
        tcp.ip().send(tcp.packet(ends, ipId++ & 0xFFFF, segment), confirmsNeighbour);
    KernelError error = sent.error();
    if (error == null) {
      lastSentAt = tcp.now();
    } else {
      if (tcp.settings().stack().remembersSendErrors()) {
        // inet_sk_rebuild_header: no route any more is a soft error.
        softError = error;
        softErrorWords = "there was no route: " + error;
      }
      tcp.journal(ends, () -> "the segment could not be sent: " + error);
    }
    return sent;
  }

  @Override
  public void receive(IpPacket packet, TcpSegment segment) {
    switch (state) {
      case SYN_SENT -> receiveInSynSent(packet, segment);
      case SYN_RECEIVED -> receiveInSynReceived(packet, segment);
      case ESTABLISHED -> receiveInEstablished(packet, segment);
      case CLOSED ->
          throw new IllegalStateException(
              "bug in SynSent: " + this + " was forgotten and got a segment");
    }
  }

  /** RFC 9293, section 3.10.7.3, in its order: ACK, RST, SYN. */
  private void receiveInSynSent(IpPacket packet, TcpSegment segment) {
    if (segment.has(TcpSegment.ACK)) {
      if (!acknowledgesSyn(segment)) {
        refuseAck(packet, segment);
        return;
      }
      if (!echoesTimestampOfSyn(segment)) {
        // The SYN goes out again when it would have: only a wrong ACK number makes it hurry.
        tcp.journal(ends, "echo of a timestamp that was never sent: refused (PAWSActive)");
        tcp.reset(packet, segment);
        return;
      }
      if (segment.has(TcpSegment.RST)) {
        refused("RST from " + packet.source());
        return;
      }
      if (segment.has(TcpSegment.SYN)) {
        peerSyn = segment;
        transitionTo(TcpState.ESTABLISHED, "SYN-ACK from " + packet.source());
        sendAck(/* confirmsNeighbour= */ true);
        listener.established("SYN-ACK from " + packet.source());
      }
      // "If neither of the SYN or RST bits is set, then drop the segment."
      return;
    }
    if (segment.has(TcpSegment.RST)) {
      tcp.journal(ends, "RST without ACK ignored"); // "Otherwise (no ACK), drop the segment"
    } else if (segment.has(TcpSegment.SYN)) {
      // Simultaneous open, RFC 9293, section 3.5, figure 7.
      peerSyn = segment;
      simultaneousOpen = true;
      // The retransmission timer runs on; what it repeats is the SYN-ACK from now on.
      transitionTo(TcpState.SYN_RECEIVED, "SYN from " + packet.source());
      sendSynAck();
    }
  }

  /**
   * "If the ACK was acceptable, signal the user 'error: connection reset'": ECONNREFUSED. Windows
   * asks again first, though not on loopback, where the JDK asks for no SYN retransmissions
   * (NET_EnableFastTcpLoopbackConnect).
   */
  private void refused(String cause) {
    long wait = tcp.settings().resetRetryWait().toNanos();
    if (wait == 0 || tcp.ip().isLocal(ends.remoteAddress()) || !retransmission.countAfterReset()) {
      fail(KernelError.ECONNREFUSED, cause);
      return;
    }
    tcp.journal(ends, () -> cause + ": the SYN is sent again " + wait / 1_000_000 + " ms later");
    cancelTimer();
    timer = tcp.timers().after(wait, () -> sendAndArm(this::sendSyn, retransmission.currentWait()));
  }

  /** "If SEG.ACK =< ISS or SEG.ACK > SND.NXT, send a reset (unless the RST bit is set)". */
  private boolean acknowledgesSyn(TcpSegment segment) {
    return segment.acknowledgment() == Sequence.plus(isn, 1);
  }

  /**
   * RFC 7323, section 3.2, as tcp_rcv_synsent_state_process looks at it: in SYN_SENT alone, and not
   * where tcp_timestamps is off (tcp_parse_options).
   */
  private boolean echoesTimestampOfSyn(TcpSegment segment) {
    TcpOption.Timestamps stamps = SegmentMaker.timestamps(segment);
    return stamps == null
        || !tcp.settings().timestamps()
        || stamps.echoReply() == 0
        || Sequence.between(stamps.echoReply(), firstTimestamp, tcp.timestamp(ends));
  }

  private void refuseAck(IpPacket packet, TcpSegment segment) {
    tcp.journal(
        ends,
        () ->
            "ack "
                + segment.acknowledgment()
                + " does not acknowledge our SYN, "
                + Sequence.plus(isn, 1)
                + " would: refused");
    if (retransmission.retransmits() == 0) {
      arm(LEAST_TIMEOUT_NANOS); // "Previous FIN/ACK or RST/ACK might be ignored": ask again soon.
    }
    tcp.reset(packet, segment);
  }

  private void receiveInSynReceived(IpPacket packet, TcpSegment segment) {
    boolean synAck = segment.has(TcpSegment.SYN | TcpSegment.ACK) && acknowledgesSyn(segment);
    if (!isInWindow(segment)
        || segment.has(TcpSegment.RST)
        || (segment.has(TcpSegment.SYN) && !synAck)) {
      receiveUnexpected(packet, segment);
    } else if (segment.has(TcpSegment.ACK) && !acknowledgesSyn(segment)) {
      // tcp_rcv_state_process: "send one RST"; the handshake goes on.
      tcp.reset(packet, segment);
    } else if (segment.has(TcpSegment.ACK)) {
      transitionTo(TcpState.ESTABLISHED, (synAck ? "SYN-ACK" : "ACK") + " from " + packet.source());
      if (synAck) {
        sendAck(/* confirmsNeighbour= */ true);
      }
      listener.established("simultaneous open with " + packet.source());
    }
  }

  private void receiveInEstablished(IpPacket packet, TcpSegment segment) {
    if (segment.has(TcpSegment.RST) || segment.has(TcpSegment.SYN)) {
      receiveUnexpected(packet, segment);
    }
  }

  /** tcp_sequence: "before(end_seq, rcv_wup)" is old, "after(seq, rcv_nxt + window)" too new. */
  private boolean isInWindow(TcpSegment segment) {
    long next = Sequence.plus(peerSyn().sequence(), 1);
    return !Sequence.after(next, Sequence.plus(segment.sequence(), segment.sequenceLength()))
        && !Sequence.after(segment.sequence(), Sequence.plus(next, tcp.maker().window(ends, mtu)));
  }

  /**
   * What may be forged in a synchronized state (tcp_validate_incoming; RFC 5961, sections 3.2 and
   * 4.2): only a RST with exactly the next sequence number counts, anything else gets a challenge
   * ACK, but a RST outside the window not even that.
   */
  private void receiveUnexpected(IpPacket packet, TcpSegment segment) {
    if (segment.has(TcpSegment.RST)) {
      if (segment.sequence() == Sequence.plus(peerSyn().sequence(), 1)) {
        reset(packet);
        return;
      }
      if (!isInWindow(segment)) {
        tcp.journal(ends, "RST outside the window ignored");
        return;
      }
    }
    if (tcp.now() - answeredNonsenseAt >= NONSENSE_NANOS) {
      answeredNonsenseAt = tcp.now();
      tcp.journal(ends, "challenge ACK (RFC 5961)");
      sendAck(/* confirmsNeighbour= */ false);
    }
  }

  private void reset(IpPacket packet) {
    if (state == TcpState.ESTABLISHED) {
      transitionTo(TcpState.CLOSED, "RST");
    } else {
      fail(KernelError.ECONNRESET, "RST from " + packet.source());
    }
  }

  @Override
  public void revertBackoff(long quotedSequence) {
    boolean handshake = state == TcpState.SYN_SENT || state == TcpState.SYN_RECEIVED;
    if (!handshake || tcp.now() <= ownedUntil || quotedSequence != isn) {
      return;
    }
    OptionalLong wait = retransmission.revert();
    if (wait.isEmpty()) {
      return;
    }
    long remaining = wait.getAsLong() - (tcp.now() - lastSentAt);
    tcp.journal(ends, "one doubling of the RTO is taken back (RFC 6069)");
    if (remaining > 0) {
      arm(remaining);
    } else {
      onTimer();
    }
  }

  @Override
  public void icmpError(
      KernelError error, TcpStack.IcmpEffect effect, long quotedSequence, String words) {
    if (!Sequence.between(quotedSequence, isn, Sequence.plus(isn, 1))) {
      tcp.journal(ends, () -> words + " ignored: it quotes a segment that was never sent");
      return;
    }
    if (state == TcpState.CLOSED) {
      return;
    }
    if (state == TcpState.ESTABLISHED) {
      remember(error, words, "the connection is established");
      return;
    }
    switch (effect) {
      case ENDS -> fail(error, words);
      case ENDS_UNLESS_OWNED -> {
        if (tcp.now() > ownedUntil) {
          fail(error, words);
        } else if (polls && !ends.isIpv6()) {
          // Linux 6.18 queues the ICMP on the socket's error queue (tcp_v4_err, ip_icmp_error),
          // which wakes poll and epoll, and SO_ERROR then hands out the soft error. Over IPv6 it
          // does so for IPV6_RECVERR only (ipv6_icmp_error).
          fail(error, words + ", which poll tells at once");
        } else {
          remember(error, words, "connect() still owns the socket");
        }
      }
      case SOFT_AT_FIRST -> {
        // "has retransmitted several times, and receives a second error, give up now"
        if (softError != null && retransmission.retransmits() > BSD_PATIENCE) {
          fail(
              error,
              words + " once more after " + retransmission.retransmits() + " retransmissions");
        } else {
          remember(error, words, "before the fourth retransmission TCP goes on");
        }
      }
      case NONE ->
          tcp.journal(ends, () -> words + " ignored: TCP_FAIL_CONNECT_ON_ICMP_ERROR is off");
    }
  }

  private void remember(KernelError error, String words, String why) {
    softError = error;
    softErrorWords = words;
    tcp.journal(ends, () -> words + " is a soft error: " + why);
  }

  private void fail(KernelError error, String cause) {
    transitionTo(TcpState.CLOSED, cause);
    listener.failed(error, cause);
  }

  private void transitionTo(TcpState next, String cause) {
    if (!state.successors().contains(next)) {
      throw new IllegalStateException(
          "bug in SynSent: " + ends + " cannot go from " + state + " to " + next + ": " + cause);
    }
    if (next != TcpState.SYN_RECEIVED) {
      cancelTimer();
    }
    if (next == TcpState.ESTABLISHED || next == TcpState.CLOSED) {
      cancelConnectTimer();
    }
    TcpState old = state;
    state = next;
    if (next == TcpState.CLOSED) {
      tcp.forget(this);
    }
    tcp.journal(ends, () -> old + " -> " + next + ": " + cause);
  }

  private void arm(long delayNanos) {
    cancelTimer();
    timer = tcp.timers().after(delayNanos, this::onTimer);
  }

  private void cancelConnectTimer() {
    if (connectTimer != null) {
      connectTimer.cancel();
      connectTimer = null;
    }
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  @Override
  public String toString() {
    return ends + " " + state;
  }
}

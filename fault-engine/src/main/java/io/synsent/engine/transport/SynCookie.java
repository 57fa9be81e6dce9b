package io.synsent.engine.transport;

import io.synsent.engine.Nullable;
import io.synsent.engine.network.KernelError;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.RawPayload;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.time.Timer;
import java.util.List;

/**
 * A SYN that was answered without remembering it (RFC 4987, section 3.6; net/ipv4/syncookies.c):
 * the SYN-ACK is never repeated, and its sequence number alone says later that there was one.
 *
 * <p>What is kept here is what a kernel reads out of the cookie.
 */
final class SynCookie implements TcpEndpoint {

  /** TCP_SYNCOOKIE_VALID: so long a cookie counts. */
  private static final long VALID_NANOS = 120_000_000_000L;

  private final TcpLayer tcp;
  private final TcpListener listener;
  private final FourTuple ends;
  private final TcpSegment syn;
  private final long isn;
  private final int mtu;
  private @Nullable Timer timer;

  SynCookie(TcpLayer tcp, TcpListener listener, FourTuple ends, TcpSegment syn, long isn, int mtu) {
    this.tcp = tcp;
    this.listener = listener;
    this.ends = ends;
    this.syn = readable(tcp.settings(), syn);
    this.isn = isn;
    this.mtu = mtu;
  }

  /** Options are told in the timestamp; where there is none they are lost (tcp_clear_options). */
  private static TcpSegment readable(TcpSettings settings, TcpSegment syn) {
    return settings.timestamps() && SegmentMaker.timestamps(syn) != null
        ? syn
        : new TcpSegment(
            syn.sourcePort(),
            syn.destinationPort(),
            syn.sequence(),
            syn.acknowledgment(),
            syn.flags(),
            syn.window(),
            List.of(),
            RawPayload.EMPTY);
  }

  @Override
  public FourTuple ends() {
    return ends;
  }

  void open() {
    tcp.journal(ends, "SYN cookie: too many wait for their third ACK (TCPReqQFullDoCookies)");
    timer = tcp.timers().after(VALID_NANOS, this::forget);
    sendSynAck();
  }

  private void sendSynAck() {
    TcpSegment synAck =
        tcp.maker()
            .synAck(ends, isn, Sequence.plus(syn.sequence(), 1), mtu, tcp.timestamp(ends), syn);
    tcp.ip().send(tcp.packet(ends, 0, synAck), /* confirmsNeighbour= */ false);
  }

  private void forget() {
    if (timer != null) {
      timer.cancel();
    }
    tcp.forget(this);
  }

  /** As a listener takes it, for there is nothing else (tcp_v4_do_rcv, tcp_v4_cookie_check). */
  @Override
  public void receive(IpPacket packet, TcpSegment segment) {
    boolean acknowledges = segment.has(TcpSegment.ACK);
    if (listener.isClosed()) {
      forget();
      tcp.receive(packet);
    } else if (segment.has(TcpSegment.RST)) {
      tcp.journal(ends, "RST ignored: nothing listens to it");
    } else if (acknowledges && (segment.has(TcpSegment.SYN) || !bringsBack(segment))) {
      tcp.reset(packet, segment);
    } else if (acknowledges) {
      establish(packet);
    } else if (segment.has(TcpSegment.SYN)
        && segment.sequence() == syn.sequence()
        && listener.hasTooManyRequests()) {
      sendSynAck();
    } else if (segment.has(TcpSegment.SYN)) {
      forget();
      tcp.receive(packet);
    }
  }

  private boolean bringsBack(TcpSegment segment) {
    return segment.acknowledgment() == Sequence.plus(isn, 1)
        && segment.sequence() == Sequence.plus(syn.sequence(), 1);
  }

  private void establish(IpPacket packet) {
    if (listener.isFull()) {
      tcp.journal(ends, "accept queue full: the cookie is thrown away (ListenOverflows)");
      return;
    }
    forget();
    tcp.add(new PassiveConnection(tcp, listener, ends, syn, isn, mtu)).openByCookie(packet);
  }

  @Override
  public void revertBackoff(long quotedSequence) {
    // There is no timer.
  }

  @Override
  public void icmpError(
      KernelError error, TcpStack.IcmpEffect effect, long quotedSequence, String words) {
    // There is no socket.
  }
}

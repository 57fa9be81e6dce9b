package io.synsent.engine.network;

import io.synsent.engine.Nullable;
import io.synsent.engine.capture.Journal;
import io.synsent.engine.capture.Layer;
import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.Quote;
import io.synsent.engine.time.Timers;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Internal. ICMP of one host (RFC 792, RFC 1122 section 3.2.2; net/ipv4/icmp.c). */
public final class Icmp {

  /** IPTOS_PREC_INTERNETCONTROL: Linux marks its errors with this precedence. */
  private static final int PRECEDENCE_INTERNETCONTROL = 0xC0;

  private final String host;
  private final IpLayer ip;
  private final Journal journal;
  private final IcmpSettings settings;
  private final IcmpLimits limits;
  private final IpIdentification identification;
  private @Nullable PingListener pingListener;

  Icmp(
      String host,
      IpLayer ip,
      Timers timers,
      Journal journal,
      RandomGenerator random,
      IcmpSettings settings,
      IcmpLimits limits) {
    this.host = host;
    this.ip = ip;
    this.journal = journal;
    this.settings = settings;
    this.limits = limits;
    this.identification = new IpIdentification(timers, random);
  }

  /** Who is told of echo replies, and of errors about echo requests. */
  public void setPingListener(PingListener listener) {
    pingListener = listener;
  }

  /** Whether this host tells itself of packets of its own that had no next hop. */
  boolean tellsItself() {
    return settings.tellsItself();
  }

  /** Asks {@code destination} for an echo. */
  public void sendEchoRequest(
      Ipv4Address source, Ipv4Address destination, IcmpMessage request, int id) {
    ip.send(
        new Ipv4Packet(
            source,
            destination,
            Ipv4Packet.ICMP,
            ip.settings().defaultTtl(),
            id,
            true,
            0,
            request));
  }

  /**
   * Tells the sender of {@code original} what went wrong, if it may be told (RFC 1122, section
   * 3.2.2: never about another ICMP error, a broadcast or a multicast).
   */
  void sendError(IcmpError error, Ipv4Packet original) {
    if (!mayComplainAbout(original)) {
      return;
    }
    Ipv4Address to = original.source();
    Route route = ip.routes().lookup(to);
    if (route == null || route.device() == null) {
      return;
    }
    boolean overLoopback = route.type() == RouteType.LOCAL;
    if (!limits.allow(to, overLoopback)) {
      journal.event(
          host,
          Layer.ICMP,
          original.source() + " > " + original.destination(),
          "no ICMP error sent: icmp_ratelimit or icmp_msgs_burst is used up");
      return;
    }
    Ipv4Address from =
        ip.isLocal(original.destination())
            ? original.destination()
            : (Ipv4Address) ip.sourceFor(route, to);
    IcmpMessage message = new IcmpMessage(error.type, error.code, 0, Quote.of(original));
    ip.send(
        new Ipv4Packet(
            from,
            to,
            Ipv4Packet.ICMP,
            ip.settings().defaultTtl(),
            identification.next(from, to, Ipv4Packet.ICMP),
            /* dontFragment= */ false,
            (original.tos() & 0x1E) | PRECEDENCE_INTERNETCONTROL,
            message));
  }

  private boolean mayComplainAbout(Ipv4Packet original) {
    if (original.payload() instanceof IcmpMessage message && message.isError()) {
      return false;
    }
    return !ip.isBroadcast(original.destination())
        && !original.destination().isMulticast()
        && !original.source().isUnspecified()
        && !original.source().isMulticast()
        && !ip.isBroadcast(original.source());
  }

  /** An ICMP message for this host. */
  void receive(Ipv4Packet packet, IcmpMessage message) {
    switch (message.type()) {
      case IcmpMessage.ECHO_REQUEST -> answerEcho(packet, message);
      case IcmpMessage.ECHO_REPLY -> {
        if (pingListener != null) {
          pingListener.answered(packet, message.rest());
        }
      }
      default -> {
        if (message.isError()) {
          receiveError(packet, message);
        }
      }
    }
  }

  private void answerEcho(Ipv4Packet packet, IcmpMessage request) {
    if (settings.echoIgnoreAll() || !ip.isLocal(packet.destination())) {
      return;
    }
    IcmpMessage reply = new IcmpMessage(IcmpMessage.ECHO_REPLY, 0, request.rest(), request.body());
    ip.send(
        new Ipv4Packet(
            /* source= */ packet.destination(),
            /* destination= */ packet.source(),
            Ipv4Packet.ICMP,
            ip.settings().defaultTtl(),
            identification.next(
                /* source= */ packet.destination(),
                /* destination= */ packet.source(),
                Ipv4Packet.ICMP),
            /* dontFragment= */ false,
            packet.tos(),
            reply));
  }

  private void receiveError(Ipv4Packet packet, IcmpMessage message) {
    Optional<Quote> quote = Quote.in(message);
    if (quote.isEmpty()) {
      return;
    }
    if (quote.get().protocol() == Ipv4Packet.ICMP) {
      if (pingListener != null) {
        pingListener.failed(packet, quote.get());
      }
      return;
    }
    ProtocolHandler handler = ip.handler(quote.get().protocol());
    if (handler != null) {
      handler.error(packet, message, quote.get());
    }
  }
}

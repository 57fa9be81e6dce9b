package io.synsent.engine.network;

import io.synsent.engine.Nullable;
import io.synsent.engine.capture.Journal;
import io.synsent.engine.capture.Layer;
import io.synsent.engine.link.Device;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.Ipv6Address;
import io.synsent.engine.packet.Ipv6Packet;
import io.synsent.engine.packet.Quote;
import java.util.Optional;

/** Internal. ICMPv6 of one host (RFC 4443; net/ipv6/icmp.c), but for neighbour discovery. */
public final class Icmpv6 {

  /** Where the next header stands in an IPv6 header: what parameter problem, code 1, points to. */
  private static final int NEXT_HEADER_OFFSET = 6;

  private final String host;
  private final IpLayer ip;
  private final Journal journal;
  private final IcmpSettings settings;
  private final IcmpLimits limits;
  private @Nullable PingListener pingListener;

  Icmpv6(String host, IpLayer ip, Journal journal, IcmpSettings settings, IcmpLimits limits) {
    this.host = host;
    this.ip = ip;
    this.journal = journal;
    this.settings = settings;
    this.limits = limits;
  }

  /** Who is told of echo replies, and of errors about echo requests. */
  public void setPingListener(PingListener listener) {
    pingListener = listener;
  }

  /** Asks {@code destination} for an echo. */
  public void sendEchoRequest(Ipv6Address source, Ipv6Address destination, Icmpv6Message request) {
    ip.send(packet(source, destination, request));
  }

  /** icmp6_send: tells the sender of {@code original} what went wrong, if it may be told. */
  void sendError(IcmpError error, Ipv6Packet original) {
    if (!mayComplainAbout(original)) {
      return;
    }
    Ipv6Address to = original.source();
    Route route = ip.routes().lookup(to);
    if (route == null || route.device() == null) {
      return;
    }
    boolean overLoopback = route.type() == RouteType.LOCAL;
    if (!limits.allowV6(to, overLoopback, route.prefix().length())) {
      journal.event(
          host,
          Layer.ICMP,
          original.source() + " > " + original.destination(),
          "no ICMPv6 error sent: icmp.ratelimit or icmp_msgs_burst is used up");
      return;
    }
    // "saddr = &hdr->daddr" only if the packet was for us; else source address selection.
    Ipv6Address from =
        ip.isLocal(original.destination())
            ? original.destination()
            : (Ipv6Address) ip.sourceFor(route, to);
    int rest = error == IcmpError.PROTOCOL_UNREACHABLE ? NEXT_HEADER_OFFSET : 0;
    ip.send(packet(from, to, Icmpv6Message.error(error.typeV6, error.codeV6, rest, original)));
  }

  private Ipv6Packet packet(Ipv6Address from, Ipv6Address to, Icmpv6Message message) {
    return new Ipv6Packet(
        from,
        to,
        Ipv6Packet.ICMPV6,
        ip.settings().defaultTtl(),
        /* trafficClass= */ 0,
        IpLayer.flowLabel(from, to, message.rest()),
        message);
  }

  /** RFC 4443, section 2.4 (e): never about another error, or a multicast. */
  private static boolean mayComplainAbout(Ipv6Packet original) {
    if (original.payload() instanceof Icmpv6Message message && message.isError()) {
      return false;
    }
    return !original.destination().isMulticast()
        && !original.source().isUnspecified()
        && !original.source().isMulticast();
  }

  /** An ICMPv6 message for this host. */
  void receive(Device device, Ipv6Packet packet, Icmpv6Message message) {
    switch (message.type()) {
      case Icmpv6Message.ECHO_REQUEST -> answerEcho(packet, message);
      case Icmpv6Message.ECHO_REPLY -> {
        if (pingListener != null) {
          pingListener.answered(packet, message.rest());
        }
      }
      default -> {
        if (message.isError()) {
          receiveError(device, packet, message);
        }
      }
    }
  }

  private void answerEcho(Ipv6Packet packet, Icmpv6Message request) {
    if (settings.echoIgnoreAll() || !ip.isLocal(packet.destination())) {
      return;
    }
    ip.send(
        packet(
            /* from= */ packet.destination(),
            /* to= */ packet.source(),
            new Icmpv6Message(Icmpv6Message.ECHO_REPLY, 0, request.rest(), request.body())));
  }

  private void receiveError(Device device, Ipv6Packet packet, Icmpv6Message message) {
    Optional<Quote> quote = Quote.in(message);
    if (quote.isEmpty()) {
      return;
    }
    if (quote.get().protocol() == Ipv6Packet.ICMPV6) {
      if (pingListener != null) {
        pingListener.failed(packet, quote.get());
      }
      return;
    }
    if (device.isLoopback() && quote.get().destination().isLinkLocal()) {
      // A socket to a link-local address is bound to its device (sk_bound_dev_if), and what comes
      // in on lo finds no such socket (measured on 6.18): the host's own "address unreachable" is
      // lost, and the connect goes on to ETIMEDOUT.
      journal.event(
          host,
          Layer.ICMP,
          packet.source() + " > " + packet.destination(),
          "ICMPv6 error ignored: it came in on lo, the socket is bound to its link");
      return;
    }
    ProtocolHandler handler = ip.handler(quote.get().protocol());
    if (handler != null) {
      handler.error(packet, message, quote.get());
    }
  }
}

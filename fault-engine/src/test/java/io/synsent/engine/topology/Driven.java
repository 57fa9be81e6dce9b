package io.synsent.engine.topology;

import io.synsent.engine.capture.CapturedFrame;
import io.synsent.engine.capture.Direction;
import io.synsent.engine.packet.ArpPacket;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.NeighbourDiscovery;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.socket.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** A network and one connect in it, driven until the connect is settled. */
final class Driven {

  static final long SECOND = 1_000_000_000L;
  static final long MILLISECOND = 1_000_000L;

  final Network network;
  final ConnectAttempt connect;

  private Driven(Network network, ConnectAttempt connect) {
    this.network = network;
    this.connect = connect;
  }

  static IpAddress ip(String address) {
    return IpAddress.parse(address);
  }

  static Driven connect(Network.Builder builder, String target, int port) {
    return connect(builder.build(), target, port);
  }

  static Driven connect(Network network, String target, int port) {
    return connect(network, ConnectRequest.to(ip(target), port));
  }

  static Driven connect(Network network, ConnectRequest request) {
    ConnectAttempt connect = network.connect(request);
    while (connect.outcome().isEmpty() && network.nextEventAt() != Long.MAX_VALUE) {
      network.runUntil(network.nextEventAt());
    }
    return new Driven(network, connect);
  }

  static Driven pending(Network network, ConnectAttempt connect) {
    return new Driven(network, connect);
  }

  Outcome outcome() {
    return connect.outcome().orElseThrow(() -> new AssertionError(connect + " is still pending"));
  }

  Optional<Errno> errno() {
    return outcome().errno();
  }

  /** Simulated nanoseconds from connect() to its end. */
  long took() {
    return outcome().atNanos() - connect.beganAt();
  }

  /** What the client's taps saw, in few words: "3.000 out SYN". */
  List<String> captured() {
    List<String> words = new ArrayList<>();
    for (CapturedFrame frame : clientFrames()) {
      words.add(
          String.format(Locale.ROOT, "%.3f ", frame.atNanos() / (double) SECOND)
              + (frame.device().equals("lo")
                  ? "lo"
                  : frame.direction() == Direction.OUT ? "out" : "in")
              + " "
              + kind(frame.frame()));
    }
    return words;
  }

  List<CapturedFrame> clientFrames() {
    return network.journal().frames().stream()
        .filter(frame -> frame.host().equals(network.client().name()))
        .toList();
  }

  /** When frames of this kind left the client, in ms rounded down. */
  List<Long> sentAt(String kind) {
    return clientFrames().stream()
        .filter(f -> f.direction() == Direction.OUT && kind(f.frame()).equals(kind))
        .map(f -> f.atNanos() / MILLISECOND)
        .toList();
  }

  /** The journal's texts that contain {@code words}, in any host. */
  List<String> said(String words) {
    return network.journal().entries().stream()
        .filter(entry -> !entry.isCaptured() && entry.text().contains(words))
        .map(entry -> entry.host() + ": " + entry.text())
        .toList();
  }

  TcpSegment firstSegment(Predicate<TcpSegment> which) {
    return clientFrames().stream()
        .map(CapturedFrame::frame)
        .filter(f -> f.payload() instanceof IpPacket p && p.payload() instanceof TcpSegment)
        .map(f -> (TcpSegment) ((IpPacket) f.payload()).payload())
        .filter(which)
        .findFirst()
        .orElseThrow();
  }

  static String kind(EthernetFrame frame) {
    if (frame.payload() instanceof ArpPacket arp) {
      return arp.operation() == ArpPacket.Operation.REQUEST
          ? "ARP? " + arp.targetIp()
          : "ARP! " + arp.senderIp();
    }
    IpPacket packet = (IpPacket) frame.payload();
    if (packet.payload() instanceof TcpSegment segment) {
      return switch (segment.flags()) {
        case TcpSegment.SYN -> "SYN";
        case TcpSegment.SYN | TcpSegment.ACK -> "SYN-ACK";
        case TcpSegment.ACK -> "ACK";
        case TcpSegment.RST -> "RST";
        case TcpSegment.RST | TcpSegment.ACK -> "RST-ACK";
        default -> "flags " + segment.flags();
      };
    }
    if (packet.payload() instanceof IcmpMessage message) {
      return "ICMP " + message.type() + "/" + message.code();
    }
    if (packet.payload() instanceof Icmpv6Message message) {
      return NeighbourDiscovery.in(message)
          .map(n -> (n.advertisement() ? "NA! " : "NS? ") + n.target())
          .orElse("ICMPv6 " + message.type() + "/" + message.code());
    }
    return "?";
  }
}

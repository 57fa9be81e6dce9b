package io.synsent.engine.capture;

import io.synsent.engine.Nullable;
import io.synsent.engine.packet.ArpPacket;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.NeighbourDiscovery;
import io.synsent.engine.packet.Payload;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.packet.UdpDatagram;

/**
 * One line of the {@link Journal}: a captured frame, or something that happened inside a host and
 * that no capture would show.
 *
 * <p>A frame's layer, subject and text are worked out when they are asked for, not when the frame
 * passes: most are never read.
 */
public final class JournalEntry {

  private final long sequence;
  private final long atNanos;
  private final String host;
  private final @Nullable Layer layer;
  private final @Nullable String subject;
  private final @Nullable String text;
  private final @Nullable CapturedFrame frame;

  private JournalEntry(
      long sequence,
      long atNanos,
      String host,
      @Nullable Layer layer,
      @Nullable String subject,
      @Nullable String text,
      @Nullable CapturedFrame frame) {
    this.sequence = sequence;
    this.atNanos = atNanos;
    this.host = host;
    this.layer = layer;
    this.subject = subject;
    this.text = text;
    this.frame = frame;
  }

  static JournalEntry event(
      long sequence, long atNanos, String host, Layer layer, String subject, String text) {
    return new JournalEntry(sequence, atNanos, host, layer, subject, text, null);
  }

  static JournalEntry frame(long sequence, CapturedFrame frame) {
    return new JournalEntry(sequence, frame.atNanos(), frame.host(), null, null, null, frame);
  }

  /** The entry's number: entries are in this order, and so is what happened at the same time. */
  public long sequence() {
    return sequence;
  }

  /** When it happened, in nanoseconds since the simulation began. */
  public long atNanos() {
    return atNanos;
  }

  /** The name of the host in which it happened. */
  public String host() {
    return host;
  }

  /** The layer that speaks; for a frame the highest one it carries that has a record. */
  public Layer layer() {
    return layer != null ? layer : layerOf(carried());
  }

  /**
   * What it is about: {@code "192.168.31.7"} for a neighbour, {@code "192.168.31.6:40001 >
   * 192.168.31.7:8081"} for a socket or a segment, both addresses for other packets.
   */
  public String subject() {
    return subject != null ? subject : subjectOf(carried());
  }

  /** What happened, in words; for a frame in the words of {@code tcpdump -n -S}. */
  public String text() {
    return text != null ? text : carried().text();
  }

  /** The captured frame, or {@code null} if this is an event that no capture shows. */
  public @Nullable CapturedFrame frame() {
    return frame;
  }

  /** Whether a tap saw this: whether it is a frame. */
  public boolean isCaptured() {
    return frame != null;
  }

  @Override
  public String toString() {
    return "#" + sequence + " " + atNanos + " ns " + host + " " + layer().label() + ": " + text();
  }

  private CapturedFrame carried() {
    if (frame == null) {
      throw new IllegalStateException("bug in SynSent: journal entry " + sequence + " is empty");
    }
    return frame;
  }

  private static Layer layerOf(CapturedFrame captured) {
    Payload payload = captured.frame().payload();
    if (payload instanceof ArpPacket) {
      return Layer.ARP;
    }
    if (payload instanceof IpPacket packet) {
      if (packet.payload() instanceof Icmpv6Message message) {
        return NeighbourDiscovery.in(message).isPresent() ? Layer.NDP : Layer.ICMP;
      }
      return switch (packet.protocol()) {
        case Ipv4Packet.ICMP -> Layer.ICMP;
        case Ipv4Packet.TCP -> Layer.TCP;
        case Ipv4Packet.UDP -> Layer.UDP;
        default -> Layer.IP;
      };
    }
    return Layer.LINK;
  }

  private static String subjectOf(CapturedFrame captured) {
    EthernetFrame frame = captured.frame();
    if (frame.payload() instanceof ArpPacket arp) {
      return (arp.operation() == ArpPacket.Operation.REQUEST ? arp.targetIp() : arp.senderIp())
          .toString();
    }
    if (frame.payload() instanceof IpPacket packet) {
      if (packet.payload() instanceof TcpSegment segment) {
        return between(packet, segment.sourcePort(), segment.destinationPort());
      }
      if (packet.payload() instanceof UdpDatagram datagram) {
        return between(packet, datagram.sourcePort(), datagram.destinationPort());
      }
      if (packet.payload() instanceof Icmpv6Message message) {
        NeighbourDiscovery discovery = NeighbourDiscovery.in(message).orElse(null);
        if (discovery != null) {
          return discovery.target().toString();
        }
      }
      return packet.source() + " > " + packet.destination();
    }
    return frame.source() + " > " + frame.destination();
  }

  private static String between(IpPacket packet, int sourcePort, int destinationPort) {
    return packet.source().withPort(sourcePort)
        + " > "
        + packet.destination().withPort(destinationPort);
  }
}

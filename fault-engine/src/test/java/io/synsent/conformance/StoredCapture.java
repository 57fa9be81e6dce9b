package io.synsent.conformance;

import io.synsent.engine.capture.CapturedFrame;
import io.synsent.engine.packet.ArpPacket;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.Quote;
import io.synsent.engine.packet.TcpOption;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.topology.Network;
import java.util.ArrayList;
import java.util.List;

/** A capture at the connecting host's taps, stored or simulated, in a form that can be compared. */
record StoredCapture(List<Observed> all) {

  private static final long SECOND = 1_000_000_000L;

  /** How long after its beginning the first ARP for the gateway is no probe. */
  private static final long FIRST_EXCHANGE = SECOND / 10;

  /**
   * One packet.
   *
   * @param at nanoseconds since the first packet
   * @param fields everything that has to be equal
   */
  record Observed(long at, String fields, EthernetFrame frame) {

    /** How long after the packet of the same kind and connect before it; 0 for the first. */
    long sinceSameKind(List<Observed> all, int index) {
      List<Long> connects = connectTimes(all).stream().filter(begin -> begin > 0).toList();
      for (int i = index - 1; i >= 0 && !connects.contains(all.get(i + 1).at); i--) {
        if (all.get(i).fields.equals(fields)) {
          return at - all.get(i).at;
        }
      }
      return 0;
    }

    boolean isArp() {
      return frame.payload() instanceof ArpPacket;
    }

    boolean isForGateway() {
      return frame.payload() instanceof ArpPacket arp
          && (arp.targetIp().toString().equals("192.168.31.1")
              || arp.senderIp().toString().equals("192.168.31.1"));
    }

    boolean isRequest() {
      return frame.payload() instanceof ArpPacket arp
          && arp.operation() == ArpPacket.Operation.REQUEST;
    }
  }

  /** A kernel's. */
  static StoredCapture of(String name) {
    List<Observed> observed = new ArrayList<>();
    long first = -1;
    for (PcapReader.Packet packet : PcapReader.kernelCapture(name)) {
      first = first < 0 ? packet.atNanos() : first;
      // The devices of the client: 1 is lo, 2 its only card (shown as ifb0, this machine's number
      // 2).
      String device = packet.interfaceIndex() == 1 ? "lo" : "eth0";
      observed.add(
          observed(packet.atNanos() - first, device + " " + packet.direction(), packet.frame()));
    }
    return new StoredCapture(observed);
  }

  /** The simulated client's. */
  static StoredCapture of(Network network) {
    List<Observed> observed = new ArrayList<>();
    for (CapturedFrame frame : network.journal().frames()) {
      if (frame.host().equals(network.client().name())) {
        observed.add(
            observed(frame.atNanos(), frame.device() + " " + frame.direction(), frame.frame()));
      }
    }
    return new StoredCapture(observed);
  }

  /** Without the gateway's probes: when those come depends on a random reachable time. */
  List<Observed> withoutProbes() {
    return all.stream()
        .filter(packet -> !(packet.isForGateway() && packet.at() > FIRST_EXCHANGE))
        .toList();
  }

  /** When the gateway was asked again. */
  List<Long> probeTimes() {
    return probeTimesUntil(Long.MAX_VALUE);
  }

  List<Long> probeTimesUntil(long end) {
    return all.stream()
        .filter(p -> p.isForGateway() && p.isRequest() && p.at() > FIRST_EXCHANGE && p.at() <= end)
        .map(Observed::at)
        .toList();
  }

  long end() {
    return all.get(all.size() - 1).at();
  }

  static List<String> fieldsOf(List<Observed> packets) {
    return packets.stream().map(Observed::fields).toList();
  }

  static long largestDifference(List<Observed> some, List<Observed> others) {
    long largest = 0;
    for (int i = 0; i < some.size(); i++) {
      largest = Math.max(largest, Math.abs(some.get(i).at() - others.get(i).at()));
    }
    return largest;
  }

  /** When connects began: at the first packet, and at the first one of a new local port. */
  static List<Long> connectTimes(List<Observed> packets) {
    List<Long> times = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    times.add(0L);
    for (Observed packet : packets) {
      int port = localPort(packet.frame());
      if (port != 0 && !ports.contains(port)) {
        if (!ports.isEmpty()) {
          times.add(beginning(packets, packet));
        }
        ports.add(port);
      }
    }
    return times;
  }

  /** A second connect began with the first packet after the one that ended the first connect. */
  private static long beginning(List<Observed> packets, Observed first) {
    int index = packets.indexOf(first);
    if (!(first.frame().payload() instanceof Ipv4Packet packet
        && packet.payload() instanceof IcmpMessage)) {
      return first.at();
    }
    while (packets.get(index - 1).isArp()) {
      index--;
    }
    return packets.get(index).at();
  }

  private static int localPort(EthernetFrame frame) {
    if (!(frame.payload() instanceof Ipv4Packet packet)) {
      return 0;
    }
    if (packet.payload() instanceof TcpSegment segment) {
      return segment.has(TcpSegment.SYN) ? segment.sourcePort() : 0;
    }
    return packet.payload() instanceof IcmpMessage message
        ? Quote.in(message).orElseThrow().sourcePort()
        : 0;
  }

  private static Observed observed(long at, String where, EthernetFrame frame) {
    return new Observed(at, where + " " + fields(frame), frame);
  }

  private static String fields(EthernetFrame frame) {
    if (frame.payload() instanceof ArpPacket arp) {
      return "arp " + arp.operation() + " " + arp.senderIp() + " " + arp.targetIp();
    }
    Ipv4Packet packet = (Ipv4Packet) frame.payload();
    String ip =
        packet.source()
            + " > "
            + packet.destination()
            + " ttl "
            + packet.ttl()
            + " tos "
            + packet.tos()
            + (packet.dontFragment() ? " DF " : " ");
    if (packet.payload() instanceof TcpSegment segment) {
      boolean syn = segment.has(TcpSegment.SYN);
      return ip
          + "tcp "
          + (syn ? "* > " + segment.destinationPort() : segment.sourcePort() + " > *")
          + " flags "
          + segment.flags()
          + " win "
          + segment.window()
          + (syn ? "" : " id " + packet.id() + " seq " + segment.sequence())
          + " "
          + options(segment);
    }
    IcmpMessage message = (IcmpMessage) packet.payload();
    return ip
        + "icmp "
        + message.type()
        + "/"
        + message.code()
        + " length "
        + message.body().bytes().length
        + " about ttl "
        + Quote.in(message).orElseThrow().timeToLive();
  }

  private static String options(TcpSegment segment) {
    StringBuilder text = new StringBuilder();
    for (TcpOption option : segment.options()) {
      text.append(
          option instanceof TcpOption.Timestamps stamps
              ? "TS ecr " + stamps.echoReply()
              : option.toString());
      text.append(' ');
    }
    return text.toString();
  }
}

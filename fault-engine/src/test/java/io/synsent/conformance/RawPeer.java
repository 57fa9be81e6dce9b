package io.synsent.conformance;

import io.synsent.engine.packet.ArpPacket;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.packet.RawPayload;
import io.synsent.engine.packet.TcpOption;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.scenario.FrameKind;
import java.util.ArrayList;
import java.util.List;

/**
 * A host on the client's LAN that answers ARP and, to the n-th SYN, sends what the n-th step of its
 * script says (nothing when the script is over): segments that no well-behaved kernel would send.
 *
 * <p>A step is a list with commas of: {@code nothing}, {@code syn-ack}, {@code syn-ack ack+N},
 * {@code rst-ack}, {@code rst-ack ack+N}, {@code rst} (without ACK), {@code ack}, {@code ack
 * ack+N}, {@code syn} (its own, for a simultaneous open); each may end with {@code after N ms}. The
 * acknowledgment number is that of a right answer unless {@code ack+N} moves it.
 */
final class RawPeer {

  private static final long ISN = 7_000_000;

  private final Ipv4Address address;
  private final MacAddress mac;
  private final List<String> steps = new ArrayList<>();
  private int syns;

  RawPeer(Ipv4Address address, MacAddress mac) {
    this.address = address;
    this.mac = mac;
  }

  interface Output {
    void send(long afterNanos, EthernetFrame frame);
  }

  Ipv4Address address() {
    return address;
  }

  void step(String step) {
    steps.add(step);
  }

  boolean takes(EthernetFrame frame) {
    return frame.destination().equals(mac)
        || (frame.payload() instanceof ArpPacket arp && arp.targetIp().equals(address));
  }

  void answer(EthernetFrame frame, Output output) {
    if (frame.payload() instanceof ArpPacket arp) {
      if (arp.operation() == ArpPacket.Operation.REQUEST) {
        output.send(0, EthernetFrame.of(arp.senderMac(), mac, arp.replyFrom(mac)));
      }
      return;
    }
    if (!(frame.payload() instanceof Ipv4Packet ip && ip.payload() instanceof TcpSegment tcp)) {
      return;
    }
    if (!tcp.has(TcpSegment.SYN) || tcp.has(TcpSegment.ACK)) {
      return;
    }
    String step = syns < steps.size() ? steps.get(syns) : "nothing";
    syns++;
    for (String part : step.split(", ", -1)) {
      List<String> words = new ArrayList<>(List.of(part.split(" ", -1)));
      long after = 0;
      int at = words.indexOf("after");
      if (at >= 0) {
        after = Long.parseLong(words.get(at + 1)) * 1_000_000;
      }
      long move = 0;
      for (String word : words) {
        if (word.startsWith("ack+")) {
          move = Long.parseLong(word.substring("ack+".length()));
        }
      }
      if (!words.get(0).equals("nothing")) {
        output.send(
            after, EthernetFrame.of(frame.source(), mac, packet(ip, tcp, words.get(0), move)));
      }
    }
  }

  private Ipv4Packet packet(Ipv4Packet ip, TcpSegment syn, String kind, long move) {
    long ack = syn.sequence() + 1 + move & 0xFFFF_FFFFL;
    int flags =
        switch (kind) {
          case "syn-ack" -> TcpSegment.SYN | TcpSegment.ACK;
          case "rst-ack" -> TcpSegment.RST | TcpSegment.ACK;
          case "rst" -> TcpSegment.RST;
          case "ack" -> TcpSegment.ACK;
          case "syn" -> TcpSegment.SYN;
          default -> throw new IllegalArgumentException("no segment: " + kind);
        };
    boolean opens = (flags & TcpSegment.SYN) != 0;
    return new Ipv4Packet(
        address,
        ip.source(),
        Ipv4Packet.TCP,
        64,
        0,
        true,
        0,
        new TcpSegment(
            /* sourcePort= */ syn.destinationPort(),
            /* destinationPort= */ syn.sourcePort(),
            (flags & TcpSegment.RST) != 0 ? 0 : opens ? ISN : ISN + 1,
            (flags & TcpSegment.ACK) != 0 ? ack : 0,
            flags,
            (flags & TcpSegment.RST) != 0 ? 0 : 65535,
            opens ? List.of(new TcpOption.MaximumSegmentSize(1460)) : List.of(),
            RawPayload.EMPTY));
  }

  /** Runs the code once, so that its classes are loaded. */
  static void selfTest() {
    RawPeer peer = new RawPeer(Ipv4Address.LOOPBACK, MacAddress.ZERO);
    peer.step("syn-ack ack+1 after 1 ms, rst");
    TcpSegment syn = new TcpSegment(1, 2, 3, 0, TcpSegment.SYN, 5, List.of(), RawPayload.EMPTY);
    EthernetFrame frame =
        EthernetFrame.of(
            MacAddress.ZERO,
            MacAddress.ZERO,
            new Ipv4Packet(
                Ipv4Address.LOOPBACK, Ipv4Address.LOOPBACK, Ipv4Packet.TCP, 64, 0, true, 0, syn));
    peer.answer(frame, (after, out) -> FrameKind.of(out));
  }
}

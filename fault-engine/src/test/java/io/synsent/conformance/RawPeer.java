package io.synsent.conformance;

import io.synsent.engine.packet.ArpPacket;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.IcmpMessage;
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
 * A host on the client's LAN that, to the n-th SYN, sends what the n-th step of its script says
 * (nothing when the script is over), and to the n-th ARP request what the n-th step of another says
 * (a right answer when that is over): frames that no well-behaved kernel would send.
 *
 * <p>A step is a list with commas of: {@code nothing}, {@code syn-ack}, {@code rst-ack}, {@code
 * rst} (without ACK), {@code ack}, {@code syn} (its own, for a simultaneous open); each may end
 * with {@code after N ms}. The acknowledgment number is that of a right answer unless {@code ack+N}
 * moves it. {@code ts+N} or {@code ts-N} adds a timestamp option that echoes the SYN's, moved by so
 * many milliseconds, and {@code ts=0} one that echoes nothing. {@code seq+N} is the distance from
 * its own first sequence number. {@code icmp-TYPE-CODE} is an ICMP error that quotes the SYN, with
 * {@code seq+N} another sequence number in the quote.
 *
 * <p>A step about ARP is a list of: {@code nothing}, {@code reply}, {@code broadcast-reply}, {@code
 * announcement} (a request for itself, to everybody), {@code gratuitous-reply} (a reply about
 * itself that names its MAC address twice, to everybody); each from its own MAC address or {@code
 * from} any other, which nobody has, and {@code after N ms}.
 */
final class RawPeer {

  private static final long ISN = 7_000_000;
  private static final long OWN_TIME = 3_000_000;

  private final Ipv4Address address;
  private final MacAddress mac;
  private final List<String> steps = new ArrayList<>();
  private final List<String> arpSteps = new ArrayList<>();
  private int syns;
  private int requests;

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

  void arpStep(String step) {
    arpSteps.add(step);
  }

  boolean takes(EthernetFrame frame) {
    return frame.destination().equals(mac)
        || (frame.destination().isGroup()
            && frame.payload() instanceof ArpPacket arp
            && arp.targetIp().equals(address));
  }

  void answer(EthernetFrame frame, Output output) {
    if (frame.payload() instanceof ArpPacket arp) {
      if (arp.operation() == ArpPacket.Operation.REQUEST) {
        String step = requests < arpSteps.size() ? arpSteps.get(requests) : "reply";
        requests++;
        for (String part : step.split(", ", -1)) {
          answer(arp, List.of(part.split(" ", -1)), output);
        }
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
      List<String> words = List.of(part.split(" ", -1));
      if (!words.get(0).equals("nothing")) {
        output.send(after(words), EthernetFrame.of(frame.source(), mac, packet(ip, tcp, words)));
      }
    }
  }

  private void answer(ArpPacket request, List<String> words, Output output) {
    int from = words.indexOf("from");
    MacAddress own =
        from < 0 ? mac : new MacAddress(Long.parseLong(words.get(from + 1).replace(":", ""), 16));
    ArpPacket reply = request.replyFrom(own);
    EthernetFrame frame =
        switch (words.get(0)) {
          case "nothing" -> null;
          case "reply" -> EthernetFrame.of(request.senderMac(), own, reply);
          case "broadcast-reply" -> EthernetFrame.of(MacAddress.BROADCAST, own, reply);
          case "announcement" ->
              EthernetFrame.of(MacAddress.BROADCAST, own, ArpPacket.request(own, address, address));
          case "gratuitous-reply" ->
              EthernetFrame.of(
                  MacAddress.BROADCAST,
                  own,
                  new ArpPacket(ArpPacket.Operation.REPLY, own, address, own, address));
          default -> throw new IllegalArgumentException("no ARP packet: " + words);
        };
    if (frame != null) {
      output.send(after(words), frame);
    }
  }

  private static long after(List<String> words) {
    int at = words.indexOf("after");
    return at < 0 ? 0 : Long.parseLong(words.get(at + 1)) * 1_000_000;
  }

  /** The number in a word such as {@code ack+1000}, {@code seq-1} or {@code mtu=1400}. */
  private static long number(List<String> words, String field, long otherwise) {
    for (String word : words) {
      if (word.matches(field + "[=+-][0-9]+")) {
        return Long.parseLong(word.substring(field.length()).replace("=", ""));
      }
    }
    return otherwise;
  }

  /** Padded as kernels do it. */
  private static List<TcpOption> timestamps(TcpSegment syn, List<String> words) {
    for (String word : words) {
      if (word.startsWith("ts")) {
        long echo = 0;
        if (!word.equals("ts=0")) {
          for (TcpOption option : syn.options()) {
            echo = option instanceof TcpOption.Timestamps stamps ? stamps.value() : echo;
          }
          echo = echo + Long.parseLong(word.substring("ts".length())) & 0xFFFF_FFFFL;
        }
        return List.of(
            new TcpOption.NoOperation(),
            new TcpOption.NoOperation(),
            new TcpOption.Timestamps(OWN_TIME, echo));
      }
    }
    return List.of();
  }

  private Ipv4Packet packet(Ipv4Packet ip, TcpSegment syn, List<String> words) {
    if (words.get(0).startsWith("icmp-")) {
      return icmp(ip, syn, words);
    }
    long ack = syn.sequence() + 1 + number(words, "ack", 0) & 0xFFFF_FFFFL;
    int flags =
        switch (words.get(0)) {
          case "syn-ack" -> TcpSegment.SYN | TcpSegment.ACK;
          case "rst-ack" -> TcpSegment.RST | TcpSegment.ACK;
          case "rst" -> TcpSegment.RST;
          case "ack" -> TcpSegment.ACK;
          case "syn" -> TcpSegment.SYN;
          default -> throw new IllegalArgumentException("no segment: " + words);
        };
    boolean opens = (flags & TcpSegment.SYN) != 0;
    boolean resets = (flags & TcpSegment.RST) != 0;
    long sequence = number(words, "seq", resets ? -ISN : opens ? 0 : 1);
    List<TcpOption> options = new ArrayList<>();
    if (opens) {
      options.add(new TcpOption.MaximumSegmentSize(1460));
    }
    options.addAll(timestamps(syn, words));
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
            ISN + sequence,
            (flags & TcpSegment.ACK) != 0 ? ack : 0,
            flags,
            resets ? 0 : 65535,
            options,
            RawPayload.EMPTY));
  }

  private Ipv4Packet icmp(Ipv4Packet ip, TcpSegment syn, List<String> words) {
    String[] parts = words.get(0).split("-", -1);
    Ipv4Packet quoted =
        new Ipv4Packet(
            ip.source(),
            ip.destination(),
            ip.protocol(),
            ip.ttl(),
            ip.id(),
            ip.dontFragment(),
            ip.tos(),
            new TcpSegment(
                syn.sourcePort(),
                syn.destinationPort(),
                syn.sequence() + number(words, "seq", 0) & 0xFFFF_FFFFL,
                syn.acknowledgment(),
                syn.flags(),
                syn.window(),
                syn.options(),
                syn.data()));
    IcmpMessage error =
        IcmpMessage.error(Integer.parseInt(parts[1]), Integer.parseInt(parts[2]), quoted);
    return new Ipv4Packet(address, ip.source(), Ipv4Packet.ICMP, 64, 0, true, 0, error);
  }

  /** One that answers every of {@link #questions}, the SYN so many times. */
  static RawPeer talkative(int syns) {
    RawPeer peer = new RawPeer(Ipv4Address.LOOPBACK, MacAddress.ZERO);
    for (int i = 0; i < syns; i++) {
      peer.step("syn-ack ack+1 ts+1 after 1 ms, icmp-3-1");
      peer.arpStep("reply, announcement from 02:00:00:00:00:78 after 1 ms, nothing");
    }
    return peer;
  }

  /** What {@link #talkative} answers. */
  static List<EthernetFrame> questions() {
    TcpSegment syn =
        new TcpSegment(
            1,
            2,
            3,
            0,
            TcpSegment.SYN,
            5,
            List.of(
                new TcpOption.NoOperation(),
                new TcpOption.NoOperation(),
                new TcpOption.Timestamps(1, 0)),
            RawPayload.EMPTY);
    Ipv4Address both = Ipv4Address.LOOPBACK;
    return List.of(
        EthernetFrame.of(
            MacAddress.BROADCAST, MacAddress.ZERO, ArpPacket.request(MacAddress.ZERO, both, both)),
        EthernetFrame.of(
            MacAddress.ZERO,
            MacAddress.ZERO,
            new Ipv4Packet(both, both, Ipv4Packet.TCP, 64, 0, true, 0, syn)));
  }

  /** Runs the code once, so that its classes are loaded. */
  static void selfTest() {
    RawPeer peer = talkative(1);
    questions().forEach(frame -> peer.answer(frame, (after, out) -> FrameKind.of(out)));
  }
}

package io.synsent.engine.onehost;

import io.synsent.engine.capture.Journal;
import io.synsent.engine.capture.JournalEntry;
import io.synsent.engine.host.Host;
import io.synsent.engine.host.HostProfile;
import io.synsent.engine.link.EthernetDevice;
import io.synsent.engine.neighbour.Neighbour;
import io.synsent.engine.packet.ArpPacket;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.packet.Payload;
import io.synsent.engine.packet.RawPayload;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.socket.ClientSocket;
import io.synsent.engine.socket.Errno;
import io.synsent.engine.socket.SocketListener;
import io.synsent.engine.time.Simulation;
import io.synsent.engine.wire.Port;
import io.synsent.engine.wire.Segment;
import io.synsent.engine.wire.Station;
import java.util.ArrayList;
import java.util.List;

/**
 * One simulated host on a LAN, and a hand that plays everybody else: it sees what the host sends
 * and sends what a test wants. Nothing but ARP is answered by itself.
 */
final class Bench {

  static final Ipv4Address HOST = Ipv4Address.parse("192.168.31.6");
  static final Ipv4Address PEER = Ipv4Address.parse("192.168.31.7");
  static final Ipv4Address ROUTER = Ipv4Address.parse("192.168.31.1");
  static final MacAddress HOST_MAC = new MacAddress(0x0200_0000_0006L);
  static final MacAddress HAND_MAC = new MacAddress(0x0200_0000_0007L);
  static final int PORT = 8081;
  static final long MILLISECOND = 1_000_000L;
  static final long SECOND = 1_000 * MILLISECOND;
  static final long LATENCY = MILLISECOND;

  private static final int PREFIX_LENGTH = 24;

  final Simulation simulation = new Simulation(1);
  final Host host;
  final List<Seen> seen = new ArrayList<>();
  boolean answersArp = true;

  private final Journal journal;
  private final EthernetDevice device;
  private final Port hand;

  Bench() {
    this(HostProfile.LINUX);
  }

  Bench(HostProfile profile) {
    journal = new Journal(simulation);
    Segment lan = new Segment("lan", simulation, journal, LATENCY);
    host = new Host("client", profile, simulation, journal);
    device = host.addDevice(HOST_MAC, lan, 0, HOST, PREFIX_LENGTH);
    hand = lan.attach(new Hand(), 0);
  }

  /** connect() to the peer. */
  Call connect() {
    return connect(PEER);
  }

  /** connect() to any address, with the profile's own retries. */
  Call connect(Ipv4Address target) {
    return connect(target, /* polls= */ false);
  }

  /** connect() to any address, perhaps of somebody who then waits with poll. */
  Call connect(Ipv4Address target, boolean polls) {
    Call call = new Call();
    ClientSocket socket =
        host.sockets()
            .connect(
                Ipv4Address.ANY,
                0,
                target,
                PORT,
                host.profile().tcp().synRetries(),
                /* userTimeoutNanos= */ 0,
                polls,
                call);
    call.socket = socket;
    return call;
  }

  /** Runs on by this long. */
  void run(long nanos) {
    simulation.runUntil(simulation.now() + nanos);
  }

  /** Connects and lets the first SYN arrive; forgets what was seen on the way. */
  TcpSegment connectAndTakeSyn(Call[] call) {
    call[0] = connect();
    run(10 * LATENCY);
    TcpSegment syn = segments().get(0);
    seen.clear();
    return syn;
  }

  /** The hand sends a segment from the peer. */
  void send(TcpSegment segment) {
    send(ip(PEER, HOST, Ipv4Packet.TCP, segment));
  }

  /** The hand sends a packet to the host. */
  void send(Ipv4Packet packet) {
    send(EthernetFrame.of(HOST_MAC, HAND_MAC, packet));
  }

  /** The hand sends any frame; the host has what it says one latency later. */
  void send(EthernetFrame frame) {
    hand.send(frame);
    run(LATENCY);
  }

  /** A packet with nothing special about it. */
  static Ipv4Packet ip(Ipv4Address from, Ipv4Address to, int protocol, Payload payload) {
    return new Ipv4Packet(from, to, protocol, 64, 1, false, 0, payload);
  }

  /** A segment from the peer's port to {@code port} of the host. */
  static TcpSegment segment(int port, long sequence, long acknowledgment, int flags) {
    return new TcpSegment(
        PORT, port, sequence, acknowledgment, flags, 65160, List.of(), RawPayload.EMPTY);
  }

  /** A SYN as an ICMP error quotes it, with a sequence number that is wrong by so much. */
  static Ipv4Packet quoting(Ipv4Packet syn, int wrongBy) {
    TcpSegment ours = (TcpSegment) syn.payload();
    return ip(
        HOST,
        PEER,
        Ipv4Packet.TCP,
        new TcpSegment(
            ours.sourcePort(),
            ours.destinationPort(),
            plus(ours.sequence(), wrongBy),
            0,
            TcpSegment.SYN,
            1,
            ours.options(),
            RawPayload.EMPTY));
  }

  /** Modulo 2^32. */
  static long plus(long sequence, int octets) {
    return sequence + octets & 0xFFFF_FFFFL;
  }

  /** The segments that the hand saw, in order. */
  List<TcpSegment> segments() {
    return seen.stream()
        .filter(one -> one.frame.payload() instanceof Ipv4Packet)
        .map(one -> ((Ipv4Packet) one.frame.payload()).payload())
        .filter(TcpSegment.class::isInstance)
        .map(TcpSegment.class::cast)
        .toList();
  }

  /** The IP packets that the hand saw, in order. */
  List<Ipv4Packet> packets() {
    return seen.stream()
        .map(one -> one.frame.payload())
        .filter(Ipv4Packet.class::isInstance)
        .map(Ipv4Packet.class::cast)
        .toList();
  }

  /** The ICMP messages that the hand saw, in order. */
  List<IcmpMessage> messages() {
    return packets().stream()
        .map(Ipv4Packet::payload)
        .filter(IcmpMessage.class::isInstance)
        .map(IcmpMessage.class::cast)
        .toList();
  }

  /** The ARP packets that the hand saw, in order. */
  List<ArpPacket> arp() {
    return seen.stream()
        .map(one -> one.frame.payload())
        .filter(ArpPacket.class::isInstance)
        .map(ArpPacket.class::cast)
        .toList();
  }

  /** The lines of the host's timeline that are no frames. */
  List<String> said() {
    return journal.entries().stream()
        .filter(entry -> !entry.isCaptured())
        .map(JournalEntry::text)
        .toList();
  }

  /** What the lines of the host's timeline that are no frames are about. */
  List<String> subjects() {
    return journal.entries().stream()
        .filter(entry -> !entry.isCaptured())
        .map(JournalEntry::subject)
        .toList();
  }

  /** What the host knows of a neighbour. */
  Neighbour neighbour(Ipv4Address address) {
    return host.ip().neighbours().list().stream()
        .filter(entry -> entry.address().equals(address))
        .findFirst()
        .orElseThrow();
  }

  /** Whether the host has an entry for a neighbour at all. */
  boolean knows(Ipv4Address address) {
    return host.ip().neighbours().list().stream()
        .anyMatch(entry -> entry.address().equals(address));
  }

  /** The host's card. */
  EthernetDevice device() {
    return device;
  }

  /** A frame and when the hand saw it. */
  record Seen(long atNanos, EthernetFrame frame) {}

  /** What became of a connect(). */
  static final class Call implements SocketListener {

    String outcome = "pending";
    String cause = "";
    long atNanos;
    ClientSocket socket;

    /** The port it was sent from. */
    int port() {
      return socket.localPort();
    }

    @Override
    public void connected(String why) {
      outcome = "ESTABLISHED";
      cause = why;
    }

    @Override
    public void failed(Errno errno, String why) {
      outcome = errno.name();
      cause = why;
    }
  }

  /** Everybody else on the LAN. */
  private final class Hand implements Station {

    @Override
    public MacAddress mac() {
      return HAND_MAC;
    }

    @Override
    public void receive(EthernetFrame frame) {
      seen.add(new Seen(simulation.now(), frame));
      if (answersArp
          && frame.payload() instanceof ArpPacket arp
          && arp.operation() == ArpPacket.Operation.REQUEST
          && !arp.targetIp().equals(HOST)) {
        hand.send(EthernetFrame.of(arp.senderMac(), HAND_MAC, arp.replyFrom(HAND_MAC)));
      }
    }

    @Override
    public void carrierChanged(boolean carrier) {}
  }
}

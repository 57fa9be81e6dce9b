package io.synsent.engine.neighbour;

import io.synsent.engine.capture.CapturedFrame;
import io.synsent.engine.capture.Direction;
import io.synsent.engine.capture.Journal;
import io.synsent.engine.capture.JournalEntry;
import io.synsent.engine.link.Device;
import io.synsent.engine.link.EthernetDevice;
import io.synsent.engine.link.FrameReceiver;
import io.synsent.engine.packet.ArpPacket;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.packet.Payload;
import io.synsent.engine.packet.RawPayload;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.time.Simulation;
import io.synsent.engine.wire.Segment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A neighbour table on a LAN on which nobody else is: answers are given by the test. */
final class FakeLan {

  static final long SECOND = 1_000_000_000L;
  static final Ipv4Address OURS = Ipv4Address.parse("192.168.31.6");
  static final Ipv4Address THEIRS = Ipv4Address.parse("192.168.31.7");
  static final MacAddress OUR_MAC = new MacAddress(0x02_00_00_00_00_06L);
  static final MacAddress THEIR_MAC = new MacAddress(0x02_00_00_00_00_07L);
  static final MacAddress OTHER_MAC = new MacAddress(0x02_00_00_00_00_08L);

  final Simulation simulation = new Simulation(3);
  final Journal journal = new Journal(simulation);
  final OneAddress us = new OneAddress(OURS);
  final EthernetDevice device;
  final NeighbourTable table;
  private int lastId;

  FakeLan() {
    this(NeighbourSettings.LINUX);
  }

  FakeLan(NeighbourSettings settings) {
    Segment segment = new Segment("lan", simulation, journal, 0);
    device = device(journal);
    device.plugInto(segment, 0);
    table = NeighbourTable.arp("us", simulation, journal, simulation.random("r"), settings, us);
    table.setReachableNanos(device, Duration.ofSeconds(20).toNanos());
  }

  /** A device of ours that leads what it receives to nobody. */
  static EthernetDevice device(Journal journal) {
    return new EthernetDevice(
        "us",
        "eth0",
        OUR_MAC,
        journal,
        new FrameReceiver() {
          @Override
          public void receive(Device at, EthernetFrame frame) {}

          @Override
          public void stateChanged(Device changed) {}
        });
  }

  OutgoingPacket send() {
    return send(/* confirms= */ false);
  }

  /** Sends a packet, and says whether it was accepted. */
  boolean trySend() {
    return table.send(device, THEIRS, packet(/* confirms= */ false));
  }

  OutgoingPacket send(boolean confirms) {
    OutgoingPacket packet = packet(confirms);
    table.send(device, THEIRS, packet);
    return packet;
  }

  /** Sends a packet to 192.168.31.{@code last}. */
  OutgoingPacket sendTo(int last) {
    OutgoingPacket packet = packet(theirs(last), /* confirms= */ false);
    table.send(device, theirs(last), packet);
    return packet;
  }

  /** Sends any packet to {@link #THEIRS}. */
  void send(int protocol, Payload payload) {
    Ipv4Packet packet = new Ipv4Packet(OURS, THEIRS, protocol, 64, lastId++, true, 0, payload);
    table.send(device, THEIRS, new OutgoingPacket(packet, /* confirmsNeighbour= */ false));
  }

  static Ipv4Address theirs(int last) {
    return Ipv4Address.parse("192.168.31." + last);
  }

  private OutgoingPacket packet(boolean confirms) {
    return packet(THEIRS, confirms);
  }

  private OutgoingPacket packet(Ipv4Address to, boolean confirms) {
    TcpSegment syn = segment(TcpSegment.SYN);
    return new OutgoingPacket(
        new Ipv4Packet(OURS, to, Ipv4Packet.TCP, 64, lastId++, true, 0, syn), confirms);
  }

  static TcpSegment segment(int flags) {
    return new TcpSegment(40_000, 80, 1, 0, flags, 64_240, List.of(), RawPayload.EMPTY);
  }

  /** Any ARP packet, to us or to everybody. */
  void receive(ArpPacket arp, boolean broadcast) {
    receive(arp, broadcast ? MacAddress.BROADCAST : OUR_MAC);
  }

  void reply(MacAddress mac) {
    receive(
        new ArpPacket(ArpPacket.Operation.REPLY, mac, THEIRS, OUR_MAC, OURS),
        /* destination= */ OUR_MAC);
  }

  void request(MacAddress mac) {
    request(7, mac);
  }

  /** 192.168.31.{@code last} asks who we are. */
  void request(int last, MacAddress mac) {
    receive(ArpPacket.request(mac, theirs(last), OURS), MacAddress.BROADCAST);
  }

  /** {@link #THEIRS} asks everybody who {@code somebody} is. */
  void ask(Ipv4Address somebody) {
    receive(ArpPacket.request(THEIR_MAC, THEIRS, somebody), MacAddress.BROADCAST);
  }

  void announce(MacAddress mac) {
    receive(ArpPacket.request(mac, THEIRS, THEIRS), MacAddress.BROADCAST);
  }

  private void receive(ArpPacket arp, MacAddress destination) {
    table.receive(device, EthernetFrame.of(destination, arp.senderMac(), arp));
  }

  void runUntil(double seconds) {
    simulation.runUntil((long) (seconds * SECOND));
  }

  /** Who is in the table, by the last octet and in the order in which the entries were made. */
  List<Integer> known() {
    return table.list().stream().map(FakeLan::lastOctet).toList();
  }

  private static int lastOctet(Neighbour neighbour) {
    String address = neighbour.address().toString();
    return Integer.parseInt(address.substring(address.lastIndexOf('.') + 1));
  }

  /** What the journal says, without frames. */
  List<String> said() {
    return journal.entries().stream()
        .filter(entry -> !entry.isCaptured())
        .map(JournalEntry::text)
        .toList();
  }

  NeighbourState state() {
    return table.list().get(0).state();
  }

  /** When ARP requests went out, in seconds, with * for those to everybody. */
  List<String> requests() {
    List<String> requests = new ArrayList<>();
    for (CapturedFrame frame : journal.frames()) {
      if (frame.frame().payload() instanceof ArpPacket arp
          && arp.operation() == ArpPacket.Operation.REQUEST
          && frame.direction() == Direction.OUT) {
        requests.add(
            frame.atNanos() / (double) SECOND + (frame.frame().destination().isGroup() ? "*" : ""));
      }
    }
    return requests;
  }

  /** The identifications of the IP packets that went out. */
  List<Integer> sent() {
    return journal.frames().stream()
        .filter(frame -> frame.frame().payload() instanceof Ipv4Packet)
        .map(frame -> ((Ipv4Packet) frame.frame().payload()).id())
        .toList();
  }
}

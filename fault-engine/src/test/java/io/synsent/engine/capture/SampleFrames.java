package io.synsent.engine.capture;

import io.synsent.engine.packet.ArpPacket;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.Ipv6Address;
import io.synsent.engine.packet.Ipv6Packet;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.packet.NeighbourDiscovery;
import io.synsent.engine.packet.Payload;
import io.synsent.engine.packet.RawPayload;
import io.synsent.engine.packet.TcpOption;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.packet.UdpDatagram;
import java.util.ArrayList;
import java.util.List;

/** Frames of every kind the simulator sends, and some that it does not. */
final class SampleFrames {

  static final MacAddress CLIENT_MAC = new MacAddress(0x0200_0A00_0006L);
  static final MacAddress ROUTER_MAC = new MacAddress(0x0200_0A00_0001L);
  static final Ipv4Address CLIENT = Ipv4Address.parse("192.168.31.6");
  static final Ipv4Address ROUTER = Ipv4Address.parse("192.168.31.1");
  static final Ipv4Address ABSENT = Ipv4Address.parse("192.168.31.7");
  static final Ipv4Address REMOTE = Ipv4Address.parse("10.225.31.11");

  static final Ipv6Address CLIENT_V6 = Ipv6Address.parse("2001:db8:31::6");
  static final Ipv6Address ABSENT_V6 = Ipv6Address.parse("2001:db8:31::7");
  static final Ipv6Address REMOTE_V6 = Ipv6Address.parse("2001:db8:225::11");

  /** The options of a SYN as Linux sends them. */
  static final List<TcpOption> LINUX_SYN =
      List.of(
          new TcpOption.MaximumSegmentSize(1460),
          new TcpOption.SackPermitted(),
          new TcpOption.Timestamps(4_294_967_295L, 0),
          new TcpOption.NoOperation(),
          new TcpOption.WindowScale(7));

  private SampleFrames() {}

  static EthernetFrame frame(Payload payload) {
    return EthernetFrame.of(ROUTER_MAC, CLIENT_MAC, payload);
  }

  static EthernetFrame arpRequest() {
    return EthernetFrame.of(
        MacAddress.BROADCAST, CLIENT_MAC, ArpPacket.request(CLIENT_MAC, CLIENT, ABSENT));
  }

  static Ipv4Packet ip(int protocol, Payload payload) {
    return new Ipv4Packet(CLIENT, REMOTE, protocol, 64, 4711, true, 0, payload);
  }

  static Ipv4Packet tcp(
      long sequence, long acknowledgment, int flags, List<TcpOption> options, int length) {
    return ip(
        Ipv4Packet.TCP,
        new TcpSegment(
            40001,
            8081,
            sequence,
            acknowledgment,
            flags,
            64240,
            options,
            new RawPayload(new byte[length])));
  }

  static Ipv4Packet syn() {
    return tcp(1234, 0, TcpSegment.SYN, LINUX_SYN, 0);
  }

  static Ipv4Packet icmp(IcmpMessage message) {
    return new Ipv4Packet(ROUTER, CLIENT, Ipv4Packet.ICMP, 64, 1, false, 0xC0, message);
  }

  static List<EthernetFrame> ofEveryKind() {
    List<EthernetFrame> frames = new ArrayList<>();
    arp(frames);
    segments(frames);
    errors(frames);
    for (int type : new int[] {IcmpMessage.ECHO_REQUEST, IcmpMessage.ECHO_REPLY}) {
      frames.add(frame(icmp(new IcmpMessage(type, 0, 0xFFFE_8001, new RawPayload(new byte[56])))));
    }
    for (int length : new int[] {0, 1, 1400}) {
      frames.add(
          frame(
              ip(Ipv4Packet.UDP, new UdpDatagram(40002, 9999, new RawPayload(new byte[length])))));
    }
    frames.add(frame(ip(253, new RawPayload(new byte[20]))));
    frames.add(new EthernetFrame(ROUTER_MAC, CLIENT_MAC, 0x88B5, new RawPayload(new byte[46])));
    ipv6(frames);
    return frames;
  }

  private static void ipv6(List<EthernetFrame> frames) {
    Ipv6Packet syn = ipv6(REMOTE_V6, Ipv4Packet.TCP, (TcpSegment) syn().payload());
    frames.add(frame(syn));
    frames.add(
        frame(
            ipv6(
                REMOTE_V6,
                Ipv4Packet.UDP,
                new UdpDatagram(40002, 9999, new RawPayload(new byte[8])))));
    NeighbourDiscovery solicitation = NeighbourDiscovery.solicitation(ABSENT_V6, CLIENT_MAC);
    frames.add(
        EthernetFrame.of(
            ABSENT_V6.solicitedNode().multicastMac(),
            CLIENT_MAC,
            ipv6(ABSENT_V6.solicitedNode(), Ipv6Packet.ICMPV6, solicitation.message())));
    for (MacAddress mac : new MacAddress[] {ROUTER_MAC, null}) {
      frames.add(
          frame(
              ipv6(
                  CLIENT_V6,
                  Ipv6Packet.ICMPV6,
                  NeighbourDiscovery.advertisement(true, true, false, ABSENT_V6, mac).message())));
    }
    List<Ipv6Packet> originals =
        List.of(
            syn,
            ipv6(REMOTE_V6, Ipv4Packet.UDP, new UdpDatagram(40002, 9999, RawPayload.EMPTY)),
            ipv6(REMOTE_V6, 253, new RawPayload(new byte[20])));
    for (Ipv6Packet original : originals) {
      for (int code = 0; code <= 7; code++) {
        frames.add(icmpv6(Icmpv6Message.error(1, code, 0, original)));
      }
      frames.add(icmpv6(Icmpv6Message.error(Icmpv6Message.PACKET_TOO_BIG, 0, 1280, original)));
      for (int code = 0; code <= 2; code++) {
        frames.add(icmpv6(Icmpv6Message.error(Icmpv6Message.TIME_EXCEEDED, code, 0, original)));
        frames.add(icmpv6(Icmpv6Message.error(Icmpv6Message.PARAMETER_PROBLEM, code, 6, original)));
      }
    }
    for (int type : new int[] {Icmpv6Message.ECHO_REQUEST, Icmpv6Message.ECHO_REPLY}) {
      frames.add(icmpv6(new Icmpv6Message(type, 0, 0xFFFE_8001, new RawPayload(new byte[56]))));
    }
  }

  private static EthernetFrame icmpv6(Icmpv6Message message) {
    return frame(ipv6(CLIENT_V6, Ipv6Packet.ICMPV6, message));
  }

  private static Ipv6Packet ipv6(Ipv6Address destination, int protocol, Payload payload) {
    return new Ipv6Packet(
        CLIENT_V6, destination, protocol, NeighbourDiscovery.HOP_LIMIT, 0, 0x12345, payload);
  }

  private static void arp(List<EthernetFrame> frames) {
    frames.add(arpRequest());
    ArpPacket request = ArpPacket.request(CLIENT_MAC, CLIENT, ROUTER);
    frames.add(EthernetFrame.of(CLIENT_MAC, ROUTER_MAC, request.replyFrom(ROUTER_MAC)));
    frames.add(
        frame(new ArpPacket(ArpPacket.Operation.REQUEST, CLIENT_MAC, CLIENT, ROUTER_MAC, ROUTER)));
    frames.add(
        EthernetFrame.of(
            MacAddress.BROADCAST, CLIENT_MAC, ArpPacket.request(CLIENT_MAC, CLIENT, CLIENT)));
    frames.add(
        EthernetFrame.of(
            MacAddress.BROADCAST,
            CLIENT_MAC,
            ArpPacket.request(CLIENT_MAC, Ipv4Address.ANY, ABSENT)));
    frames.add(
        EthernetFrame.of(
            MacAddress.BROADCAST,
            CLIENT_MAC,
            new ArpPacket(ArpPacket.Operation.REPLY, CLIENT_MAC, CLIENT, CLIENT_MAC, CLIENT)));
  }

  private static void segments(List<EthernetFrame> frames) {
    frames.add(frame(syn()));
    List<TcpOption> none = List.of();
    frames.add(frame(tcp(0, 1235, TcpSegment.RST | TcpSegment.ACK, none, 0)));
    frames.add(frame(tcp(99, 0, TcpSegment.RST, none, 0)));
    frames.add(frame(tcp(4_294_967_295L, 1235, TcpSegment.SYN | TcpSegment.ACK, LINUX_SYN, 0)));
    frames.add(frame(tcp(1235, 0, TcpSegment.ACK, none, 0)));
    frames.add(frame(tcp(1235, 77, TcpSegment.ACK | TcpSegment.PSH, none, 10)));
    frames.add(frame(tcp(4_294_967_290L, 77, TcpSegment.ACK, none, 10)));
    frames.add(frame(tcp(1235, 77, TcpSegment.ACK | TcpSegment.FIN, none, 0)));
    frames.add(frame(tcp(1235, 77, 0, none, 0)));
    frames.add(frame(tcp(1235, 77, 0xFF, none, 0)));
    frames.add(frame(tcp(1, 0, TcpSegment.SYN | TcpSegment.ECE | TcpSegment.CWR, LINUX_SYN, 0)));
    frames.add(
        frame(
            tcp(
                1,
                0,
                TcpSegment.SYN,
                List.of(
                    new TcpOption.Unknown(77, new RawPayload(new byte[] {1, (byte) 0xAB})),
                    new TcpOption.Unknown(78, RawPayload.EMPTY),
                    new TcpOption.NoOperation(),
                    new TcpOption.EndOfList(0)),
                0)));
  }

  private static void errors(List<EthernetFrame> frames) {
    List<Ipv4Packet> originals =
        List.of(
            syn(),
            ip(Ipv4Packet.UDP, new UdpDatagram(40002, 9999, RawPayload.EMPTY)),
            ip(253, new RawPayload(new byte[20])),
            tcp(1235, 77, TcpSegment.ACK, List.of(), 1000));
    for (Ipv4Packet original : originals) {
      for (int code = 0; code <= 17; code++) {
        frames.add(
            frame(icmp(IcmpMessage.error(IcmpMessage.DESTINATION_UNREACHABLE, code, original))));
      }
    }
    frames.add(
        frame(
            icmp(
                new IcmpMessage(
                    IcmpMessage.DESTINATION_UNREACHABLE,
                    4,
                    1280,
                    IcmpMessage.error(3, 4, syn()).body()))));
    for (int code = 0; code <= 2; code++) {
      frames.add(frame(icmp(IcmpMessage.error(IcmpMessage.TIME_EXCEEDED, code, syn()))));
      frames.add(
          frame(
              icmp(
                  new IcmpMessage(
                      IcmpMessage.PARAMETER_PROBLEM,
                      code,
                      0xFE00_0000,
                      IcmpMessage.error(3, 1, syn()).body()))));
    }
  }
}

package io.synsent.engine.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.capture.Journal;
import io.synsent.engine.host.Host;
import io.synsent.engine.host.HostProfile;
import io.synsent.engine.link.EthernetDevice;
import io.synsent.engine.neighbour.NeighbourState;
import io.synsent.engine.network.FirewallAction;
import io.synsent.engine.network.FirewallRule;
import io.synsent.engine.network.Prefix;
import io.synsent.engine.network.Route;
import io.synsent.engine.network.RouteType;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.Ipv6Address;
import io.synsent.engine.packet.Ipv6Packet;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.packet.NeighbourDiscovery;
import io.synsent.engine.packet.Payload;
import io.synsent.engine.packet.RawPayload;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.packet.UdpDatagram;
import io.synsent.engine.time.Simulation;
import io.synsent.engine.wire.Port;
import io.synsent.engine.wire.Segment;
import io.synsent.engine.wire.Station;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A router between two LANs, and a hand on each that sends one packet and looks what comes. */
class RouterTest {

  private static final Ipv4Address CLIENT = Ipv4Address.parse("192.168.31.6");
  private static final Ipv6Address CLIENT_V6 = Ipv6Address.parse("2001:db8:31::6");
  private static final Ipv4Address SERVER = Ipv4Address.parse("10.225.31.11");
  private static final Ipv4Address ELSEWHERE = Ipv4Address.parse("198.51.100.1");
  private static final int PREFIX_LENGTH = 24;

  private final Simulation simulation = new Simulation(1);
  private final Journal journal = new Journal(simulation);
  private final Host router = new Host("router", HostProfile.LINUX, simulation, journal);
  private final Hand client = new Hand(6, 1, "192.168.31.1", CLIENT);
  private final Hand server = new Hand(11, 2, "10.225.31.1", SERVER);

  RouterTest() {
    Router.on(router, journal);
  }

  @Test
  void a_packet_goes_on_one_hop_older() {
    client.send(SERVER, 2);

    assertThat(server.packets).extracting(IpPacket::ttl).containsExactly(1);
    assertThat(client.packets).isEmpty();
  }

  /** ip_forward: "if (ip_hdr(skb)->ttl <= 1) goto too_many_hops"; RFC 1812, section 5.3.1. */
  @ParameterizedTest
  @CsvSource({"1", "0"})
  void a_packet_at_its_last_hop_is_thrown_away_and_its_sender_told(int ttl) {
    client.send(SERVER, ttl);

    assertThat(server.packets).isEmpty();
    assertThat(client.told()).containsExactly("11/0");
    assertThat(journal.entries()).extracting(entry -> entry.text()).contains("TTL exceeded");
  }

  /** ip_error: ENETUNREACH is "network unreachable". */
  @Test
  void without_a_route_the_sender_is_told_of_the_network() {
    client.send(ELSEWHERE, 64);

    assertThat(client.told()).containsExactly("3/0");
    assertThat(journal.entries())
        .extracting(entry -> entry.text())
        .contains("no way on: ENETUNREACH");
  }

  /** fib_props: what each route that leads nowhere is to ip_error; a blackhole says nothing. */
  @ParameterizedTest
  @EnumSource(
      value = RouteType.class,
      names = {"UNREACHABLE", "PROHIBIT", "BLACKHOLE", "THROW"})
  void a_route_to_nowhere_is_told_by_its_type(RouteType type) {
    router.ip().routes().add(Route.nowhere(Prefix.parse("198.51.100.0/24"), type));
    client.send(ELSEWHERE, 64);

    List<String> expected =
        switch (type) {
          case UNREACHABLE -> List.of("3/1");
          case PROHIBIT -> List.of("3/13");
          case THROW -> List.of("3/0");
          default -> List.of();
        };
    assertThat(client.told()).isEqualTo(expected);
  }

  /**
   * RFC 1812, section 4.3.2.7, and RFC 4443, section 2.4 (e): no error "as the result of receiving
   * an ICMP error message", but one about an echo request.
   */
  @ParameterizedTest
  @CsvSource({
    "198.51.100.1, 3, false",
    "198.51.100.1, 11, false",
    "198.51.100.1, 12, false",
    "198.51.100.1, 8, true",
    "198.51.100.1, 0, true",
    "2001:db8:99::1, 1, false",
    "2001:db8:99::1, 3, false",
    "2001:db8:99::1, 4, false",
    "2001:db8:99::1, 127, false",
    "2001:db8:99::1, 128, true",
    "2001:db8:99::1, 129, true",
  })
  void a_packet_without_a_route_is_told_of_unless_it_is_an_icmp_error(
      String to, int icmpType, boolean told) {
    client.send(packet(client.own(to), to, 64, icmp(to, icmpType)));

    assertThat(client.packets).hasSize(told ? 1 : 0);
    assertThat(journal.entries())
        .extracting(entry -> entry.text())
        .contains("no way on: ENETUNREACH");
  }

  /** The same sections: none about what went to many, or from nobody in particular. */
  @ParameterizedTest
  @CsvSource({
    "192.168.31.6, 192.168.31.1, true",
    "192.168.31.6, 192.168.31.255, false",
    "192.168.31.6, 255.255.255.255, false",
    "192.168.31.6, 224.0.0.1, false",
    "0.0.0.0, 192.168.31.1, false",
    "224.0.0.1, 192.168.31.1, false",
    "192.168.31.255, 192.168.31.1, false",
    "2001:db8:31::6, 2001:db8:31::1, true",
    "2001:db8:31::6, ff02::1, false",
    "::, 2001:db8:31::1, false",
    "ff02::1, 2001:db8:31::1, false",
  })
  void a_datagram_to_a_port_nobody_has_is_told_of_unless_many_are_meant(
      String from, String to, boolean told) {
    // An error would have somewhere to go.
    router.ip().routes().add(Route.via(Prefix.DEFAULT, CLIENT, client.routers));
    router.ip().routes().add(Route.via(Prefix.DEFAULT_V6, CLIENT_V6, client.routers));
    UdpDatagram datagram = new UdpDatagram(1, 2, new RawPayload(new byte[20]));
    client.send(packet(from, to, 64, datagram));

    assertThat(client.packets).hasSize(told ? 1 : 0);
    assertThat(journal.entries())
        .extracting(entry -> entry.text())
        .as("it is not even tried")
        .doesNotContain("broadcast and multicast are not sent");
  }

  /**
   * RFC 4443, section 2.4 (e.3): ip6tables REJECT has no answer to a solicitation that asked
   * everybody, and one to a probe of us alone.
   */
  @ParameterizedTest
  @CsvSource({"true, false", "false, true"})
  void a_solicitation_that_is_rejected_is_told_of_unless_it_asked_everybody(
      boolean everybody, boolean told) {
    router.ip().addFirewallRule(FirewallRule.input(FirewallAction.REJECT_ICMP6_PORT_UNREACHABLE));
    Ipv6Address own = Ipv6Address.parse("2001:db8:31::1");
    Ipv6Address asker = Ipv6Address.parse("2001:db8:31::6");
    client.send(
        new Ipv6Packet(
            asker,
            everybody ? own.solicitedNode() : own,
            Ipv6Packet.ICMPV6,
            NeighbourDiscovery.HOP_LIMIT,
            0,
            0,
            NeighbourDiscovery.solicitation(own, client.mac()).message()));

    assertThat(client.packets).hasSize(told ? 1 : 0);
    assertThat(journal.entries())
        .extracting(entry -> entry.text())
        .contains("INPUT: REJECT_ICMP6_PORT_UNREACHABLE");
  }

  private static Payload icmp(String family, int type) {
    RawPayload quote = new RawPayload(new byte[48]);
    return family.contains(":")
        ? new Icmpv6Message(type, 0, 0, quote)
        : new IcmpMessage(type, 0, 0, quote);
  }

  private static IpPacket packet(String from, String to, int ttl, Payload payload) {
    boolean udp = payload instanceof UdpDatagram;
    if (IpAddress.parse(from) instanceof Ipv6Address source) {
      int protocol = udp ? Ipv4Packet.UDP : Ipv6Packet.ICMPV6;
      return new Ipv6Packet(source, Ipv6Address.parse(to), protocol, ttl, 0, 0, payload);
    }
    return new Ipv4Packet(
        Ipv4Address.parse(from),
        Ipv4Address.parse(to),
        udp ? Ipv4Packet.UDP : Ipv4Packet.ICMP,
        ttl,
        1,
        true,
        0,
        payload);
  }

  /** A station on one of the router's LANs that the router need not ask for. */
  private final class Hand implements Station {

    final List<IpPacket> packets = new ArrayList<>();
    private final MacAddress mac;
    private final EthernetDevice routers;
    private final Port port;

    Hand(int number, int lan, String routersAddress, Ipv4Address own) {
      Segment segment = new Segment("lan" + lan, simulation, journal, 0);
      mac = new MacAddress(0x02_00_00_00_00_00L + number);
      routers =
          router.addDevice(
              new MacAddress(0x02_00_00_00_01_00L + lan),
              segment,
              0,
              Ipv4Address.parse(routersAddress),
              PREFIX_LENGTH);
      port = segment.attach(this, 0);
      know(own);
      if (lan == 1) {
        router.ip().addAddress(routers, Ipv6Address.parse("2001:db8:31::1"), 64);
        know(CLIENT_V6);
      }
    }

    private void know(IpAddress own) {
      router.ip().neighbours(own).set(routers, own, mac, NeighbourState.PERMANENT);
    }

    /** Its own address of the family of {@code other}. */
    String own(String other) {
      return (other.contains(":") ? CLIENT_V6 : CLIENT).toString();
    }

    void send(Ipv4Address to, int ttl) {
      TcpSegment syn =
          new TcpSegment(40_000, 80, 1, 0, TcpSegment.SYN, 64_240, List.of(), RawPayload.EMPTY);
      send(new Ipv4Packet(CLIENT, to, Ipv4Packet.TCP, ttl, 1, true, 0, syn));
    }

    void send(IpPacket packet) {
      port.send(EthernetFrame.of(routers.mac(), mac, packet));
      simulation.runUntilIdle();
    }

    /** Type and code of the ICMP messages it got. */
    List<String> told() {
      return packets.stream()
          .map(packet -> (IcmpMessage) packet.payload())
          .map(message -> message.type() + "/" + message.code())
          .toList();
    }

    @Override
    public MacAddress mac() {
      return mac;
    }

    @Override
    public void receive(EthernetFrame frame) {
      if (frame.payload() instanceof IpPacket packet) {
        packets.add(packet);
      }
    }

    @Override
    public void carrierChanged(boolean carrier) {}
  }
}

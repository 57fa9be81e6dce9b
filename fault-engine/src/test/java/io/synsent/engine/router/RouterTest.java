package io.synsent.engine.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.capture.Journal;
import io.synsent.engine.capture.JournalEntry;
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
import org.junit.jupiter.params.provider.ValueSource;

/** A router between two LANs, and a hand on each that sends one packet and looks what comes. */
class RouterTest {

  private static final Ipv4Address CLIENT = Ipv4Address.parse("192.168.31.6");
  private static final Ipv6Address CLIENT_V6 = Ipv6Address.parse("2001:db8:31::6");
  private static final Ipv4Address SERVER = Ipv4Address.parse("10.225.31.11");
  private static final Ipv4Address ELSEWHERE = Ipv4Address.parse("198.51.100.1");
  private static final int PREFIX_LENGTH = 24;

  private final Lans lans = new Lans(HostProfile.LINUX);
  private final Host router = lans.router;
  private final Hand client = lans.client;
  private final Hand server = lans.server;

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
    assertThat(lans.journal.entries()).extracting(entry -> entry.text()).contains("TTL exceeded");
  }

  /** ip_error: ENETUNREACH is "network unreachable". */
  @Test
  void without_a_route_the_sender_is_told_of_the_network() {
    client.send(ELSEWHERE, 64);

    assertThat(client.told()).containsExactly("3/0");
    assertThat(lans.journal.entries())
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

  @ParameterizedTest
  @CsvSource({"ACCEPT, true", "DROP, false", "REJECT_ICMP_ADMIN_PROHIBITED, false"})
  void a_packet_goes_on_only_if_the_forward_chain_lets_it(FirewallAction action, boolean goesOn) {
    router.ip().addFirewallRule(FirewallRule.forwardTcp(80, action));
    client.send(SERVER, 64);

    assertThat(server.packets).hasSize(goesOn ? 1 : 0);
  }

  /**
   * A macOS that forwards: once a neighbour is rejected ip_output says EHOSTUNREACH at once, and
   * ip_forward tells the sender, which the same host does not do for itself.
   */
  @Test
  void a_bsd_router_tells_of_a_neighbour_that_is_rejected() {
    Lans bsd = new Lans(HostProfile.MACOS);
    Ipv4Address absent = Ipv4Address.parse("10.225.31.12");
    for (int second = 0; second < 5; second++) {
      bsd.simulation.runUntil(second * 1_000_000_000L);
      bsd.client.send(absent, 64);
    }
    assertThat(bsd.client.packets).as("five requests").isEmpty();
    bsd.simulation.runUntil(5_000_000_000L);
    bsd.client.send(absent, 64);

    assertThat(bsd.client.told()).containsExactly("3/1");
  }

  /** Windows says nothing to itself of an absent neighbour; forwarding, it tells the sender. */
  @Test
  void a_router_that_tells_itself_nothing_tells_others() {
    Lans windows = new Lans(HostProfile.WINDOWS);
    windows.client.send(Ipv4Address.parse("10.225.31.12"), 64);

    assertThat(windows.client.told()).containsExactly("3/1");
    assertThat(windows.said()).doesNotContain("nobody at the next hop: thrown away");
  }

  /**
   * RFC 4861, section 4.4: the R-bit of an advertisement "indicates that the sender is a router".
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void an_advertisement_says_whether_its_sender_is_a_router(boolean forwards) {
    Hand asker = new Lans(HostProfile.LINUX, forwards).client;
    asker.solicit(Ipv6Address.parse("2001:db8:31::1"));

    assertThat(asker.packets)
        .extracting(
            packet ->
                NeighbourDiscovery.in((Icmpv6Message) packet.payload()).orElseThrow().router())
        .containsExactly(forwards);
  }

  /** RFC 4443, section 3.4: the pointer is at the Next Header field, octet 6; else it is unused. */
  @ParameterizedTest
  @CsvSource({"253, 4, 1, 6", "17, 1, 4, 0"})
  void a_protocol_nobody_has_is_pointed_to(int protocol, int type, int code, int pointer) {
    Ipv6Address own = Ipv6Address.parse("2001:db8:31::1");
    UdpDatagram datagram = new UdpDatagram(1, 2, RawPayload.EMPTY);
    RawPayload anything = new RawPayload(new byte[8]);
    client.send(
        new Ipv6Packet(CLIENT_V6, own, protocol, 64, 0, 0, protocol == 17 ? datagram : anything));

    Icmpv6Message message = (Icmpv6Message) client.packets.get(0).payload();
    assertThat(message.type()).isEqualTo(type);
    assertThat(message.code()).isEqualTo(code);
    assertThat(message.rest()).isEqualTo(pointer);
  }

  /** icmpv6_xrlim_allow: a /64 gets six at once; what is more is said to be left out. */
  @Test
  void icmpv6_errors_to_one_destination_are_limited() {
    UdpDatagram datagram = new UdpDatagram(1, 2, RawPayload.EMPTY);
    for (int i = 0; i < 7; i++) {
      client.send(packet(CLIENT_V6.toString(), "2001:db8:31::1", 64, datagram));
    }

    assertThat(client.packets).hasSize(6);
    assertThat(lans.said())
        .containsOnlyOnce("no ICMPv6 error sent: icmp.ratelimit or icmp_msgs_burst is used up");
  }

  /** __icmp_send: "RT_TOS(iph->tos) | IPTOS_PREC_INTERNETCONTROL". */
  @ParameterizedTest
  @CsvSource({"0x00, 0xC0", "0x10, 0xD0", "0xFF, 0xDE", "0xE1, 0xC0"})
  void an_errors_type_of_service_is_that_of_the_packet_with_internet_control(
      String sent, String expected) {
    client.send(
        new Ipv4Packet(
            CLIENT,
            ELSEWHERE,
            Ipv4Packet.UDP,
            64,
            1,
            true,
            Integer.decode(sent),
            new UdpDatagram(1, 2, RawPayload.EMPTY)));

    assertThat(((Ipv4Packet) client.packets.get(0)).tos()).isEqualTo(Integer.decode(expected));
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
    assertThat(lans.journal.entries())
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
    assertThat(lans.journal.entries())
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
    assertThat(lans.journal.entries())
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

  /** A router and its two LANs. */
  private static final class Lans {

    final Simulation simulation = new Simulation(1);
    final Journal journal = new Journal(simulation);
    final Host router;
    final Hand client;
    final Hand server;

    Lans(HostProfile profile) {
      this(profile, /* forwards= */ true);
    }

    Lans(HostProfile profile, boolean forwards) {
      router = new Host("router", profile, simulation, journal);
      client = new Hand(this, 6, 1, "192.168.31.1", CLIENT);
      server = new Hand(this, 11, 2, "10.225.31.1", SERVER);
      if (forwards) {
        Router.on(router, journal);
      }
    }

    List<String> said() {
      return journal.entries().stream().map(JournalEntry::text).toList();
    }
  }

  /** A station on one of the router's LANs that the router need not ask for. */
  private static final class Hand implements Station {

    final List<IpPacket> packets = new ArrayList<>();
    private final MacAddress mac;
    private final EthernetDevice routers;
    private final Port port;
    private final Lans lans;

    Hand(Lans lans, int number, int lan, String routersAddress, Ipv4Address own) {
      this.lans = lans;
      Segment segment = new Segment("lan" + lan, lans.simulation, lans.journal, 0);
      mac = new MacAddress(0x02_00_00_00_00_00L + number);
      routers =
          lans.router.addDevice(
              new MacAddress(0x02_00_00_00_01_00L + lan),
              segment,
              0,
              Ipv4Address.parse(routersAddress),
              PREFIX_LENGTH);
      port = segment.attach(this, 0);
      know(own);
      if (lan == 1) {
        lans.router.ip().addAddress(routers, Ipv6Address.parse("2001:db8:31::1"), 64);
        know(CLIENT_V6);
      }
    }

    private void know(IpAddress own) {
      lans.router.ip().neighbours(own).set(routers, own, mac, NeighbourState.PERMANENT);
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

    /** Asks everybody who has the address. */
    void solicit(Ipv6Address wanted) {
      send(
          new Ipv6Packet(
              CLIENT_V6,
              wanted.solicitedNode(),
              Ipv6Packet.ICMPV6,
              NeighbourDiscovery.HOP_LIMIT,
              0,
              0,
              NeighbourDiscovery.solicitation(wanted, mac).message()));
    }

    void send(IpPacket packet) {
      port.send(EthernetFrame.of(routers.mac(), mac, packet));
      lans.simulation.runUntilIdle();
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

package io.synsent.engine.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.capture.Journal;
import io.synsent.engine.host.Host;
import io.synsent.engine.host.HostProfile;
import io.synsent.engine.link.EthernetDevice;
import io.synsent.engine.neighbour.NeighbourState;
import io.synsent.engine.network.Prefix;
import io.synsent.engine.network.Route;
import io.synsent.engine.network.RouteType;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.packet.RawPayload;
import io.synsent.engine.packet.TcpSegment;
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

    assertThat(server.packets).extracting(Ipv4Packet::ttl).containsExactly(1);
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

  /** A station on one of the router's LANs that the router need not ask for. */
  private final class Hand implements Station {

    final List<Ipv4Packet> packets = new ArrayList<>();
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
      router.ip().neighbours(own).set(routers, own, mac, NeighbourState.PERMANENT);
    }

    void send(Ipv4Address to, int ttl) {
      TcpSegment syn =
          new TcpSegment(40_000, 80, 1, 0, TcpSegment.SYN, 64_240, List.of(), RawPayload.EMPTY);
      port.send(
          EthernetFrame.of(
              routers.mac(),
              mac,
              new Ipv4Packet(CLIENT, to, Ipv4Packet.TCP, ttl, 1, true, 0, syn)));
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
      if (frame.payload() instanceof Ipv4Packet packet) {
        packets.add(packet);
      }
    }

    @Override
    public void carrierChanged(boolean carrier) {}
  }
}

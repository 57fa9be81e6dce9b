package io.synsent.engine.onehost;

import static io.synsent.engine.onehost.Bench.HAND_MAC;
import static io.synsent.engine.onehost.Bench.HOST;
import static io.synsent.engine.onehost.Bench.HOST_MAC;
import static io.synsent.engine.onehost.Bench.LATENCY;
import static io.synsent.engine.onehost.Bench.PEER;
import static io.synsent.engine.onehost.Bench.ip;
import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.capture.Journal;
import io.synsent.engine.host.Host;
import io.synsent.engine.host.HostProfile;
import io.synsent.engine.network.IpLayer;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.packet.RawPayload;
import io.synsent.engine.packet.UdpDatagram;
import io.synsent.engine.time.Simulation;
import io.synsent.engine.wire.Segment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 1122, Requirements for Internet Hosts: the internet layer. */
class Rfc1122Test {

  private final Bench bench = new Bench();

  /**
   * RFC 1122, 3.2.1.3: a host "MUST silently discard an incoming datagram that is not destined for
   * the host".
   */
  @Test
  void a_packet_for_another_host_is_silently_discarded() {
    Ipv4Address another = Ipv4Address.parse("192.168.31.99");
    bench.send(
        EthernetFrame.of(
            HOST_MAC,
            HAND_MAC,
            ip(PEER, another, Ipv4Packet.UDP, new UdpDatagram(1, 2, RawPayload.EMPTY))));
    bench.send(EthernetFrame.of(HOST_MAC, HAND_MAC, ip(PEER, another, 253, RawPayload.EMPTY)));
    bench.run(5 * LATENCY);

    assertThat(bench.seen).isEmpty();
    bench.send(ip(PEER, HOST, Ipv4Packet.UDP, new UdpDatagram(1, 2, RawPayload.EMPTY)));
    bench.run(5 * LATENCY);
    assertThat(bench.messages())
        .extracting(IcmpMessage::type)
        .as("one that is for it is answered")
        .containsExactly(IcmpMessage.DESTINATION_UNREACHABLE);
  }

  /** RFC 1122, 3.2.1.3: {network, -1}; RFC 3021: a network of two has none, nor has a host's. */
  @ParameterizedTest
  @CsvSource({
    "24, 192.168.31.255, true",
    "24, 192.168.31.254, false",
    "30, 192.168.31.7, true",
    "31, 192.168.31.7, false",
    "32, 192.168.31.6, false"
  })
  void the_last_address_of_a_network_means_everybody(
      int prefixLength, String address, boolean everybody) {
    IpLayer ip = hostWith(prefixLength).ip();
    assertThat(ip.isBroadcast(IpAddress.parse(address))).isEqualTo(everybody);
  }

  /** fib_add_ifaddr: an address brings the route of its network, unless it is one of its own. */
  @ParameterizedTest
  @CsvSource({"24, 192.168.31.99, true", "31, 192.168.31.7, true", "32, 192.168.31.7, false"})
  void the_network_of_an_address_is_on_the_link(int prefixLength, String neighbour, boolean there) {
    IpLayer ip = hostWith(prefixLength).ip();
    assertThat(ip.routes().lookup(IpAddress.parse(neighbour)) != null).isEqualTo(there);
  }

  private static Host hostWith(int prefixLength) {
    Simulation simulation = new Simulation(1);
    Journal journal = new Journal(simulation);
    Host host = new Host("host", HostProfile.LINUX, simulation, journal);
    host.addDevice(
        new MacAddress(0x0200_0000_0006L),
        new Segment("lan", simulation, journal, LATENCY),
        0,
        HOST,
        prefixLength);
    return host;
  }
}

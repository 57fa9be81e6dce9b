package io.synsent.engine.topology;

import static io.synsent.engine.topology.Driven.MILLISECOND;
import static io.synsent.engine.topology.Driven.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.synsent.engine.fault.Faults;
import io.synsent.engine.host.HostProfile;
import io.synsent.engine.network.Chain;
import io.synsent.engine.network.FirewallAction;
import io.synsent.engine.network.FirewallRule;
import io.synsent.engine.network.RouteType;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv6Packet;
import io.synsent.engine.packet.TcpOption;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.report.ConnectReport;
import io.synsent.engine.report.Timeline;
import io.synsent.engine.socket.Errno;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * IPv6 in whole networks. What each shows the live kernel showed too: the scenarios {@code ipv6-*}
 * of the conformance suite.
 */
class Ipv6Test {

  private static final String LAN = "2001:db8:31::7";
  private static final String FAR = "2001:db8:225::11";

  @Test
  void an_absent_host_on_the_lan_is_asked_for_three_times_and_ehostunreach_at_3_s() {
    Driven driven = Driven.connect(Network.builder().with(Faults.unreachable(LAN)), LAN, 8081);

    assertThat(driven.errno()).contains(Errno.EHOSTUNREACH);
    assertThat(driven.took()).isEqualTo(3 * SECOND);
    assertThat(driven.captured())
        .containsExactly(
            "0.000 out NS? 2001:db8:31::7",
            "1.000 out NS? 2001:db8:31::7",
            "2.000 out NS? 2001:db8:31::7",
            "3.000 lo ICMPv6 1/3");
  }

  /**
   * ndisc_send_skb: a solicitation passes the OUTPUT chain, where ARP passes nothing. REJECT has no
   * ICMPv6 for what is sent to a multicast address (RFC 4443, section 2.4 (e.3)).
   */
  @ParameterizedTest
  @EnumSource(names = {"DROP", "REJECT_ICMP6_ADM_PROHIBITED"})
  void a_host_whose_firewall_lets_no_solicitation_out_asks_nobody(FirewallAction action) {
    Driven driven =
        Driven.connect(
            Network.builder()
                .client(c -> c.firewall(solicitationsOut(action)))
                .with(Faults.reachable(LAN, 80)),
            LAN,
            80);

    assertThat(driven.errno()).contains(Errno.EHOSTUNREACH);
    assertThat(driven.took()).isEqualTo(3 * SECOND);
    assertThat(driven.captured()).containsExactly("3.000 lo ICMPv6 1/3");
    assertThat(driven.said("OUTPUT: "))
        .containsExactly(
            "client: OUTPUT: " + action, "client: OUTPUT: " + action, "client: OUTPUT: " + action);
  }

  @Test
  void a_host_whose_firewall_has_no_such_rule_says_nothing_of_it() {
    Driven driven = Driven.connect(Network.builder().with(Faults.reachable(LAN, 80)), LAN, 80);

    assertThat(driven.outcome().isEstablished()).isTrue();
    assertThat(driven.said("OUTPUT")).isEmpty();
  }

  private static FirewallRule solicitationsOut(FirewallAction action) {
    return new FirewallRule(
        Chain.OUTPUT,
        null,
        null,
        OptionalInt.of(Ipv6Packet.ICMPV6),
        OptionalInt.empty(),
        OptionalInt.of(Icmpv6Message.NEIGHBOUR_SOLICITATION),
        action);
  }

  @Test
  void the_report_says_that_nobody_answered_ndp() {
    Driven driven = Driven.connect(Network.builder().with(Faults.unreachable(LAN)), LAN, 8081);
    ConnectReport report = Timeline.of(driven.network).get(0);

    assertThat(report.stoppedIn()).contains("nobody answered NDP for 2001:db8:31::7");
    assertThat(report.arpRequestTimes()).containsExactly(0L, SECOND, 2 * SECOND);
    assertThat(Timeline.text(report))
        .contains("connect 1 to [2001:db8:31::7]:8081")
        .contains("IP6 2001:db8:31::6 > ff02::1:ff00:7: ICMP6, neighbor solicitation")
        .contains("parked in the");
  }

  @Test
  void a_silent_firewall_beyond_the_router_gets_the_same_syns_as_over_ipv4() {
    Network.Builder network =
        Network.builder().with(Faults.firewalled(FAR, 8080, FirewallAction.DROP));
    Driven driven = Driven.connect(network, FAR, 8080);

    assertThat(driven.errno()).contains(Errno.ETIMEDOUT);
    assertThat(driven.took()).isBetween(127 * SECOND, 127 * SECOND + 10 * MILLISECOND);
    assertThat(driven.sentAt("SYN"))
        .extracting(at -> at / 1000)
        .containsExactly(0L, 1L, 3L, 7L, 15L, 31L, 63L);
    // 1500 - 40 - 20, and the largest window below 64 KiB that is a whole number of those.
    TcpSegment syn = driven.firstSegment(segment -> segment.has(TcpSegment.SYN));
    assertThat(syn.options()).startsWith(new TcpOption.MaximumSegmentSize(1440));
    assertThat(syn.window()).isEqualTo(64_800);
  }

  @Test
  void a_closed_port_answers_rst() {
    Driven driven = Driven.connect(Network.builder().host(LAN), LAN, 8081);

    assertThat(driven.errno()).contains(Errno.ECONNREFUSED);
    assertThat(driven.captured())
        .extracting(line -> line.substring(6))
        .containsExactly(
            "out NS? 2001:db8:31::7", "in NA! 2001:db8:31::7", "out SYN", "in RST-ACK");
  }

  @Test
  void an_open_port_beyond_the_router_is_established_through_the_gateway() {
    Driven driven = Driven.connect(Network.builder().with(Faults.reachable(FAR, 80)), FAR, 80);

    assertThat(driven.outcome().isEstablished()).isTrue();
    assertThat(driven.captured())
        .extracting(line -> line.substring(6))
        .containsExactly(
            "out NS? 2001:db8:31::1", "in NA! 2001:db8:31::1", "out SYN", "in SYN-ACK", "out ACK");
  }

  /** tab_unreach of net/ipv6/icmp.c, by what each REJECT of ip6tables says. */
  @ParameterizedTest
  @CsvSource({
    "REJECT_ICMP6_NO_ROUTE, 1/0, no route, ENETUNREACH",
    "REJECT_ICMP6_ADM_PROHIBITED, 1/1, administratively prohibited, EACCES",
    "REJECT_ICMP6_ADDR_UNREACHABLE, 1/3, address unreachable, EHOSTUNREACH",
    "REJECT_ICMP6_PORT_UNREACHABLE, 1/4, port unreachable, ECONNREFUSED",
    "REJECT_ICMP6_POLICY_FAIL, 1/5, source address failed policy, EACCES",
    "REJECT_ICMP6_REJECT_ROUTE, 1/6, reject route, EACCES",
    "REJECT_ICMP_NET_UNREACHABLE, 1/0, no route, ENETUNREACH",
    "REJECT_ICMP_HOST_UNREACHABLE, 1/3, address unreachable, EHOSTUNREACH",
    "REJECT_ICMP_PROTO_UNREACHABLE, 4/1, parameter problem, EPROTO",
    "REJECT_ICMP_PORT_UNREACHABLE, 1/4, port unreachable, ECONNREFUSED",
    "REJECT_ICMP_NET_PROHIBITED, 1/1, administratively prohibited, EACCES",
    "REJECT_ICMP_HOST_PROHIBITED, 1/1, administratively prohibited, EACCES",
    "REJECT_ICMP_ADMIN_PROHIBITED, 1/1, administratively prohibited, EACCES",
  })
  void each_reject_is_this_message_and_this_error(
      FirewallAction action, String typeAndCode, String words, Errno errno) {
    Driven driven =
        Driven.connect(Network.builder().with(Faults.firewalled(FAR, 8080, action)), FAR, 8080);

    assertThat(driven.errno()).contains(errno);
    assertThat(driven.outcome().cause()).startsWith("ICMPv6 " + words + " from 2001:db8:");
    assertThat(driven.captured()).last().asString().endsWith("in ICMPv6 " + typeAndCode);
  }

  /** And the other way round: what ICMPv6 alone can say, said to IPv4 (RFC 7915, section 5.2). */
  @ParameterizedTest
  @CsvSource({
    "REJECT_ICMP6_NO_ROUTE, 3/0, ENETUNREACH",
    "REJECT_ICMP6_ADM_PROHIBITED, 3/13, EHOSTUNREACH",
    "REJECT_ICMP6_ADDR_UNREACHABLE, 3/1, EHOSTUNREACH",
    "REJECT_ICMP6_PORT_UNREACHABLE, 3/3, ECONNREFUSED",
    "REJECT_ICMP6_POLICY_FAIL, 3/13, EHOSTUNREACH",
    "REJECT_ICMP6_REJECT_ROUTE, 3/13, EHOSTUNREACH",
  })
  void a_reject_in_icmpv6_words_is_translated_for_ipv4(
      FirewallAction action, String typeAndCode, Errno errno) {
    Driven driven =
        Driven.connect(
            Network.builder().with(Faults.firewalled("10.225.31.10", 8080, action)),
            "10.225.31.10",
            8080);

    assertThat(driven.errno()).contains(errno);
    assertThat(driven.captured()).last().asString().endsWith("in ICMP " + typeAndCode);
  }

  /** net/ipv6/route.c, ip6_rt_type_to_error. */
  @ParameterizedTest
  @CsvSource({
    "UNREACHABLE, EHOSTUNREACH",
    "PROHIBIT, EACCES",
    "BLACKHOLE, EINVAL",
    "THROW, ENETUNREACH"
  })
  void a_route_to_nowhere_fails_at_once(RouteType type, Errno errno) {
    Driven driven =
        Driven.connect(
            Network.builder().client(client -> client.route("2001:db8:225::/64", type)), FAR, 8080);

    assertThat(driven.errno()).contains(errno);
    assertThat(driven.captured()).isEmpty();
  }

  /** ip6_pkt_discard: an unreachable route of a router says "no route", unlike IPv4's. */
  @ParameterizedTest
  @CsvSource({
    "UNREACHABLE, 1/0, ENETUNREACH",
    "PROHIBIT, 1/1, EACCES",
  })
  void a_route_to_nowhere_on_the_router_is_told(RouteType type, String typeAndCode, Errno errno) {
    Driven driven =
        Driven.connect(
            Network.builder().gatewayRouter(router -> router.route("2001:db8:225::/64", type)),
            FAR,
            8080);

    assertThat(driven.errno()).contains(errno);
    assertThat(driven.captured()).last().asString().endsWith("in ICMPv6 " + typeAndCode);
  }

  @Test
  void without_ipv6_there_is_no_route_and_ipv4_works() {
    Network network =
        Network.builder().withoutIpv6().with(Faults.reachable("10.225.31.10", 80)).build();

    assertThat(Driven.connect(network, FAR, 80).errno()).contains(Errno.ENETUNREACH);
    assertThat(Driven.connect(network, "10.225.31.10", 80).outcome().isEstablished()).isTrue();
  }

  @Test
  void a_name_with_a_broken_ipv6_address_and_a_working_ipv4_one() {
    Network network =
        Network.builder()
            .name("db.example", FAR, "10.225.31.10")
            .with(Faults.unreachable(FAR))
            .with(Faults.reachable("10.225.31.10", 5432))
            .build();

    List<IpAddress> addresses = network.resolve("db.example").orElseThrow();
    assertThat(addresses).extracting(IpAddress::toString).containsExactly(FAR, "10.225.31.10");
    assertThat(Driven.connect(network, FAR, 5432).errno()).contains(Errno.ETIMEDOUT);
    assertThat(Driven.connect(network, "10.225.31.10", 5432).outcome().isEstablished()).isTrue();
  }

  @Test
  void a_dual_stack_host_on_the_lan_has_both_families_on_one_card() {
    Network network =
        Network.builder()
            .name("db.example", "192.168.31.7", LAN)
            .host("db.example", host -> host.open(80))
            .build();

    assertThat(Driven.connect(network, LAN, 80).outcome().isEstablished()).isTrue();
    assertThat(Driven.connect(network, "192.168.31.7", 80).outcome().isEstablished()).isTrue();
    SimulatedHost host = network.host("db.example");
    assertThat(network.client().neighbourTable())
        .extracting(neighbour -> neighbour.mac())
        .containsOnly(host.mac());
    host.unplug();
    assertThat(host.isPluggedIn()).isFalse();
  }

  @Test
  void a_mapped_address_is_the_ipv4_host() {
    Network network = Network.builder().with(Faults.closedPort("192.168.31.7", 80)).build();

    Driven driven = Driven.connect(network, "::ffff:192.168.31.7", 80);

    assertThat(driven.errno()).contains(Errno.ECONNREFUSED);
    assertThat(network.simulates(IpAddress.parse("::ffff:192.168.31.7"), 80)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"::1", "2001:db8:31::6"})
  void this_host_itself_answers_over_loopback(String address) {
    Driven driven =
        Driven.connect(Network.builder().host(address, host -> host.closed(80)), address, 80);

    assertThat(driven.errno()).contains(Errno.ECONNREFUSED);
    assertThat(driven.captured()).containsExactly("0.000 lo SYN", "0.000 lo RST-ACK");
    assertThat(driven.connect.localAddress()).hasToString(address);
    // 65536 - 40 - 20
    assertThat(driven.firstSegment(s -> s.has(TcpSegment.SYN)).options())
        .startsWith(new TcpOption.MaximumSegmentSize(65_476));
  }

  @Test
  void the_local_address_is_that_of_the_capture() {
    Driven driven = Driven.connect(Network.builder().host(LAN), LAN, 8081);

    assertThat(driven.connect.localAddress()).hasToString("2001:db8:31::6");
    assertThat(driven.connect.localPort())
        .isEqualTo(driven.firstSegment(s -> s.has(TcpSegment.SYN)).sourcePort());
  }

  @Test
  void a_link_local_target_is_reached_from_the_link_local_address() {
    Driven driven = Driven.connect(Network.builder().host("fe80::7"), "fe80::7", 80);

    assertThat(driven.errno()).contains(Errno.ECONNREFUSED);
    assertThat(driven.connect.localAddress().isLinkLocal()).isTrue();
  }

  /** Measured: the host's own ICMPv6 comes in on lo, where a socket bound to eth0 is not found. */
  @Test
  void an_absent_link_local_host_is_not_told_of_but_timed_out() {
    HostProfile profile = HostProfile.LINUX_6_5.toBuilder().synRetries(1).build();
    Driven driven =
        Driven.connect(
            Network.builder().profile(profile).with(Faults.unreachable("fe80::7")), "fe80::7", 80);

    assertThat(driven.errno()).contains(Errno.ETIMEDOUT);
    assertThat(driven.captured()).contains("3.000 lo ICMPv6 1/3");
    assertThat(driven.said("ICMPv6 error ignored")).isNotEmpty();
  }

  @Test
  void multicast_is_enetunreach() {
    assertThat(Driven.connect(Network.builder(), "ff02::1", 80).errno())
        .contains(Errno.ENETUNREACH);
  }

  /** ip6_dst_lookup_tail. */
  @Test
  void a_socket_bound_to_ipv4_has_no_way_to_ipv6() {
    Driven driven =
        Driven.connect(
            Network.builder().host(LAN).build(),
            ConnectRequest.to(IpAddress.parse(LAN), 80).from(IpAddress.parse("192.168.31.6"), 0));

    assertThat(driven.errno()).contains(Errno.EAFNOSUPPORT);
  }

  @Test
  void a_socket_bound_to_ipv6_has_no_route_to_ipv4() {
    Driven driven =
        Driven.connect(
            Network.builder().host("192.168.31.7").build(),
            ConnectRequest.to(IpAddress.parse("192.168.31.7"), 80)
                .from(IpAddress.parse("2001:db8:31::6"), 0));

    assertThat(driven.errno()).contains(Errno.ENETUNREACH);
  }

  @Test
  void another_local_side_is_named_by_its_own_addresses() {
    Network network = Network.builder().address("fd00:31::6/64").host("fd00:31::7").build();

    assertThat(network.client().addresses()).extracting(IpAddress::toString).contains("fd00:31::6");
    assertThat(network.gateway().addresses())
        .extracting(IpAddress::toString)
        .contains("fd00:31::1");
    assertThat(network.nextHop(IpAddress.parse("2001:db8::1"))).hasToString("fd00:31::1");
    assertThat(network.nextHop(IpAddress.parse("fd00:31::7"))).hasToString("fd00:31::7");
  }

  @Test
  void ping_speaks_as_iputils_does() {
    Network network = Network.builder().host(LAN).build();
    Pinger pinger = network.ping(IpAddress.parse(LAN), 1);
    network.runUntilIdle();
    Pinger nobody = network.ping(IpAddress.parse("2001:db8:31::8"), 1);
    network.runUntilIdle();

    assertThat(pinger.lines().get(0))
        .isEqualTo("PING 2001:db8:31::7 (2001:db8:31::7) 56 data bytes");
    assertThat(pinger.lines().get(1)).startsWith("64 bytes from 2001:db8:31::7: icmp_seq=1 ttl=64");
    assertThat(nobody.lines())
        .contains("From 2001:db8:31::6 icmp_seq=1 Destination unreachable: Address unreachable");
  }

  @Test
  void the_same_seed_gives_the_same_packets() {
    assertThat(bytesOf(7)).isEqualTo(bytesOf(7)).isNotEqualTo(bytesOf(8));
  }

  private static List<List<Byte>> bytesOf(long seed) {
    Driven driven = Driven.connect(Network.builder().seed(seed).host(FAR), FAR, 80);
    return driven.clientFrames().stream()
        .map(
            frame -> {
              List<Byte> bytes = new java.util.ArrayList<>();
              for (byte octet : frame.bytes()) {
                bytes.add(octet);
              }
              return bytes;
            })
        .toList();
  }

  @Test
  void an_address_with_a_zone_is_refused_with_the_cure() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.builder().host("fe80::7%eth0"))
        .withMessageContaining("leave the zone");
  }
}

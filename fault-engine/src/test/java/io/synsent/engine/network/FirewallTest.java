package io.synsent.engine.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.Ipv6Address;
import io.synsent.engine.packet.Ipv6Packet;
import io.synsent.engine.packet.Payload;
import io.synsent.engine.packet.RawPayload;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.packet.UdpDatagram;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FirewallTest {

  private static final Ipv4Address CLIENT = Ipv4Address.parse("192.168.31.6");
  private static final Ipv4Address SERVER = Ipv4Address.parse("10.225.31.10");

  private final Firewall firewall = new Firewall();

  @ParameterizedTest
  @EnumSource
  void an_action_with_an_answer_is_a_reject(FirewallAction action) {
    assertThat(action.isReject()).isEqualTo(action.name().startsWith("REJECT_"));
  }

  @Test
  void what_matches_no_rule_passes() {
    assertThat(verdict(tcp(8080))).isEqualTo(FirewallAction.ACCEPT);
    firewall.add(FirewallRule.inputTcp(8080, FirewallAction.DROP));
    assertThat(verdict(tcp(8081))).isEqualTo(FirewallAction.ACCEPT);
    assertThat(verdict(udp(8080))).isEqualTo(FirewallAction.ACCEPT);
    assertThat(verdict(echo())).isEqualTo(FirewallAction.ACCEPT);
    assertThat(verdict(tcp(8080))).isEqualTo(FirewallAction.DROP);
  }

  @Test
  void the_first_rule_that_matches_decides() {
    firewall.add(FirewallRule.inputTcp(8080, FirewallAction.ACCEPT));
    firewall.add(FirewallRule.inputTcp(8080, FirewallAction.DROP));
    firewall.add(FirewallRule.input(FirewallAction.REJECT_ICMP_PORT_UNREACHABLE));

    assertThat(verdict(tcp(8080))).isEqualTo(FirewallAction.ACCEPT);
    assertThat(verdict(tcp(1))).isEqualTo(FirewallAction.REJECT_ICMP_PORT_UNREACHABLE);
    assertThat(verdict(echo())).isEqualTo(FirewallAction.REJECT_ICMP_PORT_UNREACHABLE);
  }

  @Test
  void a_rule_is_for_its_own_chain() {
    firewall.add(FirewallRule.outputTcp(8080, FirewallAction.DROP));
    firewall.add(FirewallRule.forwardTcp(8081, FirewallAction.DROP));

    assertThat(verdict(tcp(8080))).isEqualTo(FirewallAction.ACCEPT);
    assertThat(firewall.verdict(Chain.OUTPUT, tcp(8080))).isEqualTo(FirewallAction.DROP);
    assertThat(firewall.verdict(Chain.OUTPUT, tcp(8081))).isEqualTo(FirewallAction.ACCEPT);
    assertThat(firewall.verdict(Chain.FORWARD, tcp(8081))).isEqualTo(FirewallAction.DROP);
  }

  @Test
  void a_rule_can_name_addresses() {
    firewall.add(FirewallRule.input(FirewallAction.DROP).from(CLIENT).to(SERVER));

    assertThat(verdict(tcp(1))).isEqualTo(FirewallAction.DROP);
    assertThat(verdict(packet(SERVER, CLIENT, 253, RawPayload.EMPTY)))
        .isEqualTo(FirewallAction.ACCEPT);
    assertThat(verdict(packet(CLIENT, CLIENT, 253, RawPayload.EMPTY)))
        .isEqualTo(FirewallAction.ACCEPT);
    assertThat(verdict(packet(SERVER, SERVER, 253, RawPayload.EMPTY)))
        .isEqualTo(FirewallAction.ACCEPT);
  }

  @Test
  void a_rule_can_name_an_icmp_type() {
    firewall.add(FirewallRule.outputIcmpDropped(IcmpMessage.ECHO_REQUEST));

    assertThat(firewall.verdict(Chain.OUTPUT, echo())).isEqualTo(FirewallAction.DROP);
    assertThat(
            firewall.verdict(
                Chain.OUTPUT,
                packet(CLIENT, SERVER, Ipv4Packet.ICMP, IcmpMessage.error(3, 1, tcp(1)))))
        .isEqualTo(FirewallAction.ACCEPT);
  }

  @Test
  void a_rule_can_name_an_icmpv6_type() {
    firewall.add(FirewallRule.outputIcmpv6Dropped(Icmpv6Message.DESTINATION_UNREACHABLE));

    assertThat(firewall.verdict(Chain.OUTPUT, icmpv6(Icmpv6Message.DESTINATION_UNREACHABLE)))
        .isEqualTo(FirewallAction.DROP);
    assertThat(firewall.verdict(Chain.OUTPUT, icmpv6(Icmpv6Message.TIME_EXCEEDED)))
        .isEqualTo(FirewallAction.ACCEPT);
    // ICMP's type 1 is not ICMPv6's.
    assertThat(
            firewall.verdict(
                Chain.OUTPUT,
                packet(
                    CLIENT, SERVER, Ipv4Packet.ICMP, new IcmpMessage(1, 0, 0, RawPayload.EMPTY))))
        .isEqualTo(FirewallAction.ACCEPT);
  }

  /** iptables knows --dport with -p udp as well as with -p tcp. */
  @Test
  void a_rule_can_name_a_port_of_udp() {
    firewall.add(
        new FirewallRule(
            Chain.INPUT,
            null,
            null,
            OptionalInt.of(Ipv4Packet.UDP),
            OptionalInt.of(53),
            OptionalInt.empty(),
            FirewallAction.DROP));

    assertThat(verdict(udp(53))).isEqualTo(FirewallAction.DROP);
    assertThat(verdict(udp(54))).isEqualTo(FirewallAction.ACCEPT);
    assertThat(verdict(tcp(53))).isEqualTo(FirewallAction.ACCEPT);
  }

  @Test
  void a_rule_for_tcp_matches_every_port_and_nothing_else() {
    firewall.add(FirewallRule.input(FirewallAction.DROP).tcp());

    assertThat(verdict(tcp(1))).isEqualTo(FirewallAction.DROP);
    assertThat(verdict(udp(1))).isEqualTo(FirewallAction.ACCEPT);
  }

  @Test
  void without_rules_again_everything_passes() {
    firewall.add(FirewallRule.input(FirewallAction.DROP));
    assertThat(firewall.rules()).hasSize(1);
    firewall.clear();

    assertThat(firewall.rules()).isEmpty();
    assertThat(verdict(tcp(1))).isEqualTo(FirewallAction.ACCEPT);
  }

  private FirewallAction verdict(Ipv4Packet packet) {
    return firewall.verdict(Chain.INPUT, packet);
  }

  private static Ipv4Packet tcp(int port) {
    return packet(
        CLIENT,
        SERVER,
        Ipv4Packet.TCP,
        new TcpSegment(40001, port, 1, 0, TcpSegment.SYN, 1, List.of(), RawPayload.EMPTY));
  }

  private static Ipv4Packet udp(int port) {
    return packet(CLIENT, SERVER, Ipv4Packet.UDP, new UdpDatagram(40001, port, RawPayload.EMPTY));
  }

  private static Ipv4Packet echo() {
    return packet(
        CLIENT,
        SERVER,
        Ipv4Packet.ICMP,
        new IcmpMessage(IcmpMessage.ECHO_REQUEST, 0, 1, RawPayload.EMPTY));
  }

  private static Ipv6Packet icmpv6(int type) {
    return new Ipv6Packet(
        Ipv6Address.parse("2001:db8::6"),
        Ipv6Address.parse("2001:db8::7"),
        Ipv6Packet.ICMPV6,
        64,
        0,
        0,
        new Icmpv6Message(type, 0, 0, RawPayload.EMPTY));
  }

  private static Ipv4Packet packet(
      Ipv4Address from, Ipv4Address to, int protocol, Payload payload) {
    return new Ipv4Packet(from, to, protocol, 64, 1, true, 0, payload);
  }
}

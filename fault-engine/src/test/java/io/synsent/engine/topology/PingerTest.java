package io.synsent.engine.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.fault.Faults;
import java.util.List;
import org.junit.jupiter.api.Test;

/** ping in the words of iputils. */
class PingerTest {

  private static List<String> ping(Network.Builder builder, String target) {
    Network network = builder.build();
    Pinger pinger = network.ping(Driven.ip(target), 3);
    network.runUntilIdle();
    assertThat(pinger.isFinished()).isTrue();
    return pinger.lines();
  }

  @Test
  void a_host_that_answers() {
    assertThat(ping(Network.builder().host("192.168.31.9"), "192.168.31.9"))
        .containsExactly(
            "PING 192.168.31.9 (192.168.31.9) 56(84) bytes of data.",
            "64 bytes from 192.168.31.9: icmp_seq=1 ttl=64 time=0.800 ms",
            "64 bytes from 192.168.31.9: icmp_seq=2 ttl=64 time=0.400 ms",
            "64 bytes from 192.168.31.9: icmp_seq=3 ttl=64 time=0.400 ms",
            "",
            "--- 192.168.31.9 ping statistics ---",
            "3 packets transmitted, 3 received, 0% packet loss, time 2000ms",
            "rtt min/avg/max/mdev = 0.400/0.533/0.800/0.189 ms");
  }

  @Test
  void an_absent_host_on_the_lan() {
    assertThat(ping(Network.builder().with(Faults.unreachable("192.168.31.7")), "192.168.31.7"))
        .contains(
            "From 192.168.31.6 icmp_seq=1 Destination Host Unreachable",
            "From 192.168.31.6 icmp_seq=3 Destination Host Unreachable",
            "3 packets transmitted, 0 received, +3 errors, 100% packet loss, time 3000ms");
  }

  @Test
  void an_absent_host_beyond_a_silent_router() {
    assertThat(ping(Network.builder().with(Faults.unreachable("10.225.31.11")), "10.225.31.11"))
        .contains(
            "no answer yet for icmp_seq=1",
            "3 packets transmitted, 0 received, 100% packet loss, time 12000ms");
  }

  @Test
  void no_route() {
    assertThat(ping(Network.builder().noGateway(), "10.225.31.11"))
        .containsExactly("ping: connect: Network is unreachable");
  }

  @Test
  void the_arp_table_afterwards() {
    Network network =
        Network.builder().host("192.168.31.9").with(Faults.unreachable("192.168.31.7")).build();
    network.ping(Driven.ip("192.168.31.9"), 1);
    network.ping(Driven.ip("192.168.31.7"), 1);
    network.runUntil(2 * Driven.SECOND);

    assertThat(network.client().arpTable())
        .containsExactly(
            "? (192.168.31.9) at " + network.host("192.168.31.9").mac() + " [ether] on eth0",
            "? (192.168.31.7) at <incomplete> on eth0");
    assertThat(network.client().neighbours())
        .containsExactly(
            "192.168.31.9 dev eth0 lladdr " + network.host("192.168.31.9").mac() + " REACHABLE",
            "192.168.31.7 dev eth0 INCOMPLETE");
  }
}

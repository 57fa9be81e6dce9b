package io.synsent.engine.onehost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.synsent.engine.network.IpLayer;
import io.synsent.engine.network.Prefix;
import io.synsent.engine.network.Route;
import io.synsent.engine.network.RouteType;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv6Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The source address of a packet that has none yet (RFC 6724; inet_select_addr, fib_prefsrc). */
class SourceAddressTest {

  private static final Ipv6Address LINK_LOCAL = Ipv6Address.linkLocal(Bench.HOST_MAC);

  private final Bench bench = new Bench();
  private final IpLayer ip = bench.host.ip();

  private IpAddress sourceFor(String destination) {
    IpAddress to = IpAddress.parse(destination);
    Route route = ip.routes().lookup(to);
    assertThat(route).isNotNull();
    return ip.sourceFor(route, to);
  }

  /** The local table's 127.0.0.0/8 has src 127.0.0.1; an own address is its own source. */
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "127.0.0.5, 127.0.0.1",
    "::1, ::1",
    "192.168.31.6, 192.168.31.6",
    "192.168.31.7, 192.168.31.6",
    "203.0.113.1, 192.168.31.6",
    "2001:db8:31::6, 2001:db8:31::6",
    "2001:db8:31::7, 2001:db8:31::6",
    "2001:db8:99::1, 2001:db8:31::6",
  })
  void is_the_routes_or_one_of_its_device(String destination, String source) {
    ip.addAddress(bench.device(), Ipv6Address.parse("2001:db8:31::6"), 64);
    ip.addAddress(bench.device(), Ipv6Address.parse("2001:db8:32::6"), 64);
    ip.routes().add(Route.via(Prefix.DEFAULT, Bench.ROUTER, bench.device()));
    ip.routes()
        .add(Route.via(Prefix.DEFAULT_V6, Ipv6Address.parse("2001:db8:31::1"), bench.device()));

    assertThat(sourceFor(destination)).hasToString(source);
  }

  /** RFC 6724, section 5, rule 2: prefer the scope of the destination. */
  @Test
  void is_link_local_on_the_link() {
    ip.addAddress(bench.device(), Ipv6Address.parse("2001:db8:31::6"), 64);

    assertThat(sourceFor("fe80::7")).isEqualTo(LINK_LOCAL);
    assertThat(ip.addressesOn(bench.device()))
        .containsExactly(Bench.HOST, LINK_LOCAL, Ipv6Address.parse("2001:db8:31::6"));
  }

  /** One link-local address, however many others come. */
  @Test
  void a_device_has_one_link_local_address() {
    ip.addAddress(bench.device(), Ipv6Address.parse("2001:db8:31::6"), 64);
    ip.addAddress(bench.device(), Ipv6Address.parse("2001:db8:32::6"), 64);

    assertThat(ip.addressesOn(bench.device())).filteredOn(IpAddress::isLinkLocal).hasSize(1);
  }

  /** The only candidate is taken, whatever its scope. */
  @Test
  void is_link_local_beyond_the_link_where_there_is_no_other() {
    ip.addAddress(bench.device(), Ipv6Address.parse("fe80::6"), 64);
    ip.routes().add(Route.via(Prefix.DEFAULT_V6, Ipv6Address.parse("fe80::1"), bench.device()));

    assertThat(sourceFor("2001:db8:99::1")).isEqualTo(LINK_LOCAL);
  }

  @Test
  void of_a_route_to_nowhere_nobody_may_ask() {
    Route nowhere = Route.nowhere(Prefix.DEFAULT, RouteType.BLACKHOLE);

    assertThatIllegalStateException()
        .isThrownBy(() -> ip.sourceFor(nowhere, Bench.PEER))
        .withMessageStartingWith("bug in SynSent");
  }

  @Test
  void of_a_family_that_the_device_lacks_there_is_none() {
    Route way = Route.via(Prefix.DEFAULT_V6, Ipv6Address.parse("fe80::1"), bench.device());

    assertThatIllegalStateException()
        .isThrownBy(() -> ip.sourceFor(way, Ipv6Address.parse("2001:db8::1")))
        .withMessage("bug in SynSent: client/eth0 has no IPv6 address");
  }
}

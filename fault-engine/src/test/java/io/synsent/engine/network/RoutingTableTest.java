package io.synsent.engine.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.capture.Journal;
import io.synsent.engine.link.Device;
import io.synsent.engine.link.EthernetDevice;
import io.synsent.engine.link.FrameReceiver;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv6Address;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.time.Simulation;
import org.junit.jupiter.api.Test;

class RoutingTableTest {

  private static final Ipv4Address GATEWAY = Ipv4Address.parse("192.168.31.1");
  private static final Ipv4Address SOURCE = Ipv4Address.parse("192.168.31.6");

  private final RoutingTable table = new RoutingTable();
  private final EthernetDevice eth0 = device("eth0");
  private final EthernetDevice eth1 = device("eth1");

  @Test
  void an_empty_table_leads_nowhere() {
    assertThat(table.lookup(GATEWAY)).isNull();
  }

  @Test
  void the_longest_prefix_wins_whatever_the_order() {
    Route everything = Route.via(Prefix.DEFAULT, GATEWAY, eth0);
    Route lan = Route.connected(Prefix.parse("192.168.31.0/24"), eth0, SOURCE);
    Route one = Route.nowhere(Prefix.parse("192.168.31.9/32"), RouteType.UNREACHABLE);
    table.add(one);
    table.add(everything);
    table.add(lan);

    assertThat(lookup("192.168.31.9")).isSameAs(one);
    assertThat(lookup("192.168.31.8")).isSameAs(lan);
    assertThat(lookup("192.168.32.8")).isSameAs(everything);
  }

  @Test
  void of_equal_prefixes_the_first_wins_until_its_device_goes_down() {
    Route first = Route.connected(Prefix.parse("10.0.0.0/8"), eth0, SOURCE);
    Route second = Route.connected(Prefix.parse("10.0.0.0/8"), eth1, SOURCE);
    table.add(first);
    table.add(second);

    assertThat(lookup("10.1.2.3")).isSameAs(first);
    eth0.setUp(false);
    assertThat(lookup("10.1.2.3")).isSameAs(second);
    eth1.setUp(false);
    assertThat(lookup("10.1.2.3")).isNull();
    eth0.setUp(true);
    assertThat(lookup("10.1.2.3")).isSameAs(first);
  }

  @Test
  void a_device_that_is_down_gives_way_to_a_shorter_prefix() {
    Route everything = Route.via(Prefix.DEFAULT, GATEWAY, eth1);
    table.add(Route.connected(Prefix.parse("10.0.0.0/8"), eth0, SOURCE));
    table.add(everything);
    eth0.setUp(false);

    assertThat(lookup("10.1.2.3")).isSameAs(everything);
  }

  @Test
  void routes_can_be_taken_away() {
    table.add(Route.via(Prefix.DEFAULT, GATEWAY, eth0));
    table.add(Route.nowhere(Prefix.parse("10.0.0.0/8"), RouteType.BLACKHOLE));

    assertThat(table.removeIf(route -> route.type() == RouteType.BLACKHOLE)).isEqualTo(1);
    assertThat(table.removeIf(route -> route.type() == RouteType.BLACKHOLE)).isZero();
    assertThat(lookup("10.1.2.3")).isNotNull();
  }

  @Test
  void routes_of_both_families_are_taken_away_and_counted() {
    table.add(Route.nowhere(Prefix.parse("10.0.0.0/8"), RouteType.BLACKHOLE));
    table.add(Route.nowhere(Prefix.parse("2001:db8::/32"), RouteType.BLACKHOLE));
    table.add(Route.nowhere(Prefix.parse("2001:db8:1::/48"), RouteType.BLACKHOLE));

    assertThat(table.removeIf(route -> true)).isEqualTo(3);
    assertThat(lookup("10.1.2.3")).isNull();
    assertThat(table.lookup(Ipv6Address.parse("2001:db8:1::1"))).isNull();
  }

  @Test
  void a_route_through_a_device_has_its_mtu_and_one_to_this_host_that_of_loopback() {
    assertThat(Route.via(Prefix.DEFAULT, GATEWAY, eth0).mtu()).isEqualTo(1500);
    assertThat(Route.local(Prefix.parse("192.168.31.6/32"), eth0, SOURCE).mtu()).isEqualTo(65536);
  }

  private Route lookup(String address) {
    return table.lookup(Ipv4Address.parse(address));
  }

  private static EthernetDevice device(String name) {
    FrameReceiver nobody =
        new FrameReceiver() {
          @Override
          public void receive(Device device, EthernetFrame frame) {}

          @Override
          public void stateChanged(Device device) {}
        };
    return new EthernetDevice(
        "client", name, MacAddress.ZERO, new Journal(new Simulation(1)), nobody);
  }
}

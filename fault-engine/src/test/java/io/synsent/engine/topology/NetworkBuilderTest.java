package io.synsent.engine.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.synsent.engine.fault.Faults;
import io.synsent.engine.host.HostProfile;
import io.synsent.engine.network.FirewallAction;
import io.synsent.engine.network.Ipv4Settings;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.socket.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkBuilderTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"300.1.1.1", "10.0.0.0/8", "1.2.3", "", ":::1", "a b", "-x", "192.168.31.7 "})
  void what_is_neither_an_address_nor_a_name_is_refused(String host) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.builder().host(host))
        .withMessageContaining("\"" + host + "\"");
  }

  @Test
  void ports_out_of_range_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.builder().host("10.0.0.1", h -> h.open(70_000)))
        .withMessage("port 70000: expected 1 to 65535");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.builder().host("10.0.0.1", h -> h.closed(-1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.builder().build().connect(IpAddress.parse("10.0.0.1"), 65_536));
  }

  @Test
  void a_host_that_is_absent_and_has_ports_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Network.builder()
                    .with(Faults.unreachable("10.0.0.1"))
                    .with(Faults.reachable("10.0.0.1", 80))
                    .build())
        .withMessageContaining("10.0.0.1")
        .withMessageContaining("take one of the two away");
  }

  @Test
  void a_host_that_is_absent_and_firewalled_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Network.builder()
                    .with(Faults.unreachable("10.0.0.1"))
                    .with(Faults.firewalled("10.0.0.1", FirewallAction.DROP))
                    .build());
  }

  @Test
  void a_port_that_is_open_and_closed_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Network.builder()
                    .with(Faults.reachable("10.0.0.1", 80))
                    .with(Faults.closedPort("10.0.0.1", 80))
                    .build())
        .withMessageContaining("port 80");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "192.168.31.6"})
  void the_client_itself_cannot_be_unreachable(String self) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.builder().with(Faults.unreachable(self)).build())
        .withMessageContaining(self);
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.168.31.255", "224.0.0.1", "255.255.255.255", "0.0.0.0"})
  void no_single_hosts_address_cannot_be_a_host(String address) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.builder().host(address).build())
        .withMessageContaining(address);
  }

  @Test
  void one_address_under_two_names_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Network.builder()
                    .name("a.example", "10.0.0.1")
                    .name("b.example", "10.0.0.1")
                    .host("a.example")
                    .host("b.example")
                    .build())
        .withMessageContaining("a.example")
        .withMessageContaining("b.example");
  }

  @Test
  void all_ports_of_a_named_host_are_simulated_and_nothing_else() {
    Network network = Network.builder().with(Faults.closedPort("10.0.0.1", 80)).build();

    assertThat(network.simulates(IpAddress.parse("10.0.0.1"), 80)).isTrue();
    assertThat(network.simulates(IpAddress.parse("10.0.0.1"), 12_345)).isTrue();
    assertThat(network.simulates(IpAddress.parse("10.0.0.2"), 80)).isFalse();
    assertThat(network.simulates(IpAddress.parse("192.168.31.1"), 80)).isFalse();
    assertThat(network.simulates(IpAddress.parse("127.0.0.1"), 80)).isFalse();
  }

  /** net.ipv4.ip_forward of a host's own profile, as of a machine whose sysctls were read. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_host_with_ip_forward_is_a_router(boolean forward) {
    HostProfile profile =
        HostProfile.LINUX.toBuilder().ip(Ipv4Settings.LINUX.withForward(forward)).build();
    Network network =
        Network.builder()
            .client(c -> c.route("10.9.0.0/16", "192.168.31.9"))
            .host(
                "192.168.31.9",
                host ->
                    host.profile(profile)
                        .address("10.9.1.9/24")
                        .route("192.168.31.0/24", "192.168.31.6"))
            .router("beyond", r -> r.address("10.9.1.1/24").route("192.168.31.0/24", "10.9.1.9"))
            .build();
    Driven run = Driven.connect(network, "10.9.1.1", 80);

    assertThat(run.errno()).contains(forward ? Errno.ECONNREFUSED : Errno.ETIMEDOUT);
    assertThat(Ipv4Settings.LINUX.withDefaultTtl(9).withForward(forward))
        .isEqualTo(new Ipv4Settings(9, forward));
  }

  @Test
  void on_loopback_only_named_ports_are_simulated() {
    Network network =
        Network.builder()
            .with(Faults.closedPort("127.0.0.1", 80))
            .with(Faults.firewalled("127.0.0.1", 81, FirewallAction.DROP))
            .with(Faults.reachable("127.0.0.1", 82))
            .build();

    for (int port : new int[] {80, 81, 82}) {
      assertThat(network.simulates(IpAddress.parse("127.0.0.1"), port)).isTrue();
    }
    assertThat(network.simulates(IpAddress.parse("127.0.0.1"), 83)).isFalse();
  }

  @Test
  void a_name_gets_an_address_that_is_simulated() {
    Network network = Network.builder().with(Faults.reachable("DB.example.", 5432)).build();
    IpAddress address = network.resolve("db.EXAMPLE").orElseThrow().get(0);

    assertThat(network.simulates(address, 5432)).isTrue();
    assertThat(network.host("db.example").addresses()).containsExactly(address);
    assertThat(Driven.connect(network, address.toString(), 5432).outcome().isEstablished())
        .isTrue();
    assertThat(network.resolve("other.example")).isEmpty();
  }

  @Test
  void a_name_may_have_several_addresses_and_is_one_host() {
    Network network =
        Network.builder()
            .name("db.example", "10.0.0.1", "10.0.0.2")
            .with(Faults.reachable("db.example", 5432))
            .build();

    assertThat(network.resolve("db.example").orElseThrow()).hasSize(2);
    assertThat(Driven.connect(network, "10.0.0.2", 5432).outcome().isEstablished()).isTrue();
    assertThat(network.host("10.0.0.2")).isSameAs(network.host("db.example"));
  }

  @Test
  void names_beyond_a_hundred_do_not_collide() {
    Network.Builder builder = Network.builder();
    for (int i = 0; i < 500; i++) {
      builder.host("h" + i);
    }
    Network network = builder.build();

    assertThat(
            java.util.stream.IntStream.range(0, 500)
                .mapToObj(i -> network.resolve("h" + i).orElseThrow().get(0))
                .distinct())
        .hasSize(500);
  }

  @Test
  void a_host_that_is_not_there_is_named_with_those_that_are() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.builder().host("10.0.0.1").build().host("10.0.0.2"))
        .withMessageContaining("client")
        .withMessageContaining("10.0.0.1");
  }

  @Test
  void a_profile_that_is_not_there_is_named_with_those_that_are() {
    assertThat(HostProfile.named("linux_6_5")).isSameAs(HostProfile.LINUX_6_5);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostProfile.named("OS/2"))
        .withMessageContaining("LINUX_6_5");
  }

  @Test
  void a_gateway_that_is_no_neighbour_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.builder().gateway("10.0.0.1").build())
        .withMessageContaining("10.0.0.1");
  }

  @Test
  void another_lan_has_its_own_client_and_gateway() {
    Network network =
        Network.builder()
            .address("10.1.2.3/16")
            .gateway("10.1.0.1")
            .with(Faults.reachable("10.1.200.1", 80))
            .build();

    assertThat(Driven.connect(network, "10.1.200.1", 80).sentAt("ARP? 10.1.200.1")).hasSize(1);
  }

  @Test
  void without_a_gateway_there_is_none_to_ask_for() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Network.builder().noGateway().build().gateway());
  }

  @Test
  void running_a_network_from_within_itself_is_refused() {
    Network network = Network.builder().build();
    network.at(1, () -> network.runUntil(5));

    assertThatIllegalStateException().isThrownBy(network::runUntilIdle);
  }

  @Test
  void a_journal_that_is_off_keeps_nothing_and_changes_nothing() {
    Network network =
        Network.builder().journalLimit(0).with(Faults.unreachable("192.168.31.7")).build();
    Driven run = Driven.connect(network, "192.168.31.7", 80);

    assertThat(run.took()).isEqualTo(3 * Driven.SECOND);
    assertThat(network.journal().entries()).isEmpty();
  }

  @Test
  void settled_listeners_are_told_once_early_or_late() {
    Network network = Network.builder().with(Faults.closedPort("127.0.0.1", 80)).build();
    ConnectAttempt connect = network.connect(IpAddress.parse("127.0.0.1"), 80);
    int[] told = {0};
    connect.onSettled(outcome -> told[0]++);
    network.runUntilIdle();

    assertThat(told[0]).isOne();
  }

  @Test
  void connect_that_polls_is_pending_when_the_call_returns_even_over_loopback() {
    Network network = Network.builder().host("127.0.0.1", host -> host.closed(8081)).build();
    ConnectRequest request = ConnectRequest.to(Ipv4Address.LOOPBACK, 8081);

    assertThat(network.connect(request).outcome()).as("blocks").isPresent();
    ConnectAttempt polls = network.connect(request.polling());
    assertThat(polls.outcome()).as("EINPROGRESS").isEmpty();

    network.runUntil(network.now());
    assertThat(polls.outcome().orElseThrow().errno()).contains(Errno.ECONNREFUSED);
  }
}

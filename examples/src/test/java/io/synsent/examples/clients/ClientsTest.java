package io.synsent.examples.clients;

import static io.synsent.assertj.SynSentAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.topology.Outcome;
import io.synsent.intercept.LiveNetwork;
import io.synsent.junit.ClosedPort;
import io.synsent.junit.Firewalled;
import io.synsent.junit.ReachableHost;
import io.synsent.junit.TimeLapse;
import io.synsent.junit.UnknownHost;
import io.synsent.junit.UnreachableHost;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The libraries that applications connect with, each against the same failures. What they make of
 * them is the table in {@code docs/clients.md}; {@code -Ddocs.write=true} writes it anew.
 */
@TimeLapse(TimeLapse.AUTO)
class ClientsTest {

  static List<Client> clients() {
    return Stream.concat(
            Stream.of(HttpClients.values()),
            Stream.of(
                new NettyClient(), new DatabaseClient(), new LettuceClient(), new KafkaClient()))
        .map(Client.class::cast)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("clients")
  @UnreachableHost(Hosts.ABSENT)
  void absent_host_on_the_lan(Client client, LiveNetwork network) throws Exception {
    failsAsDocumented(client, Scenario.ABSENT_LAN_HOST, network);
    assertThat(network).hasNoTcpPackets();
  }

  @ParameterizedTest
  @MethodSource("clients")
  @Firewalled(Hosts.FIREWALLED)
  void silent_firewall(Client client, LiveNetwork network) throws Exception {
    failsAsDocumented(client, Scenario.SILENT_FIREWALL, network);
  }

  @ParameterizedTest
  @MethodSource("clients")
  @Firewalled(Hosts.FIREWALLED)
  void silent_firewall_and_a_connect_timeout(Client client, LiveNetwork network) throws Exception {
    failsAsDocumented(client, Scenario.SILENT_FIREWALL_OWN_TIMEOUT, network);
  }

  @ParameterizedTest
  @MethodSource("clients")
  @ClosedPort(Hosts.CLOSED + ":80")
  void closed_port(Client client, LiveNetwork network) throws Exception {
    failsAsDocumented(client, Scenario.CLOSED_PORT, network);
  }

  @ParameterizedTest
  @MethodSource("clients")
  @UnknownHost(Hosts.UNKNOWN)
  void unknown_name(Client client, LiveNetwork network) throws Exception {
    try (Client.Session session = client.open(Scenario.UNKNOWN_NAME)) {
      // With no connect to count from, the first call would be charged with the loading of classes.
      Measured.failureOf(session, network);
      ClientsPage.check(client, Scenario.UNKNOWN_NAME, Measured.failureOf(session, network));
    }
    assertThat(network).hasNoConnects();
  }

  @ParameterizedTest
  @MethodSource("clients")
  @ReachableHost(Hosts.RECOVERING)
  void closed_port_that_opens_after_two_failed_calls(Client client, LiveNetwork network)
      throws Exception {
    try (Client.Server server = client.startServer();
        Client.Session session = client.open(Scenario.RECOVERY)) {
      network
          .host(Hosts.RECOVERING)
          .backedBy(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      Measured.failureOf(session, network);
      Measured second = Measured.failureOf(session, network);
      network.host(Hosts.RECOVERING).openPort(client.port());
      session.call();
      ClientsPage.check(client, Scenario.RECOVERY, second);
      assertThat(network.connects())
          .anyMatch(connect -> connect.outcome().filter(Outcome::isEstablished).isPresent());
    }
  }

  @Test
  void page_has_nothing_else() {
    ClientsPage.checkWholePage();
  }

  private static void failsAsDocumented(Client client, Scenario scenario, LiveNetwork network)
      throws Exception {
    try (Client.Session session = client.open(scenario)) {
      ClientsPage.check(client, scenario, Measured.failureOf(session, network));
    }
  }
}

package io.synsent.examples.lab;

import static io.synsent.engine.fault.Faults.closedPort;
import static io.synsent.engine.fault.Faults.firewalled;
import static io.synsent.engine.fault.Faults.reachable;
import static io.synsent.engine.fault.Faults.unreachable;

import io.synsent.engine.host.HostProfile;
import io.synsent.engine.network.FirewallAction;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.topology.ConnectAttempt;
import io.synsent.engine.topology.LastRouter;
import io.synsent.engine.topology.Network;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One experiment of the article: a network with one thing wrong, and a connect into it.
 *
 * @param name what the command line calls it
 * @param summary what is wrong, in a few words
 * @param fault what is wrong, as a declaration
 * @param target where the connect goes
 * @param port where the connect goes
 */
record Experiment(
    String name, String summary, Consumer<Network.Builder> fault, IpAddress target, int port) {

  private static final String LAN_HOST = "192.168.31.8";
  private static final String ABSENT_LAN_HOST = "192.168.31.7";
  private static final String ROUTER = "192.168.31.1";
  private static final String ABSENT_REMOTE_HOST = "10.225.31.11";
  private static final String REMOTE_HOST = "47.102.221.141";
  private static final String FIREWALLED_HOST = "220.181.38.148";

  /** In the article's order. */
  static final List<Experiment> ALL =
      List.of(
          experiment(
              "handshake",
              "a host on the LAN that listens",
              LAN_HOST,
              8081,
              reachable(LAN_HOST, 8081)),
          experiment(
              "absent-lan",
              "nobody has the address, on the LAN",
              ABSENT_LAN_HOST,
              8081,
              unreachable(ABSENT_LAN_HOST)),
          experiment(
              "absent-remote",
              "nobody has the address, beyond the router; the last router keeps silent",
              ABSENT_REMOTE_HOST,
              8081,
              unreachable(ABSENT_REMOTE_HOST, LastRouter.SILENT)),
          experiment(
              "absent-remote-icmp",
              "nobody has the address, beyond the router; the last router says so by ICMP",
              ABSENT_REMOTE_HOST,
              8081,
              unreachable(ABSENT_REMOTE_HOST, LastRouter.ANSWERS)),
          experiment(
              "closed-loopback",
              "nothing listens on the port, on this host itself",
              "127.0.0.1",
              8081,
              closedPort("127.0.0.1", 8081)),
          experiment(
              "closed-lan",
              "nothing listens on the port, on the LAN",
              ROUTER,
              8081,
              closedPort(ROUTER, 8081)),
          experiment(
              "closed-remote",
              "nothing listens on the port, beyond the router",
              REMOTE_HOST,
              8081,
              closedPort(REMOTE_HOST, 8081)),
          experiment(
              "firewall-drop",
              "a firewall throws the SYN away",
              FIREWALLED_HOST,
              8080,
              firewalled(FIREWALLED_HOST, 8080, FirewallAction.DROP)),
          experiment(
              "firewall-reject-rst",
              "a firewall answers the SYN with RST",
              FIREWALLED_HOST,
              8080,
              firewalled(FIREWALLED_HOST, 8080, FirewallAction.REJECT_TCP_RESET)),
          experiment(
              "firewall-reject-icmp",
              "a firewall answers the SYN with ICMP host unreachable, admin prohibited",
              FIREWALLED_HOST,
              8080,
              firewalled(FIREWALLED_HOST, 8080, FirewallAction.REJECT_ICMP_ADMIN_PROHIBITED)));

  private static Experiment experiment(
      String name, String summary, String target, int port, Consumer<Network.Builder> fault) {
    return new Experiment(name, summary, fault, IpAddress.parse(target), port);
  }

  /** The experiment of this name, if there is one. */
  static Optional<Experiment> named(String name) {
    return ALL.stream().filter(experiment -> experiment.name.equals(name)).findFirst();
  }

  /** All names, as error messages list them. */
  static String names() {
    return ALL.stream().map(Experiment::name).collect(Collectors.joining(", "));
  }

  /** The network with the fault in it, at time zero. */
  Network network(HostProfile profile, long seed) {
    return Network.builder().profile(profile).seed(seed).with(fault).build();
  }

  /** Connects, and moves time until the connect has ended. */
  ConnectAttempt connect(Network network) {
    ConnectAttempt connect = network.connect(target, port);
    while (connect.outcome().isEmpty()) {
      network.runUntil(network.nextEventAt());
    }
    return connect;
  }
}

package io.synsent.report;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The article's ten experiments as reports. */
final class Samples {

  private record Experiment(
      String name, String target, int port, Consumer<Network.Builder> fault) {}

  private static final String FAR = "220.181.38.148";

  private static final List<Experiment> TEN =
      List.of(
          new Experiment("handshake", "192.168.31.8", 8081, reachable("192.168.31.8", 8081)),
          new Experiment("absent-lan", "192.168.31.7", 8081, unreachable("192.168.31.7")),
          new Experiment("absent-remote", "10.225.31.11", 8081, unreachable("10.225.31.11")),
          new Experiment(
              "absent-remote-icmp",
              "10.225.31.11",
              8081,
              unreachable("10.225.31.11", LastRouter.ANSWERS)),
          new Experiment("closed-loopback", "127.0.0.1", 8081, closedPort("127.0.0.1", 8081)),
          new Experiment("closed-lan", "192.168.31.1", 8081, closedPort("192.168.31.1", 8081)),
          new Experiment("closed-remote", "47.102.221.141", 81, closedPort("47.102.221.141", 81)),
          new Experiment("firewall-drop", FAR, 8080, firewalled(FAR, 8080, FirewallAction.DROP)),
          new Experiment(
              "firewall-reject-rst",
              FAR,
              8080,
              firewalled(FAR, 8080, FirewallAction.REJECT_TCP_RESET)),
          new Experiment(
              "firewall-reject-icmp",
              FAR,
              8080,
              firewalled(FAR, 8080, FirewallAction.REJECT_ICMP_ADMIN_PROHIBITED)));

  private Samples() {}

  /** The ten, each once. */
  static Report ten() {
    return report("The article's ten experiments", 1);
  }

  /** The ten, a hundred times each, every time with another seed. */
  static Report thousand() {
    return report("1,000 connects", 100);
  }

  private static Report report(String title, int rounds) {
    List<ReportedTest> tests = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      for (Experiment experiment : TEN) {
        String id = "[" + round + "/" + experiment.name() + "]";
        Network network = play(experiment, round + 1);
        Instant epoch = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(200L * tests.size());
        ReportedNetwork reported =
            ReportedNetwork.of(network, epoch, n -> application(network), Integer.MAX_VALUE);
        tests.add(
            new ReportedTest(
                id,
                "com.example.ArticleTest",
                experiment.name(),
                round % 7 == 3 ? ReportedTest.Outcome.FAILED : ReportedTest.Outcome.PASSED,
                round % 7 == 3 ? "java.lang.AssertionError: expected otherwise" : "",
                List.of(reported)));
      }
    }
    return Report.of(title, tests);
  }

  private static Network play(Experiment experiment, long seed) {
    HostProfile profile = seed % 2 == 0 ? HostProfile.LINUX_6_5 : HostProfile.LINUX;
    Network network =
        Network.builder().profile(profile).seed(seed).with(experiment.fault()).build();
    ConnectAttempt connect =
        network.connect(IpAddress.parse(experiment.target()), experiment.port());
    while (connect.outcome().isEmpty()) {
      network.runUntil(network.nextEventAt());
    }
    return network;
  }

  private static Application application(Network network) {
    boolean failed = network.connects().get(0).outcome().orElseThrow().errno().isPresent();
    return new Application(
        failed ? "java.io.IOException" : "",
        failed ? "the connect failed" : "",
        failed ? "the operating system gave up" : "nobody gave up",
        "Thread[main,5,main]",
        List.of("com.example.Shop.open(Shop.java:31)", "com.example.Shop.main(Shop.java:12)"),
        1_000_000);
  }
}

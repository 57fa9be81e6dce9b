package io.synsent.timelapse;

import io.synsent.engine.fault.Faults;
import io.synsent.engine.network.FirewallAction;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.report.ConnectReport;
import io.synsent.engine.report.Timeline;
import io.synsent.engine.topology.LastRouter;
import io.synsent.engine.topology.Network;
import io.synsent.intercept.LiveNetwork;
import io.synsent.intercept.SynSent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Connects by a real {@link Socket} against ten networks, at the rate given, in a JVM of its own;
 * the second argument says where pending connects are held. Prints for each: its name, how it
 * ended, the simulated microseconds it took as the report says and as an engine without any clock
 * says, the application's own milliseconds, the wall's.
 */
public final class TenExperiments {

  private record Experiment(String target, int port, List<Consumer<Network.Builder>> pieces) {}

  private TenExperiments() {}

  /** With a rate 127 s take their share of the wall each time, and only AUTO's wall time counts. */
  private static int warmUps(int rate) {
    return rate == TimeLapse.AUTO ? 8 : 1;
  }

  public static void main(String[] arguments) throws Exception {
    int rate = Integer.parseInt(arguments[0]);
    System.setProperty("synsent.hold", arguments[1]);
    TimeLapse.prepare();
    SynSent.install();
    int warmUps = warmUps(rate);
    for (int round = 0; round <= warmUps; round++) {
      for (Map.Entry<String, Experiment> experiment : all().entrySet()) {
        String line = run(rate, experiment.getKey(), experiment.getValue());
        if (round == warmUps) {
          System.out.println(line);
        }
      }
    }
    System.exit(0);
  }

  private static Map<String, Experiment> all() {
    Map<String, Experiment> all = new LinkedHashMap<>();
    all.put("absent host on the LAN", of("192.168.31.7", Faults.unreachable("192.168.31.7")));
    all.put("absent host beyond", of("10.225.31.11", Faults.unreachable("10.225.31.11")));
    all.put(
        "absent host beyond, the last router says so",
        of("10.225.31.11", Faults.unreachable("10.225.31.11", LastRouter.ANSWERS)));
    all.put("closed port on the LAN", of("192.168.31.9", Faults.closedPort("192.168.31.9", 8081)));
    all.put("closed port beyond", of("10.225.31.12", Faults.closedPort("10.225.31.12", 8081)));
    all.put(
        "firewalled on the LAN",
        of("192.168.31.8", Faults.firewalled("192.168.31.8", 8081, FirewallAction.DROP)));
    all.put(
        "firewalled beyond",
        of("10.225.31.13", Faults.firewalled("10.225.31.13", 8081, FirewallAction.DROP)));
    all.put(
        "firewall resets",
        of(
            "10.225.31.14",
            Faults.firewalled("10.225.31.14", 8081, FirewallAction.REJECT_TCP_RESET)));
    all.put(
        "firewall says prohibited",
        of(
            "10.225.31.15",
            Faults.firewalled("10.225.31.15", 8081, FirewallAction.REJECT_ICMP_ADMIN_PROHIBITED)));
    all.put(
        "gateway absent",
        new Experiment(
            "10.225.31.16",
            8081,
            List.of(builder -> builder.noGateway(), Faults.unreachable("10.225.31.16"))));
    return all;
  }

  private static Experiment of(String target, Consumer<Network.Builder> piece) {
    return new Experiment(target, 8081, List.of(piece));
  }

  private static Network network(Experiment experiment) {
    Network.Builder builder = Network.builder();
    experiment.pieces().forEach(builder::with);
    return builder.build();
  }

  private static String run(int rate, String name, Experiment experiment) throws IOException {
    String ended;
    ConnectReport report;
    Duration application;
    Duration wall;
    try (TimeLapse lapse = TimeLapse.start(rate);
        LiveNetwork live = SynSent.activate(network(experiment))) {
      Duration before = lapse.simulated();
      Duration wallBefore = lapse.wall();
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(experiment.target(), experiment.port()));
        ended = "connected";
      } catch (IOException e) {
        ended = e.getClass().getSimpleName() + ": " + e.getMessage();
      }
      application = lapse.simulated().minus(before);
      wall = lapse.wall().minus(wallBefore);
      report = live.connects().get(0);
    }
    Network ideal = network(experiment);
    ideal.connect(IpAddress.parse(experiment.target()), experiment.port());
    ideal.runUntilIdle();
    ConnectReport expected = Timeline.of(ideal).get(0);
    return String.format(
        Locale.ROOT,
        "experiment\t%s\t%s\t%s\t%s\t%.3f\t%.3f\t%s\t%s",
        name,
        ended,
        took(report),
        took(expected),
        application.toNanos() / 1e6,
        wall.toNanos() / 1e6,
        synTimes(report),
        synTimes(expected));
  }

  private static long took(ConnectReport report) {
    return (report.outcome().orElseThrow().atNanos() - report.beganAtNanos()) / 1000;
  }

  private static List<Long> synTimes(ConnectReport report) {
    return report.synTimes().stream().map(at -> at / 1000).toList();
  }
}

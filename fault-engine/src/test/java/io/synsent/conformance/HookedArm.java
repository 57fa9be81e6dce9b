package io.synsent.conformance;

import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.topology.Network;
import io.synsent.intercept.LiveNetwork;
import io.synsent.intercept.SynSent;
import io.synsent.timelapse.TimeLapse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The third arm: the same client program and the simulated network as an application's test puts
 * them together, through the hooks in the JDK, with the clock leaping over the waits. A process of
 * its own.
 *
 * <p>Arguments: the folder of the scenarios, then the names of the runs. Standard output: for each
 * run {@code run NAME}, then what {@link ConnectClient} says.
 */
final class HookedArm {

  private HookedArm() {}

  public static void main(String[] arguments) throws Exception {
    List<String> names = List.of(arguments).subList(1, arguments.length);
    List<Run> runs = new ArrayList<>();
    for (Scenario scenario : ScenarioFile.readAll(Path.of(arguments[0]))) {
      if (scenario.withoutLive().isEmpty()) {
        runs.addAll(Run.of(scenario, List.of(Jdk.running())));
      }
    }
    TimeLapse.prepare();
    SynSent.install();
    TimeLapse.start(TimeLapse.AUTO); // for as long as this process lives
    for (Run run : runs) {
      if (names.contains(run.name())) {
        System.out.println("run " + run.name());
        play(run);
      }
    }
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }

  private static void play(Run run) throws Exception {
    Network network = SimulatedArm.network(run, List.of());
    List<String> unnamed = new ArrayList<>();
    for (Scenario.Connect connect : run.connects()) {
      if (!network.simulates(IpAddress.parse(connect.address()), connect.port())) {
        unnamed.add(connect.address());
      }
    }
    unnamed = unnamed.stream().distinct().toList();
    if (!unnamed.isEmpty()) {
      network = SimulatedArm.network(run, unnamed);
    }
    LiveNetwork live = SynSent.activate(network);
    try {
      ConnectClient.play(commands(run), true);
      ConnectClient.closeAll();
    } finally {
      live.close();
    }
  }

  private static BufferedReader commands(Run run) throws IOException {
    return new BufferedReader(new StringReader(String.join("\n", run.commands()) + "\nwarm\ngo\n"));
  }
}

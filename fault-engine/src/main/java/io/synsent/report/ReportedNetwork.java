package io.synsent.report;

import io.synsent.engine.capture.Pcapng;
import io.synsent.engine.report.ConnectReport;
import io.synsent.engine.report.Ladder;
import io.synsent.engine.report.Timeline;
import io.synsent.engine.topology.ConnectAttempt;
import io.synsent.engine.topology.Network;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * One simulated network and its connects, as they were when it was looked at.
 *
 * @param profile the client's profile, with its timer wheel if that is on
 * @param seed what every random number came from
 * @param client the client's address
 * @param epoch when its simulation began: its time zero in the pcapng file
 * @param connects in the order in which they began
 */
public record ReportedNetwork(
    String profile, long seed, String client, Instant epoch, List<ReportedConnect> connects) {

  /** Copies the list. */
  public ReportedNetwork {
    connects = List.copyOf(connects);
  }

  /** A network without an application: time zero is {@link Pcapng#DEFAULT_EPOCH}. */
  public static ReportedNetwork of(Network network) {
    return of(network, Pcapng.DEFAULT_EPOCH, number -> Application.NONE, Integer.MAX_VALUE);
  }

  /**
   * A network whose connects an application made.
   *
   * @param applications what it saw of the connect of this number, 1 and more; {@link
   *     Application#NONE} for one without
   * @param most how many connects to take, the first ones
   */
  public static ReportedNetwork of(
      Network network, Instant epoch, IntFunction<Application> applications, int most) {
    List<ConnectAttempt> attempts =
        network.connects().subList(0, Math.min(most, network.connects().size()));
    List<ConnectReport> reports = Timeline.of(network, attempts);
    List<Ladder> ladders = Ladder.of(network, attempts);
    List<ReportedConnect> connects = new ArrayList<>();
    for (int i = 0; i < reports.size(); i++) {
      ConnectReport report = reports.get(i);
      connects.add(
          new ReportedConnect(report, ladders.get(i), applications.apply(report.number())));
    }
    return new ReportedNetwork(
        Timeline.profileName(network.profile()),
        network.seed(),
        network.client().addresses().get(0).toString(),
        epoch,
        connects);
  }
}

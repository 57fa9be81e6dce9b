package io.synsent.report;

import io.synsent.engine.capture.Pcapng;
import io.synsent.engine.report.ConnectReport;
import io.synsent.engine.report.Ladder;
import io.synsent.engine.report.Timeline;
import io.synsent.engine.topology.Network;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

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
    return of(network, Pcapng.DEFAULT_EPOCH, List.of());
  }

  /**
   * A network whose connects an application made.
   *
   * @param applications what it saw of each connect, in the order in which they began; {@link
   *     Application#NONE} for one without, and those that are missing at the end have none either
   */
  public static ReportedNetwork of(Network network, Instant epoch, List<Application> applications) {
    List<ConnectReport> reports = Timeline.of(network);
    List<Ladder> ladders = Ladder.of(network);
    List<ReportedConnect> connects = new ArrayList<>();
    for (int i = 0; i < reports.size(); i++) {
      Application application = i < applications.size() ? applications.get(i) : Application.NONE;
      connects.add(new ReportedConnect(reports.get(i), ladders.get(i), application));
    }
    return new ReportedNetwork(
        Timeline.profileName(network.profile()),
        network.seed(),
        network.client().addresses().get(0).toString(),
        epoch,
        connects);
  }
}

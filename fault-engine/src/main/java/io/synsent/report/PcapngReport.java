package io.synsent.report;

import io.synsent.engine.capture.CapturedFrame;
import io.synsent.engine.capture.Pcapng;
import io.synsent.engine.report.ConnectReport;
import io.synsent.engine.report.Ladder.Arrow;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the clients' own taps saw of all connects, as one file for Wireshark. */
final class PcapngReport {

  private static final int CONNECTS_NAMED = 3;

  private PcapngReport() {}

  /** A frame on the one clock of the file; ARP may concern several connects. */
  private record Shown(CapturedFrame frame, List<String> connects, String test) {}

  static void write(Report report, OutputStream out) throws IOException {
    Instant epoch =
        report.tests().stream()
            .flatMap(test -> test.networks().stream())
            .map(ReportedNetwork::epoch)
            .min(Comparator.naturalOrder())
            .orElse(Pcapng.DEFAULT_EPOCH);
    List<Shown> all = new ArrayList<>();
    for (ReportedTest test : report.tests()) {
      for (ReportedNetwork network : test.networks()) {
        all.addAll(shown(test, network, Duration.between(epoch, network.epoch()).toNanos()));
      }
    }
    all.sort(Comparator.comparingLong(shown -> shown.frame().atNanos())); // stable
    IdentityHashMap<CapturedFrame, String> comments = new IdentityHashMap<>();
    all.forEach(shown -> comments.put(shown.frame(), comment(shown)));
    Pcapng.write(
        out,
        all.stream().map(Shown::frame).toList(),
        epoch,
        frame -> Optional.ofNullable(comments.get(frame)),
        report.title());
  }

  private static List<Shown> shown(ReportedTest test, ReportedNetwork network, long offset) {
    String name = test.container().isEmpty() ? test.name() : test.container() + ", " + test.name();
    Map<Long, Shown> byEntry = new TreeMap<>();
    for (ReportedConnect connect : network.connects()) {
      ConnectReport report = connect.report();
      String words =
          "connect " + report.number() + " to " + report.target().withPort(report.port());
      for (Arrow arrow : connect.ladder().arrows()) {
        if (arrow.seenByClient()) {
          byEntry
              .computeIfAbsent(
                  arrow.sequence(), s -> new Shown(at(arrow, offset), new ArrayList<>(), name))
              .connects()
              .add(words);
        }
      }
    }
    return List.copyOf(byEntry.values());
  }

  private static CapturedFrame at(Arrow arrow, long offset) {
    CapturedFrame frame = arrow.frame();
    return new CapturedFrame(
        frame.atNanos() + offset, frame.host(), frame.device(), frame.direction(), frame.frame());
  }

  private static String comment(Shown shown) {
    int more = shown.connects().size() - CONNECTS_NAMED;
    return shown.test()
        + ": "
        + String.join(
            ", ", shown.connects().subList(0, Math.min(CONNECTS_NAMED, shown.connects().size())))
        + (more > 0 ? " and " + more + " more" : "");
  }
}

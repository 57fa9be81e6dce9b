package io.synsent.examples.lab;

import io.synsent.engine.report.ConnectReport;
import io.synsent.engine.report.Timeline;
import io.synsent.engine.socket.Errno;
import io.synsent.engine.topology.ConnectAttempt;
import io.synsent.engine.topology.Network;
import io.synsent.engine.topology.Outcome;
import io.synsent.scenario.Playback;
import io.synsent.scenario.Scenario;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lab compare absent-lan --profiles LINUX,MACOS}. */
@Command(
    name = "compare",
    header = "Plays an experiment on several operating systems, side by side.",
    description = {
      "Above what the application sees, below every packet that the client's own capture shows, at"
          + " its time in seconds. > is sent, < is received."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lab compare absent-lan                     on the usual profiles",
      "  lab compare firewall-drop --profiles LINUX,LINUX_6_5",
      "                                             the retries of two kernels",
      "  lab compare network.yaml                   a network of your own",
    },
    mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MILLISECOND = 1e6;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME|FILE",
      description = "One of the names that 'lab list' prints, or a scenario file.")
  private String name;

  @Option(
      names = "--profiles",
      paramLabel = "PROFILE",
      split = ",",
      completionCandidates = NetworkOptions.Names.class,
      defaultValue = "LINUX,LINUX_6_5,MACOS,WINDOWS",
      description =
          "Which, with commas: some of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private List<String> profiles = List.of();

  @Mixin private NetworkOptions.Seed seed = new NetworkOptions.Seed();

  @Override
  public Integer call() {
    try {
      boolean first = true;
      for (Scenario scenario : Experiments.of(name)) {
        if (!first) {
          out().println();
        }
        first = false;
        compare(scenario);
      }
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    out().flush();
    return ExitCode.OK;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private void compare(Scenario scenario) {
    List<List<ConnectReport>> played = new ArrayList<>();
    for (String profile : profiles) {
      Network network = seed.network(scenario, profile);
      Playback playback = scenario.play(network);
      playback.run();
      List<ConnectReport> reports = new ArrayList<>();
      for (ConnectAttempt connect : playback.connects()) {
        reports.add(Timeline.of(network, connect));
      }
      played.add(reports);
    }
    out().println(scenario.name() + (scenario.title().isEmpty() ? "" : ": " + scenario.title()));
    int connects = played.stream().mapToInt(List::size).max().orElse(0);
    for (int i = 0; i < connects; i++) {
      int number = i;
      compareConnect(played.stream().map(reports -> reports.get(number)).toList(), connects > 1);
    }
  }

  private void compareConnect(List<ConnectReport> reports, boolean numbered) {
    List<List<String>> rows = new ArrayList<>();
    ConnectReport any = reports.get(0);
    rows.add(row(numbered ? "connect " + any.number() : "", profiles));
    rows.add(row("to", each(reports, r -> r.target().withPort(r.port()))));
    rows.add(row("ends with", each(reports, CompareCommand::ending)));
    rows.add(row("after", each(reports, CompareCommand::elapsed)));
    rows.add(
        row(
            "exception",
            each(
                reports,
                r -> JsonLines.exception(r).orElse("none").replaceFirst("^java.net.", ""))));
    rows.add(row("stopped by", each(reports, r -> r.stoppedBy().map(l -> l.label()).orElse("-"))));
    rows.add(row("SYN sent", each(reports, r -> times(r.synTimes().size()))));
    rows.add(row("ARP, NDP", each(reports, r -> times(r.arpRequestTimes().size()))));
    rows.add(List.of());
    packets(reports).forEach(rows::add);
    print(rows);
  }

  /** The packets by time, to the millisecond; what one profile does twice in it takes two rows. */
  private static List<List<String>> packets(List<ConnectReport> reports) {
    TreeMap<Long, List<List<String>>> byTime = new TreeMap<>();
    for (int column = 0; column < reports.size(); column++) {
      ConnectReport report = reports.get(column);
      for (ConnectReport.Line line : report.lines()) {
        if (!line.captured()) {
          continue;
        }
        long millis = Math.round((line.atNanos() - report.beganAtNanos()) / NANOS_PER_MILLISECOND);
        List<List<String>> cells = byTime.computeIfAbsent(millis, time -> new ArrayList<>());
        while (cells.size() < reports.size()) {
          cells.add(new ArrayList<>());
        }
        cells.get(column).add(PacketWords.of(line.text(), report));
      }
    }
    List<List<String>> rows = new ArrayList<>();
    byTime.forEach(
        (millis, cells) -> {
          int height = cells.stream().mapToInt(List::size).max().orElse(0);
          for (int i = 0; i < height; i++) {
            List<String> row = new ArrayList<>();
            row.add(i > 0 ? "" : String.format(Locale.ROOT, "%9.3f", millis / 1000.0));
            for (List<String> cell : cells) {
              row.add(i < cell.size() ? cell.get(i) : "");
            }
            rows.add(row);
          }
        });
    return rows;
  }

  private static String ending(ConnectReport report) {
    return report
        .outcome()
        .map(
            outcome ->
                outcome.kind() == Outcome.Kind.FAILED
                    ? outcome.errno().map(Errno::name).orElse("?")
                    : outcome.kind() == Outcome.Kind.ABANDONED ? "its own timeout" : "ESTABLISHED")
        .orElse("nothing, it goes on");
  }

  private static String elapsed(ConnectReport report) {
    return report
        .outcome()
        .map(
            outcome ->
                String.format(
                    Locale.ROOT,
                    "%.3f s",
                    (outcome.atNanos() - report.beganAtNanos()) / NANOS_PER_SECOND))
        .orElse("-");
  }

  private static String times(int count) {
    return count == 0 ? "never" : count == 1 ? "once" : count + " times";
  }

  private static List<String> each(
      List<ConnectReport> reports, Function<ConnectReport, String> words) {
    return reports.stream().map(words).toList();
  }

  private static List<String> row(String head, List<String> cells) {
    List<String> row = new ArrayList<>();
    row.add(head);
    row.addAll(cells);
    return row;
  }

  private void print(List<List<String>> rows) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    out().println();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      out().println(line.toString().stripTrailing());
    }
  }
}

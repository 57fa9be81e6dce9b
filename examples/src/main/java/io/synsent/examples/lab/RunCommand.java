package io.synsent.examples.lab;

import io.synsent.engine.Nullable;
import io.synsent.engine.capture.CapturedFrame;
import io.synsent.engine.capture.Pcapng;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.report.ConnectReport;
import io.synsent.engine.report.Timeline;
import io.synsent.engine.topology.ConnectAttempt;
import io.synsent.engine.topology.Network;
import io.synsent.engine.topology.Pinger;
import io.synsent.report.Report;
import io.synsent.report.ReportedNetwork;
import io.synsent.report.ReportedTest;
import io.synsent.report.Reports;
import io.synsent.report.Terminal;
import io.synsent.scenario.Playback;
import io.synsent.scenario.Scenario;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lab run NAME} and {@code lab run FILE.yaml}. */
@Command(
    name = "run",
    header = "Plays an experiment, or the network of a file, and prints its timeline.",
    description = {
      "In the timeline | marks what the client's own capture saw; the other lines are what happened"
          + " inside hosts."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lab run absent-lan                 no answer to ARP, so no SYN is sent",
      "  lab run absent-lan --ping --arp    and what ping and arp -a say",
      "  lab run firewall-drop --profile LINUX_6_5",
      "                                     the SYN retries of a newer kernel",
      "  lab run firewall-drop --live --speed 20",
      "                                     127 s in 6 s, with a clock",
      "  lab run closed-remote --pcap out.pcapng --html out.html",
      "                                     for Wireshark, and for a browser",
      "  lab run network.yaml               a network of your own, as described in",
      "                                     docs/scenario-files.md",
    },
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME|FILE",
      description = "One of the names that 'lab list' prints, or a scenario file.")
  private String name;

  @Mixin private NetworkOptions options = new NetworkOptions();

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      description = "Of a file with several scenarios only this one.")
  private @Nullable String only;

  @Option(names = "--json", description = "One JSON object per line instead of text.")
  private boolean json;

  @Option(
      names = "--pcap",
      paramLabel = "FILE",
      description = "Also write what the client's own tap saw, as pcapng.")
  private @Nullable Path pcap;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Also write the connects as ladder diagrams, on one page for a browser.")
  private @Nullable Path html;

  @Option(names = "--ping", description = "Ping the host as well, as the article does.")
  private boolean ping;

  @Option(names = "--arp", description = "Show the client's ARP table afterwards.")
  private boolean arp;

  @Option(
      names = "--live",
      description = "Let it take the time it takes, with a moving clock on a terminal.")
  private boolean live;

  @Option(
      names = "--speed",
      paramLabel = "K",
      description = "With --live: K times as fast (default: 1).")
  private @Nullable Double speed;

  private final List<ReportedTest> reported = new ArrayList<>();

  @Override
  public Integer call() {
    try {
      List<Scenario> scenarios = chosen();
      checkOptions(scenarios);
      for (int i = 0; i < scenarios.size(); i++) {
        if (i > 0 && !json) {
          out().println();
        }
        play(scenarios.get(i));
      }
      if (html != null) {
        writeHtml(html);
      }
      return ExitCode.OK;
    } catch (IllegalArgumentException e) {
      throw misused(String.valueOf(e.getMessage()));
    }
  }

  private List<Scenario> chosen() {
    List<Scenario> all = Experiments.of(name);
    if (only == null) {
      return all;
    }
    List<Scenario> named = all.stream().filter(scenario -> scenario.name().equals(only)).toList();
    if (named.isEmpty()) {
      throw misused(
          "no scenario of "
              + name
              + " is called \""
              + only
              + "\": choose one of "
              + String.join(", ", all.stream().map(Scenario::name).toList()));
    }
    return named;
  }

  private void checkOptions(List<Scenario> scenarios) {
    if (json && (ping || arp)) {
      throw misused("--json prints connects: leave --ping and --arp out, or --json");
    }
    if (json && live) {
      throw misused("--live is for people, --json for programs: leave one of the two out");
    }
    if (speed != null && !live) {
      throw misused("--speed says how fast --live plays: add --live");
    }
    if (speed != null && !(speed > 0 && speed <= LivePlay.FASTEST)) {
      throw misused(
          "--speed " + speed + ": expected more than 0 and at most " + (int) LivePlay.FASTEST);
    }
    if (html != null && html.toAbsolutePath().equals(pcap == null ? null : pcap.toAbsolutePath())) {
      throw misused("--html and --pcap name the same file: give each its own");
    }
    if (pcap != null && scenarios.size() > 1) {
      throw misused(
          "--pcap writes one network and "
              + name
              + " holds "
              + scenarios.size()
              + ": choose one with --scenario NAME");
    }
    for (Scenario scenario : scenarios) {
      if (scenario.connects().isEmpty()) {
        throw misused(
            scenario.name() + " connects nobody: add connects: [{to: \"192.168.31.7:8081\"}]");
      }
    }
  }

  private void play(Scenario scenario) {
    Network network = options.network(scenario);
    PrintWriter out = out();
    if (!json) {
      out.println(scenario.name() + (scenario.title().isEmpty() ? "" : ": " + scenario.title()));
      out.println();
    }
    Playback played = scenario.play(network);
    if (live) {
      new LivePlay(out, LivePlay.onTerminal(), speed == null ? 1 : speed).run(network, played);
    } else {
      played.run();
    }
    List<ConnectAttempt> connects = played.connects();
    List<CapturedFrame> frames =
        network.journal().frames().stream()
            .filter(frame -> frame.host().equals(network.client().name()))
            .toList();
    boolean first = true;
    for (ConnectAttempt connect : connects) {
      ConnectReport report = Timeline.of(network, connect);
      if (json) {
        JsonLines.of(report, connects.size() > 1).forEach(out::println);
        continue;
      }
      if (!first) {
        out.println();
      }
      first = false;
      String text = Timeline.text(report, Terminal.style()).stripTrailing();
      out.println(live ? LivePlay.verdict(text) : text);
      out.println();
      out.println("The application sees: " + JsonLines.exception(report).orElse("no exception"));
    }
    if (arp) {
      printSection(out, "arp -a", network.client().arpTable());
    }
    if (ping) {
      Set<IpAddress> targets = new LinkedHashSet<>();
      connects.forEach(connect -> targets.add(connect.target()));
      for (IpAddress target : targets) {
        Pinger pinger = network.ping(target);
        while (!pinger.isFinished()) {
          network.runUntil(network.nextEventAt());
        }
        printSection(out, "ping " + target, pinger.lines());
      }
    }
    out.flush();
    if (html != null) {
      String title = scenario.name() + (scenario.title().isEmpty() ? "" : ": " + scenario.title());
      reported.add(ReportedTest.of(title, ReportedNetwork.of(network)));
    }
    if (pcap != null) {
      String profileName = Timeline.of(network, connects.get(0)).profile();
      write(
          frames,
          pcap,
          "lab run " + name + ", profile " + profileName + ", seed " + network.seed());
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private void write(List<CapturedFrame> frames, Path file, String comment) {
    try (OutputStream out = Files.newOutputStream(file)) {
      Pcapng.write(out, frames, comment);
    } catch (IOException e) {
      throw misused("cannot write " + file + " (" + e + "): name a file in a folder that is there");
    }
  }

  private void writeHtml(Path file) {
    try (Writer out = Files.newBufferedWriter(file)) {
      Reports.writeHtml(Report.of("lab run " + name, reported), out);
    } catch (IOException e) {
      throw misused("cannot write " + file + " (" + e + "): name a file in a folder that is there");
    }
  }

  private static void printSection(PrintWriter out, String command, List<String> lines) {
    out.println();
    out.println("$ " + command);
    lines.forEach(out::println);
  }

  private ParameterException misused(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}

package io.synsent.examples.lab;

import io.synsent.engine.Nullable;
import io.synsent.engine.capture.CapturedFrame;
import io.synsent.engine.capture.Pcapng;
import io.synsent.engine.host.HostProfile;
import io.synsent.engine.report.ConnectReport;
import io.synsent.engine.report.Timeline;
import io.synsent.engine.topology.ConnectAttempt;
import io.synsent.engine.topology.Network;
import io.synsent.engine.topology.Pinger;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lab run NAME}. */
@Command(
    name = "run",
    description = "Plays one experiment and prints its timeline.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "One of the names that 'lab list' prints.")
  private String name;

  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      defaultValue = "LINUX",
      description = "The client's operating system: LINUX (default) or LINUX_6_5.")
  private String profile;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Where ports, sequence numbers and MAC addresses come from (default: 1).")
  private long seed;

  @Option(names = "--json", description = "One JSON object per line instead of text.")
  private boolean json;

  @Option(
      names = "--pcap",
      paramLabel = "FILE",
      description = "Also write what the client's own tap saw, as pcapng.")
  private @Nullable Path pcap;

  @Option(names = "--ping", description = "Ping the host as well, as the article does.")
  private boolean ping;

  @Option(names = "--arp", description = "Show the client's ARP table afterwards.")
  private boolean arp;

  @Override
  public Integer call() {
    Experiment experiment =
        Experiment.named(name)
            .orElseThrow(
                () ->
                    misused(
                        "no experiment is called \""
                            + name
                            + "\": choose one of "
                            + Experiment.names()));
    HostProfile client = profileNamed(profile);
    if (json && (ping || arp)) {
      throw misused("--json prints one connect: leave --ping and --arp out, or --json");
    }

    Network network = experiment.network(client, seed);
    ConnectAttempt connect = experiment.connect(network);
    ConnectReport report = Timeline.of(network, connect);
    List<CapturedFrame> frames =
        network.journal().frames().stream()
            .filter(frame -> frame.host().equals(network.client().name()))
            .toList();

    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonLines.of(report).forEach(out::println);
    } else {
      out.println(experiment.name() + ": " + experiment.summary());
      out.println();
      out.println(Timeline.text(report).stripTrailing());
      out.println();
      out.println("The application sees: " + JsonLines.exception(report).orElse("no exception"));
    }
    if (arp) {
      printSection(out, "arp -a", network.client().arpTable());
    }
    if (ping) {
      Pinger pinger = network.ping(experiment.target());
      while (!pinger.isFinished()) {
        network.runUntil(network.nextEventAt());
      }
      printSection(out, "ping " + experiment.target(), pinger.lines());
    }
    out.flush();
    if (pcap != null) {
      write(frames, pcap, "lab run " + name + ", profile " + report.profile() + ", seed " + seed);
    }
    return ExitCode.OK;
  }

  private HostProfile profileNamed(String wanted) {
    try {
      return HostProfile.named(wanted);
    } catch (IllegalArgumentException e) {
      throw misused(String.valueOf(e.getMessage()));
    }
  }

  private void write(List<CapturedFrame> frames, Path file, String comment) {
    try (OutputStream out = Files.newOutputStream(file)) {
      Pcapng.write(out, frames, comment);
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

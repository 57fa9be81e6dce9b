package io.synsent.examples.lab;

import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.report.ConnectReport;
import io.synsent.engine.report.Ladder;
import io.synsent.engine.report.Ladder.Column;
import io.synsent.engine.report.Ladder.Leg;
import io.synsent.engine.report.Ladder.Progress;
import io.synsent.engine.report.Ladder.Stage;
import io.synsent.engine.report.Timeline;
import io.synsent.engine.topology.ConnectAttempt;
import io.synsent.engine.topology.Network;
import io.synsent.engine.topology.Outcome;
import io.synsent.scenario.HostPort;
import io.synsent.scenario.Scenario;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lab explain 192.168.31.7:8081 --network FILE}. */
@Command(
    name = "explain",
    header = "Says in words which way a connect would take, layer by layer, and how it ends.",
    description = {
      "The connect is made in the network, and of its SYNs the one that gets farthest is followed:"
          + " down the layers of the client, over routers and firewalls, up to the far host, and"
          + " back with the answer. + went on, ~ waited, ! answered instead, x ended there, - was"
          + " never reached."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lab explain 192.168.31.7:8081 --network absent-lan",
      "  lab explain 220.181.38.148:443 --network firewall-drop",
      "  lab explain db.example:5432 --network network.yaml --profile LINUX_6_5",
    },
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {

  private static final double NANOS_PER_SECOND = 1e9;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "HOST:PORT",
      description = "Where to; any host, one that the network does not name included.")
  private String target;

  @Option(
      names = "--network",
      paramLabel = "NAME|FILE",
      required = true,
      description = "One of the names that 'lab list' prints, or a scenario file.")
  private String source;

  @Mixin private NetworkOptions options = new NetworkOptions();

  @Override
  public Integer call() {
    try {
      HostPort to = HostPort.parse(target, 0);
      List<Scenario> scenarios = Experiments.of(source);
      if (scenarios.size() > 1) {
        throw new IllegalArgumentException(
            source + " holds " + scenarios.size() + " scenarios: name a file with one");
      }
      explain(scenarios.get(0), to);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    return ExitCode.OK;
  }

  private void explain(Scenario scenario, HostPort to) {
    Network network = options.network(scenario);
    IpAddress address = address(network, scenario, to.host());
    ConnectAttempt connect = network.connect(address, to.port());
    while (connect.outcome().isEmpty() && network.nextEventAt() != Long.MAX_VALUE) {
      network.runUntil(network.nextEventAt());
    }
    ConnectReport report = Timeline.of(network, connect);
    Ladder ladder = Ladder.of(network, connect);

    PrintWriter out = spec.commandLine().getOut();
    out.println(
        to.host()
            + (to.host().equals(address.toString()) ? "" : " (" + address + ")")
            + ", port "
            + to.port()
            + ", from "
            + network.client().addresses().get(0)
            + " ("
            + report.profile()
            + ") in "
            + scenario.name()
            + (scenario.title().isEmpty() ? "" : ": " + scenario.title()));
    String before = "";
    for (Stage stage : ladder.journey()) {
      Column column = ladder.columns().get(stage.column());
      String place = words(stage.leg()) + ", " + where(column);
      if (!place.equals(before)) {
        out.println();
        out.println(place);
        before = place;
      }
      out.println(line(stage, connect.beganAt()));
    }
    out.println();
    out.println(ending(report));
    out.println("The application sees: " + JsonLines.exception(report).orElse("no exception"));
    out.flush();
  }

  /** What the application's look-up of the name gives. */
  private static IpAddress address(Network network, Scenario scenario, String host) {
    return network
        .resolve(host)
        .map(addresses -> addresses.get(0))
        .orElseGet(
            () -> {
              try {
                return IpAddress.parse(host);
              } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                    "nothing is called \""
                        + host
                        + "\" in "
                        + scenario.name()
                        + ": the names there are "
                        + scenario.names().keySet()
                        + "; or give an address",
                    e);
              }
            });
  }

  private static String words(Leg leg) {
    return switch (leg) {
      case DOWN -> "Down";
      case OVER -> "Over";
      case UP -> "Up";
      case BACK -> "Back";
    };
  }

  private static String where(Column column) {
    return column.detail().isEmpty() ? column.name() : column.name() + " (" + column.detail() + ")";
  }

  private static String line(Stage stage, long began) {
    String at =
        stage.at().isPresent()
            ? String.format(
                Locale.ROOT, "%10.4f s", (stage.at().getAsLong() - began) / NANOS_PER_SECOND)
            : " ".repeat(12);
    return String.format(
            Locale.ROOT,
            "  %s %s  %-11s %s",
            mark(stage.progress()),
            at,
            stage.layer(),
            // Not every terminal can show the arrow of the page.
            stage.words().replace("\u2192", "->"))
        .stripTrailing();
  }

  private static String mark(Progress progress) {
    return switch (progress) {
      case PASSED -> "+";
      case WAITED -> "~";
      case STOPPED -> "x";
      case ANSWERED -> "!";
      case NEVER -> "-";
    };
  }

  private static String ending(ConnectReport report) {
    if (report.outcome().isEmpty()) {
      return "It never ends: nothing more is scheduled.";
    }
    Outcome outcome = report.outcome().get();
    String after =
        String.format(
            Locale.ROOT,
            " after %.3f s",
            (outcome.atNanos() - report.beganAtNanos()) / NANOS_PER_SECOND);
    int syns = report.synTimes().size();
    String sent =
        syns == 0 ? "no SYN was sent" : syns == 1 ? "one SYN was sent" : syns + " SYNs were sent";
    return outcome.isEstablished()
        ? "It is established" + after + "; " + sent + "."
        : "It ends with "
            + outcome.errno().map(Enum::name).orElse("?")
            + after
            + ", stopped by "
            + report.stoppedIn()
            + "; "
            + sent
            + ".";
  }
}

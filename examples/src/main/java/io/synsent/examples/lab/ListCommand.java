package io.synsent.examples.lab;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lab list}. */
@Command(
    name = "list",
    header = "Lists the experiments.",
    description = "With --networks it prints the network of each: a scenario file to begin with.",
    mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(names = "--networks", description = "Print the scenario file of each as well.")
  private boolean networks;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    for (String name : Experiments.NAMES) {
      out.printf("%-21s %s%n", name, Experiments.named(name).title());
      if (networks) {
        Experiments.text(name).lines().forEach(line -> out.println("    " + line));
        out.println();
      }
    }
    out.flush();
    return ExitCode.OK;
  }
}

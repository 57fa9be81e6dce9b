package io.synsent.examples.lab;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lab list}. */
@Command(name = "list", description = "Lists the experiments.", mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    for (Experiment experiment : Experiment.ALL) {
      out.printf("%-21s %s%n", experiment.name(), experiment.summary());
    }
    out.flush();
    return ExitCode.OK;
  }
}

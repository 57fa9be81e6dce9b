package io.synsent.examples.lab;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line: {@code java -jar lab.jar list}, {@code java -jar lab.jar run absent-lan}. */
@Command(
    name = "lab",
    description = {
      "Plays the ways in which a connect can fail, packet by packet, in a simulated network.",
      "Nothing leaves this machine and nothing waits: 127 s of SYN retries take no time."
    },
    subcommands = {ListCommand.class, RunCommand.class},
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class Lab implements Callable<Integer> {

  @Spec private CommandSpec spec;

  Lab() {}

  /** Runs the command and exits with 0, or with 2 if the command line makes no sense. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Lab());
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return CommandLine.ExitCode.OK;
  }
}

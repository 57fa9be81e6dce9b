package io.synsent.examples.lab;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: {@code java -jar lab.jar list}, {@code java -jar lab.jar run absent-lan}. */
@Command(
    name = "lab",
    description = {
      "Plays the ways in which a connect can fail, packet by packet, in a simulated network.",
      "Nothing leaves this machine and nothing waits: 127 s of SYN retries take no time."
    },
    footerHeading = "%nTo begin with:%n",
    footer = {
      "  lab list                     the ten experiments",
      "  lab run absent-lan           why is there no SYN in the capture?",
      "  lab run firewall-drop        and why are there seven of them here?",
      "  lab explain 192.168.31.7:8081 --network absent-lan",
      "                               the way down, layer by layer, in words",
      "  lab compare firewall-drop    the same on four operating systems",
      "  lab run --help               more, with examples",
    },
    subcommands = {ListCommand.class, RunCommand.class, ExplainCommand.class, CompareCommand.class},
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
    return new CommandLine(new Lab()).setParameterExceptionHandler(Lab::misused);
  }

  /** What is wrong and where help is, not the whole help. */
  private static int misused(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(command.getColorScheme().errorText(e.getMessage()));
    UnmatchedArgumentException.printSuggestions(e, err);
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    err.flush();
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return CommandLine.ExitCode.OK;
  }
}

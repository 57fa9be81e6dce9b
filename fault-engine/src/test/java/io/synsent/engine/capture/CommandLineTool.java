package io.synsent.engine.capture;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs a program of the machine over a file and gives back the lines it wrote. */
final class CommandLineTool {

  private CommandLineTool() {}

  /** The test is skipped, and says why, where {@code program} is not installed. */
  static void assumeInstalled(String program) {
    boolean found =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    assumeTrue(found, program + " is not installed here: our words are not compared with its own");
  }

  static List<String> run(Path workingFolder, String... command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(workingFolder, "out", ".txt");
    Path err = Files.createTempFile(workingFolder, "err", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(List.of(command) + " did not end within two minutes");
    }
    if (process.exitValue() != 0) {
      throw new AssertionError(
          List.of(command)
              + " ended with "
              + process.exitValue()
              + ": "
              + Files.readString(err, StandardCharsets.UTF_8));
    }
    return new ArrayList<>(Files.readAllLines(out, StandardCharsets.UTF_8));
  }
}

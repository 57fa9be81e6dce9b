package io.synsent.timelapse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a main class in a JVM of its own: time-lapse rewrites the whole process. */
public final class ChildJvm {

  private ChildJvm() {}

  /** The lines that {@code main} printed; fails unless it ended with status 0. */
  public static List<String> run(Class<?> main, String... arguments) throws Exception {
    return run(main, Duration.ofMinutes(4), arguments);
  }

  /** The same of a program that may take {@code patience}. */
  public static List<String> run(Class<?> main, Duration patience, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 21) {
      command.add("-XX:+EnableDynamicAgentLoading");
    }
    command.add("-Xshare:auto");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("child", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
      boolean ended = process.waitFor(patience.toSeconds(), TimeUnit.SECONDS);
      process.destroyForcibly();
      String text = read(output);
      assertThat(ended).as("%s ended in time; it printed%n%s", main.getSimpleName(), text).isTrue();
      assertThat(process.waitFor())
          .as("exit status of %s; it printed%n%s", main.getSimpleName(), text)
          .isZero();
      return text.lines().toList();
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private static String read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

package io.synsent.timelapse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * Runs a main class in a JVM of its own, with the class path of the tests: hooks and time-lapse
 * rewrite the whole process.
 */
public final class ChildJvm {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String CLASS_PATH =
      System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

  private final List<String> options = new ArrayList<>();

  public ChildJvm() {
    options.add("-XX:+EnableDynamicAgentLoading");
    String hold = System.getProperty("synsent.hold");
    if (hold != null) {
      options.add("-Dsynsent.hold=" + hold);
    }
  }

  /** The lines that {@code main} printed; fails unless it ended with status 0. */
  public static List<String> run(Class<?> main, String... arguments) throws Exception {
    return run(main, PATIENCE, arguments);
  }

  /** The same of a program that may take {@code patience}. */
  public static List<String> run(Class<?> main, Duration patience, String... arguments)
      throws Exception {
    return new ChildJvm().run(0, main, patience, arguments).lines().toList();
  }

  public ChildJvm option(String option) {
    options.add(option);
    return this;
  }

  /** Whether one of the options mentions it. */
  public boolean has(String text) {
    return options.stream().anyMatch(option -> option.contains(text));
  }

  /** What {@code main} printed, to both streams; fails unless it ended with {@code exitStatus}. */
  public String run(int exitStatus, Class<?> main, String... arguments) throws Exception {
    return run(exitStatus, main, PATIENCE, arguments);
  }

  private String run(int exitStatus, Class<?> main, Duration patience, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", CLASS_PATH, main.getName()));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("child", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
      boolean ended;
      try {
        ended = process.waitFor(patience.toSeconds(), TimeUnit.SECONDS);
      } finally {
        process.destroyForcibly();
      }
      String printed = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
      assertThat(ended)
          .as("%s ended in time; it printed%n%s", main.getSimpleName(), printed)
          .isTrue();
      assertThat(process.waitFor())
          .as("exit status of %s; it printed%n%s", main.getSimpleName(), printed)
          .isEqualTo(exitStatus);
      return printed;
    } finally {
      Files.deleteIfExists(output);
    }
  }

  /** A jar of the tests' class path by the start of its name. */
  public static Path jar(String name) {
    return Stream.of(CLASS_PATH.split(File.pathSeparator, -1))
        .map(Path::of)
        .filter(entry -> entry.getFileName().toString().startsWith(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " on the class path of the tests"));
  }

  /** Writes a jar that makes {@code -javaagent} of a class that is on the class path. */
  public static Path agentJar(Path directory, Class<?> premain) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Premain-Class", premain.getName());
    attributes.putValue("Can-Retransform-Classes", "true");
    attributes.putValue("Can-Redefine-Classes", "true");
    Path jar = directory.resolve(premain.getName() + ".jar");
    try (OutputStream out = Files.newOutputStream(jar)) {
      new JarOutputStream(out, manifest).close();
    }
    return jar;
  }
}

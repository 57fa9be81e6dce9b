package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** Another JVM of the same kind, with the class path of the tests or a part of it. */
final class JvmUnderTest {

  private final Path directory;
  private final List<String> options = new ArrayList<>();
  private final List<String> classPath = new ArrayList<>();

  /**
   * @param directory for what it writes
   */
  JvmUnderTest(Path directory) {
    this.directory = directory;
    options.add("-XX:+EnableDynamicAgentLoading");
    String hold = System.getProperty("synsent.hold");
    if (hold != null) {
      options.add("-Dsynsent.hold=" + hold);
    }
    classPath.addAll(
        Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator, -1)));
  }

  JvmUnderTest option(String option) {
    options.add(option);
    return this;
  }

  /** Whether one of the options mentions it. */
  boolean has(String text) {
    return options.stream().anyMatch(option -> option.contains(text));
  }

  /** A jar of the tests' class path by the start of its name. */
  static Path jar(String name) {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> Path.of(entry).getFileName().toString().startsWith(name))
        .map(Path::of)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " on the class path of the tests"));
  }

  /** A jar that makes {@code -javaagent} of a class that is on the class path. */
  Path agentJar(String premainClass) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Premain-Class", premainClass);
    attributes.putValue("Can-Retransform-Classes", "true");
    attributes.putValue("Can-Redefine-Classes", "true");
    Path jar = directory.resolve(premainClass + ".jar");
    try (OutputStream out = Files.newOutputStream(jar)) {
      new JarOutputStream(out, manifest).close();
    }
    return jar;
  }

  /** What it printed, to both streams. */
  String run(int exitStatus, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-cp");
    command.add(String.join(File.pathSeparator, classPath));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    Path output = directory.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(120, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly();
    }
    String printed = Files.readString(output);
    assertThat(ended).as("ended; it printed %s", printed).isTrue();
    assertThat(process.exitValue()).as("exit status; it printed %s", printed).isEqualTo(exitStatus);
    return printed;
  }
}

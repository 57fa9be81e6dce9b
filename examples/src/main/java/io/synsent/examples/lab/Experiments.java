package io.synsent.examples.lab;

import io.synsent.scenario.Scenario;
import io.synsent.scenario.ScenarioException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The experiments of the article: scenario files beside this class, each a network with one thing
 * wrong and a connect into it.
 */
final class Experiments {

  /** In the article's order. */
  static final List<String> NAMES =
      List.of(
          "handshake",
          "absent-lan",
          "absent-remote",
          "absent-remote-icmp",
          "closed-loopback",
          "closed-lan",
          "closed-remote",
          "firewall-drop",
          "firewall-reject-rst",
          "firewall-reject-icmp");

  private Experiments() {}

  /** The experiment of this name. */
  static Scenario named(String name) {
    return Scenario.parse(name + ".yaml", text(name));
  }

  /** The file of the experiment of this name. */
  static String text(String name) {
    try (InputStream in = Experiments.class.getResourceAsStream(name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException("bug in SynSent: there is no " + name + ".yaml");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("bug in SynSent: cannot read " + name + ".yaml", e);
    }
  }

  /**
   * What the command line names: an experiment, or the scenarios of a file.
   *
   * @throws IllegalArgumentException if there is neither, or the file cannot be understood; the
   *     message says what to do
   */
  static List<Scenario> of(String nameOrFile) {
    if (NAMES.contains(nameOrFile)) {
      return List.of(named(nameOrFile));
    }
    Path file = Path.of(nameOrFile);
    boolean meansFile =
        nameOrFile.endsWith(".yaml") || nameOrFile.endsWith(".yml") || Files.exists(file);
    if (!meansFile) {
      throw new IllegalArgumentException(
          "no experiment is called \""
              + nameOrFile
              + "\": choose one of "
              + String.join(", ", NAMES)
              + ", or name a file such as network.yaml");
    }
    try {
      return Scenario.loadAll(file);
    } catch (ScenarioException e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(
          "there is no file " + file.toAbsolutePath() + ": check the name and the folder", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read " + file + " (" + e + ")", e);
    }
  }
}

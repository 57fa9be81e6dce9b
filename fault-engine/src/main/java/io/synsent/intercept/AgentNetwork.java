package io.synsent.intercept;

import io.synsent.scenario.Scenario;
import io.synsent.scenario.ScenarioException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The network that {@code -javaagent:synsent.jar=ARGUMENTS} puts a program under: a scenario file,
 * and what the program's connects were written to when the JVM ends.
 *
 * @param scenario the file
 * @param backends where a host's open ports lead to on this machine, by the host's name or address
 * @param timeline the text file to write
 * @param pcapng the capture file to write
 */
record AgentNetwork(
    Path scenario,
    Map<String, InetSocketAddress> backends,
    Optional<Path> timeline,
    Optional<Path> pcapng) {

  private static final String USAGE =
      "expected -javaagent:<the synsent-fault-engine jar>=<scenario"
          + " file>[,backend=HOST=ADDRESS:PORT][,timeline=FILE][,pcapng=FILE]";

  /**
   * @param arguments what follows the equals sign of {@code -javaagent}
   * @throws IllegalArgumentException if they cannot be understood; the message says how they look
   */
  static AgentNetwork parse(String arguments) {
    List<String> parts = new ArrayList<>(List.of(arguments.split(",", -1)));
    Path scenario = Path.of(parts.remove(0));
    Map<String, InetSocketAddress> backends = new TreeMap<>();
    Optional<Path> timeline = Optional.empty();
    Optional<Path> pcapng = Optional.empty();
    for (String part : parts) {
      int equals = part.indexOf('=');
      String value = part.substring(equals + 1);
      if (equals < 0 || value.isEmpty()) {
        throw new IllegalArgumentException("\"" + part + "\" has no value: " + USAGE);
      }
      switch (part.substring(0, equals)) {
        case "backend" -> putBackend(backends, value);
        case "timeline" -> timeline = Optional.of(Path.of(value));
        case "pcapng" -> pcapng = Optional.of(Path.of(value));
        default -> throw new IllegalArgumentException("\"" + part + "\" is no option: " + USAGE);
      }
    }
    return new AgentNetwork(scenario, backends, timeline, pcapng);
  }

  private static void putBackend(Map<String, InetSocketAddress> backends, String value) {
    int equals = value.indexOf('=');
    int colon = value.lastIndexOf(':');
    if (equals <= 0 || colon <= equals + 1) {
      throw new IllegalArgumentException("backend=" + value + ": " + USAGE);
    }
    int port;
    try {
      port = Integer.parseInt(value.substring(colon + 1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("backend=" + value + " has no port: " + USAGE, e);
    }
    backends.put(
        value.substring(0, equals),
        new InetSocketAddress(value.substring(equals + 1, colon), port));
  }

  /**
   * Reads the file and puts the process under its network, until the JVM ends.
   *
   * @throws IllegalArgumentException if the file is wrong, or cannot be read
   */
  LiveNetwork activate() {
    LiveNetwork network;
    try {
      network = SynSent.activate(Scenario.load(scenario).network().build());
    } catch (ScenarioException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the scenario file " + scenario.toAbsolutePath() + " cannot be read: " + e, e);
    }
    try {
      backends.forEach((host, address) -> network.host(host).backedBy(address));
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
    if (timeline.isPresent() || pcapng.isPresent()) {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> write(network), "synsent-write-at-exit"));
    }
    return network;
  }

  private void write(LiveNetwork network) {
    try {
      if (timeline.isPresent()) {
        Files.writeString(timeline.get(), network.timeline());
      }
      if (pcapng.isPresent()) {
        network.writePcapng(pcapng.get());
      }
    } catch (IOException e) {
      System.err.println("SynSent: cannot write what happened: " + e);
    }
  }
}

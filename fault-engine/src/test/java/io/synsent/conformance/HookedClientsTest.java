package io.synsent.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.timelapse.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Real clients under the hooks hear what the same clients heard from the kernel: the exception with
 * its causes, word for word, and what the socket says of itself afterwards, of every scenario that
 * a live kernel has played, on the JDK that runs the suite.
 */
@Tag("conformance")
final class HookedClientsTest {

  private static final Path SCENARIOS = Path.of("src/test/resources/conformance/scenarios");
  private static final Path RECORDINGS = Path.of("src/test/resources/conformance/recordings");

  /** What the hooks leave to the kernel of this machine, and why. */
  private static final Map<String, String> NOT_THROUGH_HOOKS =
      Map.ofEntries(
          Map.entry(
              "bound-local", "bind is the real kernel's, which has not the simulated address"),
          Map.entry(
              "request-of-an-earlier-connect",
              "bind is the real kernel's, which has not the simulated address"),
          Map.entry(
              "request-of-an-earlier-connect-reset",
              "bind is the real kernel's, which has not the simulated address"),
          Map.entry("closed-lan", "the router is no host that a test names"),
          Map.entry("edge-port-0", "the router is no host that a test names"),
          Map.entry("edge-own-address", "the client's own address is no host that a test names"),
          Map.entry("edge-class-e", "an address that is named has a route"),
          Map.entry("router-no-route", "an address that is named has a route"),
          Map.entry("ipv6-closed-own", "the client's own address is no host that a test names"),
          Map.entry("ipv6-router-no-route", "an address that is named has a route"),
          Map.entry(
              "three-hundred",
              "with ideal timers the SYN due at 3 s coincide with the entry's end"));

  @Test
  void clients_under_hooks_get_the_kernel_s_exceptions() throws Exception {
    Assumptions.assumeFalse(
        System.getProperty("conformance", "auto").equals("off"),
        "conformance: off by -Dconformance=off");
    Map<Run, Recording> kernel = new LinkedHashMap<>();
    for (Scenario scenario : ScenarioFile.readAll(SCENARIOS)) {
      if (scenario.withoutLive().isPresent()) {
        continue;
      }
      for (Run run : Run.of(scenario, List.of(Jdk.running()))) {
        if (Recording.exists(RECORDINGS, run.name())
            && !NOT_THROUGH_HOOKS.containsKey(run.name())) {
          kernel.put(run, Recording.load(RECORDINGS, run.name()));
        }
      }
    }
    Map<String, List<String>> heard = play(kernel.keySet().stream().map(Run::name).toList());
    List<String> differences = new ArrayList<>();
    int compared = 0;
    int sockets = 0;
    for (Map.Entry<Run, Recording> each : kernel.entrySet()) {
      Run run = each.getKey();
      Map<Integer, String> hooks = new TreeMap<>();
      Map<String, String> states = new TreeMap<>();
      for (String line : heard.getOrDefault(run.name(), List.of())) {
        if (line.startsWith("end ")) {
          String[] words = line.split(" ", 5);
          hooks.put(Integer.valueOf(words[1]), words[4]);
        } else if (line.startsWith("state ")) {
          String[] words = line.split(" ", 3);
          states.put("state " + words[1], words[2]);
        }
      }
      Map<Integer, String> expected = new TreeMap<>();
      each.getValue().connects().forEach(ended -> expected.put(ended.id(), ended.result()));
      compared += expected.size();
      // Of many at once, which of them ICMP's rate limit spares is a matter of microseconds.
      boolean equal =
          run.commands().size() > 10
              ? hooks.size() == expected.size()
                  && Set.copyOf(hooks.values()).equals(Set.copyOf(expected.values()))
              : hooks.equals(expected);
      // A JDK says of a socket what it made of it: since 24 a connect that fails closes it.
      Map<String, String> facts = each.getValue().facts();
      boolean sameJdk = ("" + Jdk.running().version()).equals(facts.get("jdk"));
      for (Map.Entry<String, String> state : states.entrySet()) {
        String kernels = facts.get(state.getKey());
        if (kernels == null || !sameJdk) {
          continue;
        }
        sockets++;
        if (!kernels.equals(state.getValue())) {
          differences.add(
              "%s, %s%n  kernel: %s%n  hooks:  %s"
                  .formatted(run.name(), state.getKey(), kernels, state.getValue()));
        }
      }
      if (!equal) {
        differences.add("%s%n  kernel: %s%n  hooks:  %s".formatted(run.name(), expected, hooks));
      }
    }
    System.out.printf(
        "conformance: %d connects of %d runs through the hooks of JDK %d, %d sockets asked for their"
            + " state; not through hooks: %s%n",
        compared,
        kernel.size(),
        Jdk.running().version(),
        sockets,
        new TreeMap<>(NOT_THROUGH_HOOKS));
    assertThat(kernel).as("runs that a kernel has played").isNotEmpty();
    String suffix = "." + Jdk.running().version();
    if (kernel.keySet().stream().anyMatch(run -> run.name().endsWith(suffix))) {
      assertThat(sockets).as("states compared").isPositive();
    } else {
      System.out.println("conformance: no recording was made on this JDK, whose runs are left out");
    }
    assertThat(differences).isEmpty();
  }

  private static Map<String, List<String>> play(List<String> runs) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(SCENARIOS.toString()));
    arguments.addAll(runs);
    Map<String, List<String>> heard = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    for (String line :
        ChildJvm.run(HookedArm.class, Duration.ofMinutes(10), arguments.toArray(String[]::new))) {
      if (line.startsWith("run ")) {
        lines = new ArrayList<>();
        heard.put(line.substring("run ".length()), lines);
      } else {
        lines.add(line);
      }
    }
    return heard;
  }
}

package io.synsent.examples.lab;

import io.synsent.engine.Nullable;
import io.synsent.engine.host.HostProfile;
import io.synsent.engine.topology.Network;
import io.synsent.scenario.Scenario;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say with which operating system and seed a network is built. */
final class NetworkOptions {

  @Mixin private Seed seed = new Seed();

  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      completionCandidates = Names.class,
      description =
          "The client's operating system, one of ${COMPLETION-CANDIDATES} (default: the file's own,"
              + " else LINUX).")
  private @Nullable String profile;

  /**
   * The network of a scenario.
   *
   * @throws IllegalArgumentException if no profile has the name
   */
  Network network(Scenario scenario) {
    return profile == null
        ? seed.network(scenario, scenario.profile().orElse(HostProfile.LINUX))
        : seed.network(scenario, profile);
  }

  /** The seed alone. */
  static final class Seed {

    @Option(
        names = "--seed",
        paramLabel = "N",
        description =
            "Where ports, sequence numbers and MAC addresses come from (default: the file's own,"
                + " else 1).")
    private @Nullable Long seed;

    Network network(Scenario scenario, String profile) {
      return network(scenario, HostProfile.named(profile));
    }

    Network network(Scenario scenario, HostProfile profile) {
      return scenario.network(profile, seed == null ? scenario.seed() : seed).build();
    }
  }

  /** The names of all profiles. */
  static final class Names implements Iterable<String> {
    static List<String> list() {
      return HostProfile.names();
    }

    @Override
    public Iterator<String> iterator() {
      return list().iterator();
    }
  }
}

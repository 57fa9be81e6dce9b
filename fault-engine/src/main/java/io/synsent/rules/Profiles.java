package io.synsent.rules;

import io.synsent.engine.host.HostProfile;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The names that {@code @SimulatedNetwork(profile = …)} may have. */
final class Profiles {

  private Profiles() {}

  static Optional<TargetSyntax.Problem> problem(String name) {
    List<String> names = HostProfile.names();
    if (names.contains(name)) {
      return Optional.empty();
    }
    String meant = name.toUpperCase(Locale.ROOT).replaceAll("[ .-]+", "_");
    return Optional.of(
        new TargetSyntax.Problem(
            Rule.PROFILE,
            "there is no profile \"" + name + "\". Write one of " + String.join(", ", names),
            names.stream().filter(meant::equals).findFirst().map(Fix::replace)));
  }
}

package io.synsent.rules;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The names that {@code @SimulatedNetwork(profile = …)} may have. */
final class Profiles {

  private static final List<String> NAMES = List.of("LINUX", "LINUX_6_5");

  private Profiles() {}

  static Optional<TargetSyntax.Problem> problem(String name) {
    if (NAMES.contains(name)) {
      return Optional.empty();
    }
    Optional<Fix> fix =
        NAMES.stream()
            .filter(n -> n.equals(name.toUpperCase(Locale.ROOT).replaceAll("[ .-]", "_")))
            .findFirst()
            .map(Fix::replace);
    return Optional.of(
        new TargetSyntax.Problem(
            Rule.PROFILE,
            "there is no profile \"" + name + "\". Write one of " + String.join(", ", NAMES),
            fix));
  }
}

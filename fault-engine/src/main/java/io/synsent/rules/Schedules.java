package io.synsent.rules;

import io.synsent.engine.topology.FaultSchedule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The attributes that say when a fault holds. */
final class Schedules {

  static final List<String> ATTRIBUTES = List.of("times", "probability", "from", "until");

  private Schedules() {}

  /** Expects attributes in which {@link Rules} finds no error. */
  static FaultSchedule of(AnnotationUse use) {
    return new FaultSchedule(
        (int) use.number("times", 0),
        use.decimal("probability", 1),
        use.has("from") ? DurationSyntax.parse(use.text("from")) : Duration.ZERO,
        use.has("until") ? Optional.of(DurationSyntax.parse(use.text("until"))) : Optional.empty());
  }

  /** Something wrong with one attribute. */
  record Problem(String attribute, String message) {}

  /** What is wrong with the first attribute that is. */
  static Optional<Problem> problem(AnnotationUse use) {
    if (use.has("times") && use.number("times", 1) < 1) {
      return Optional.of(
          new Problem(
              "times",
              "times is "
                  + use.number("times", 1)
                  + ", and a fault that hits no attempt is none. Write 1 or more, or leave it out"
                  + " for a fault that stays"));
    }
    double probability = use.decimal("probability", 1);
    if (!(probability > 0 && probability <= 1)) {
      return Optional.of(
          new Problem(
              "probability",
              "probability is "
                  + use.attributes().get("probability")
                  + ", expected more than 0 and at most 1"));
    }
    for (String attribute : List.of("from", "until")) {
      if (use.has(attribute)) {
        try {
          DurationSyntax.parse(use.text(attribute));
        } catch (IllegalArgumentException e) {
          return Optional.of(new Problem(attribute, String.valueOf(e.getMessage())));
        }
      }
    }
    if (use.has("until")) {
      Duration from = use.has("from") ? DurationSyntax.parse(use.text("from")) : Duration.ZERO;
      if (DurationSyntax.parse(use.text("until")).compareTo(from) <= 0) {
        return Optional.of(
            new Problem(
                "until",
                "the fault would end at \""
                    + use.text("until")
                    + "\", before it begins. Write a time later than "
                    + (use.has("from") ? "\"" + use.text("from") + "\"" : "0")));
      }
    }
    return Optional.empty();
  }
}

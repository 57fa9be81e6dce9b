package io.synsent.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Internal. What the attributes of a toxic may be, by its type; units are Toxiproxy's. */
public final class ToxicRule {

  /** The attributes of each type, the one that must be given first. */
  private static final Map<String, List<String>> ATTRIBUTES =
      Map.of(
          "LATENCY", List.of("latency", "jitter"),
          "BANDWIDTH", List.of("rate"),
          "SLOW_CLOSE", List.of("delay"),
          "TIMEOUT", List.of("timeout"),
          "RESET_PEER", List.of("timeout"),
          "SLICER", List.of("averageSize", "sizeVariation", "delay"),
          "LIMIT_DATA", List.of("bytes"));

  /** Those for which 0 is meant where nothing is given. */
  private static final Set<String> NEED_NOTHING = Set.of("TIMEOUT", "RESET_PEER");

  private static final List<String> ALL =
      List.of(
          "averageSize", "bytes", "delay", "jitter", "latency", "rate", "sizeVariation", "timeout");

  /** What an attribute that is not given has: {@code Toxic.UNSET}. */
  private static final long UNSET = -1;

  private ToxicRule() {}

  /** Something wrong with one attribute. */
  public record Problem(String attribute, String message) {}

  /** What is wrong with the first attribute that is. */
  public static Optional<Problem> problem(AnnotationUse toxic) {
    String type = toxic.text("type");
    List<String> known = ATTRIBUTES.getOrDefault(type, List.of());
    if (known.isEmpty()) {
      return Optional.empty(); // no type of ours: the compiler says so
    }
    for (String name : ALL) {
      long value = toxic.number(name, UNSET);
      if (value == UNSET) {
        continue;
      }
      if (!known.contains(name)) {
        return problem(
            name,
            name
                + " is no attribute of "
                + type
                + ", which has "
                + String.join(", ", known)
                + ". Leave it out, or take another type");
      }
      long least = name.equals("averageSize") ? 1 : 0;
      if (value < least) {
        return problem(name, name + " is " + value + ", expected at least " + least);
      }
    }
    String first = known.get(0);
    if (!NEED_NOTHING.contains(type) && toxic.number(first, UNSET) == UNSET) {
      return problem("type", first + " is missing. Say " + first + " = …");
    }
    double toxicity = toxic.decimal("toxicity", 1);
    if (!(toxicity >= 0 && toxicity <= 1)) {
      return problem("toxicity", "toxicity is " + toxicity + ", expected 0 to 1");
    }
    return Optional.empty();
  }

  private static Optional<Problem> problem(String attribute, String message) {
    return Optional.of(new Problem(attribute, message));
  }
}

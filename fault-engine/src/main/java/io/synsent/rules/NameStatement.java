package io.synsent.rules;

import io.synsent.engine.name.NameAnswer;
import io.synsent.engine.topology.FaultSchedule;
import java.time.Duration;
import java.util.List;

/**
 * Internal. What one annotation says of a name: how its look-ups go wrong, or what they give.
 *
 * @param name in lower case
 */
public record NameStatement(AnnotationUse use, String name) {

  /** Whether it lets look-ups fail. */
  boolean isFault() {
    return use.kind() != Kind.DNS_ANSWER;
  }

  /** What the servers say while the fault holds. */
  NameAnswer faultAnswer() {
    return switch (use.kind()) {
      case UNKNOWN_HOST -> NameAnswer.unknown();
      case DNS_FAILURE -> NameAnswer.serverFailure();
      case DNS_TIMEOUT -> NameAnswer.silence();
      default -> throw new IllegalStateException("bug in SynSent: no fault of a name: " + use);
    };
  }

  /** The addresses that it gives the name; none if it gives only a delay. */
  List<String> addresses() {
    return use.texts("addresses");
  }

  Duration delay() {
    return use.has("delay") ? DurationSyntax.parse(use.text("delay")) : Duration.ZERO;
  }

  FaultSchedule schedule() {
    return Schedules.of(use);
  }
}

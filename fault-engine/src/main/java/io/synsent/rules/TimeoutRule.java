package io.synsent.rules;

import io.synsent.rules.Finding.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** JUnit's own timeout against the time that the simulated failure takes. */
final class TimeoutRule {

  private TimeoutRule() {}

  static List<Finding> check(TestElement element) {
    List<Finding> findings = new ArrayList<>(check(element, Kind.JUNIT_TIMEOUT));
    findings.addAll(check(element, Kind.SIMULATED_TIMEOUT));
    return findings;
  }

  /**
   * One of the two timeouts.
   *
   * @param kind JUnit's, which keeps the wall's time, or ours, which keeps the application's
   */
  private static List<Finding> check(TestElement element, Kind kind) {
    Optional<AnnotationUse> timeout = nearest(element, kind);
    if (timeout.isEmpty() || timeout.get().number("value", 0) <= 0) {
      return List.of();
    }
    Duration allowed = allowed(timeout.get());
    long rate =
        kind == Kind.SIMULATED_TIMEOUT
            ? 1
            : nearest(element, Kind.TIME_LAPSE).map(l -> l.number("value", 1)).orElse(1L);
    if (rate < 1) {
      return List.of(); // automatic: the clock leaps over the waiting
    }
    NetworkPlan plan = NetworkPlan.merge(element);
    boolean timeoutIsOwn = element.annotations().contains(timeout.get());
    List<Finding> findings = new ArrayList<>();
    Duration slowest = Duration.ZERO;
    for (NetworkPlan.Fault fault : plan.faults()) {
      boolean faultIsOwn = element.annotations().contains(fault.use());
      if ((!timeoutIsOwn && !faultIsOwn) || fault.use().kind() == Kind.REACHABLE_HOST) {
        continue; // reported where one of the two stands; or works, at least now and then
      }
      Forecast forecast = Forecast.of(plan, fault.target());
      if (forecast.errno().isEmpty()
          || forecast.elapsed().dividedBy(rate).compareTo(allowed) <= 0) {
        continue;
      }
      Finding finding =
          finding(element, faultIsOwn ? fault.use() : timeout.get(), timeout.get(), forecast);
      if (faultIsOwn) {
        findings.add(finding);
      } else if (forecast.elapsed().compareTo(slowest) > 0) {
        slowest = forecast.elapsed();
        findings.removeIf(f -> f.use().kind() == kind);
        findings.add(finding);
      }
    }
    for (NameStatement statement : plan.nameStatements()) {
      if (!element.annotations().contains(statement.use())) {
        continue;
      }
      Forecast.OfName forecast = Forecast.lookUp(plan, statement.name());
      if (forecast.elapsed().dividedBy(rate).compareTo(allowed) > 0) {
        findings.add(
            new Finding(
                Rule.TIMEOUT,
                Severity.WARNING,
                element,
                statement.use(),
                "value",
                timeout.get().notation()
                    + " ends the test before a look-up of "
                    + forecast.name()
                    + " ends ("
                    + forecast.text()
                    + "). Raise the timeout"
                    + (kind == Kind.JUNIT_TIMEOUT ? ", or speed the clock up" : ""),
                Optional.empty()));
        break; // several answers of one name, one warning
      }
    }
    return findings;
  }

  private static Finding finding(
      TestElement element, AnnotationUse place, AnnotationUse timeout, Forecast forecast) {
    return new Finding(
        Rule.TIMEOUT,
        Severity.WARNING,
        element,
        place,
        "value",
        timeout.notation()
            + " ends the test before a connect to "
            + forecast.target()
            + " fails by itself ("
            + forecast.text()
            + "). Raise the timeout, "
            + (timeout.kind() == Kind.JUNIT_TIMEOUT ? "speed the clock up, " : "")
            + "or ignore this if the application's own connect timeout is shorter",
        Optional.empty());
  }

  private static Optional<AnnotationUse> nearest(TestElement element, Kind kind) {
    for (TestElement e = element; e != null; e = e.around()) {
      Optional<AnnotationUse> found =
          e.annotations().stream().filter(u -> u.kind() == kind).findFirst();
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Duration allowed(AnnotationUse timeout) {
    TimeUnit unit =
        timeout.has("unit")
            ? TimeUnit.valueOf(timeout.text("unit").toUpperCase(Locale.ROOT))
            : TimeUnit.SECONDS;
    return Duration.of(timeout.number("value", 0), unit.toChronoUnit());
  }
}

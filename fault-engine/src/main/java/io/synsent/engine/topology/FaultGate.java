package io.synsent.engine.topology;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Decides for one fault, attempt by attempt, whether it hits. */
final class FaultGate {

  private final FaultSchedule schedule;
  private final RandomGenerator random;
  private final Map<Integer, Integer> hits = new HashMap<>();

  FaultGate(FaultSchedule schedule, RandomGenerator random) {
    this.schedule = schedule;
    this.random = random;
  }

  /** Whether it hits, and why, in words. */
  record Decision(boolean hits, String why) {}

  /**
   * Decides about the next attempt.
   *
   * @param port what attempts are counted by; 0 for names
   */
  Decision decide(long now, int port) {
    if (!schedule.holdsAt(now)) {
      return new Decision(false, "outside of the fault's time");
    }
    int before = hits.getOrDefault(port, 0);
    if (schedule.times() > 0 && before >= schedule.times()) {
      return new Decision(
          false,
          schedule.times() == 1
              ? "the first attempt has been hit"
              : "the first " + schedule.times() + " attempts have been hit");
    }
    double drawn = schedule.probability() < 1 ? random.nextDouble() : 0;
    if (drawn >= schedule.probability()) {
      return new Decision(false, "not hit by " + percent(schedule.probability()));
    }
    hits.put(port, before + 1);
    String count =
        schedule.times() > 0
            ? "attempt " + (before + 1) + " of " + schedule.times() + " that fail"
            : "";
    String chance = schedule.probability() < 1 ? "hit by " + percent(schedule.probability()) : "";
    return new Decision(
        true, count.isEmpty() || chance.isEmpty() ? count + chance : count + ", " + chance);
  }

  private static String percent(double probability) {
    return String.format(Locale.ROOT, "a chance of %.0f %%", probability * 100);
  }
}

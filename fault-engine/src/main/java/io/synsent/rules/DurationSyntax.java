package io.synsent.rules;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads times as annotations have them: {@code "500 ms"}, {@code "1.5 s"}, {@code "2 min"}. */
final class DurationSyntax {

  private static final Pattern TIME = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,6})?) *([a-z]+)");

  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "ms", ChronoUnit.MILLIS,
          "s", ChronoUnit.SECONDS,
          "min", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS);

  private DurationSyntax() {}

  /**
   * The time that is meant.
   *
   * @throws IllegalArgumentException if it is none; the message says the cure
   */
  static Duration parse(String text) {
    Matcher time = TIME.matcher(text.strip());
    if (!time.matches() || !UNITS.containsKey(time.group(2))) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is no time. Write a number and a unit, ms, s, min or h, such as \"500 ms\" or"
              + " \"10 s\"");
    }
    long unit = UNITS.getOrDefault(time.group(2), ChronoUnit.SECONDS).getDuration().toNanos();
    return Duration.ofNanos(Math.round(Double.parseDouble(time.group(1)) * unit));
  }
}

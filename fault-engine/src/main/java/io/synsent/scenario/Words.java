package io.synsent.scenario;

import io.synsent.engine.neighbour.NeighbourState;
import io.synsent.engine.packet.MacAddress;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Internal. The small words of scenario files: times, probabilities, ports, neighbours. */
public final class Words {

  private static final Pattern TIME =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?) ?(min|s|ms|us)");

  private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,9})?) ?%");

  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private Words() {}

  /**
   * {@code 1.5 s}, {@code 20 ms}, {@code 300 us} or {@code 2 min}.
   *
   * @throws IllegalArgumentException if it is none of those
   */
  public static Duration time(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is no time: expected a number and a unit, such as 1.5 s, 20 ms, 300 us or 2"
              + " min");
    }
    BigDecimal number = new BigDecimal(matcher.group(1));
    BigDecimal nanos =
        switch (matcher.group(2)) {
          case "min" -> number.multiply(BigDecimal.valueOf(60)).movePointRight(9);
          case "s" -> number.movePointRight(9);
          case "ms" -> number.movePointRight(6);
          default -> number.movePointRight(3);
        };
    return Duration.ofNanos(nanos.longValue());
  }

  /** {@code 10 %} as 0.1. */
  static double probability(String text) {
    Matcher matcher = PERCENT.matcher(text);
    double value = matcher.matches() ? Double.parseDouble(matcher.group(1)) / 100 : 2;
    if (value > 1) {
      throw new IllegalArgumentException(
          "\"" + text + "\": expected a share from 0 % to 100 %, such as 10 %");
    }
    return value;
  }

  static int port(String text, int lowest) {
    int port = PORT.matcher(text).matches() ? Integer.parseInt(text) : -1;
    if (port < lowest || port > 65_535) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no port: expected a number from " + lowest + " to 65535");
    }
    return port;
  }

  /** The words of a text, without the spaces. */
  static List<String> split(String text) {
    String stripped = text.strip();
    return stripped.isEmpty() ? List.of() : List.of(SPACE.split(stripped, -1));
  }

  /**
   * {@code 192.168.31.7 lladdr 02:00:00:00:00:07 nud permanent}, as {@code ip neigh add} takes it.
   */
  record Neighbour(String address, MacAddress mac, NeighbourState state) {
    static Neighbour parse(String text) {
      List<String> words = split(text);
      boolean wellFormed =
          words.size() == 5
              && words.get(1).equals("lladdr")
              && words.get(2).matches("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}")
              && words.get(3).equals("nud")
              && List.of("permanent", "noarp").contains(words.get(4));
      if (!wellFormed) {
        throw new IllegalArgumentException(
            "\""
                + text
                + "\" is no neighbour: expected ADDRESS lladdr MAC nud permanent (or noarp), such"
                + " as 192.168.31.7 lladdr 02:00:00:00:00:07 nud permanent");
      }
      return new Neighbour(
          words.get(0),
          new MacAddress(Long.parseLong(words.get(2).replace(":", ""), 16)),
          NeighbourState.valueOf(words.get(4).toUpperCase(Locale.ROOT)));
    }
  }
}

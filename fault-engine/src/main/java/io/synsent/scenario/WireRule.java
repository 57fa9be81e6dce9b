package io.synsent.scenario;

import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.topology.SimulatedLan;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * Internal. What happens to chosen frames on a LAN: {@code lose first 2 syn}, {@code delay first 1
 * syn-ack by 1.5 s}, {@code duplicate first 1 syn-ack after 10 ms}.
 *
 * @param action {@code lose}, {@code duplicate} or {@code delay}
 * @param first how many matching frames it is about
 * @param what the kind of frame, as {@link FrameKind} calls it
 * @param time how much later the frame, or its copy, comes; zero for {@code lose}
 */
public record WireRule(String action, int first, String what, Duration time) {

  private static final List<String> ACTIONS = List.of("lose", "delay", "duplicate");

  /**
   * Reads a rule.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public static WireRule parse(String text) {
    List<String> words = Words.split(text);
    String action = words.isEmpty() ? "" : words.get(0);
    if (!ACTIONS.contains(action)) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\": \""
              + action
              + "\" is no action: "
              + Suggestion.among(action, ACTIONS));
    }
    boolean loses = action.equals("lose");
    String preposition = action.equals("delay") ? "by" : "after";
    boolean wellFormed =
        words.size() >= 4
            && words.get(1).equals("first")
            && words.get(2).matches("[0-9]{1,6}")
            && (loses ? words.size() == 4 : words.size() >= 6 && words.get(4).equals(preposition));
    if (!wellFormed) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\": expected "
              + action
              + " first COUNT KIND"
              + (loses
                  ? ", such as lose first 2 syn"
                  : " "
                      + preposition
                      + " TIME, such as "
                      + action
                      + " first 1 syn-ack "
                      + preposition
                      + " 500 ms"));
    }
    if (!FrameKind.NAMES.contains(words.get(3))) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\": \""
              + words.get(3)
              + "\" is no kind of frame: "
              + Suggestion.among(words.get(3), FrameKind.NAMES));
    }
    Duration time =
        loses ? Duration.ZERO : Words.time(String.join(" ", words.subList(5, words.size())));
    return new WireRule(action, Integer.parseInt(words.get(2)), words.get(3), time);
  }

  void impair(SimulatedLan lan) {
    Predicate<EthernetFrame> chosen = frame -> FrameKind.of(frame).equals(what);
    switch (action) {
      case "lose" -> lan.loseFirst(first, chosen);
      case "delay" -> lan.delayFirst(first, time, chosen);
      default -> lan.duplicateFirst(first, time, chosen);
    }
  }
}

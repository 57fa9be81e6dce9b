package io.synsent.scenario;

import io.synsent.engine.network.Chain;
import io.synsent.engine.network.FirewallAction;
import io.synsent.engine.network.FirewallRule;
import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.IpAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Internal. A rule of a firewall in the words of scenario files: {@code [CHAIN] ACTION tcp [PORT]
 * [from ADDRESS] [to ADDRESS] [with ANSWER]}, or {@code drop icmp} and {@code drop icmpv6} for a
 * host that keeps its errors to itself.
 */
public final class FirewallWords {

  private static final List<String> ACTIONS = List.of("accept", "drop", "reject");
  private static final List<String> PROTOCOLS = List.of("tcp", "icmp", "icmpv6", "all");
  private static final List<String> CLAUSES = List.of("from", "to", "with");

  /** What a reject says if nothing else is asked, as in iptables. */
  private static final String UNASKED = "icmp-port-unreachable";

  private static final List<String> ANSWERS =
      Arrays.stream(FirewallAction.values())
          .filter(FirewallAction::isReject)
          .map(action -> action.name().substring("REJECT_".length()))
          .map(name -> name.toLowerCase(Locale.ROOT).replace('_', '-'))
          .toList();

  private FirewallWords() {}

  /**
   * Reads a rule.
   *
   * @param usual the chain if the rule names none: OUTPUT on the client, FORWARD on a router, INPUT
   *     on any other host
   * @throws IllegalArgumentException saying what was expected
   */
  public static FirewallRule parse(String text, Chain usual) {
    List<String> words = Words.split(text);
    int next = 0;
    Chain chain = usual;
    for (Chain named : Chain.values()) {
      if (!words.isEmpty() && words.get(0).equals(named.name().toLowerCase(Locale.ROOT))) {
        chain = named;
        next = 1;
      }
    }
    String action = word(text, words, next++, "an action", ACTIONS);
    String protocol = word(text, words, next++, "a protocol", PROTOCOLS);
    if (protocol.startsWith("icmp")) {
      if (!action.equals("drop") || next < words.size()) {
        throw new IllegalArgumentException(
            "\""
                + text
                + "\": of ICMP there is only \"drop icmp\" and \"drop icmpv6\", for a host that"
                + " keeps its errors to itself");
      }
      if (protocol.equals("icmpv6")) {
        return FirewallRule.outputIcmpv6Dropped(Icmpv6Message.DESTINATION_UNREACHABLE);
      }
      return FirewallRule.outputIcmpDropped(IcmpMessage.DESTINATION_UNREACHABLE);
    }
    FirewallRule rule = FirewallRule.any(chain, FirewallAction.ACCEPT);
    if (protocol.equals("tcp")) {
      rule = rule.tcp();
      if (next < words.size() && !CLAUSES.contains(words.get(next))) {
        rule = rule.tcp(Words.port(words.get(next++), 1));
      }
    }
    String with = "";
    while (next < words.size()) {
      String clause = word(text, words, next++, "a clause", CLAUSES);
      if (next == words.size()) {
        throw new IllegalArgumentException("\"" + text + "\": nothing behind \"" + clause + "\"");
      }
      String value = words.get(next++);
      switch (clause) {
        case "from" -> rule = rule.from(IpAddress.parse(value));
        case "to" -> rule = rule.to(IpAddress.parse(value));
        default -> with = value;
      }
    }
    return acting(rule, action(text, action, with));
  }

  private static FirewallAction action(String text, String action, String with) {
    if (!action.equals("reject")) {
      if (!with.isEmpty()) {
        throw new IllegalArgumentException(
            "\"" + text + "\": only reject answers \"with\" something, " + action + " does not");
      }
      return FirewallAction.valueOf(action.toUpperCase(Locale.ROOT));
    }
    String answer = with.isEmpty() ? UNASKED : with;
    if (!ANSWERS.contains(answer)) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\": no answer is called \""
              + answer
              + "\": "
              + Suggestion.among(answer, ANSWERS));
    }
    return FirewallAction.valueOf("REJECT_" + answer.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private static FirewallRule acting(FirewallRule rule, FirewallAction action) {
    return new FirewallRule(
        rule.chain(),
        rule.source(),
        rule.destination(),
        rule.protocol(),
        rule.destinationPort(),
        rule.icmpType(),
        action);
  }

  private static String word(
      String text, List<String> words, int index, String what, List<String> known) {
    if (index >= words.size()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\": "
              + what
              + " is missing: expected such as drop tcp 8080, drop icmp, or"
              + " reject tcp 8080 with icmp-port-unreachable");
    }
    if (!known.contains(words.get(index))) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\": \""
              + words.get(index)
              + "\" is not "
              + what
              + ": "
              + Suggestion.among(words.get(index), known));
    }
    return words.get(index);
  }
}

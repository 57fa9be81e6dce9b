package io.synsent.engine.network;

import io.synsent.engine.packet.IpPacket;
import java.util.ArrayList;
import java.util.List;

/** The firewall of one host: its rules in order, as iptables' filter table. */
final class Firewall {

  private final List<FirewallRule> rules = new ArrayList<>();

  void add(FirewallRule rule) {
    rules.add(rule);
  }

  void clear() {
    rules.clear();
  }

  List<FirewallRule> rules() {
    return List.copyOf(rules);
  }

  /** What becomes of a packet: the first rule that matches decides, none lets it pass. */
  FirewallAction verdict(Chain chain, IpPacket packet) {
    for (FirewallRule rule : rules) {
      if (rule.chain() == chain && rule.matches(packet)) {
        return rule.action();
      }
    }
    return FirewallAction.ACCEPT;
  }
}

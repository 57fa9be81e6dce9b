package io.synsent.conformance;

import io.synsent.engine.packet.EthernetFrame;
import io.synsent.scenario.FrameKind;
import java.util.ArrayList;
import java.util.List;

/**
 * What the client's cable does to each frame. The live arm applies it in {@link WireProgram}, the
 * simulated one on its simulated cable: the same code, so that only what the two hosts make of it
 * is compared.
 */
final class CableRules {

  /** Where frames come out. */
  interface Output {
    void send(long delayNanos, boolean toClient, EthernetFrame frame);
  }

  private final List<Counted> rules = new ArrayList<>();
  private final List<RawPeer> peers = new ArrayList<>();
  private long delayNanos;

  void delay(long nanos) {
    delayNanos = nanos;
  }

  void add(Scenario.WireRule rule) {
    rules.add(new Counted(rule));
  }

  void add(RawPeer peer) {
    peers.add(peer);
  }

  /** One frame enters the cable. */
  void carry(EthernetFrame frame, boolean fromClient, Output output) {
    long delay = delayNanos;
    for (Counted counted : rules) {
      Scenario.WireRule rule = counted.rule;
      if (counted.left > 0 && FrameKind.of(frame).equals(rule.what())) {
        counted.left--;
        switch (rule.action()) {
          case "lose" -> {
            return;
          }
          case "duplicate" -> output.send(delay + rule.delayNanos(), !fromClient, frame);
          case "delay" -> delay += rule.delayNanos();
          default -> throw new IllegalArgumentException("no cable rule: " + rule);
        }
      }
    }
    for (RawPeer peer : peers) {
      if (fromClient && peer.takes(frame)) {
        long back = delay + delayNanos;
        peer.answer(frame, (after, answer) -> output.send(back + after, true, answer));
        return;
      }
    }
    output.send(delay, !fromClient, frame);
  }

  /** Runs the code once, so that its classes are loaded. */
  static void selfTest() {
    CableRules rules = new CableRules();
    rules.add(new Scenario.WireRule("lose", 1, "arp-reply", 0));
    RawPeer.selfTest();
  }

  private static final class Counted {
    private final Scenario.WireRule rule;
    private int left;

    Counted(Scenario.WireRule rule) {
      this.rule = rule;
      this.left = rule.first();
    }
  }
}

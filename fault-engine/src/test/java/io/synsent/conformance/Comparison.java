package io.synsent.conformance;

import io.synsent.conformance.Recording.Ended;
import io.synsent.conformance.Recording.Seen;
import io.synsent.conformance.SimulatedArm.Conditions;
import io.synsent.conformance.SimulatedArm.Simulated;
import io.synsent.engine.capture.Direction;
import io.synsent.engine.packet.ArpPacket;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.time.TimerWheelSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Holds a live recording against the simulator, packet by packet.
 *
 * <p>The packets must be the same in kind, order and fields ({@link PacketText}), the results the
 * same in words. Probes of a neighbour that had gone stale are a sequence of their own, because the
 * kernel draws at random after what time an entry is stale: the seed of the simulation is fitted so
 * that it draws alike. Times are compared twice: with ideal timers every packet may be as late as
 * the kernel's timer wheel makes it; with the timer wheel on, and its phase (one number for the
 * whole run) fitted, every packet is within one jiffy and 2 ms.
 */
final class Comparison {

  /** Beside the jiffy: what the machine may take to get from a timer to the packet. */
  private static final long SLACK_NANOS = 2_000_000;

  private static final int SEEDS = 64;

  private Comparison() {}

  /**
   * What came of it.
   *
   * @param packets how many packets were compared, probes included
   * @param idealNanos the largest distance in time with ideal timers
   * @param wheelNanos the largest distance with the timer wheel on and its phase fitted; -1 if that
   *     was not reached
   * @param wheelAllowedNanos what is allowed with the wheel on
   * @param exceptionsEqual whether every connect ended in the same words
   * @param differences what disagrees; empty if nothing does
   */
  record Verdict(
      Run run,
      int packets,
      long idealNanos,
      long wheelNanos,
      long wheelAllowedNanos,
      boolean exceptionsEqual,
      List<String> differences) {

    boolean agrees() {
      return differences.isEmpty();
    }
  }

  static Verdict compare(Run run, Recording live) {
    List<String> differences = new ArrayList<>();
    boolean cooked = run.scenario().events().stream().anyMatch(e -> e.verb().equals("link-down"));
    Conditions conditions = conditions(live);
    Sides best = null;
    // The reachable time is drawn from the seed: the first seed under which the same probes are
    // sent is taken.
    for (long seed = 1; seed <= SEEDS; seed++) {
      Sides sides = sides(run, live, conditions.withSeed(seed), cooked);
      if (best == null || sides.probesAlike()) {
        best = sides;
      }
      if (sides.probesAlike() || sides.neverProbes()) {
        break;
      }
    }
    best.differences(differences);
    long ideal = best.largest();
    boolean exceptionsEqual = exceptions(live, best.simulated.recording(), differences);
    long allowed = 1_000_000_000L / live.hz() + SLACK_NANOS;
    long wheel = -1;
    if (differences.isEmpty()) {
      for (String late : best.tooLate(live.hz())) {
        differences.add(late);
      }
      Sides fitted = fit(run, live, best.conditions, cooked);
      wheel = fitted.largest();
      if (!fitted.sameOrder()) {
        fitted.differences(differences);
      } else if (wheel > allowed) {
        differences.add(
            "with the timer wheel and the best phase a packet is %.1f ms off, allowed %.1f ms:%n%s"
                .formatted(wheel / 1e6, allowed / 1e6, fitted.table()));
      }
    }
    return new Verdict(
        run,
        best.live.main.size() + best.live.probes.size(),
        ideal,
        wheel,
        allowed,
        exceptionsEqual,
        differences);
  }

  /** The application's and the events' times, as they were. */
  private static Conditions conditions(Recording live) {
    List<Long> begins = live.connects().stream().map(Ended::beganNanos).toList();
    List<Long> events = live.events().stream().map(h -> (h.fromNanos() + h.toNanos()) / 2).toList();
    return new Conditions(begins, events, 0, Optional.empty(), 1);
  }

  private static Sides sides(Run run, Recording live, Conditions conditions, boolean cooked) {
    Simulated simulated = SimulatedArm.run(run, conditions);
    Sides sides = new Sides(run, live, simulated, conditions, cooked);
    if (simulated.secondAttemptAt() >= 0 && conditions.pauseNanos() == 0) {
      // HttpClient's own time between its attempts is read off the first packet of the second.
      long pause = sides.pause(simulated.secondAttemptAt());
      if (pause > 0) {
        Conditions paused = conditions.withPause(pause);
        sides = new Sides(run, live, SimulatedArm.run(run, paused), paused, cooked);
      }
    }
    return sides;
  }

  /**
   * One number says where the run lies on the kernel's timer wheel: all phases that can make a
   * difference are tried.
   */
  private static Sides fit(Run run, Recording live, Conditions conditions, boolean cooked) {
    long tick = 1_000_000_000L / live.hz();
    long longest = 0;
    for (Seen seen : live.frames()) {
      longest = Math.max(longest, seen.atNanos());
    }
    // A level of the wheel turns over every 8, 64 or 512 jiffies; which level counts depends on the
    // longest timer.
    int turns = longest < 504 * tick ? 8 : longest < 4032 * tick ? 64 : 512;
    Sides best = null;
    for (int jiffy = 0; jiffy < turns; jiffy++) {
      for (int part = 0; part < 4; part++) {
        Conditions tried =
            conditions.withWheel(new TimerWheelSettings(live.hz(), part * tick / 4, 4096 + jiffy));
        Sides sides = new Sides(run, live, SimulatedArm.run(run, tried), tried, cooked);
        if (best == null || sides.closer(best)) {
          best = sides;
        }
      }
    }
    return best;
  }

  private static boolean exceptions(Recording live, Recording simulated, List<String> differences) {
    boolean equal = true;
    for (int i = 0; i < live.connects().size(); i++) {
      String expected = live.connects().get(i).result();
      String found =
          i < simulated.connects().size() ? simulated.connects().get(i).result() : "nothing";
      if (!expected.equals(found)) {
        equal = false;
        if (differences.size() < 20) {
          differences.add(
              "connect %d: the kernel's application got %s, the simulator's %s"
                  .formatted(i + 1, expected, found));
        }
      }
    }
    return equal;
  }

  /** The packets of one arm in two sequences. */
  private static final class Packets {
    private final List<Seen> main = new ArrayList<>();
    private final List<Seen> probes = new ArrayList<>();
    private final List<String> mainText;
    private final List<String> probeText;

    Packets(List<Seen> frames, boolean destinationsKnown, boolean unorderedBursts) {
      Set<String> asked = new HashSet<>();
      for (Seen seen : frames) {
        if (isProbe(seen, asked, destinationsKnown)) {
          probes.add(seen);
        } else {
          main.add(seen);
        }
      }
      mainText = PacketText.all(main, destinationsKnown, unorderedBursts);
      probeText = PacketText.all(probes, destinationsKnown, false);
    }

    /** A unicast request, in either direction, and its answer. */
    private static boolean isProbe(Seen seen, Set<String> asked, boolean destinationsKnown) {
      if (!(seen.frame().payload() instanceof ArpPacket arp) || !destinationsKnown) {
        return false;
      }
      if (arp.operation() == ArpPacket.Operation.REQUEST) {
        boolean unicast = !seen.frame().destination().equals(MacAddress.BROADCAST);
        String key = seen.direction() + " " + arp.targetIp();
        if (unicast) {
          asked.add(key);
        } else {
          asked.remove(key);
        }
        return unicast;
      }
      Direction back = seen.direction() == Direction.IN ? Direction.OUT : Direction.IN;
      return asked.remove(back + " " + arp.senderIp());
    }
  }

  /** Both arms side by side. */
  private static final class Sides {
    private final Packets live;
    private final Packets simulatedPackets;
    private final Simulated simulated;
    private final Conditions conditions;
    private final long shift;

    Sides(Run run, Recording live, Simulated simulated, Conditions conditions, boolean cooked) {
      boolean unordered = run.scenario().unorderedBursts();
      this.live = new Packets(live.frames(), !cooked, unordered);
      this.simulated = simulated;
      this.simulatedPackets = new Packets(simulated.recording().frames(), !cooked, unordered);
      this.conditions = conditions;
      this.shift =
          this.live.main.isEmpty() || simulatedPackets.main.isEmpty()
              ? 0
              : this.live.main.get(0).atNanos() - simulatedPackets.main.get(0).atNanos();
    }

    boolean sameOrder() {
      return live.mainText.equals(simulatedPackets.mainText) && probesAlike();
    }

    boolean neverProbes() {
      return live.probes.isEmpty() && simulatedPackets.probes.isEmpty();
    }

    /** The same probes after the same packets. */
    boolean probesAlike() {
      if (!live.probeText.equals(simulatedPackets.probeText)) {
        return false;
      }
      for (int i = 0; i < live.probes.size(); i++) {
        long expected = live.probes.get(i).atNanos() - shift;
        long found = simulatedPackets.probes.get(i).atNanos();
        if (Math.abs(expected - found) > 100_000_000 + expected / 8) {
          return false;
        }
      }
      return true;
    }

    long pause(long secondAttemptAt) {
      for (int i = 0; i < simulatedPackets.main.size() && i < live.main.size(); i++) {
        if (simulatedPackets.main.get(i).atNanos() >= secondAttemptAt
            && i > 0
            && simulatedPackets.main.get(i).direction() == Direction.OUT) {
          long late = live.main.get(i).atNanos() - live.main.get(i - 1).atNanos();
          long simulatedLate =
              simulatedPackets.main.get(i).atNanos() - simulatedPackets.main.get(i - 1).atNanos();
          return Math.max(1, late - simulatedLate);
        }
      }
      return 0;
    }

    /** The largest distance in time of two packets that belong together. */
    long largest() {
      long largest = 0;
      for (int i = 0; i < Math.min(live.main.size(), simulatedPackets.main.size()); i++) {
        largest = Math.max(largest, Math.abs(distance(live.main, simulatedPackets.main, i)));
      }
      for (int i = 0; i < Math.min(live.probes.size(), simulatedPackets.probes.size()); i++) {
        largest = Math.max(largest, Math.abs(distance(live.probes, simulatedPackets.probes, i)));
      }
      return largest;
    }

    private long distance(List<Seen> ours, List<Seen> theirs, int i) {
      return ours.get(i).atNanos() - shift - theirs.get(i).atNanos();
    }

    boolean closer(Sides other) {
      if (sameOrder() != other.sameOrder()) {
        return sameOrder();
      }
      return largest() < other.largest();
    }

    /**
     * Packets that come before their ideal time, or later than the timer wheel can make them: its
     * granularity is an eighth.
     */
    List<String> tooLate(int hz) {
      List<String> late = new ArrayList<>();
      long tick = 1_000_000_000L / hz;
      for (int i = 0; i < live.main.size(); i++) {
        long distance = distance(live.main, simulatedPackets.main, i);
        long ideal = simulatedPackets.main.get(i).atNanos();
        if (distance < -tick - SLACK_NANOS || distance > ideal / 8 + 2 * tick + SLACK_NANOS) {
          late.add(
              "%s: ideal %.3f s, the kernel %.3f s, more than the timer wheel explains"
                  .formatted(live.mainText.get(i), ideal / 1e9, (ideal + distance) / 1e9));
        }
      }
      return late;
    }

    void differences(List<String> differences) {
      if (!live.mainText.equals(simulatedPackets.mainText)) {
        differences.add("the packets differ:\n" + table());
      } else if (!probesAlike()) {
        differences.add(
            "the probes differ:\n"
                + table(
                    live.probes,
                    live.probeText,
                    simulatedPackets.probes,
                    simulatedPackets.probeText));
      }
    }

    String table() {
      return table(live.main, live.mainText, simulatedPackets.main, simulatedPackets.mainText);
    }

    private String table(
        List<Seen> ours, List<String> ourText, List<Seen> theirs, List<String> theirText) {
      StringBuilder text = new StringBuilder();
      int shown = 0;
      for (int i = 0; i < Math.max(ours.size(), theirs.size()) && shown < 40; i++) {
        String left = i < ours.size() ? ourText.get(i) : "(nothing)";
        String right = i < theirs.size() ? theirText.get(i) : "(nothing)";
        String at = i < ours.size() ? Recording.seconds(ours.get(i).atNanos() - shift) : "-";
        String by = i < theirs.size() ? Recording.seconds(theirs.get(i).atNanos()) : "-";
        if (left.equals(right)) {
          text.append(String.format(Locale.ROOT, "    %s %s %s%n", at, by, left));
        } else {
          text.append(String.format(Locale.ROOT, "  ! kernel    %s %s%n", at, left));
          text.append(String.format(Locale.ROOT, "  ! simulator %s %s%n", by, right));
        }
        shown++;
      }
      return text.toString();
    }
  }
}

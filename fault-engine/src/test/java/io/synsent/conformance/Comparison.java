package io.synsent.conformance;

import io.synsent.conformance.Recording.Ended;
import io.synsent.conformance.Recording.Seen;
import io.synsent.conformance.SimulatedArm.Conditions;
import io.synsent.conformance.SimulatedArm.Simulated;
import io.synsent.engine.capture.Direction;
import io.synsent.engine.packet.ArpPacket;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.Ipv6Packet;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.packet.NeighbourDiscovery;
import io.synsent.engine.time.TimerWheelSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Holds a live recording against the simulator, packet by packet.
 *
 * <p>With the timer wheel on, and its phase (one number for the whole run) fitted, the packets must
 * be the same in kind, order and fields ({@link PacketText}) and each within one jiffy and 2 ms of
 * the kernel's; the results must be the same in words. With ideal timers the same packets must be
 * there, none early, and none later than the timer wheel can make it. Probes of a neighbour that
 * had gone stale are a sequence of their own, because the kernel draws at random after what time an
 * entry is stale: that time is fitted too.
 */
final class Comparison {

  /** Beside the jiffy: what the machine may take to get from a timer to the packet. */
  private static final long SLACK_NANOS = 2_000_000;

  private static final int STEPS = 20;

  private Comparison() {}

  /**
   * What came of it.
   *
   * @param packets how many packets were compared, probes included
   * @param idealNanos the largest distance in time with ideal timers; -1 if other packets were sent
   * @param wheelNanos the largest distance with the timer wheel on and its phase fitted; -1 if
   *     other packets were sent
   * @param exceptionsEqual whether every connect ended in the same words
   * @param differences what disagrees; empty if nothing does
   */
  record Verdict(
      Run run,
      int packets,
      long idealNanos,
      long wheelNanos,
      boolean exceptionsEqual,
      List<String> differences) {

    boolean agrees() {
      return differences.isEmpty();
    }
  }

  static Verdict compare(Run run, Recording live) {
    Sides ideal = fitReachableTime(run, live, sides(run, live, conditions(run, live)));
    // Phase and reachable time are found in turn.
    Sides fitted = fitPhase(run, live, ideal.conditions);
    for (int round = 0; round < 3 && !fitted.fits(good(live)); round++) {
      fitted = fitReachableTime(run, live, fitted);
      Sides again = fitPhase(run, live, fitted.conditions);
      if (again.closer(fitted)) {
        fitted = again;
      }
    }
    if (!fitted.fits(good(live))) {
      fitted = fitTogether(run, live, fitted);
    }
    List<String> differences = new ArrayList<>(fitted.differences());
    boolean exceptionsEqual = exceptions(run, live, fitted.simulated.recording(), differences);
    long wheel = fitted.samePacketsInOrder() ? fitted.largestInOrder() : -1;
    long allowed =
        1_000_000_000L / live.hz()
            + SLACK_NANOS
            + run.scenario().wire().jitterNanos()
            + uncertainty(live);
    if (wheel > allowed) {
      differences.add(
          "with the timer wheel and the best phase a packet is %.1f ms off, allowed %.1f ms:%n%s"
              .formatted(wheel / 1e6, allowed / 1e6, fitted.table()));
    }
    differences.addAll(ideal.idealDifferences(live.hz(), uncertainty(live)));
    return new Verdict(
        run,
        fitted.live.main.size() + fitted.live.probes.size(),
        ideal.samePackets() ? ideal.largestByText() : -1,
        wheel,
        exceptionsEqual,
        differences);
  }

  /** What is near enough to look no further. */
  private static long good(Recording live) {
    return 500_000_000L / live.hz() + 500_000;
  }

  /**
   * An event happened somewhere between the beginning and the end of its commands, rather at the
   * end.
   */
  private static long uncertainty(Recording live) {
    long longest = 0;
    for (Recording.Happened event : live.events()) {
      longest = Math.max(longest, event.toNanos() - event.fromNanos());
    }
    return longest;
  }

  /** The application's and the events' times, as they were. */
  private static Conditions conditions(Run run, Recording live) {
    List<Long> begins = live.connects().stream().map(Ended::beganNanos).toList();
    List<Long> events = live.events().stream().map(Recording.Happened::toNanos).toList();
    return new Conditions(
        begins,
        events,
        0,
        Optional.empty(),
        Optional.of(Duration.ofMillis(reachableBaseMillis(run.scenario()))));
  }

  private static long reachableBaseMillis(Scenario scenario) {
    return Long.parseLong(
        scenario.client().sysctl().getOrDefault("neigh.base_reachable_time_ms", "30000"));
  }

  /**
   * The kernel draws the reachable time between half and one and a half of the base: the one with
   * which the same probes come closest is searched for, ever finer.
   */
  private static Sides fitReachableTime(Run run, Recording live, Sides start) {
    if (start.neverProbes() || start.probesAlike()) {
      return start;
    }
    Sides best = start;
    long middle = reachableBaseMillis(run.scenario()) * 1_000_000;
    for (long reach = middle / 2; reach > 500_000; reach = reach / STEPS * 2) {
      long from = Math.max(middle - reach, 0);
      for (int step = 0; step <= 2 * STEPS; step++) {
        long reachable = from + reach / STEPS * step;
        Sides sides =
            sides(run, live, start.conditions.withReachableTime(Duration.ofNanos(reachable)));
        if (sides.probesCloser(best)) {
          best = sides;
        }
      }
      if (best == start) {
        return start;
      }
      middle = best.conditions.reachableTime().orElseThrow().toNanos();
    }
    return best;
  }

  private static Sides sides(Run run, Recording live, Conditions conditions) {
    Simulated simulated = SimulatedArm.run(run, conditions);
    Sides sides = new Sides(run, live, simulated, conditions);
    if (simulated.framesBeforeSecondAttempt() >= 0 && conditions.pauseNanos() == 0) {
      // HttpClient's own time between its attempts is read off the first packet of the second.
      Conditions paused = conditions.withPause(sides.pause());
      sides = new Sides(run, live, SimulatedArm.run(run, paused), paused);
    }
    return sides;
  }

  /**
   * One number says where the run lies on the kernel's timer wheel: all phases that can make a
   * difference are tried.
   */
  private static Sides fitPhase(Run run, Recording live, Conditions conditions) {
    long tick = 1_000_000_000L / live.hz();
    long longest = 0;
    for (Seen seen : live.frames()) {
      longest = Math.max(longest, seen.atNanos());
    }
    // A level of the wheel turns over every 8, 64 or 512 jiffies; which counts depends on how long
    // timers run.
    int turns = longest < 504 * tick ? 8 : longest < 4032 * tick ? 64 : 512;
    Sides best = null;
    for (Conditions tried : phases(live, conditions, turns)) {
      Sides sides = new Sides(run, live, SimulatedArm.run(run, tried), tried);
      if (best == null || sides.closer(best)) {
        best = sides;
      }
      if (best.mainFits(good(live))) {
        return best;
      }
    }
    return best;
  }

  /** The conditions with the wheel at each of so many jiffies, in quarters of one. */
  private static List<Conditions> phases(Recording live, Conditions conditions, int jiffies) {
    long tick = 1_000_000_000L / live.hz();
    List<Conditions> phases = new ArrayList<>();
    for (int jiffy = 0; jiffy < jiffies; jiffy++) {
      for (int part = 0; part < 4; part++) {
        phases.add(
            conditions.withWheel(new TimerWheelSettings(live.hz(), part * tick / 4, 4096 + jiffy)));
      }
    }
    return phases;
  }

  /**
   * Found in turn, phase and reachable time can miss each other: the phase is fitted to packets
   * that a finer level of the wheel times, and a probe that lies on a coarser one, such as a
   * router's five seconds after it answered an IPv6 neighbour, may want another that fits them as
   * well; or hardly any reachable time makes the same probes. All are tried together.
   */
  private static Sides fitTogether(Run run, Recording live, Sides start) {
    long near = good(live) + uncertainty(live);
    if (!start.mainFits(near) || start.neverProbes()) {
      return start;
    }
    List<Conditions> phases = phases(live, start.conditions, 64);
    phases.removeIf(tried -> !sides(run, live, tried).mainFits(near));
    Sides best = start;
    for (Duration reachable : reachableTimes(run, start)) {
      for (Conditions phase : phases) {
        Sides sides = sides(run, live, phase.withReachableTime(reachable));
        if (sides.mainFits(near) && sides.probesCloser(best)) {
          best = sides;
        }
        if (best.fits(near)) {
          return best;
        }
      }
    }
    return best;
  }

  /** The one that was found, then all that the kernel can draw, as fine as its wheel rounds. */
  private static List<Duration> reachableTimes(Run run, Sides start) {
    List<Duration> times = new ArrayList<>();
    start.conditions.reachableTime().ifPresent(times::add);
    long base = reachableBaseMillis(run.scenario()) * 1_000_000;
    for (long time = base / 2; time < base / 2 * 3; time += base / 250) {
      times.add(Duration.ofNanos(time));
    }
    return times;
  }

  private static boolean exceptions(
      Run run, Recording live, Recording simulated, List<String> differences) {
    List<String> expected = results(run, live);
    List<String> found = results(run, simulated);
    for (int i = 0; i < expected.size() && differences.size() < 10; i++) {
      String theirs = i < found.size() ? found.get(i) : "nothing";
      if (!expected.get(i).equals(theirs)) {
        differences.add(
            "connect %d: the kernel's application got %s, the simulator's %s"
                .formatted(i + 1, expected.get(i), theirs));
      }
    }
    return expected.equals(found);
  }

  private static List<String> results(Run run, Recording recording) {
    List<String> results =
        new ArrayList<>(recording.connects().stream().map(Ended::result).toList());
    if (run.scenario().unorderedBursts()) {
      results.sort(null);
    }
    return results;
  }

  /** The packets of one arm in two sequences. */
  private static final class Packets {
    private final List<Seen> main = new ArrayList<>();
    private final List<Seen> probes = new ArrayList<>();
    private final List<String> mainText;
    private final List<String> probeText;

    Packets(Run run, List<Seen> frames) {
      boolean destinationsKnown = !run.scenario().linkGoesDown();
      Set<String> asked = new HashSet<>();
      for (Seen seen : frames) {
        if (destinationsKnown && isProbe(seen, asked)) {
          probes.add(seen);
        } else {
          main.add(seen);
        }
      }
      mainText = PacketText.all(main, destinationsKnown, run.scenario().unorderedBursts());
      probeText = PacketText.all(probes, destinationsKnown, false);
    }

    private static boolean isProbe(
        Seen seen, Ipv6Packet ip, NeighbourDiscovery discovery, Set<String> asked) {
      if (!discovery.advertisement()) {
        boolean unicast = !ip.destination().isMulticast();
        String key = seen.direction() + " " + discovery.target();
        if (unicast) {
          asked.add(key);
        } else {
          asked.remove(key);
        }
        return unicast;
      }
      Direction back = seen.direction() == Direction.IN ? Direction.OUT : Direction.IN;
      return asked.remove(back + " " + discovery.target());
    }

    /** A unicast request, in either direction, and its answer. */
    private static boolean isProbe(Seen seen, Set<String> asked) {
      if (seen.frame().payload() instanceof Ipv6Packet ip
          && ip.payload() instanceof Icmpv6Message message) {
        NeighbourDiscovery discovery = NeighbourDiscovery.in(message).orElse(null);
        return discovery != null && isProbe(seen, ip, discovery, asked);
      }
      if (!(seen.frame().payload() instanceof ArpPacket arp)) {
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
    private final Run run;
    private final Recording recording;
    private final Packets live;
    private final Packets theirs;
    private final Simulated simulated;
    private final Conditions conditions;

    /** From the simulator's clock to the kernel's: the first packet is at the same time on both. */
    private final long shift;

    Sides(Run run, Recording recording, Simulated simulated, Conditions conditions) {
      this.run = run;
      this.recording = recording;
      this.live = new Packets(run, recording.frames());
      this.simulated = simulated;
      this.theirs = new Packets(run, simulated.recording().frames());
      this.conditions = conditions;
      this.shift =
          live.main.isEmpty() || theirs.main.isEmpty()
              ? 0
              : live.main.get(0).atNanos() - theirs.main.get(0).atNanos();
    }

    // ---- in order, with the timer wheel ----

    boolean samePacketsInOrder() {
      return live.mainText.equals(theirs.mainText) && live.probeText.equals(theirs.probeText);
    }

    boolean neverProbes() {
      return live.probes.isEmpty() && theirs.probes.isEmpty();
    }

    /** The same probes at the same times, give or take what else fits. */
    boolean probesAlike() {
      return live.probeText.equals(theirs.probeText)
          && largest(live.probes, theirs.probes)
              <= (conditions.wheel().isPresent() ? 5_000_000 : 100_000_000 + lastProbe() / 8);
    }

    private long lastProbe() {
      return live.probes.isEmpty() ? 0 : live.probes.get(live.probes.size() - 1).atNanos();
    }

    boolean probesCloser(Sides other) {
      boolean same = live.probeText.equals(theirs.probeText);
      boolean otherSame = other.live.probeText.equals(other.theirs.probeText);
      if (same != otherSame) {
        return same;
      }
      return same
          && largest(live.probes, theirs.probes)
              < other.largest(other.live.probes, other.theirs.probes);
    }

    boolean fits(long nanos) {
      return mainFits(nanos) && probesAlike();
    }

    /** Whether there is no need to look for a better phase. */
    boolean mainFits(long nanos) {
      return live.mainText.equals(theirs.mainText) && largest(live.main, theirs.main) <= nanos;
    }

    long largestInOrder() {
      return Math.max(largest(live.main, theirs.main), largest(live.probes, theirs.probes));
    }

    private long largest(List<Seen> ours, List<Seen> others) {
      long largest = 0;
      for (int i = 0; i < Math.min(ours.size(), others.size()); i++) {
        largest = Math.max(largest, Math.abs(distance(ours.get(i), others.get(i))));
      }
      return largest;
    }

    private long distance(Seen ours, Seen other) {
      return ours.atNanos() - shift - other.atNanos();
    }

    boolean closer(Sides other) {
      boolean same = live.mainText.equals(theirs.mainText);
      if (same != other.live.mainText.equals(other.theirs.mainText)) {
        return same;
      }
      return largest(live.main, theirs.main) < other.largest(other.live.main, other.theirs.main);
    }

    List<String> differences() {
      if (!live.mainText.equals(theirs.mainText)) {
        return List.of("the packets differ:\n" + table());
      }
      if (!live.probeText.equals(theirs.probeText)) {
        return List.of(
            "the probes differ:\n"
                + table(live.probes, live.probeText, theirs.probes, theirs.probeText));
      }
      return List.of();
    }

    /**
     * How long HttpClient took from the last packet of its first attempt to the first of the
     * second.
     */
    long pause() {
      int first = simulated.framesBeforeSecondAttempt();
      List<Seen> ours = recording.frames();
      List<Seen> others = simulated.recording().frames();
      if (first == 0 || first >= ours.size() || first >= others.size()) {
        return 1;
      }
      long distance = ours.get(first).atNanos() - ours.get(first - 1).atNanos();
      return Math.max(
          1, distance - (others.get(first).atNanos() - others.get(first - 1).atNanos()));
    }

    // ---- as a set, with ideal timers ----

    /**
     * With ideal timers many things are due at the same instant that the kernel's wheel tells
     * apart: the order is not compared, only which packets there are.
     */
    boolean samePackets() {
      return live.mainText.stream()
          .sorted()
          .toList()
          .equals(theirs.mainText.stream().sorted().toList());
    }

    /** The simulated packet that stands for each live one: for the first the first alike … */
    private int[] partners() {
      int[] partners = new int[live.main.size()];
      boolean[] taken = new boolean[theirs.main.size()];
      for (int i = 0; i < partners.length; i++) {
        int j = 0;
        while (taken[j] || !live.mainText.get(i).equals(theirs.mainText.get(j))) {
          j++;
        }
        taken[j] = true;
        partners[i] = j;
      }
      return partners;
    }

    long largestByText() {
      long largest = 0;
      int[] partners = partners();
      for (int i = 0; i < partners.length; i++) {
        largest =
            Math.max(largest, Math.abs(distance(live.main.get(i), theirs.main.get(partners[i]))));
      }
      return largest;
    }

    /**
     * Packets that come before their ideal time, or later than the timer wheel can make them: its
     * granularity is an eighth of the delay.
     */
    List<String> idealDifferences(int hz, long uncertainty) {
      if (!samePackets()) {
        return run.scenario().tiesWhenIdeal()
            ? List.of()
            : List.of("with ideal timers the packets differ:\n" + table());
      }
      List<String> late = new ArrayList<>();
      long tick = 1_000_000_000L / hz;
      long slack = tick + SLACK_NANOS + run.scenario().wire().jitterNanos() + uncertainty;
      int[] partners = partners();
      for (int i = 0; i < live.main.size(); i++) {
        long ideal = theirs.main.get(partners[i]).atNanos();
        long distance = distance(live.main.get(i), theirs.main.get(partners[i]));
        if (distance < -slack || distance > ideal / 8 + tick + slack) {
          late.add(
              "%s: ideal %.3f s, the kernel %.3f s, more than the timer wheel explains"
                  .formatted(live.mainText.get(i), ideal / 1e9, (ideal + distance) / 1e9));
        }
      }
      return late;
    }

    String table() {
      return table(live.main, live.mainText, theirs.main, theirs.mainText);
    }

    private String table(
        List<Seen> ours, List<String> ourText, List<Seen> others, List<String> otherText) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < Math.min(40, Math.max(ours.size(), others.size())); i++) {
        String left = i < ours.size() ? ourText.get(i) : "(nothing)";
        String right = i < others.size() ? otherText.get(i) : "(nothing)";
        String at = i < ours.size() ? Recording.seconds(ours.get(i).atNanos() - shift) : "-";
        String by = i < others.size() ? Recording.seconds(others.get(i).atNanos()) : "-";
        if (left.equals(right)) {
          text.append(String.format(Locale.ROOT, "    %s %s %s%n", at, by, left));
        } else {
          text.append(String.format(Locale.ROOT, "  ! kernel    %s %s%n", at, left));
          text.append(String.format(Locale.ROOT, "  ! simulator %s %s%n", by, right));
        }
      }
      return text.toString();
    }
  }
}

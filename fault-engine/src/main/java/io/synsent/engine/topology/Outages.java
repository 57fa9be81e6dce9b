package io.synsent.engine.topology;

import io.synsent.engine.capture.Journal;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.time.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The faults of one host that do not always hold: switches them on and off.
 *
 * <p>A fault that depends on the time alone is switched by a timer, and meets connects that are
 * under way. One that is decided for each attempt is on while an attempt that it hits is under way;
 * what begins meanwhile shares that attempt's fate, as the host cannot be there and not there.
 */
final class Outages {

  private final SimulatedHost host;
  private final Set<Integer> closed;
  private final Simulation simulation;
  private final Journal journal;
  private final Consumer<SimulatedHost> forgetNeighbour;
  private final List<Switch> switches = new ArrayList<>();

  /** One fault, with whether it is on. */
  private final class Switch {
    private final Outage outage;
    private final FaultGate gate;
    private boolean on;
    private int underWay;

    Switch(Outage outage) {
      this.outage = outage;
      this.gate =
          new FaultGate(
              outage.when(), simulation.random("fault " + switches.size() + " of " + host.name()));
    }

    void hit(ConnectAttempt attempt) {
      turn(true);
      underWay++;
      attempt.onSettled(
          outcome -> {
            underWay--;
            if (underWay == 0) {
              turn(false);
            }
          });
    }

    void turn(boolean newOn) {
      if (on == newOn) {
        return;
      }
      on = newOn;
      switch (outage.kind()) {
        case UNREACHABLE -> {
          if (on) {
            host.unplug();
            forgetNeighbour.accept(host);
          } else {
            host.plugIn();
          }
        }
        case CLOSED -> {
          if (on) {
            host.closePort(outage.port().orElseThrow());
          } else {
            host.openPort(outage.port().orElseThrow());
          }
        }
        case FIREWALLED ->
            host.switchFirewallRule(outage.rule(), on); // keeps its place among the others
      }
    }
  }

  /**
   * @param forgetNeighbour lets everybody forget the host's MAC addresses: one that was just there
   *     and now is not would else be sent to
   */
  Outages(
      SimulatedHost host,
      HostBuilder spec,
      Simulation simulation,
      Journal journal,
      Consumer<SimulatedHost> forgetNeighbour) {
    this.host = host;
    this.closed = new TreeSet<>(spec.closed);
    this.simulation = simulation;
    this.journal = journal;
    this.forgetNeighbour = forgetNeighbour;
    spec.outages.forEach(outage -> switches.add(new Switch(outage)));
  }

  /** At time zero: what holds from the beginning holds, the rest is put off. */
  void begin() {
    for (Switch one : switches) {
      FaultSchedule when = one.outage.when();
      if (one.outage.kind() == Outage.Kind.FIREWALLED) {
        host.switchFirewallRule(one.outage.rule(), false);
      }
      if (!when.isPerAttempt()) {
        if (when.from().isZero()) {
          one.turn(true);
        } else {
          simulation.at(when.from().toNanos(), () -> byTime(one, true));
        }
        when.until().ifPresent(end -> simulation.at(end.toNanos(), () -> byTime(one, false)));
      }
    }
  }

  private void byTime(Switch one, boolean on) {
    for (IpAddress address : host.addresses()) {
      journal.event(
          host.name(),
          one.outage.kind().layer(),
          one.outage.port().isPresent()
              ? SimulatedHost.subjectOfPort(address, one.outage.port().getAsInt())
              : address.toString(),
          "fault " + one.outage.kind() + (on ? " begins" : " ends"));
    }
    one.turn(on);
  }

  /** A connect to this host is about to begin. */
  void before(ConnectAttempt attempt) {
    int port = attempt.port();
    List<Switch> concerned = switches.stream().filter(one -> one.outage.isAbout(port)).toList();
    List<Switch> hit = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (Switch one : concerned) {
      if (one.outage.when().isPerAttempt()) {
        FaultGate.Decision decision = one.gate.decide(simulation.now(), port);
        words.add(words(one, decision));
        if (decision.hits()) {
          hit.add(one);
        }
      }
    }
    if (!words.isEmpty()) {
      // The connect's own first entry: it has no port yet by which others would be found.
      journal.event(
          host.name(),
          concerned.get(0).outage.kind().layer(),
          attempt.target().withPort(port),
          String.join("; ", words));
    }
    hit.forEach(one -> one.hit(attempt));
    if (!concerned.isEmpty() && port != 0 && !closed.contains(port) && !isClosedByFault(port)) {
      host.openPort(port);
    }
  }

  private static String words(Switch one, FaultGate.Decision decision) {
    boolean shared = !decision.hits() && one.underWay > 0;
    return (decision.hits() ? "fault " : "no fault ")
        + one.outage.kind()
        + ": "
        + decision.why()
        + (shared ? ", but one of them is under way and this one shares its fate" : "");
  }

  private boolean isClosedByFault(int port) {
    return switches.stream()
        .anyMatch(s -> s.on && s.outage.kind() == Outage.Kind.CLOSED && s.outage.isAbout(port));
  }
}

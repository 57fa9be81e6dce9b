package io.synsent.conformance;

import io.synsent.conformance.Recording.Ended;
import io.synsent.conformance.Recording.Happened;
import io.synsent.conformance.Recording.Seen;
import io.synsent.conformance.Scenario.Connect;
import io.synsent.conformance.Scenario.Event;
import io.synsent.conformance.Scenario.FirewallRule;
import io.synsent.conformance.Scenario.Host;
import io.synsent.conformance.Scenario.Listen;
import io.synsent.engine.capture.CapturedFrame;
import io.synsent.engine.capture.Direction;
import io.synsent.engine.capture.JournalEntry;
import io.synsent.engine.host.HostProfile;
import io.synsent.engine.neighbour.NeighbourSettings;
import io.synsent.engine.network.FirewallAction;
import io.synsent.engine.network.IcmpSettings;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.socket.Errno;
import io.synsent.engine.time.TimerWheelSettings;
import io.synsent.engine.topology.ConnectAttempt;
import io.synsent.engine.topology.ConnectRequest;
import io.synsent.engine.topology.HostBuilder;
import io.synsent.engine.topology.LastRouter;
import io.synsent.engine.topology.Network;
import io.synsent.engine.topology.Outcome;
import io.synsent.engine.topology.SimulatedHost;
import io.synsent.engine.transport.TcpSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A run in the simulator, with the times at which the live run's application and events really
 * acted.
 */
final class SimulatedArm {

  /**
   * What is not the kernel's doing and is therefore taken from the live run.
   *
   * @param beginNanos when each connect began
   * @param eventNanos when each event happened
   * @param pauseNanos how long HttpClient took from the end of its first attempt to the second
   * @param wheel the kernel's timer wheel, if it is on
   * @param seed what is drawn at random, such as the reachable time
   */
  record Conditions(
      List<Long> beginNanos,
      List<Long> eventNanos,
      long pauseNanos,
      Optional<TimerWheelSettings> wheel,
      long seed) {

    Conditions withWheel(TimerWheelSettings settings) {
      return new Conditions(beginNanos, eventNanos, pauseNanos, Optional.of(settings), seed);
    }

    Conditions withPause(long nanos) {
      return new Conditions(beginNanos, eventNanos, nanos, wheel, seed);
    }

    Conditions withSeed(long newSeed) {
      return new Conditions(beginNanos, eventNanos, pauseNanos, wheel, newSeed);
    }
  }

  /** The scenario needs something that the simulator has no word for. */
  static final class NotSimulated extends RuntimeException {
    NotSimulated(String what) {
      super(what);
    }
  }

  private final Run run;
  private final Scenario scenario;
  private final Conditions conditions;
  private final Network network;
  private final List<Ended> ended = new ArrayList<>();
  private final List<Agenda> agenda = new ArrayList<>();
  private int pending;
  private long lastEnd;
  private long secondAttemptAt = -1;

  private record Agenda(long at, int order, Runnable action) {}

  private SimulatedArm(Run run, Conditions conditions) {
    this.run = run;
    this.scenario = run.scenario();
    this.conditions = conditions;
    this.network = build();
  }

  /**
   * What the simulator showed.
   *
   * @param secondAttemptAt when HttpClient began its second attempt, -1 if it did not
   */
  record Simulated(Recording recording, long secondAttemptAt) {}

  static Simulated run(Run run, Conditions conditions) {
    return new SimulatedArm(run, conditions).run();
  }

  // ---- the network ----

  private Network build() {
    HostProfile profile =
        profile(scenario.client().sysctl(), HostProfile.named(scenario.profile()));
    if (conditions.wheel().isPresent()) {
      profile = profile.toBuilder().timerWheel(conditions.wheel().get()).build();
    }
    Network.Builder builder =
        Network.builder()
            .profile(profile)
            .seed(conditions.seed())
            .address(scenario.client().address());
    if (scenario.client().gateway().isPresent()) {
      builder.gateway(scenario.client().gateway().get());
    } else {
      builder.noGateway();
    }
    boolean silent = false;
    for (FirewallRule rule : scenario.router().firewall()) {
      if (rule.action().equals("drop") && rule.what().equals("icmp")) {
        silent = true;
      } else {
        throw new NotSimulated("a firewall of the router: " + rule);
      }
    }
    if (!scenario.router().routes().isEmpty()
        || !scenario.router().sysctl().isEmpty()
        || !scenario.router().present()) {
      throw new NotSimulated("routes, sysctl or absence of the router");
    }
    if (!scenario.client().routes().isEmpty()
        || !scenario.client().neighbours().isEmpty()
        || !scenario.client().firewall().isEmpty()) {
      throw new NotSimulated("routes, neighbours or firewall of the client");
    }
    if (scenario.wire().delayNanos() > 0 || !scenario.wire().rules().isEmpty()) {
      throw new NotSimulated("a cable that delays");
    }
    for (Host host : scenario.hosts()) {
      builder.host(host.address(), details -> host(details, host));
    }
    for (Connect connect : run.connects()) {
      boolean declared =
          scenario.hosts().stream().anyMatch(host -> host.address().equals(connect.address()));
      if (!declared) {
        undeclared(builder, connect, silent);
      }
    }
    return builder.build();
  }

  /** A target that is no host of the scenario: the client itself, its router, or nobody. */
  private void undeclared(Network.Builder builder, Connect connect, boolean silent) {
    Ipv4Address address = Ipv4Address.parse(connect.address());
    if (address.isLoopback()) {
      builder.host(connect.address(), host -> host.closed(connect.port()));
      return;
    }
    boolean ours =
        connect.address().equals(scenario.client().address().replaceFirst("/.*", ""))
            || scenario.client().gateway().filter(connect.address()::equals).isPresent();
    if (ours
        || address.isMulticast()
        || address.isUnspecified()
        || scenario.client().gateway().isEmpty()) {
      return;
    }
    builder.host(
        connect.address(), host -> host.absent(silent ? LastRouter.SILENT : LastRouter.ANSWERS));
  }

  private void host(HostBuilder details, Host host) {
    if (host.script().isPresent() || host.forwards() || !host.routes().isEmpty()) {
      throw new NotSimulated("a host with a script or routes");
    }
    if (!host.sysctl().isEmpty()) {
      details.profile(profile(host.sysctl(), HostProfile.named(scenario.profile())));
    }
    for (Listen listen : host.listens()) {
      if (listen.full()) {
        throw new NotSimulated("a full accept queue");
      }
      details.open(listen.port());
    }
    for (FirewallRule rule : host.firewall()) {
      details.firewall(rule(rule));
    }
  }

  private static io.synsent.engine.network.FirewallRule rule(FirewallRule rule) {
    if (!rule.what().equals("tcp")) {
      throw new NotSimulated("a firewall rule on " + rule.what());
    }
    return io.synsent.engine.network.FirewallRule.inputTcp(
        rule.port(),
        rule.action().equals("drop")
            ? FirewallAction.DROP
            : FirewallAction.valueOf(
                ("reject-" + rule.with()).toUpperCase(Locale.ROOT).replace('-', '_')));
  }

  /** The profile with the scenario's sysctl values. */
  private static HostProfile profile(Map<String, String> sysctl, HostProfile profile) {
    TcpSettings.Builder tcp = profile.tcp().toBuilder();
    NeighbourSettings.Builder neighbour = profile.neighbour().toBuilder();
    IcmpSettings icmp = profile.icmp();
    for (Map.Entry<String, String> entry : sysctl.entrySet()) {
      String value = entry.getValue();
      switch (entry.getKey()) {
        case "net.ipv4.tcp_syn_retries" -> tcp.synRetries(Integer.parseInt(value));
        case "net.ipv4.tcp_syn_linear_timeouts" -> tcp.synLinearTimeouts(Integer.parseInt(value));
        case "net.ipv4.tcp_synack_retries" -> tcp.synackRetries(Integer.parseInt(value));
        case "net.ipv4.tcp_abort_on_overflow" -> tcp.abortOnOverflow(value.equals("1"));
        case "net.ipv4.tcp_rto_max_ms" -> tcp.maxRto(Duration.ofMillis(Long.parseLong(value)));
        case "net.ipv4.tcp_timestamps" -> tcp.timestamps(!value.equals("0"));
        case "net.ipv4.tcp_sack" -> tcp.sack(!value.equals("0"));
        case "net.ipv4.tcp_window_scaling" -> tcp.windowScaling(!value.equals("0"));
        case "net.ipv4.ip_local_port_range" -> {
          String[] range = value.split(" ", -1);
          tcp.localPortRange(Integer.parseInt(range[0]), Integer.parseInt(range[1]));
        }
        case "net.ipv4.icmp_ratelimit" ->
            icmp = icmp.withRatelimit(Duration.ofMillis(Long.parseLong(value)));
        case "net.ipv4.icmp_msgs_per_sec" ->
            icmp = icmp.withMsgs(Integer.parseInt(value), icmp.msgsBurst());
        case "net.ipv4.icmp_msgs_burst" ->
            icmp = icmp.withMsgs(icmp.msgsPerSec(), Integer.parseInt(value));
        case "neigh.mcast_solicit" -> neighbour.mcastSolicit(Integer.parseInt(value));
        case "neigh.ucast_solicit" -> neighbour.ucastSolicit(Integer.parseInt(value));
        case "neigh.retrans_time_ms" ->
            neighbour.retransTime(Duration.ofMillis(Long.parseLong(value)));
        case "neigh.base_reachable_time_ms" ->
            neighbour.baseReachableTime(Duration.ofMillis(Long.parseLong(value)));
        case "neigh.delay_first_probe_time" ->
            neighbour.delayFirstProbeTime(Duration.ofSeconds(Long.parseLong(value)));
        case "neigh.unres_qlen_bytes" -> neighbour.unresQlenBytes(Integer.parseInt(value));
        default -> throw new NotSimulated("the sysctl " + entry.getKey());
      }
    }
    return profile.toBuilder().tcp(tcp.build()).neighbour(neighbour.build()).icmp(icmp).build();
  }

  // ---- what happens ----

  private Simulated run() {
    int id = 0;
    for (Connect connect : run.connects()) {
      for (int i = 0; i < connect.times(); i++) {
        int number = ++id;
        pending++;
        long at = conditions.beginNanos().get(number - 1);
        later(at, () -> begin(number, connect, at, 1));
      }
    }
    List<Happened> happened = new ArrayList<>();
    int event = 0;
    for (Event each : scenario.events()) {
      if (each.atNanos() < 0) {
        perform(each);
      } else {
        long at = conditions.eventNanos().get(event++);
        happened.add(new Happened(at, at, each.toString()));
        later(at, () -> perform(each));
      }
    }
    while (pending > 0) {
      if (agenda.isEmpty()) {
        long next = network.nextEventAt();
        if (next == Long.MAX_VALUE) {
          throw new AssertionError(pending + " connects of " + run.name() + " never end");
        }
        network.runUntil(next);
      } else {
        next();
      }
    }
    long end = lastEnd + scenario.observeNanos();
    while (!agenda.isEmpty() && agenda.get(0).at <= end) {
      next();
    }
    network.runUntil(end + 40_000_000);
    ended.sort(Comparator.comparingInt(Ended::id));
    return new Simulated(new Recording(Map.of(), frames(), ended, happened), secondAttemptAt);
  }

  private void next() {
    Agenda first = agenda.get(0);
    if (network.nextEventAt() < first.at) {
      network.runUntil(network.nextEventAt());
    } else {
      agenda.remove(0);
      network.runUntil(first.at);
      first.action.run();
    }
  }

  private void later(long at, Runnable action) {
    agenda.add(new Agenda(at, agenda.size(), action));
    agenda.sort(Comparator.comparingLong(Agenda::at));
  }

  private void begin(int id, Connect connect, long began, int attemptNumber) {
    ConnectRequest request = ConnectRequest.to(IpAddress.parse(connect.address()), connect.port());
    if (connect.from().isPresent()) {
      String from = connect.from().get();
      int colon = from.lastIndexOf(':');
      request =
          request.from(
              IpAddress.parse(from.substring(0, colon)),
              Integer.parseInt(from.substring(colon + 1)));
    }
    boolean http = connect.by() == ConnectClient.Kind.HTTP_CLIENT;
    ConnectAttempt attempt = network.connect(request);
    if (connect.timeoutNanos() > 0) {
      later(
          Math.max(network.now(), began + connect.timeoutNanos()),
          () -> {
            if (attempt.outcome().isEmpty()) {
              attempt.abandon("the application's own timeout");
            }
          });
    }
    attempt.onSettled(
        outcome -> {
          if (http && attemptNumber == 1 && outcome.kind() == Outcome.Kind.FAILED) {
            long again = outcome.atNanos() + conditions.pauseNanos();
            later(
                again,
                () -> {
                  secondAttemptAt = again;
                  begin(id, connect, began, 2);
                });
            return;
          }
          pending--;
          lastEnd = Math.max(lastEnd, outcome.atNanos());
          ended.add(new Ended(id, began, outcome.atNanos(), result(connect.by(), outcome)));
        });
  }

  private void perform(Event event) {
    String address = event.arguments().isEmpty() ? "" : event.arguments().get(0);
    switch (event.verb()) {
      case "plug-in" -> host(address).plugIn();
      case "unplug" -> host(address).unplug();
      case "open" -> host(address).openPort(Integer.parseInt(event.arguments().get(1)));
      case "close" -> host(address).closePort(Integer.parseInt(event.arguments().get(1)));
      case "firewall" ->
          host(address)
              .addFirewallRule(
                  rule(
                      ScenarioFile.firewallRule(
                          String.join(
                              " ", event.arguments().subList(1, event.arguments().size())))));
      case "no-firewall" -> host(address).clearFirewall();
      default -> throw new NotSimulated("the event " + event);
    }
  }

  private SimulatedHost host(String address) {
    return address.equals(scenario.client().address().replaceFirst("/.*", ""))
        ? network.client()
        : network.host(address);
  }

  private List<Seen> frames() {
    List<Seen> frames = new ArrayList<>();
    String client = network.client().name();
    for (JournalEntry entry : network.journal().entries()) {
      CapturedFrame frame = entry.frame();
      if (frame == null || !entry.host().equals(client)) {
        continue;
      }
      // tcpdump leaves out what lo sends: everything there comes in again.
      if (!frame.device().equals("lo") || frame.direction() == Direction.IN) {
        frames.add(new Seen(frame.atNanos(), frame.device(), frame.direction(), frame.frame()));
      }
    }
    return frames;
  }

  /** What the JDK makes of it: see {@link JdkText}. */
  private static String result(ConnectClient.Kind by, Outcome outcome) {
    if (outcome.isEstablished()) {
      return "established";
    }
    Optional<Errno> errno = outcome.errno();
    return errno.isPresent() ? JdkText.failed(by, errno.get()) : JdkText.timedOut(by);
  }
}

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
import io.synsent.engine.neighbour.NeighbourState;
import io.synsent.engine.network.Chain;
import io.synsent.engine.network.FirewallAction;
import io.synsent.engine.network.Prefix;
import io.synsent.engine.network.RouteType;
import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.MacAddress;
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
import io.synsent.scenario.Sysctl;
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
   * @param reachableTime for how long the kernel took an answer to ARP for granted, which it draws
   *     at random
   */
  record Conditions(
      List<Long> beginNanos,
      List<Long> eventNanos,
      long pauseNanos,
      Optional<TimerWheelSettings> wheel,
      Optional<Duration> reachableTime) {

    Conditions withWheel(TimerWheelSettings settings) {
      return new Conditions(
          beginNanos, eventNanos, pauseNanos, Optional.of(settings), reachableTime);
    }

    Conditions withPause(long nanos) {
      return new Conditions(beginNanos, eventNanos, nanos, wheel, reachableTime);
    }

    Conditions withReachableTime(Duration time) {
      return new Conditions(beginNanos, eventNanos, pauseNanos, wheel, Optional.of(time));
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
  private final List<String> named;
  private final Network network;
  private final List<Ended> ended = new ArrayList<>();
  private final List<Agenda> agenda = new ArrayList<>();
  private int pending;
  private long lastEnd;
  private int framesBeforeSecondAttempt = -1;

  private record Agenda(long at, int order, Runnable action) {}

  private SimulatedArm(Run run, Conditions conditions) {
    this(run, conditions, List.of());
  }

  private SimulatedArm(Run run, Conditions conditions, List<String> named) {
    this.run = run;
    this.named = named;
    this.scenario = run.scenario();
    this.conditions = conditions;
    this.network = build();
  }

  /**
   * What the simulator showed.
   *
   * @param framesBeforeSecondAttempt how many frames the client's tap saw before HttpClient's
   *     second attempt, -1 if there was none
   */
  record Simulated(Recording recording, int framesBeforeSecondAttempt) {}

  static Simulated run(Run run, Conditions conditions) {
    return new SimulatedArm(run, conditions).run();
  }

  /**
   * The run's network by itself, in which the run's events will happen at their times.
   *
   * @param named addresses that have to be named, although nobody has them, because the hooks leave
   *     every other to the kernel
   */
  static Network network(Run run, List<String> named) {
    SimulatedArm arm =
        new SimulatedArm(
            run,
            new Conditions(List.of(), List.of(), 0, Optional.empty(), Optional.empty()),
            named);
    for (Event event : run.scenario().events()) {
      if (event.atNanos() < 0) {
        arm.perform(event);
      } else {
        arm.network.at(event.atNanos(), () -> arm.perform(event));
      }
    }
    return arm.network;
  }

  // ---- the network ----

  private Network build() {
    HostProfile base = onWheel(HostProfile.named(scenario.profile()));
    Network.Builder builder =
        Network.builder()
            .profile(base)
            .address(scenario.client().address())
            .address("2001:db8:31::6/64")
            // Frames between namespaces arrive while the sender is still sending.
            .lanLatency(Duration.ZERO)
            .farLatency(Duration.ZERO);
    if (scenario.client().gateway().isPresent()) {
      builder.gateway(scenario.client().gateway().get()).gateway("2001:db8:31::1");
      builder.gatewayRouter(details -> router(details, base));
    } else {
      builder.noGateway();
    }
    builder.client(
        client -> {
          client.profile(profile(scenario.client().sysctl(), base));
          client.latency(Duration.ofNanos(scenario.wire().delayNanos()));
          scenario.client().routes().forEach(route -> route(client, route));
          scenario.client().firewall().forEach(rule -> client.firewall(rule(rule, Chain.OUTPUT)));
        });
    for (Host host : scenario.hosts()) {
      if (host.forwards()) {
        builder.router(
            "second",
            details -> {
              details.address(host.address() + "/24").route("default", "10.225.31.1");
              host.routes().forEach(route -> route(details, route));
            });
      } else if (host.script().isEmpty()) {
        // Only about a host that is declared absent does the router say what its ARP found; it is
        // plugged in below.
        builder.host(host.address(), details -> absent(details, host, base));
      }
    }
    for (Connect connect : run.connects()) {
      if (scenario.hosts().stream().noneMatch(host -> host.address().equals(connect.address()))) {
        undeclared(builder, connect);
      }
    }
    named.forEach(address -> builder.host(address, host -> host.absent(LastRouter.SILENT)));
    Network built = builder.build();
    furnish(built);
    return built;
  }

  private HostProfile onWheel(HostProfile profile) {
    return conditions.wheel().isPresent()
        ? profile.toBuilder().timerWheel(conditions.wheel().get()).build()
        : profile;
  }

  private void router(HostBuilder router, HostProfile base) {
    router
        .profile(profile(scenario.router().sysctl(), base))
        .address("10.225.31.1/24")
        .address("2001:db8:225::1/64");
    if (!scenario.router().present()) {
      router.absent();
      return;
    }
    scenario.router().routes().forEach(route -> route(router, route));
    for (FirewallRule rule : scenario.router().firewall()) {
      if (!rule.action().equals("lose")) {
        router.firewall(rule(rule, Chain.FORWARD));
      }
      if (rule.what().equals("icmp")) {
        router.firewall(
            io.synsent.engine.network.FirewallRule.outputIcmpv6Dropped(
                Icmpv6Message.DESTINATION_UNREACHABLE));
      }
    }
  }

  private void absent(HostBuilder details, Host host, HostProfile base) {
    details.absent(LastRouter.ANSWERS).profile(profile(host.sysctl(), base));
  }

  /** A target that is no host of the scenario: this host itself, its router, or nobody. */
  private void undeclared(Network.Builder builder, Connect connect) {
    IpAddress address = IpAddress.parse(connect.address());
    if (address.isLoopback()) {
      builder.host(connect.address(), host -> host.closed(connect.port()));
    } else if (isOnFarLan(address)) {
      builder.host(connect.address(), host -> host.absent(LastRouter.ANSWERS));
    }
  }

  private static boolean isOnFarLan(IpAddress address) {
    return Prefix.parse("10.225.31.0/24").contains(address)
        || Prefix.parse("2001:db8:225::/64").contains(address);
  }

  /** What only a network that is there already can be told. */
  private void furnish(Network built) {
    if (scenario.client().gateway().isPresent() && scenario.router().present()) {
      // By default what nobody declared vanishes beyond the router; the live one says that it has
      // no route.
      built.gateway().removeRoute("default");
      built.gateway().removeRoute("::/0");
    }
    for (Host host : scenario.hosts()) {
      if (host.up() && !host.forwards() && host.script().isEmpty()) {
        plugIn(built.host(host.address()), host);
      }
    }
    for (String entry : scenario.client().neighbours()) {
      String[] words = entry.split(" ", -1);
      built
          .client()
          .setNeighbour(
              words[0],
              new MacAddress(Long.parseLong(words[2].replace(":", ""), 16)),
              NeighbourState.valueOf(words[4].toUpperCase(Locale.ROOT)));
    }
    conditions.reachableTime().ifPresent(time -> built.client().setReachableTime(time));
    cable(built);
  }

  private static void plugIn(SimulatedHost simulated, Host host) {
    simulated.plugIn();
    for (Listen listen : host.listens()) {
      simulated.listenWithoutAccepting(listen.port(), listen.backlog());
      if (listen.full()) {
        simulated.fillAcceptQueue(listen.port());
      }
    }
    host.firewall().forEach(rule -> simulated.addFirewallRule(rule(rule, Chain.INPUT)));
  }

  /**
   * The client's cable: the rules and raw peers of the live arm's program, and what the router's
   * firewall loses.
   */
  private void cable(Network built) {
    CableRules rules = new CableRules();
    scenario.wire().rules().forEach(rules::add);
    for (FirewallRule rule : scenario.router().firewall()) {
      if (rule.action().equals("lose")) {
        rules.add(new Scenario.WireRule("lose", rule.first(), rule.what(), 0));
      }
    }
    for (Host host : scenario.hosts()) {
      if (host.script().isPresent()) {
        RawPeer peer =
            new RawPeer(Ipv4Address.parse(host.address()), new MacAddress(0x02_00_00_00_00_77L));
        host.script().get().onSyn().forEach(peer::step);
        host.script().get().onArp().forEach(peer::arpStep);
        rules.add(peer);
      }
    }
    MacAddress client = built.client().mac();
    built
        .lan()
        .impair(
            frame -> {
              List<Long> copies = new ArrayList<>();
              rules.carry(
                  frame,
                  frame.source().equals(client),
                  (delay, toClient, out) -> {
                    if (out.equals(frame)) {
                      copies.add(delay);
                    } else {
                      // What a raw peer answers enters the LAN at its own time.
                      built.at(built.now() + delay, () -> built.lan().inject(out));
                    }
                  });
              return copies.stream().mapToLong(Long::longValue).toArray();
            });
  }

  /** A route in the words of {@code ip route add}. */
  private static void route(HostBuilder host, String route) {
    String[] words = route.split(" ", -1);
    if (words.length == 3) {
      host.route(words[0], words[2]);
    } else {
      host.route(words[1], RouteType.valueOf(words[0].toUpperCase(Locale.ROOT)));
    }
  }

  private static io.synsent.engine.network.FirewallRule rule(FirewallRule rule, Chain chain) {
    if (rule.what().equals("icmp")) {
      return io.synsent.engine.network.FirewallRule.outputIcmpDropped(
          IcmpMessage.DESTINATION_UNREACHABLE);
    }
    FirewallAction action =
        rule.action().equals("drop")
            ? FirewallAction.DROP
            : FirewallAction.valueOf(
                ("reject-" + rule.with()).toUpperCase(Locale.ROOT).replace('-', '_'));
    return io.synsent.engine.network.FirewallRule.any(chain, action).tcp(rule.port());
  }

  /** The profile with the scenario's sysctl values. */
  private static HostProfile profile(Map<String, String> sysctl, HostProfile profile) {
    // The kernel at hand does so whatever its sysctls say.
    TcpSettings.Builder tcp = profile.tcp().toBuilder().revertsBackoff(true);
    return Sysctl.set(profile.toBuilder().tcp(tcp.build()).build(), sysctl);
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
    return new Simulated(
        new Recording(Map.of(), frames(), ended, happened), framesBeforeSecondAttempt);
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
    if (http
        || connect.by() == ConnectClient.Kind.SELECTOR
        || connect.by() == ConnectClient.Kind.ASYNCHRONOUS_SOCKET_CHANNEL
        || connect.timeoutNanos() > 0) {
      request = request.polling();
    }
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
                  framesBeforeSecondAttempt = frames().size();
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
    SimulatedHost host = address.isEmpty() ? network.client() : host(address);
    switch (event.verb()) {
      case "plug-in" -> {
        Optional<Host> late =
            scenario.hosts().stream()
                .filter(h -> h.address().equals(address) && !h.up())
                .findFirst();
        if (late.isPresent()) {
          plugIn(host, late.get());
        } else {
          host.plugIn();
        }
      }
      case "unplug" -> host.unplug();
      case "link-down" -> host.interfaceDown();
      case "link-up" -> host.interfaceUp();
      case "flush-neighbours" -> host.flushNeighbours();
      case "announce" -> host.announce();
      case "open" -> host.listenWithoutAccepting(Integer.parseInt(event.arguments().get(1)), 50);
      case "close" -> host.closePort(Integer.parseInt(event.arguments().get(1)));
      case "firewall" ->
          host.addFirewallRule(
              rule(
                  ScenarioFile.firewallRule(
                      String.join(" ", event.arguments().subList(1, event.arguments().size()))),
                  Chain.INPUT));
      case "no-firewall" -> host.clearFirewall();
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

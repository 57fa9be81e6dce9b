package io.synsent.engine.topology;

import io.synsent.engine.Nullable;
import io.synsent.engine.capture.Journal;
import io.synsent.engine.capture.Layer;
import io.synsent.engine.host.HostProfile;
import io.synsent.engine.name.LookUp;
import io.synsent.engine.name.NameAnswer;
import io.synsent.engine.name.ResolverSettings;
import io.synsent.engine.name.StubResolver;
import io.synsent.engine.network.Route;
import io.synsent.engine.network.RouteType;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv6Address;
import io.synsent.engine.time.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A simulated network: hosts, LANs, routers, names, and the one host whose connects are simulated.
 *
 * <p>Nothing happens in it by itself: time moves when {@link #runUntil} is called. Not thread safe:
 * one thread at a time.
 *
 * <pre>{@code
 * Network network = Network.builder().host("192.168.31.7", h -> h.absent()).build();
 * ConnectAttempt connect = network.connect(IpAddress.parse("192.168.31.7"), 8081);
 * network.runUntilIdle();
 * connect.outcome(); // EHOSTUNREACH after 3 s
 * }</pre>
 */
public final class Network {

  private final Simulation simulation;
  private final Journal journal;
  private final HostProfile profile;
  private final Names names;
  private final Map<String, SimulatedHost> hostsByName;
  private final Map<IpAddress, SimulatedHost> hostsByAddress;
  private final Map<String, SimulatedLan> lans;
  private final Set<IpAddress> named;
  private final SimulatedHost client;
  private final Pings pings;
  private final @Nullable AllowList allowed;
  private final StubResolver resolver;
  private final Map<String, List<GatedAnswer>> nameFaults = new LinkedHashMap<>();
  private final List<ConnectAttempt> connects = new ArrayList<>();
  private boolean running;

  private Network(Builder builder) {
    NetworkAssembly assembly = new NetworkAssembly(builder);
    assembly.assemble();
    this.simulation = assembly.simulation;
    this.journal = assembly.journal;
    HostProfile own = builder.client.profile;
    this.profile = own == null ? builder.profile : own;
    this.names = builder.names;
    this.hostsByName = assembly.hostsByName;
    this.hostsByAddress = assembly.hostsByAddress;
    this.lans = assembly.lans;
    this.named = builder.namedAddresses();
    this.allowed = builder.allowed;
    this.client = hostNamed(NetworkAssembly.CLIENT);
    this.resolver = new StubResolver(builder.resolver, simulation, journal, NetworkAssembly.CLIENT);
    names.faults().forEach(this::gate);
    this.pings = new Pings(client.host().ip(), simulation, journal);
    builder.started.forEach(start -> start.accept(this));
  }

  /**
   * A network like the one of the article: client 192.168.31.6/24, its router 192.168.31.1, and
   * beyond that everything else.
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Nanoseconds since the simulation began. */
  public long now() {
    return simulation.now();
  }

  /** When something happens next, or {@link Long#MAX_VALUE} if nothing is scheduled. */
  public long nextEventAt() {
    return simulation.nextEventAt();
  }

  /**
   * Lets everything happen that is due up to and including {@code nanos}.
   *
   * @throws IllegalStateException if it is called from within itself, by a listener
   */
  public void runUntil(long nanos) {
    run(() -> simulation.runUntil(nanos));
  }

  /** Lets everything happen until nothing is scheduled any more. */
  public void runUntilIdle() {
    run(simulation::runUntilIdle);
  }

  private void run(Runnable drive) {
    if (running) {
      throw new IllegalStateException(
          "the network is running already: a listener must not run it again");
    }
    running = true;
    try {
      drive.run();
    } finally {
      running = false;
    }
  }

  /** How many events have happened so far. */
  public long eventsRun() {
    return simulation.eventsRun();
  }

  /**
   * Whether a connect to this target is the simulation's: all ports of a host that was named, on
   * loopback only the ports that were named.
   */
  public boolean simulates(IpAddress address, int port) {
    if (!named.contains(address)) {
      return false;
    }
    return !address.isLoopback() || client.isNamedPort(port);
  }

  /** The addresses at which {@link #simulates} may say yes: it never does at any other. */
  public Set<IpAddress> namedAddresses() {
    return Collections.unmodifiableSet(named);
  }

  /** The addresses of a simulated name; empty if the name is not one of this network's. */
  public Optional<List<IpAddress>> resolve(String name) {
    return names.resolve(name);
  }

  /**
   * What its application may reach of the real network; empty if it may reach everything that the
   * network does not name, as it may by default.
   */
  public Optional<AllowList> allowed() {
    return Optional.ofNullable(allowed);
  }

  /** A fault of a name, and when it holds. */
  private record GatedAnswer(NameAnswer answer, FaultGate gate) {}

  private void gate(String name, List<Names.NameFault> faults) {
    List<GatedAnswer> gated = new ArrayList<>();
    for (Names.NameFault fault : faults) {
      gated.add(
          new GatedAnswer(
              fault.answer(),
              new FaultGate(fault.when(), simulation.random("faults of name " + name))));
    }
    nameFaults.put(name, gated);
  }

  /** Whether look-ups of this name are the simulation's. */
  public boolean knowsName(String name) {
    return names.isKnown(name);
  }

  /**
   * Begins a look-up now; its result may be there at once.
   *
   * @param label who asks, for the report; may be empty
   * @return empty if the name is not one of this network's
   */
  public Optional<LookUp> lookUp(String name, String label) {
    if (!names.isKnown(name)) {
      return Optional.empty();
    }
    StringBuilder remark = new StringBuilder();
    LookUp lookUp = resolver.lookUp(name, answerNow(name, remark), label, remark.toString());
    if (!running) {
      runUntil(now());
    }
    return Optional.of(lookUp);
  }

  private NameAnswer answerNow(String name, StringBuilder remark) {
    for (GatedAnswer fault : nameFaults.getOrDefault(Names.canonical(name), List.of())) {
      FaultGate.Decision decision = fault.gate().decide(now(), 0);
      if (!decision.why().isEmpty()) {
        remark
            .append(remark.length() == 0 ? "" : "; ")
            .append(decision.hits() ? "fault " : "no fault ")
            .append(fault.answer().kind())
            .append(": ")
            .append(decision.why());
      }
      if (decision.hits()) {
        return fault.answer();
      }
    }
    return names.nextAnswer(name);
  }

  /** Every look-up so far, in the order in which they began. */
  public List<LookUp> lookUps() {
    return resolver.lookUps();
  }

  /**
   * Changes what the servers say of a name from now on, look-up by look-up; the last answer stays.
   * Faults that were declared for the name end.
   *
   * @throws IllegalArgumentException if there is no answer, the name is none, or an address is none
   *     of this network's: connects to it would reach the real network
   */
  public void setAnswers(String name, NameAnswer... answers) {
    if (answers.length == 0) {
      throw new IllegalArgumentException("name " + name + " without an answer: give at least one");
    }
    for (NameAnswer answer : answers) {
      for (IpAddress address : answer.addresses()) {
        if (!named.contains(address)) {
          throw new IllegalArgumentException(
              address
                  + " is no host of this network: declare it, or connects to it would reach the"
                  + " real network. There are "
                  + named);
        }
      }
    }
    names.script(name, List.of(answers));
    nameFaults.remove(Names.canonical(name));
    journal.event(
        client.name(),
        Layer.NAME,
        name,
        "the name servers say from now on: "
            + Arrays.stream(answers).map(NameAnswer::words).toList());
  }

  /**
   * The name of a simulated address: that of its record, else of its host, else the address's text;
   * empty if the address is not one of this network's.
   */
  public Optional<String> reverseLookUp(IpAddress address) {
    if (!named.contains(address)) {
      return Optional.empty();
    }
    SimulatedHost host = hostsByAddress.get(address);
    String name = names.nameOf(address).orElse(host == null ? address.toString() : host.name());
    journal.event(client.name(), Layer.NAME, address.toString(), "reverse look-up: " + name);
    return Optional.of(name);
  }

  /** Begins a connect now; its outcome may be there at once. */
  public ConnectAttempt connect(IpAddress target, int port) {
    return connect(ConnectRequest.to(target, port));
  }

  /** Begins a connect now; its outcome may be there at once. */
  public ConnectAttempt connect(ConnectRequest request) {
    ConnectAttempt attempt =
        new ConnectAttempt(
            connects.size() + 1, request, client.name(), profile.system(), simulation, journal);
    connects.add(attempt);
    SimulatedHost target = hostsByAddress.get(request.target());
    Outages outages = target == null ? null : target.outages();
    if (outages != null) {
      outages.before(attempt);
    }
    attempt.setSocket(
        client
            .host()
            .sockets()
            .connect(
                request.localAddress(),
                request.localPort(),
                request.target(),
                request.port(),
                request.synCount().orElse(client.host().profile().tcp().synRetries()),
                request.userTimeout().orElse(client.host().profile().tcp().userTimeout()).toNanos(),
                request.polls(),
                attempt.listener()));
    if (!running && !request.polls()) {
      // What takes no time, as loopback, has happened when the system call returns; one that does
      // not block says EINPROGRESS even then (inet_stream_connect: the answer is in the backlog).
      runUntil(now());
    }
    return attempt;
  }

  /** Every connect so far, in the order in which they began. */
  public List<ConnectAttempt> connects() {
    return Collections.unmodifiableList(connects);
  }

  /** The host whose connects are simulated. */
  public SimulatedHost client() {
    return client;
  }

  /**
   * The client's router.
   *
   * @throws IllegalStateException if the network has none
   */
  public SimulatedHost gateway() {
    SimulatedHost router = hostsByName.get(NetworkAssembly.ROUTER);
    if (router == null) {
      throw new IllegalStateException("this network was declared with noGateway()");
    }
    return router;
  }

  /**
   * The host of this name or address; {@code "client"} and {@code "router"} are names too.
   *
   * @throws IllegalArgumentException if there is none; the message lists those there are
   */
  public SimulatedHost host(String nameOrAddress) {
    return hostNamed(nameOrAddress);
  }

  private SimulatedHost hostNamed(String nameOrAddress) {
    SimulatedHost byName =
        hostsByName.get(
            Names.isAddress(nameOrAddress) ? nameOrAddress : Names.canonical(nameOrAddress));
    if (byName != null) {
      return byName;
    }
    SimulatedHost byAddress = findByAddress(nameOrAddress);
    if (byAddress != null) {
      return byAddress;
    }
    throw new IllegalArgumentException(
        "no host \"" + nameOrAddress + "\" is in this network: there are " + hostsByName.keySet());
  }

  private @Nullable SimulatedHost findByAddress(String nameOrAddress) {
    if (Names.isAddress(nameOrAddress)) {
      return hostsByAddress.get(IpAddress.parse(nameOrAddress));
    }
    return names.resolve(nameOrAddress).map(list -> hostsByAddress.get(list.get(0))).orElse(null);
  }

  /** All hosts in the order in which they were declared, the client first. */
  public List<SimulatedHost> hosts() {
    return List.copyOf(new LinkedHashSet<>(hostsByName.values()));
  }

  /**
   * The LAN of this prefix, such as {@code "192.168.31.0/24"}.
   *
   * @throws IllegalArgumentException if there is none; the message lists those there are
   */
  public SimulatedLan lan(String prefix) {
    SimulatedLan lan = lans.get(prefix);
    if (lan == null) {
      throw new IllegalArgumentException(
          "no LAN \"" + prefix + "\" is in this network: there are " + lans.keySet());
    }
    return lan;
  }

  /** The LAN of the client. */
  public SimulatedLan lan() {
    return lans.values().iterator().next();
  }

  /**
   * Whose MAC address the client needs to reach {@code target}: the target's own or a gateway's.
   */
  public IpAddress nextHop(IpAddress target) {
    Route route = client.host().ip().routes().lookup(target);
    return route == null || route.gateway() == null ? target : route.gateway();
  }

  /**
   * Which hosts a packet to {@code target} meets by the routes there are now: the client first,
   * then each router, last the target's host. It ends earlier where a route does; a host that is
   * absent is the last one, as it was declared.
   */
  public List<SimulatedHost> pathTo(IpAddress target) {
    Set<SimulatedHost> path = new LinkedHashSet<>();
    SimulatedHost here = client;
    while (here != null && path.add(here) && here.isAssembled()) {
      if (target.isLoopback() || here.addresses().contains(target)) {
        break;
      }
      Route route = here.host().ip().routes().lookup(target);
      if (route == null || route.type() != RouteType.UNICAST) {
        break;
      }
      here = hostsByAddress.get(route.gateway() == null ? target : route.gateway());
    }
    return List.copyOf(path);
  }

  /** Pings {@code count} times, once a second, beginning now. */
  public Pinger ping(IpAddress target, int count) {
    return pings.begin(target, count);
  }

  /** Pings four times, once a second, beginning now. */
  public Pinger ping(IpAddress target) {
    return ping(target, 4);
  }

  /**
   * Runs {@code change} when the simulation reaches {@code atNanos}: "the host appears at 2 s".
   *
   * @throws IllegalArgumentException if that is in the past
   */
  public void at(long atNanos, Runnable change) {
    simulation.at(atNanos, change);
  }

  /** Everything that happened so far. */
  public Journal journal() {
    return journal;
  }

  /** The client's operating system. */
  public HostProfile profile() {
    return profile;
  }

  /** What every random number of this network comes from. */
  public long seed() {
    return simulation.seed();
  }

  /**
   * Declares a network.
   *
   * <p>The client and everybody else with an address in the client's prefix share one LAN. Any
   * other declared host is beyond the client's router, on a LAN of its own /24 (IPv6: /64), on
   * which the router has a leg. What was not declared: nobody on the client's LAN, and beyond the
   * router silence.
   */
  public static final class Builder {

    HostProfile profile = HostProfile.LINUX;
    long seed = 1;
    HostBuilder.Interface clientInterface = HostBuilder.Interface.parse("192.168.31.6/24");
    @Nullable IpAddress gateway = IpAddress.parse("192.168.31.1");

    HostBuilder.@Nullable Interface clientInterfaceV6 =
        HostBuilder.Interface.parse("2001:db8:31::6/64");

    @Nullable IpAddress gatewayV6 = IpAddress.parse("2001:db8:31::1");
    Duration lanLatency = Duration.ofNanos(200_000);
    Duration farLatency = Duration.ofMillis(2);
    int journalLimit = Integer.MAX_VALUE;
    @Nullable AllowList allowed;
    ResolverSettings resolver = ResolverSettings.GLIBC;
    final Names names = new Names();
    final HostBuilder client = new HostBuilder(NetworkAssembly.CLIENT);
    final HostBuilder gatewayRouter = new HostBuilder(NetworkAssembly.ROUTER);
    final Map<String, HostBuilder> hosts = new LinkedHashMap<>();
    final Map<String, HostBuilder> routers = new LinkedHashMap<>();

    final List<Consumer<? super Network>> started = new ArrayList<>();
    private @Nullable Set<IpAddress> declaredAddresses;

    private Builder() {}

    /**
     * The operating system of the client; LINUX. All hosts and routers that name no other have it
     * too if it is a Linux, and LINUX if it is not: a Mac's router is no Mac.
     */
    public Builder profile(HostProfile newProfile) {
      profile = newProfile;
      return this;
    }

    /** What every random number of the network comes from; 1. */
    public Builder seed(long newSeed) {
      seed = newSeed;
      return this;
    }

    /**
     * The client's address and the length of its LAN's prefix; {@code "192.168.31.6/24"}, and for
     * IPv6 {@code "2001:db8:31::6/64"} (2001:db8::/32 is for documentation and routed nowhere: RFC
     * 3849). Each family is set by an address of its own; with an IPv6 address the router becomes
     * the first one of its LAN unless {@link #gateway} named another before.
     *
     * @throws IllegalArgumentException if it is not such an address
     */
    public Builder address(String addressAndPrefix) {
      HostBuilder.Interface itf = HostBuilder.Interface.parse(addressAndPrefix);
      if (itf.address() instanceof Ipv6Address) {
        clientInterfaceV6 = itf;
        if (gatewayV6 != null && !itf.prefix().contains(gatewayV6)) {
          Ipv6Address network = (Ipv6Address) itf.prefix().network();
          gatewayV6 = new Ipv6Address(network.high(), network.low() + 1);
        }
      } else {
        clientInterface = itf;
      }
      return this;
    }

    /**
     * The address of the client's router; {@code "192.168.31.1"}, and for IPv6 {@code
     * "2001:db8:31::1"}. Each family is set by an address of its own.
     *
     * @throws IllegalArgumentException if it is not an address
     */
    public Builder gateway(String address) {
      IpAddress router = IpAddress.parse(address);
      if (router instanceof Ipv6Address) {
        gatewayV6 = router;
      } else {
        gateway = router;
      }
      return this;
    }

    /**
     * A LAN without a router: the client has no default route, of neither family. A {@link
     * #gateway} named afterwards gives its own family one again.
     */
    public Builder noGateway() {
      gateway = null;
      gatewayV6 = null;
      return this;
    }

    /**
     * The client speaks IPv4 only: every IPv6 address but ::1 is unreachable (ENETUNREACH), and a
     * name is still told with its IPv6 addresses.
     */
    public Builder withoutIpv6() {
      clientInterfaceV6 = null;
      gatewayV6 = null;
      return this;
    }

    /**
     * One way through the client's LAN; 0.2 ms. Zero: at the same instant, as between namespaces.
     */
    public Builder lanLatency(Duration oneWay) {
      lanLatency = oneWay;
      return this;
    }

    /** One way through each LAN beyond the router; 2 ms. */
    public Builder farLatency(Duration oneWay) {
      farLatency = oneWay;
      return this;
    }

    /** More about the client: its firewall, routes, open ports. */
    public Builder client(Consumer<HostBuilder> details) {
      details.accept(client);
      return this;
    }

    /** More about the client's router: its firewall, routes, other legs. */
    public Builder gatewayRouter(Consumer<HostBuilder> details) {
      details.accept(gatewayRouter);
      return this;
    }

    /**
     * Declares another router: give it at least one {@link HostBuilder#address}, and routes.
     *
     * @throws IllegalArgumentException if the name is none
     */
    public Builder router(String name, Consumer<HostBuilder> details) {
      details.accept(
          routers.computeIfAbsent(
              Names.canonical(name), canonical -> new HostBuilder(canonical).forwards()));
      return this;
    }

    /**
     * Declares a host, there, with all ports closed. Declaring it again goes on with the same host.
     *
     * @param nameOrAddress an address, or a name, which then gets an address
     */
    public Builder host(String nameOrAddress) {
      return host(nameOrAddress, host -> {});
    }

    /**
     * Declares a host. Declaring it again goes on with the same host.
     *
     * @param nameOrAddress an address, or a name, which then gets an address beyond the router
     *     (198.18.0.0/15) unless {@link #name} gave it one
     * @throws IllegalArgumentException if it is neither
     */
    public Builder host(String nameOrAddress, Consumer<HostBuilder> details) {
      details.accept(hostSpec(nameOrAddress));
      return this;
    }

    private HostBuilder hostSpec(String nameOrAddress) {
      if (Names.isAddress(nameOrAddress)) {
        String canonical = IpAddress.parse(nameOrAddress).toString();
        return hosts.computeIfAbsent(canonical, HostBuilder::new);
      }
      String name = Names.canonical(nameOrAddress);
      Optional<List<IpAddress>> known = names.resolve(name);
      if (known.isPresent()) {
        // A name of a host that is declared by its address is that host.
        HostBuilder byAddress = hosts.get(known.get().get(0).toString());
        if (byAddress != null) {
          return byAddress;
        }
      } else {
        names.automatic(name);
      }
      return hosts.computeIfAbsent(name, HostBuilder::new);
    }

    /**
     * Declares a name for addresses, of either family. The addresses are simulated; those that no
     * host is declared for are hosts with all ports closed.
     *
     * @param addresses one or more
     * @throws IllegalArgumentException if the name or an address is none
     */
    public Builder name(String name, String... addresses) {
      if (addresses.length == 0) {
        throw new IllegalArgumentException(
            "name " + name + " without an address: give at least one");
      }
      List<IpAddress> list = new ArrayList<>();
      for (String address : addresses) {
        list.add(IpAddress.parse(address));
      }
      names.put(name, list);
      return this;
    }

    /**
     * Strict mode: whoever intercepts the application's sockets refuses what this network does not
     * name, but for loopback and this list.
     */
    public Builder blockUnlisted(AllowList exceptions) {
      allowed = exceptions;
      return this;
    }

    /**
     * Does something to the network when it has been put together, at time zero: {@code
     * started(network -> network.at(2_000_000_000, () -> network.host("db").plugIn()))}.
     */
    public Builder started(Consumer<? super Network> first) {
      started.add(first);
      return this;
    }

    /**
     * Declares what the name servers say of a name, look-up by look-up; the last answer stays. The
     * addresses are simulated, as those of {@link #name} are.
     *
     * @throws IllegalArgumentException if there is no answer or the name is none
     */
    public Builder nameAnswers(String name, NameAnswer... answers) {
      if (answers.length == 0) {
        throw new IllegalArgumentException(
            "name " + name + " without an answer: give at least one");
      }
      LinkedHashSet<IpAddress> all = new LinkedHashSet<>();
      for (NameAnswer answer : answers) {
        all.addAll(answer.addresses());
      }
      if (!all.isEmpty()) {
        names.put(name, List.copyOf(all));
      }
      names.script(name, List.of(answers));
      return this;
    }

    /**
     * The servers answer so much later when they are asked for the name; faults of the name apart.
     *
     * @throws IllegalArgumentException if the name is none
     */
    public Builder nameDelay(String name, Duration delay) {
      names.delay(name, delay);
      return this;
    }

    /**
     * Declares a fault of a name: what the servers say while it holds. Otherwise the name has the
     * answers it was declared with, and is unknown if it was not.
     *
     * @throws IllegalArgumentException if the name is none
     */
    public Builder nameFault(String name, NameAnswer answer, FaultSchedule when) {
      names.fault(name, new Names.NameFault(answer, when));
      return this;
    }

    /** The client's name servers and how long it waits for them; one that answers, 2 × 5 s. */
    public Builder resolver(ResolverSettings settings) {
      resolver = settings;
      return this;
    }

    /** Applies a fault of {@code engine.fault}, or any other piece of a declaration. */
    public Builder with(Consumer<? super Builder> piece) {
      piece.accept(this);
      return this;
    }

    /**
     * Keeps only about the last {@code entries} entries of the journal; 0 keeps none.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder journalLimit(int entries) {
      if (entries < 0) {
        throw new IllegalArgumentException("journal limit " + entries + ": expected 0 or more");
      }
      journalLimit = entries;
      return this;
    }

    /**
     * The network, at time zero. The builder must not be used again.
     *
     * @throws IllegalArgumentException if declarations contradict each other
     */
    public Network build() {
      hosts.values().forEach(HostBuilder::check);
      routers.values().forEach(HostBuilder::check);
      declareNamedAddresses();
      return new Network(this);
    }

    /** A name whose addresses nobody declared as hosts stands for hosts with closed ports. */
    private void declareNamedAddresses() {
      for (String name : names.declared()) {
        if (!hosts.containsKey(name)) {
          for (IpAddress address : names.resolve(name).orElseThrow()) {
            hosts.computeIfAbsent(
                address.toString(),
                text -> {
                  HostBuilder host = new HostBuilder(text);
                  host.onlyNamed = name;
                  return host;
                });
          }
        }
      }
    }

    /** Whether a host was declared for this address, under whatever name; asked while building. */
    boolean isDeclared(IpAddress address) {
      if (declaredAddresses == null) {
        Set<IpAddress> all = new LinkedHashSet<>(namedAddresses());
        names.declared().forEach(name -> all.addAll(names.resolve(name).orElseThrow()));
        declaredAddresses = all;
      }
      return declaredAddresses.contains(address);
    }

    Set<IpAddress> namedAddresses() {
      LinkedHashSet<IpAddress> addresses = new LinkedHashSet<>();
      for (HostBuilder host : hosts.values()) {
        if (Names.isAddress(host.name())) {
          addresses.add(IpAddress.parse(host.name()));
        } else {
          addresses.addAll(names.resolve(host.name()).orElseThrow());
        }
      }
      return addresses;
    }
  }
}

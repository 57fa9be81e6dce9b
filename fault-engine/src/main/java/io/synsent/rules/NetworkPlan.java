package io.synsent.rules;

import io.synsent.engine.fault.Faults;
import io.synsent.engine.host.HostProfile;
import io.synsent.engine.name.NameAnswer;
import io.synsent.engine.name.ResolverSettings;
import io.synsent.engine.network.FirewallAction;
import io.synsent.engine.network.Prefix;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.topology.AllowList;
import io.synsent.engine.topology.FaultSchedule;
import io.synsent.engine.topology.LastRouter;
import io.synsent.engine.topology.Network;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Internal. The one network that all annotations around a test describe together.
 *
 * <p>What stands further in beats what stands further out, for the same host and port; everything
 * else adds up. A statement about a whole host beats all that was said further out about its ports,
 * and a statement about a port beats that its host were unreachable.
 *
 * @param profile the name of a host profile
 * @param address the client's address with prefix length
 * @param gateway the router's address on the client's LAN
 * @param seed where ports, sequence numbers and drawn delays come from
 * @param names the host names in the order of their first mention, outermost first: they are given
 *     addresses in this order, so that a name has the same address in the network of a class and in
 *     those of its tests
 * @param faults what is said of hosts and ports, in the order written, outermost first
 * @param nameStatements what is said of look-ups, in the order written, outermost first
 * @param resolver the client's name servers
 * @param strict whether the real network is off limits
 * @param allowed what of the real network is not, as it was written
 */
public record NetworkPlan(
    String profile,
    String address,
    String gateway,
    long seed,
    List<String> names,
    List<Fault> faults,
    List<NameStatement> nameStatements,
    ResolverSettings resolver,
    boolean strict,
    List<String> allowed) {

  static final String DEFAULT_PROFILE = "LINUX";
  static final String DEFAULT_ADDRESS = "192.168.31.6/24";

  /** The client's LAN in IPv6, which no annotation changes: {@link Network.Builder#address}. */
  static final String LAN_V6 = "2001:db8:31::/64";

  static final long DEFAULT_SEED = 1;

  /** A fault with a schedule as it is while it holds. */
  private static final FaultSchedule EVERY_ATTEMPT = FaultSchedule.firstAttempts(Integer.MAX_VALUE);

  /** One statement about a host or port. */
  public record Fault(AnnotationUse use, Target target) {

    /** What the network knows the host by: its address if one was written, else its name. */
    public String host() {
      return NetworkPlan.host(target);
    }

    /** Where connections go really: {@code host:port} or a member's name; empty for nowhere. */
    public String backend() {
      return use.text("backend");
    }

    /** When it holds. */
    FaultSchedule schedule() {
      return Schedules.of(use);
    }

    FirewallAction firewallAction() {
      return use.has("action") ? FirewallAction.valueOf(use.text("action")) : FirewallAction.DROP;
    }
  }

  public NetworkPlan {
    names = List.copyOf(names);
    faults = List.copyOf(faults);
    nameStatements = List.copyOf(nameStatements);
    allowed = List.copyOf(allowed);
  }

  /**
   * Adds up what stands on the element and around it.
   *
   * @throws IllegalArgumentException if {@link Rules} finds an error in it
   */
  public static NetworkPlan of(TestElement element) {
    Rules.refuseErrors(element);
    return merge(element);
  }

  /** The network, ready to be built. */
  public Network.Builder toNetwork() {
    return toNetwork(false);
  }

  /**
   * The network, ready to be built.
   *
   * @param always whether every fault holds all the time, whatever its schedule
   */
  Network.Builder toNetwork(boolean always) {
    Network.Builder network =
        Network.builder()
            .profile(HostProfile.named(profile))
            .seed(seed)
            .address(address)
            .gateway(gateway)
            .resolver(resolver);
    if (strict) {
      network.blockUnlisted(AllowList.of(allowed));
    }
    names.forEach(name -> declare(name, network));
    // A firewall's first matching rule decides: what is said of one port comes before what is said
    // of all.
    faults.stream()
        .filter(f -> f.target().port().isPresent())
        .forEach(f -> add(f, always, network));
    faults.stream().filter(f -> f.target().port().isEmpty()).forEach(f -> add(f, always, network));
    for (NameStatement statement : nameStatements) {
      if (statement.isFault()) {
        network.nameFault(
            statement.name(),
            statement.faultAnswer(),
            always ? FaultSchedule.ALWAYS : statement.schedule());
      }
    }
    return network;
  }

  /** The name with its addresses, given or automatic. */
  private void declare(String name, Network.Builder network) {
    List<NameStatement> answers = answersOf(name);
    if (addressesOf(name).isEmpty()) {
      network.host(name);
      answers.forEach(answer -> network.nameDelay(name, answer.delay()));
    } else {
      network.nameAnswers(
          name,
          answers.stream()
              .map(
                  answer ->
                      NameAnswer.addresses(answer.addresses().toArray(String[]::new))
                          .after(answer.delay()))
              .toArray(NameAnswer[]::new));
    }
  }

  private List<NameStatement> answersOf(String name) {
    return nameStatements.stream().filter(n -> !n.isFault() && n.name().equals(name)).toList();
  }

  private List<String> addressesOf(String name) {
    return answersOf(name).stream().flatMap(n -> n.addresses().stream()).distinct().toList();
  }

  /**
   * What the network knows the hosts by that a statement is about: one, unless it is about a name
   * that was given addresses. Of those it is about the ones of which nothing else is said.
   */
  public List<String> hostsOf(Target target) {
    List<String> addresses = addressesOf(target.host());
    if (addresses.isEmpty()) {
      return List.of(host(target));
    }
    return addresses.stream()
        .filter(
            address -> faults.stream().noneMatch(f -> f.target().sameHost(Target.parse(address))))
        .toList();
  }

  private void add(Fault fault, boolean always, Network.Builder network) {
    FaultSchedule when = always && !fault.schedule().isAlways() ? EVERY_ATTEMPT : fault.schedule();
    hostsOf(fault.target()).forEach(host -> add(fault, host, when, network));
  }

  private void add(Fault fault, String host, FaultSchedule when, Network.Builder network) {
    OptionalInt port = fault.target().port();
    switch (fault.use().kind()) {
      case UNREACHABLE_HOST -> {
        LastRouter lastRouter =
            fault.use().flag("lastRouterAnswers") ? LastRouter.ANSWERS : LastRouter.SILENT;
        network.with(Faults.unreachable(host, lastRouter, when));
      }
      case CLOSED_PORT -> {
        network.with(Faults.closedPort(host, port.orElseThrow(), when));
        passFirewall(fault.target(), host, network);
      }
      case FIREWALLED -> {
        FirewallAction action = fault.firewallAction();
        if (port.isPresent()) {
          network.with(Faults.firewalled(host, port.getAsInt(), action, when));
        } else {
          network.with(Faults.firewalled(host, action, when));
        }
      }
      case REACHABLE_HOST -> {
        if (port.isPresent()) {
          network.with(Faults.reachable(host, port.getAsInt()));
          passFirewall(fault.target(), host, network);
        } else {
          network.host(host);
        }
      }
      default -> throw new IllegalStateException("bug in SynSent: no fault: " + fault);
    }
  }

  /** Where the whole host is firewalled, a port of which something else is said is let through. */
  private void passFirewall(Target target, String host, Network.Builder network) {
    boolean firewalled =
        faults.stream()
            .anyMatch(
                f ->
                    f.use().kind() == Kind.FIREWALLED
                        && f.schedule().isAlways()
                        && f.target().port().isEmpty()
                        && f.target().sameHost(target));
    if (firewalled) {
      network.with(Faults.firewalled(host, target.port().orElseThrow(), FirewallAction.ACCEPT));
    }
  }

  /** Where the client connects from, with its LAN. */
  ClientAddress client() {
    return ClientAddress.parse(address);
  }

  /** Whether strict mode lets this host of the real network through. */
  boolean allows(Target target) {
    AllowList list = AllowList.of(allowed);
    int port = target.port().orElse(0);
    return target.address().isPresent()
        ? list.allows(target.address().get().toInetAddress(), Set.of(), port)
        : list.allows(Ipv4Address.ANY.toInetAddress(), Set.of(target.host()), port);
  }

  /** Whether the target's address is on the client's LAN; false for names. */
  boolean onLan(Target target) {
    Optional<IpAddress> address = target.address();
    if (address.isEmpty()) {
      return false;
    }
    return address.get() instanceof Ipv4Address v4
        ? client().onLan(v4)
        : Prefix.parse(LAN_V6).contains(address.get());
  }

  private static String host(Target target) {
    return target.address().map(IpAddress::toString).orElse(target.host());
  }

  /** A port of the target's host of which nothing is said, {@code wish} if possible. */
  int unnamedPort(Target target, int wish) {
    int port = wish;
    while (named(target.host(), port)) {
      port++;
    }
    return port;
  }

  private boolean named(String host, int port) {
    Target one = new Target(host, OptionalInt.of(port));
    return faults.stream().anyMatch(f -> f.target().port().isPresent() && f.target().covers(one));
  }

  /** Expects a valid element. */
  static NetworkPlan merge(TestElement element) {
    String profile = DEFAULT_PROFILE;
    String address = DEFAULT_ADDRESS;
    String gateway = "";
    long seed = DEFAULT_SEED;
    Set<String> names = new LinkedHashSet<>();
    List<Fault> faults = new ArrayList<>();
    List<NameStatement> statements = new ArrayList<>();
    ResolverSettings resolver = ResolverSettings.GLIBC;
    boolean strict = false;
    List<String> allowed = new ArrayList<>();
    for (TestElement level : element.outermostFirst()) {
      List<Fault> ofThisLevel = new ArrayList<>();
      List<NameStatement> statementsOfThisLevel = new ArrayList<>();
      for (AnnotationUse use : level.annotations()) {
        if (use.kind() == Kind.SIMULATED_NETWORK) {
          profile = use.has("profile") ? use.text("profile") : profile;
          if (use.has("address")) {
            address = use.text("address");
            gateway = ""; // the one further out belonged to another LAN
          }
          gateway = use.has("gateway") ? use.text("gateway") : gateway;
          seed = use.number("seed", seed);
        }
        strict |= isStrict(use);
        allowed.addAll(use.texts("allow"));
        if (use.kind() == Kind.RESOLV_CONF) {
          resolver = resolver(use, resolver);
        }
        if (use.kind().namesName()) {
          NameStatement statement = new NameStatement(use, Target.parse(use.text("value")).host());
          statementsOfThisLevel.add(statement);
          if (!statement.isFault() || !statement.schedule().isAlways()) {
            names.add(statement.name()); // it works at times, and then it has an address
          }
        }
        if (use.kind().namesTarget()) {
          Target target = Target.parse(use.text("value"));
          ofThisLevel.add(new Fault(use, target));
          if (target.address().isEmpty()) {
            names.add(target.host());
          }
        }
      }
      statements.removeIf(
          outer ->
              statementsOfThisLevel.stream().anyMatch(inner -> replaces(inner, outer))
                  || (outer.isFault()
                      && ofThisLevel.stream()
                          .anyMatch(inner -> inner.target().host().equals(outer.name()))));
      statements.addAll(statementsOfThisLevel);
      faults.removeIf(outer -> ofThisLevel.stream().anyMatch(inner -> beats(inner, outer)));
      faults.addAll(ofThisLevel);
    }
    if (gateway.isEmpty()) {
      gateway = ClientAddress.parse(address).firstHost().toString();
    }
    return new NetworkPlan(
        profile,
        address,
        gateway,
        seed,
        List.copyOf(names),
        faults,
        statements,
        resolver,
        strict,
        allowed);
  }

  /** A new answer replaces all that was said of the name, a new fault the other faults. */
  private static boolean replaces(NameStatement inner, NameStatement outer) {
    return inner.name().equals(outer.name()) && (!inner.isFault() || outer.isFault());
  }

  private static ResolverSettings resolver(AnnotationUse use, ResolverSettings outer) {
    return new ResolverSettings(
        (int) use.number("timeout", outer.timeoutSeconds()),
        (int) use.number("attempts", outer.attempts()),
        (int) use.number("nameservers", outer.servers()),
        (int) use.number("silentNameservers", outer.silentServers()));
  }

  /** Whether the annotation puts the real network off limits. */
  static boolean isStrict(AnnotationUse use) {
    return use.kind() == Kind.NO_REAL_NETWORK
        || (use.kind() == Kind.SIMULATED_NETWORK && use.text("unlisted").equals("BLOCK"));
  }

  private static boolean beats(Fault inner, Fault outer) {
    return inner.target().covers(outer.target())
        || (inner.target().sameHost(outer.target()) && outer.use().kind() == Kind.UNREACHABLE_HOST);
  }
}

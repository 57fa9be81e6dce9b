package io.synsent.rules;

import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.time.TimeLine;
import io.synsent.engine.topology.AllowList;
import io.synsent.rules.Finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Internal. Finds the mistakes in the annotations of a test.
 *
 * <p>Findings are about the annotations that stand on the given element; those around it are looked
 * at for what they mean here, and are checked when their own element is.
 */
public final class Rules {

  private static final String MEMBER = "[\\p{L}_$][\\p{L}\\p{N}_$]*";

  private final TestElement element;
  private final List<Finding> findings = new ArrayList<>();

  private Rules(TestElement element) {
    this.element = element;
  }

  /** All that is wrong with the annotations on {@code element}, in the order they are written. */
  public static List<Finding> check(TestElement element) {
    List<Finding> findings = new ArrayList<>(checkSyntax(element));
    if (findings.stream().noneMatch(f -> f.severity() == Severity.ERROR) && soundAround(element)) {
      findings.addAll(TimeoutRule.check(element));
    }
    return List.copyOf(findings);
  }

  /**
   * Refuses an element in which, or around which, something is wrong.
   *
   * @throws IllegalArgumentException with every error's whole message, one a line
   */
  public static void refuseErrors(TestElement element) {
    String errors =
        element.outermostFirst().stream()
            .flatMap(level -> checkSyntax(level).stream())
            .filter(f -> f.severity() == Severity.ERROR)
            .map(Finding::report)
            .distinct()
            .collect(Collectors.joining("\n"));
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(errors);
    }
  }

  /** The same without the rules that let the engine run. */
  static List<Finding> checkSyntax(TestElement element) {
    Rules rules = new Rules(element);
    for (AnnotationUse use : element.annotations()) {
      rules.checkAlone(use);
    }
    boolean sound = rules.findings.isEmpty() && soundAround(element);
    rules.checkContradictions();
    if (sound && rules.errors().isEmpty()) {
      rules.checkInNetwork(NetworkPlan.merge(element));
    }
    return List.copyOf(rules.findings);
  }

  private static boolean soundAround(TestElement element) {
    return element.around() == null
        || (checkSyntax(element.around()).stream().noneMatch(f -> f.severity() == Severity.ERROR)
            && soundAround(element.around()));
  }

  private List<Finding> errors() {
    return findings.stream().filter(f -> f.severity() == Severity.ERROR).toList();
  }

  // ---- one annotation by itself -------------------------------------------------------------

  private void checkAlone(AnnotationUse use) {
    Schedules.problem(use)
        .ifPresent(p -> error(Rule.SCHEDULE, use, p.attribute(), p.message(), Optional.empty()));
    switch (use.kind()) {
      case UNREACHABLE_HOST -> checkTarget(use, PortWanted.NO);
      case CLOSED_PORT -> checkTarget(use, PortWanted.YES);
      case FIREWALLED -> {
        checkTarget(use, PortWanted.EITHER);
        if (use.text("action").equals("ACCEPT")) {
          error(
              Rule.UNUSED,
              use,
              "action",
              "a firewall that accepts everything is none. Use @ReachableHost, or choose DROP or a"
                  + " REJECT_…",
              Optional.of(Fix.removeAttribute("action")));
        }
      }
      case REACHABLE_HOST -> {
        checkTarget(use, PortWanted.EITHER);
        checkBackend(use);
      }
      case UNKNOWN_HOST, DNS_TIMEOUT, DNS_FAILURE -> checkName(use);
      case DNS_ANSWER -> {
        checkName(use);
        checkAnswer(use);
      }
      case RESOLV_CONF -> checkResolver(use);
      case SIMULATED_NETWORK -> {
        checkSettings(use);
        checkAllowList(use);
      }
      case NO_REAL_NETWORK -> checkAllowList(use);
      case TIME_LAPSE -> checkTimeLapse(use);
      case SIMULATED_TIMEOUT -> {
        if (use.number("value", 1) <= 0) {
          error(Rule.TIME_LAPSE, use, "value", "the time must be more than 0", Optional.empty());
        }
      }
      case TOXIC -> checkToxic(use);
      case TOXIPROXY_SERVER -> checkServer(use);
      case JUNIT_TIMEOUT -> {
        // Neighbours: they say nothing about hosts.
      }
    }
  }

  private enum PortWanted {
    YES,
    NO,
    EITHER
  }

  private void checkTarget(AnnotationUse use, PortWanted portWanted) {
    TargetSyntax.Result read = TargetSyntax.read(use.text("value"));
    TargetSyntax.Problem problem = read.problem();
    if (problem != null) {
      error(problem.rule(), use, "value", problem.message(), problem.fix());
      return;
    }
    Target target = read.orThrow();
    if (portWanted == PortWanted.YES && target.port().isEmpty()) {
      error(
          Rule.PORT_PRESENCE,
          use,
          "value",
          "\""
              + target
              + "\" names no port. Write host and port, such as \""
              + target
              + ":8080\"; if no port of the host is to answer, use @UnreachableHost or @Firewalled",
          Optional.empty());
    } else if (portWanted == PortWanted.NO && target.port().isPresent()) {
      error(
          Rule.PORT_PRESENCE,
          use,
          "value",
          "a host is unreachable as a whole, not port "
              + target.port().getAsInt()
              + " alone. Write \""
              + target.host()
              + "\", or use @ClosedPort or @Firewalled for the one port",
          Optional.of(Fix.replace(target.host())));
    } else if (target.isLoopback()) {
      checkLoopback(use, target);
    } else {
      target.address().ifPresent(address -> checkAddress(use, "value", address));
    }
  }

  private void checkLoopback(AnnotationUse use, Target target) {
    if (use.kind() == Kind.UNREACHABLE_HOST) {
      error(
          Rule.LOCAL_FAULT,
          use,
          "value",
          "this machine always reaches itself, so "
              + target.host()
              + " cannot be unreachable. Use @ClosedPort(\""
              + target.at(8080)
              + "\") for a service that is down, or name a host other than loopback",
          Optional.empty());
    } else if (target.port().isEmpty()) {
      error(
          Rule.PORT_PRESENCE,
          use,
          "value",
          "on loopback only a named port is simulated, and \""
              + target.host()
              + "\" names none. Write \""
              + target.at(8080)
              + "\" with your port",
          Optional.empty());
    }
  }

  private void checkAddress(AnnotationUse use, String attribute, IpAddress address) {
    String why =
        address.isUnspecified()
            ? address + " means this machine, not a host of its own"
            : address.isMulticast()
                ? address + " is a multicast address, and TCP connects to single hosts"
                : address.equals(Ipv4Address.LIMITED_BROADCAST)
                    ? address + " is the broadcast address, and TCP connects to single hosts"
                    : "";
    if (!why.isEmpty()) {
      error(
          Rule.HOST_ADDRESS,
          use,
          attribute,
          why + ". Name one host, such as \"192.168.31.7\"",
          Optional.empty());
    }
  }

  private void checkBackend(AnnotationUse use) {
    String backend = use.text("backend");
    if (!use.has("backend") || backend.isEmpty()) {
      return;
    }
    TargetSyntax.Result target = TargetSyntax.read(use.text("value"));
    if (target.problem() == null && target.orThrow().port().isEmpty()) {
      error(
          Rule.BACKEND,
          use,
          "backend",
          "a backend stands behind one port, and \""
              + use.text("value")
              + "\" names none. Write the port, such as \""
              + use.text("value")
              + ":8080\"",
          Optional.empty());
    }
    if (backend.matches(MEMBER)) {
      return;
    }
    TargetSyntax.Result read = TargetSyntax.read(backend);
    if (read.problem() != null) {
      error(
          Rule.BACKEND,
          use,
          "backend",
          "the backend: " + read.problem().message(),
          Optional.empty());
    } else if (read.orThrow().port().isEmpty()) {
      error(
          Rule.BACKEND,
          use,
          "backend",
          "\""
              + backend
              + "\" is neither \"host:port\" nor the name of a field or method of the test class."
              + " Write one of them, such as \"127.0.0.1:15432\"",
          Optional.empty());
    }
  }

  private void checkSettings(AnnotationUse use) {
    if (use.has("address")) {
      try {
        ClientAddress.parse(use.text("address"));
      } catch (IllegalArgumentException e) {
        error(Rule.CLIENT_ADDRESS, use, "address", message(e), Optional.empty());
      }
    }
    if (use.has("gateway")) {
      TargetSyntax.Result read = TargetSyntax.read(use.text("gateway"));
      if (read.problem() != null) {
        error(Rule.CLIENT_ADDRESS, use, "gateway", read.problem().message(), Optional.empty());
      } else if (read.orThrow().address().isEmpty() || read.orThrow().port().isPresent()) {
        error(
            Rule.CLIENT_ADDRESS,
            use,
            "gateway",
            "\""
                + use.text("gateway")
                + "\" is no plain address. Write the router's address, such as \"192.168.31.1\"",
            Optional.empty());
      }
    }
    if (use.has("profile")) {
      Profiles.problem(use.text("profile"))
          .ifPresent(p -> error(Rule.PROFILE, use, "profile", p.message(), p.fix()));
    }
  }

  private void checkName(AnnotationUse use) {
    TargetSyntax.Result read = TargetSyntax.read(use.text("value"));
    TargetSyntax.Problem problem = read.problem();
    if (problem != null) {
      error(problem.rule(), use, "value", problem.message(), problem.fix());
      return;
    }
    Target target = read.orThrow();
    if (target.port().isPresent()) {
      error(
          Rule.PORT_PRESENCE,
          use,
          "value",
          "a name is looked up without a port. Write \"" + target.host() + "\"",
          Optional.of(Fix.replace(target.host())));
    } else if (target.isLoopback()) {
      error(
          Rule.LOCAL_FAULT,
          use,
          "value",
          "every machine knows " + target.host() + " without asking. Name another host",
          Optional.empty());
    } else if (target.address().isPresent()) {
      error(
          Rule.HOST_SYNTAX,
          use,
          "value",
          "\""
              + target.host()
              + "\" is an address, which nobody looks up. Write the name that the application uses,"
              + " such as \"db.example\"",
          Optional.empty());
    }
  }

  private void checkAnswer(AnnotationUse use) {
    for (String address : use.texts("addresses")) {
      TargetSyntax.Result read = TargetSyntax.read(address);
      if (read.problem() != null
          || read.orThrow().address().isEmpty()
          || read.orThrow().port().isPresent()) {
        error(
            Rule.HOST_SYNTAX,
            use,
            "addresses",
            read.problem() != null
                ? read.problem().message()
                : "\"" + address + "\" is no plain address. Write one such as \"192.168.31.7\"",
            Optional.empty());
      } else if (!read.orThrow().isLoopback()) {
        checkAddress(use, "addresses", read.orThrow().address().get());
      }
    }
    if (use.has("delay")) {
      try {
        DurationSyntax.parse(use.text("delay"));
      } catch (IllegalArgumentException e) {
        error(Rule.SCHEDULE, use, "delay", message(e), Optional.empty());
      }
    } else if (use.texts("addresses").isEmpty()) {
      error(
          Rule.EMPTY_VALUE,
          use,
          "value",
          "it says neither which addresses the name has nor how late the answer comes. Add"
              + " addresses = \"192.168.31.7\" or delay = \"3 s\"",
          Optional.empty());
    }
  }

  private void checkResolver(AnnotationUse use) {
    long servers = use.number("nameservers", 1);
    checkRange(use, "timeout", 1, 30);
    checkRange(use, "attempts", 1, 5);
    checkRange(use, "nameservers", 1, 3);
    checkRange(use, "silentNameservers", 0, Math.min(3, Math.max(1, servers)));
  }

  private void checkRange(AnnotationUse use, String attribute, long least, long most) {
    long value = use.number(attribute, least);
    if (value < least || value > most) {
      error(
          Rule.RESOLVER,
          use,
          attribute,
          attribute + " is " + value + ", expected " + least + " to " + most,
          Optional.empty());
    }
  }

  private void checkTimeLapse(AnnotationUse use) {
    long rate = use.number("value", 1);
    if (rate < 0 || rate > TimeLine.MAX_RATE) {
      error(
          Rule.TIME_LAPSE,
          use,
          "value",
          "a clock cannot run "
              + rate
              + " times faster: the rate is 1 to "
              + TimeLine.MAX_RATE
              + ", or TimeLapse.AUTO",
          Optional.empty());
    }
  }

  private void checkToxic(AnnotationUse use) {
    TargetSyntax.Result read = TargetSyntax.read(use.text("value"));
    TargetSyntax.Problem problem = read.problem();
    if (problem != null) {
      error(problem.rule(), use, "value", problem.message(), problem.fix());
    } else if (read.orThrow().port().isEmpty()) {
      error(
          Rule.PORT_PRESENCE,
          use,
          "value",
          "\""
              + use.text("value")
              + "\" names no port: toxics act on the connections to one. Write host:port, as in"
              + " @ReachableHost",
          Optional.empty());
    }
    ToxicRule.problem(use)
        .ifPresent(p -> error(Rule.TOXIC, use, p.attribute(), p.message(), Optional.empty()));
  }

  private void checkServer(AnnotationUse use) {
    TargetSyntax.Result read = TargetSyntax.read(use.text("value"));
    if (read.problem() != null) {
      error(
          Rule.TOXIC,
          use,
          "value",
          "\""
              + use.text("value")
              + "\" is no address of a Toxiproxy server. Write host:port, such as 127.0.0.1:8474",
          Optional.empty());
    }
  }

  private void checkAllowList(AnnotationUse use) {
    for (String entry : use.texts("allow")) {
      try {
        AllowList.of(entry);
      } catch (IllegalArgumentException e) {
        error(Rule.ALLOW, use, "allow", message(e), Optional.empty());
      }
    }
  }

  // ---- annotations of one element against each other ----------------------------------------

  private void checkContradictions() {
    List<NetworkPlan.Fault> faults = readable(element.annotations());
    for (int i = 0; i < faults.size(); i++) {
      for (int j = 0; j < i; j++) {
        checkPair(faults.get(j), faults.get(i));
      }
    }
    checkNameContradictions(faults);
    List<AnnotationUse> settings =
        element.annotations().stream().filter(u -> u.kind() == Kind.SIMULATED_NETWORK).toList();
    if (settings.size() > 1) {
      error(
          Rule.CONTRADICTION,
          settings.get(1),
          settings.get(1).attributes().keySet().stream().findFirst().orElse("value"),
          "there is one network, and "
              + settings.get(0).notationWithOrigin()
              + " describes it already. Join the two",
          Optional.empty());
    }
  }

  private void checkNameContradictions(List<NetworkPlan.Fault> faults) {
    List<NameStatement> names = new ArrayList<>();
    for (AnnotationUse use : element.annotations()) {
      if (use.kind().namesName() && TargetSyntax.read(use.text("value")).problem() == null) {
        names.add(new NameStatement(use, Target.parse(use.text("value")).host()));
      }
    }
    for (int i = 0; i < names.size(); i++) {
      NameStatement second = names.get(i);
      for (NameStatement first : names.subList(0, i)) {
        if (first.name().equals(second.name())) {
          checkNamePair(first, second);
        }
      }
      if (second.isFault() && Schedules.problem(second.use()).isEmpty()) {
        boolean always = second.schedule().isAlways();
        faults.stream()
            .filter(f -> always && f.target().host().equals(second.name()))
            .findFirst()
            .ifPresent(f -> contradiction(second.use(), f.use(), "host"));
      }
    }
  }

  private void checkNamePair(NameStatement first, NameStatement second) {
    if (first.isFault() && second.isFault()) {
      if (first.use().kind() == second.use().kind()
          && first.use().attributes().equals(second.use().attributes())) {
        warning(
            Rule.UNUSED,
            second.use(),
            "value",
            "the same is said twice. Remove one",
            Optional.of(Fix.removeAnnotation(second.use())));
      } else if (bothAlways(first, second)) {
        contradiction(second.use(), first.use(), "name");
      }
    } else if (!first.isFault()
        && !second.isFault()
        && (first.addresses().isEmpty() || second.addresses().isEmpty())) {
      error(
          Rule.CONTRADICTION,
          second.use(),
          "value",
          "several answers for one name are given look-up by look-up, and each needs its own"
              + " addresses. Add addresses = … to both, or keep one of them",
          Optional.of(Fix.removeAnnotation(second.use())));
    }
  }

  private static boolean bothAlways(NameStatement first, NameStatement second) {
    return Schedules.problem(first.use()).isEmpty()
        && Schedules.problem(second.use()).isEmpty()
        && first.schedule().isAlways()
        && second.schedule().isAlways();
  }

  private void contradiction(AnnotationUse second, AnnotationUse first, String what) {
    error(
        Rule.CONTRADICTION,
        second,
        "value",
        first.notationWithOrigin()
            + " says otherwise about the same "
            + what
            + ". Keep one of them, or say when this one holds: times = …, until = …; an annotation"
            + " on a method beats the one on its class",
        Optional.of(Fix.removeAnnotation(second)));
  }

  private void checkPair(NetworkPlan.Fault first, NetworkPlan.Fault second) {
    boolean whole =
        first.use().kind() == Kind.UNREACHABLE_HOST || second.use().kind() == Kind.UNREACHABLE_HOST;
    boolean sameTarget =
        first.target().covers(second.target()) && second.target().covers(first.target());
    if (!(sameTarget || (whole && first.target().sameHost(second.target())))) {
      return;
    }
    if (first.use().attributes().equals(second.use().attributes())
        && first.use().kind() == second.use().kind()) {
      warning(
          Rule.UNUSED,
          second.use(),
          "value",
          "the same is said twice. Remove one",
          Optional.of(Fix.removeAnnotation(second.use())));
      return;
    }
    if (!(alwaysHolds(first.use()) && alwaysHolds(second.use()))
        && !isNeverThere(first.use())
        && !isNeverThere(second.use())) {
      return; // one after the other
    }
    error(
        Rule.CONTRADICTION,
        second.use(),
        "value",
        first.use().notationWithOrigin()
            + " says otherwise about the same "
            + (whole || second.target().port().isEmpty() ? "host" : "port")
            + (whole && !sameTarget ? ": an unreachable host has no ports" : "")
            + ". Keep one of them; an annotation on a method beats the one on its class",
        Optional.of(Fix.removeAnnotation(second.use())));
  }

  /** Whether a fault holds all the time; mistaken attributes are told by their own finding. */
  private static boolean alwaysHolds(AnnotationUse use) {
    return Schedules.problem(use).isEmpty() && Schedules.of(use).isAlways();
  }

  private static boolean isNeverThere(AnnotationUse use) {
    return use.kind() == Kind.UNREACHABLE_HOST && alwaysHolds(use);
  }

  private static List<NetworkPlan.Fault> readable(List<AnnotationUse> uses) {
    List<NetworkPlan.Fault> faults = new ArrayList<>();
    for (AnnotationUse use : uses) {
      if (use.kind().namesTarget()) {
        TargetSyntax.Result read = TargetSyntax.read(use.text("value"));
        if (read.problem() == null) {
          faults.add(new NetworkPlan.Fault(use, read.orThrow()));
        }
      }
    }
    return faults;
  }

  // ---- annotations in the network they describe ---------------------------------------------

  private void checkInNetwork(NetworkPlan plan) {
    ClientAddress client = plan.client();
    element.annotations().stream()
        .filter(u -> u.kind() == Kind.SIMULATED_NETWORK)
        .forEach(u -> checkGateway(u, plan, client));
    for (NetworkPlan.Fault fault : readable(element.annotations())) {
      if (fault.target().address().orElse(null) instanceof Ipv4Address address
          && !address.isLoopback()) {
        checkOnLan(fault, address, client);
      }
      checkUnused(fault, plan);
      if (plan.strict()) {
        checkBlocked(fault.use(), "backend", fault.backend(), "its backend", plan);
      }
    }
    for (AnnotationUse use : element.annotations()) {
      checkAllowed(use, plan);
      if (use.kind() == Kind.TOXIPROXY_SERVER && plan.strict()) {
        checkBlocked(use, "value", use.text("value"), "the Toxiproxy server", plan);
      }
      if (use.kind() == Kind.TOXIC) {
        checkToxicHost(use, plan);
      }
      if (use.kind() == Kind.TIME_LAPSE && use.number("value", 0) == 1) {
        warning(
            Rule.UNUSED,
            use,
            "value",
            "the clock runs at this speed without it. Write a higher rate, or TimeLapse.AUTO",
            Optional.of(Fix.removeAnnotation(use)));
      }
    }
  }

  private void checkToxicHost(AnnotationUse use, NetworkPlan plan) {
    Target target = Target.parse(use.text("value"));
    if (plan.faults().stream().noneMatch(f -> f.target().sameHost(target))
        && plan.names().stream().noneMatch(target.host()::equals)) {
      error(
          Rule.TOXIC,
          use,
          "value",
          "no annotation names the host "
              + target.host()
              + ". A toxic acts behind a reachable host: declare it with @ReachableHost(value = \""
              + target
              + "\", backend = …)",
          Optional.empty());
    } else if (plan.faults().stream()
        .filter(f -> f.target().sameHost(target))
        .allMatch(f -> neverConnects(f, target))) {
      warning(
          Rule.UNUSED,
          use,
          "value",
          "no connection to "
              + target
              + " is ever established, so there is nothing to spoil. Open the port:"
              + " @ReachableHost(value = \""
              + target
              + "\", backend = …)",
          Optional.of(Fix.removeAnnotation(use)));
    }
  }

  private static boolean neverConnects(NetworkPlan.Fault fault, Target target) {
    boolean opens =
        fault.use().kind() == Kind.REACHABLE_HOST && fault.target().port().equals(target.port());
    return !opens && alwaysHolds(fault.use());
  }

  /** What an annotation itself needs of the real network has to be allowed like all else. */
  private void checkBlocked(
      AnnotationUse use, String attribute, String hostAndPort, String what, NetworkPlan plan) {
    TargetSyntax.Result read = TargetSyntax.read(hostAndPort);
    if (read.problem() != null
        || hostAndPort.matches(MEMBER)
        || read.orThrow().isLoopback()
        || plan.allows(read.orThrow())) {
      return;
    }
    error(
        Rule.BLOCKED_HOST,
        use,
        attribute,
        what
            + " "
            + hostAndPort
            + " is on the real network, which strict mode blocks. Let it listen on 127.0.0.1, or"
            + " add allow = \""
            + hostAndPort
            + "\" to @NoRealNetwork",
        Optional.empty());
  }

  private void checkAllowed(AnnotationUse use, NetworkPlan plan) {
    if (use.kind() == Kind.SIMULATED_NETWORK && use.has("allow") && !plan.strict()) {
      warning(
          Rule.UNUSED,
          use,
          "allow",
          "everything is allowed without strict mode. Remove 'allow', or write unlisted ="
              + " Unlisted.BLOCK",
          Optional.of(Fix.removeAttribute("allow")));
      return;
    }
    for (String entry : use.texts("allow")) {
      TargetSyntax.Result read = TargetSyntax.read(entry);
      if (read.problem() != null) {
        continue; // a block, a pattern, IPv6
      }
      Target target = read.orThrow();
      if (target.isLoopback()) {
        warning(
            Rule.UNUSED,
            use,
            "allow",
            "loopback is never blocked. Leave \"" + entry + "\" out",
            Optional.empty());
      } else if (plan.faults().stream().anyMatch(f -> f.target().sameHost(target))
          || plan.nameStatements().stream().anyMatch(n -> n.name().equals(target.host()))) {
        warning(
            Rule.UNUSED,
            use,
            "allow",
            entry
                + " is simulated, so no connect to it reaches the real network. Leave it out, or"
                + " take away the annotation that simulates it",
            Optional.empty());
      }
    }
  }

  private void checkGateway(AnnotationUse use, NetworkPlan plan, ClientAddress client) {
    Ipv4Address gateway = Ipv4Address.parse(plan.gateway());
    String attribute = use.has("gateway") ? "gateway" : "address";
    if (gateway.equals(client.address())) {
      error(
          Rule.CLIENT_ADDRESS,
          use,
          attribute,
          "client and gateway have the same address, "
              + gateway
              + ". Give one of them another address of "
              + client.lan(),
          Optional.empty());
    } else if (!client.onLan(gateway) || client.isNetworkOrBroadcast(gateway)) {
      error(
          Rule.CLIENT_ADDRESS,
          use,
          attribute,
          "the gateway "
              + gateway
              + " is no host of the client's LAN "
              + client.lan()
              + ", so the client could not hand packets to it. Write an address of that LAN, such"
              + " as \""
              + client.firstHost()
              + "\"",
          use.has("gateway")
              ? Optional.of(Fix.replace(client.firstHost().toString()))
              : Optional.empty());
    }
  }

  private void checkOnLan(NetworkPlan.Fault fault, Ipv4Address address, ClientAddress client) {
    if (client.isNetworkOrBroadcast(address)) {
      error(
          Rule.HOST_ADDRESS,
          fault.use(),
          "value",
          address
              + " is the network or broadcast address of the client's LAN "
              + client.lan()
              + ", not a host. Name one host of it, such as \""
              + client.firstHost()
              + "\"",
          Optional.empty());
    } else if (address.equals(client.address()) && fault.use().kind() != Kind.CLOSED_PORT) {
      error(
          Rule.LOCAL_FAULT,
          fault.use(),
          "value",
          address
              + " is the simulated client's own address, which it always reaches. Name another"
              + " host, or give the client another address: @SimulatedNetwork(address = …)",
          Optional.empty());
    }
  }

  private void checkUnused(NetworkPlan.Fault fault, NetworkPlan plan) {
    if (fault.use().flag("lastRouterAnswers") && plan.onLan(fault.target())) {
      warning(
          Rule.UNUSED,
          fault.use(),
          "lastRouterAnswers",
          fault.target().host()
              + " is on the client's LAN "
              + plan.client().lan()
              + ", where no router is asked. Remove 'lastRouterAnswers', or name a host beyond the"
              + " router",
          Optional.of(Fix.removeAttribute("lastRouterAnswers")));
    }
  }

  // ---- findings -----------------------------------------------------------------------------

  private static String message(IllegalArgumentException e) {
    return String.valueOf(e.getMessage());
  }

  private void error(
      Rule rule, AnnotationUse use, String attribute, String message, Optional<Fix> fix) {
    findings.add(new Finding(rule, Severity.ERROR, element, use, attribute, message, fix));
  }

  private void warning(
      Rule rule, AnnotationUse use, String attribute, String message, Optional<Fix> fix) {
    findings.add(new Finding(rule, Severity.WARNING, element, use, attribute, message, fix));
  }
}

package io.synsent.conformance;

import io.synsent.conformance.Scenario.Event;
import io.synsent.conformance.Scenario.FirewallRule;
import io.synsent.conformance.Scenario.Host;
import io.synsent.conformance.Scenario.Listen;
import io.synsent.engine.capture.Direction;
import io.synsent.engine.packet.Ipv4Address;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/**
 * One run in a small network of namespaces: {@code client} -- {@code router} (which bridges the
 * client's LAN and the far one) -- a namespace for every further host. No namespace has a route
 * out: veth pairs lead from one to another and nowhere else.
 */
final class LiveArm implements AutoCloseable {

  /** JVMs that start at the same time would delay one another's first packets. */
  private static final Semaphore STARTING = new Semaphore(2, true);

  private static final int WIRE_PORT = 9999;

  private final Run run;
  private final Scenario scenario;
  private final Path folder;
  private final String prefix = Namespaces.freshPrefix();
  private final String client = prefix + "client";
  private final String router = prefix + "router";
  private final List<String> namespaces = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();
  private final Map<String, Shell> shells = new LinkedHashMap<>();
  private final Map<String, Shell> listeners = new LinkedHashMap<>();

  private LiveArm(Run run, Path folder) {
    this.run = run;
    this.scenario = run.scenario();
    this.folder = folder;
  }

  /**
   * What the live network showed: the captures by device, and the outcome text of {@link
   * Recording}.
   */
  record Live(Map<String, List<PcapFile.Packet>> captures, String outcome) {
    Recording recording() {
      return Recording.of(captures, outcome);
    }
  }

  /**
   * Builds the network, runs the client, removes the network.
   *
   * @param folder where the set-up script is left, so that the network can be built again by hand
   */
  static Live run(Run run, Path folder) throws IOException, InterruptedException {
    try (LiveArm arm = new LiveArm(run, folder)) {
      return arm.run();
    }
  }

  private Live run() throws IOException, InterruptedException {
    STARTING.acquire();
    boolean starting = true;
    try {
      setUp();
      Map<String, Capture> captures = new LinkedHashMap<>();
      Shell program = java(client, ConnectClient.class, List.of());
      for (String command : run.commands()) {
        program.say(withZone(command));
      }
      program.say("warm");
      program.expect("ready");
      for (String device : devices()) {
        captures.put(device, new Capture(client, device));
      }
      for (Capture capture : captures.values()) {
        capture.awaitListening();
      }
      List<String> happened = new ArrayList<>();
      long[] base = new long[1];
      List<Event> later = new ArrayList<>();
      for (Event event : scenario.events()) {
        if (event.atNanos() < 0) {
          perform(event);
        } else {
          later.add(event);
        }
      }
      program.say("go");
      long zero = System.nanoTime();
      STARTING.release();
      starting = false;
      List<long[]> eventTimes = new ArrayList<>();
      for (Event event : later) {
        long wait = zero + event.atNanos() - System.nanoTime();
        if (wait > 0) {
          TimeUnit.NANOSECONDS.sleep(wait);
        }
        long from = micros();
        perform(event);
        eventTimes.add(new long[] {from, micros()});
      }
      StringBuilder ends = new StringBuilder();
      Map<Integer, Long> begins = new LinkedHashMap<>();
      Map<Integer, String[]> ended = new LinkedHashMap<>();
      List<String> states = new ArrayList<>();
      for (String line = program.read(); !line.equals("done"); line = program.read()) {
        String[] words = line.split(" ", 5);
        if (words[0].equals("begin")) {
          begins.put(Integer.valueOf(words[1]), Long.valueOf(words[2]));
        } else if (words[0].equals("state")) {
          states.add("state " + words[1] + ": " + line.split(" ", 3)[2]);
        } else {
          ended.put(Integer.valueOf(words[1]), words);
        }
      }
      base[0] = begins.values().stream().min(Long::compare).orElseThrow();
      for (int i = 1; i <= begins.size(); i++) {
        String[] words = ended.get(i);
        long elapsed = Long.parseLong(words[3]);
        long began = begins.get(i) - base[0];
        ends.append(
            "connect %d %s %s %s%n"
                .formatted(i, seconds(began), seconds(began + elapsed), words[4]));
      }
      for (int i = 0; i < later.size(); i++) {
        happened.add(
            "event %s %s %s"
                .formatted(
                    seconds(eventTimes.get(i)[0] - base[0]),
                    seconds(eventTimes.get(i)[1] - base[0]),
                    later.get(i)));
      }
      // What the kernel sends because of the last answer is on the wire within this time.
      TimeUnit.NANOSECONDS.sleep(scenario.observeNanos() + 50_000_000);
      Map<String, List<PcapFile.Packet>> packets = new LinkedHashMap<>();
      for (Map.Entry<String, Capture> capture : captures.entrySet()) {
        for (PcapFile.Packet packet : capture.getValue().stop()) {
          packets
              .computeIfAbsent(packet.device().orElse(capture.getKey()), key -> new ArrayList<>())
              .add(packet);
        }
      }
      StringBuilder outcome = new StringBuilder();
      outcome.append("kernel: ").append(System.getProperty("os.version")).append('\n');
      outcome.append("hz: ").append(hz()).append('\n');
      outcome.append("jdk: ").append(run.jdk().version()).append('\n');
      outcome.append("base: ").append(base[0]).append('\n');
      outcome.append("mac: ").append(mac()).append('\n');
      outcome.append(ends);
      states.stream().sorted().forEach(line -> outcome.append(line).append('\n'));
      happened.forEach(line -> outcome.append(line).append('\n'));
      program.say("exit");
      return new Live(packets, outcome.toString());
    } finally {
      if (starting) {
        STARTING.release();
      }
    }
  }

  /** With its device down from the start tcpdump cannot open it by name. */
  private List<String> devices() {
    return scenario.linkGoesDown() ? List.of("any") : List.of("eth0", "lo");
  }

  // ---- the network ----

  private void setUp() throws IOException, InterruptedException {
    StringBuilder script = new StringBuilder("set -e\n");
    List<Host> hosts = scenario.hosts();
    boolean wired = scenario.wire().program();
    addNamespace(script, client);
    addNamespace(script, router);
    for (int i = 0; i < hosts.size(); i++) {
      if (hosts.get(i).script().isEmpty()) {
        addNamespace(script, host(i));
      }
    }
    for (String namespace : namespaces) {
      // Devices speak IPv4 only unless the scenario is about IPv6; lo keeps ::1, so that the JDK
      // opens the dual-stack sockets it usually does.
      inside(
          script,
          namespace,
          "echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6",
          "echo 0 >/proc/sys/net/ipv4/conf/all/rp_filter",
          "echo 0 >/proc/sys/net/ipv4/conf/default/rp_filter",
          // The default of most machines; how far windows are scaled follows from it.
          "echo 4096 131072 6291456 >/proc/sys/net/ipv4/tcp_rmem");
      script.append("ip -n ").append(namespace).append(" link set lo up\n");
    }
    inside(
        script,
        router,
        "echo 1 >/proc/sys/net/ipv4/ip_forward",
        "echo 0 >/proc/sys/net/ipv4/conf/all/send_redirects",
        "echo 0 >/proc/sys/net/ipv4/conf/default/send_redirects",
        "echo 0 >/proc/sys/net/bridge/bridge-nf-call-iptables",
        "echo 0 >/proc/sys/net/bridge/bridge-nf-call-arptables");
    script.append("ip -n ").append(router).append(" -batch - <<'END'\n");
    script.append("link add lan0 type bridge mcast_snooping 0\n");
    script.append("link add far0 type bridge mcast_snooping 0\n");
    // A LAN keeps its carrier when its last host is unplugged, as a switch does.
    script.append(
        "link add lan1 type veth peer name lan2\nlink add far1 type veth peer name far2\n");
    script.append("link set lan1 master lan0 up\nlink set lan2 arp off up\n");
    script.append("link set far1 master far0 up\nlink set far2 arp off up\n");
    script.append("link set lan0 up\nlink set far0 up\n");
    if (scenario.router().present()) {
      script.append("addr add 192.168.31.1/24 dev lan0\naddr add 10.225.31.1/24 dev far0\n");
    }
    if (!wired) {
      script
          .append("link add client type veth peer name eth0 netns ")
          .append(client)
          .append("\nlink set client master lan0 up\n");
    }
    for (int i = 0; i < hosts.size(); i++) {
      Host host = hosts.get(i);
      if (host.script().isEmpty()) {
        script.append("link add h%d type veth peer name eth0 netns %s%n".formatted(i, host(i)));
        script.append(
            "link set h%d master %s%n".formatted(i, isOnLan(host.address()) ? "lan0" : "far0"));
        if (host.up()) {
          script.append("link set h%d up%n".formatted(i));
        }
      }
    }
    if (!scenario.isIpv6()) {
      scenario
          .router()
          .routes()
          .forEach(route -> script.append("route add ").append(route).append('\n'));
    }
    script.append("END\n");
    if (scenario.isIpv6()) {
      routerIpv6(script);
    }
    if (wired) {
      wire(script);
    }
    for (int i = 0; i < hosts.size(); i++) {
      Host host = hosts.get(i);
      if (host.script().isPresent()) {
        continue;
      }
      sysctl(script, host(i), host.sysctl(), "eth0");
      boolean v6 = host.address().indexOf(':') >= 0;
      String gateway = gateway(isOnLan(host.address()), v6);
      if (v6) {
        speakIpv6(script, host(i), "eth0");
      }
      script.append("ip -n ").append(host(i)).append(" -batch - <<'END'\n");
      script
          .append("addr add ")
          .append(host.address())
          .append(v6 ? "/64 dev eth0 nodad" : "/24 dev eth0")
          .append("\nlink set eth0 up\n");
      script.append("route add default via ").append(gateway).append(" dev eth0 onlink\n");
      host.routes().forEach(route -> script.append("route add ").append(route).append('\n'));
      script.append("END\n");
      if (host.forwards()) {
        inside(
            script,
            host(i),
            "echo 1 >/proc/sys/net/ipv4/ip_forward",
            "echo 0 >/proc/sys/net/ipv4/conf/all/send_redirects",
            "echo 0 >/proc/sys/net/ipv4/conf/eth0/send_redirects");
      }
      for (FirewallRule rule : host.firewall()) {
        firewall(rule, false, v6).forEach(line -> inside(script, host(i(host)), line));
      }
    }
    sysctl(script, router, scenario.router().sysctl(), "lan0", "far0");
    for (FirewallRule rule : scenario.router().firewall()) {
      firewall(rule, true, scenario.isIpv6()).forEach(line -> inside(script, router, line));
    }
    if (scenario.isIpv6()) {
      speakIpv6(script, client, "eth0");
    }
    sysctl(script, client, scenario.client().sysctl(), "eth0");
    script.append("ip -n ").append(client).append(" -batch - <<'END'\n");
    script
        .append("addr add ")
        .append(scenario.client().address())
        .append(" dev eth0\nlink set eth0 up\n");
    if (scenario.isIpv6()) {
      script.append("addr add 2001:db8:31::6/64 dev eth0 nodad\n");
    }
    scenario
        .client()
        .gateway()
        .ifPresent(gateway -> script.append("route add default via ").append(gateway).append('\n'));
    if (scenario.isIpv6() && scenario.client().gateway().isPresent()) {
      script.append("route add default via 2001:db8:31::1\n");
    }
    scenario
        .client()
        .routes()
        .forEach(route -> script.append("route add ").append(route).append('\n'));
    scenario
        .client()
        .neighbours()
        .forEach(entry -> script.append("neigh add ").append(entry).append(" dev eth0\n"));
    script.append("END\n");
    for (FirewallRule rule : scenario.client().firewall()) {
      inside(script, client, clientFirewall(rule));
    }
    Files.createDirectories(folder);
    Path file = folder.resolve(run.name() + ".setup.sh");
    Files.writeString(file, script);
    Namespaces.Result result = Namespaces.run("sh", file.toString());
    if (result.exit() != 0) {
      throw new IOException(
          "the network of " + run.name() + " cannot be built (" + file + "): " + result.text());
    }
    if (wired) {
      startWire();
    }
    for (int i = 0; i < hosts.size(); i++) {
      Host host = hosts.get(i);
      boolean opensLater =
          scenario.events().stream()
              .anyMatch(
                  e -> e.verb().equals("open") && e.arguments().get(0).equals(host.address()));
      if (!host.listens().isEmpty() || opensLater) {
        Shell listener =
            java(
                host(i),
                Listener.class,
                List.of("-Djava.net.preferIPv4Stack=" + (host.address().indexOf(':') < 0)));
        listeners.put(host.address(), listener);
        for (Listen listen : host.listens()) {
          listener.ask("open " + listen.port() + " " + listen.backlog());
          if (listen.full()) {
            listener.ask(
                "fill " + host.address() + " " + listen.port() + " " + (listen.backlog() + 1));
          }
        }
      }
    }
    for (Event event : scenario.events()) {
      shell(namespaceOf(event));
    }
  }

  /**
   * The cable to the client as a program: the client's eth0 and the router's port are VXLAN devices
   * whose far end is a UDP socket of {@link WireProgram}, which therefore holds every frame as
   * bytes.
   */
  private void wire(StringBuilder script) {
    String ends = prefix + "ends";
    String wire = prefix + "wire";
    addNamespace(script, ends);
    addNamespace(script, wire);
    script.append(
        "ip -n %s link add u0 mtu 1600 type veth peer name u0 mtu 1600 netns %s%n"
            .formatted(ends, wire));
    for (String[] end : new String[][] {{ends, "1"}, {wire, "2"}}) {
      inside(script, end[0], "echo 1 >/proc/sys/net/ipv6/conf/u0/disable_ipv6");
      script.append("ip -n %s addr add 198.18.0.%s/30 dev u0%n".formatted(end[0], end[1]));
      script.append("ip -n %s link set u0 up%n".formatted(end[0]));
    }
    int vni = 1;
    for (String[] end : new String[][] {{"eth0", client}, {"client", router}}) {
      script.append(
          "ip -n %s link add v%d mtu 1500 type vxlan id %d local 198.18.0.1 dstport 4789 nolearning%n"
              .formatted(ends, vni, vni));
      script.append(
          "bridge -n %s fdb append 00:00:00:00:00:00 dev v%d dst 198.18.0.2 port %d%n"
              .formatted(ends, vni, WIRE_PORT));
      script.append(
          "ip -n %s link set v%d netns %s name %s%n".formatted(ends, vni, end[1], end[0]));
      vni++;
    }
    script.append("ip -n %s link set client master lan0 up%n".formatted(router));
  }

  private void startWire() throws IOException {
    Shell program =
        java(prefix + "wire", WireProgram.class, List.of("-Djava.net.preferIPv4Stack=true"));
    program.say("delay " + scenario.wire().delayNanos());
    for (Scenario.WireRule rule : scenario.wire().rules()) {
      program.say(
          "rule %s %d %s %d"
              .formatted(rule.action(), rule.first(), rule.what(), rule.delayNanos()));
    }
    for (Host host : scenario.hosts()) {
      if (host.script().isPresent()) {
        program.say("peer " + host.address());
        host.script().get().onSyn().forEach(step -> program.say("step " + step));
        host.script().get().onArp().forEach(step -> program.say("arp-step " + step));
      }
    }
    program.say("go");
    program.expect("ready");
  }

  /** The kernel asks for the link of a link-local address; the client has only one. */
  private static String withZone(String command) {
    return command.replaceAll("(fe80:[0-9a-f:]+)", "$1%eth0");
  }

  private static String gateway(boolean onLan, boolean v6) {
    if (v6) {
      return onLan ? "2001:db8:31::1" : "2001:db8:225::1";
    }
    return onLan ? "192.168.31.1" : "10.225.31.1";
  }

  /**
   * Turns IPv6 on for one device, without what it would say of itself: duplicate address detection
   * (which would also hold up the first connect for a second) and router solicitations.
   */
  private static void speakIpv6(StringBuilder script, String namespace, String device) {
    String conf = " >/proc/sys/net/ipv6/conf/" + device + "/";
    inside(
        script,
        namespace,
        "echo 0" + conf + "accept_dad",
        "echo 0" + conf + "dad_transmits",
        "echo 0" + conf + "router_solicitations",
        "echo 0" + conf + "accept_ra",
        "echo 0" + conf + "accept_redirects",
        "echo 0" + conf + "disable_ipv6");
  }

  private void routerIpv6(StringBuilder script) {
    speakIpv6(script, router, "lan0");
    speakIpv6(script, router, "far0");
    inside(
        script,
        router,
        "echo 1 >/proc/sys/net/ipv6/conf/all/forwarding",
        "[ ! -e /proc/sys/net/bridge/bridge-nf-call-ip6tables ]"
            + " || echo 0 >/proc/sys/net/bridge/bridge-nf-call-ip6tables");
    script.append("ip -n ").append(router).append(" -batch - <<'END'\n");
    if (scenario.router().present()) {
      script.append("addr add 2001:db8:31::1/64 dev lan0 nodad\n");
      script.append("addr add 2001:db8:225::1/64 dev far0 nodad\n");
    }
    scenario
        .router()
        .routes()
        .forEach(route -> script.append("route add ").append(route).append('\n'));
    script.append("END\n");
  }

  private void addNamespace(StringBuilder script, String name) {
    Namespaces.register(name);
    namespaces.add(name);
    script.append("ip netns add ").append(name).append('\n');
    script.append("ip -n ").append(name).append(" link set lo up\n");
  }

  private static void inside(StringBuilder script, String namespace, String... lines) {
    script.append("ip netns exec ").append(namespace).append(" sh -e <<'END'\n");
    for (String line : lines) {
      script.append(line).append('\n');
    }
    script.append("END\n");
  }

  private void sysctl(
      StringBuilder script, String namespace, Map<String, String> values, String... devices) {
    String family = scenario.isIpv6() ? "ipv6" : "ipv4";
    for (Map.Entry<String, String> entry : values.entrySet()) {
      String name = entry.getKey();
      for (String device : name.startsWith("neigh.") ? devices : new String[] {""}) {
        String whole = name.replaceFirst("^neigh\\.", "net." + family + ".neigh." + device + ".");
        inside(
            script,
            namespace,
            "echo '%s' >/proc/sys/%s".formatted(entry.getValue(), whole.replace('.', '/')));
      }
    }
  }

  /** The rule in the words of iptables; on a router it is about what is forwarded. */
  private static List<String> firewall(FirewallRule rule, boolean forwarding, boolean v6) {
    String in = forwarding ? "FORWARD" : "INPUT";
    String out = forwarding ? "FORWARD" : "OUTPUT";
    String add = (v6 ? "ip6tables" : "iptables") + " -w -A ";
    String match =
        switch (rule.what()) {
          case "tcp" -> in + " -p tcp --dport " + rule.port();
          case "syn" -> in + " -p tcp --syn --dport " + rule.port();
          case "syn-ack" -> out + " -p tcp --tcp-flags SYN,ACK SYN,ACK --sport " + rule.port();
          // NDP is ICMPv6 too, and goes on.
          case "icmp" ->
              v6 ? "OUTPUT -p icmpv6 --icmpv6-type destination-unreachable" : "OUTPUT -p icmp";
          default -> throw new IllegalArgumentException("no firewall rule on " + rule.what());
        };
    return switch (rule.action()) {
      case "drop" -> List.of(add + match + " -j DROP");
      case "reject" -> List.of(add + match + " -j REJECT --reject-with " + rule.with());
      // Each rule takes the first packet that it sees, and sees only what those before it let
      // through.
      case "lose" ->
          Collections.nCopies(
              rule.first(),
              add + match + " -m statistic --mode nth --every 1000000 --packet 0 -j DROP");
      default -> throw new IllegalArgumentException("no firewall action " + rule.action());
    };
  }

  private String clientFirewall(FirewallRule rule) {
    String verdict = rule.action().equals("drop") ? "DROP" : "REJECT --reject-with " + rule.with();
    return (scenario.isIpv6() ? "ip6tables" : "iptables")
        + " -w -A OUTPUT -p tcp --dport "
        + rule.port()
        + " -j "
        + verdict;
  }

  private boolean isOnLan(String address) {
    if (address.indexOf(':') >= 0) {
      return address.startsWith("2001:db8:31:") || address.startsWith("fe80:");
    }
    return Ipv4Address.parse(address).value() >>> 8
        == Ipv4Address.parse(scenario.client().address().replaceFirst("/.*", "")).value() >>> 8;
  }

  private String host(int index) {
    return prefix + "h" + index;
  }

  private int i(Host host) {
    return scenario.hosts().indexOf(host);
  }

  private int indexOf(String address) {
    for (int i = 0; i < scenario.hosts().size(); i++) {
      if (scenario.hosts().get(i).address().equals(address)) {
        return i;
      }
    }
    return -1;
  }

  // ---- what happens meanwhile ----

  private String namespaceOf(Event event) {
    return switch (event.verb()) {
      case "link-down", "link-up", "route", "neighbour", "flush-neighbours" -> client;
      case "plug-in", "unplug" -> router;
      default -> {
        int index = indexOf(event.arguments().get(0));
        yield index < 0 ? router : host(index);
      }
    };
  }

  private void perform(Event event) throws IOException {
    String address = event.arguments().isEmpty() ? "" : event.arguments().get(0);
    String rest =
        event.arguments().isEmpty()
            ? ""
            : String.join(" ", event.arguments().subList(1, event.arguments().size()));
    Shell shell = shell(namespaceOf(event));
    switch (event.verb()) {
      case "link-down" -> shell.ask("ip link set eth0 down && echo ok");
      case "link-up" -> shell.ask("ip link set eth0 up && echo ok");
      case "route" -> shell.ask("ip route " + String.join(" ", event.arguments()) + " && echo ok");
      case "neighbour" ->
          shell.ask("ip neigh " + String.join(" ", event.arguments()) + " dev eth0 && echo ok");
      case "flush-neighbours" -> shell.ask("ip neigh flush dev eth0 && echo ok");
      case "plug-in" -> shell.ask("ip link set " + port(address) + " up && echo ok");
      case "unplug" -> shell.ask("ip link set " + port(address) + " down && echo ok");
      case "open" -> listeners.get(address).ask("open " + rest + " 50");
      case "close" -> listeners.get(address).ask("close " + rest);
      case "firewall" ->
          shell.ask(
              String.join(
                      " && ",
                      firewall(
                          ScenarioFile.firewallRule(rest),
                          indexOf(address) < 0,
                          address.indexOf(':') >= 0))
                  + " && echo ok");
      case "no-firewall" -> shell.ask("iptables -w -F && ip6tables -w -F && echo ok");
      // Setting the address it has makes the kernel announce it by an ARP request for itself, if
      // arp_notify is set.
      case "announce" ->
          shell.ask(
              "echo 1 >/proc/sys/net/ipv4/conf/eth0/arp_notify"
                  + " && ip link set eth0 address $(cat /sys/class/net/eth0/address) && echo ok");
      default -> throw new IllegalArgumentException("no such event: " + event);
    }
  }

  /** The other end of a host's cable. */
  private String port(String address) {
    if (address.equals(scenario.client().address().replaceFirst("/.*", ""))) {
      return "client";
    }
    int index = indexOf(address);
    if (index >= 0) {
      return "h" + index;
    }
    return isOnLan(address) ? "lan0" : "far0";
  }

  private Shell shell(String namespace) throws IOException {
    Shell shell = shells.get(namespace);
    if (shell == null) {
      shell = new Shell(start(List.of("ip", "netns", "exec", namespace, "sh")));
      shells.put(namespace, shell);
    }
    return shell;
  }

  // ---- programs ----

  private Shell java(String namespace, Class<?> program, List<String> options) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    if (program == WireProgram.class && realTime()) {
      // A cable does not wait for its turn on the processor.
      command.addAll(List.of("chrt", "--rr", "10"));
    }
    command.addAll(
        List.of(
            run.jdk().java(),
            "-Xmx48m",
            "-Xshare:auto",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData"));
    command.addAll(options);
    // The programs need our own classes only.
    command.addAll(
        List.of(
            "-cp", location(LiveArm.class) + ":" + location(Direction.class), program.getName()));
    return new Shell(start(command));
  }

  private static boolean realTime() throws IOException {
    return Namespaces.run("sh", "-c", "chrt --rr 10 true").exit() == 0;
  }

  private static String location(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()))
        .toString();
  }

  private Process start(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    synchronized (processes) {
      processes.add(process);
    }
    return process;
  }

  /** A program that is spoken to line by line. */
  private static final class Shell {
    private final Process process;
    private final BufferedWriter in;
    private final BufferedReader out;

    Shell(Process process) {
      this.process = process;
      this.in =
          new BufferedWriter(
              new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
      this.out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    void say(String line) {
      try {
        in.write(line);
        in.write('\n');
        in.flush();
      } catch (IOException e) {
        throw new IllegalStateException("the program is gone: " + process.info(), e);
      }
    }

    String read() throws IOException {
      String line = out.readLine();
      if (line == null) {
        throw new IOException("the program ended: " + process.info());
      }
      return line;
    }

    void expect(String wanted) throws IOException {
      String line = read();
      if (!line.equals(wanted)) {
        throw new IOException("expected \"" + wanted + "\", found \"" + line + "\"");
      }
    }

    void ask(String line) throws IOException {
      say(line);
      expect("ok");
    }
  }

  /** A tcpdump on one device of the client. */
  private final class Capture {
    private final Process process;
    private final CompletableFuture<byte[]> bytes = new CompletableFuture<>();
    private final BufferedReader messages;

    Capture(String namespace, String device) throws IOException {
      process =
          new ProcessBuilder(
                  "ip",
                  "netns",
                  "exec",
                  namespace,
                  "tcpdump",
                  "-i",
                  device,
                  "-n",
                  "-U",
                  "--immediate-mode",
                  "-s",
                  "2048",
                  "-Z",
                  "root",
                  "-w",
                  "-")
              .start();
      synchronized (processes) {
        processes.add(process);
      }
      messages =
          new BufferedReader(
              new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
      Thread reader =
          new Thread(
              () -> {
                try {
                  bytes.complete(process.getInputStream().readAllBytes());
                } catch (IOException e) {
                  bytes.completeExceptionally(e);
                }
              },
              "tcpdump");
      reader.setDaemon(true);
      reader.start();
    }

    void awaitListening() throws IOException {
      StringBuilder said = new StringBuilder();
      for (String line = messages.readLine(); line != null; line = messages.readLine()) {
        if (line.contains("listening on")) {
          return;
        }
        said.append(line).append('\n');
      }
      throw new IOException("tcpdump does not listen: " + said);
    }

    List<PcapFile.Packet> stop() throws InterruptedException, IOException {
      // SIGTERM lets it write what it has. Through the handle, because Process.destroy() closes the
      // pipes at once.
      process.toHandle().destroy();
      process.waitFor();
      for (String line = messages.readLine(); line != null; line = messages.readLine()) {
        if (line.endsWith("dropped by kernel") && !line.startsWith("0 ")) {
          throw new IOException("the capture of " + run.name() + " has holes: " + line);
        }
      }
      List<PcapFile.Packet> packets = new ArrayList<>();
      for (PcapFile.Packet packet : PcapFile.read(bytes.join())) {
        if (packet.isCompared()) {
          packets.add(packet);
        }
      }
      return packets;
    }
  }

  private String mac() throws IOException {
    return Namespaces.run("ip", "netns", "exec", client, "cat", "/sys/class/net/eth0/address")
        .text()
        .strip();
  }

  /**
   * The kernel's timer frequency, from its configuration; 250 where that cannot be read, as most
   * distributions build it.
   */
  private static int hz() throws IOException {
    Path config = Path.of("/proc/config.gz");
    if (Files.isReadable(config)) {
      try (var in = new GZIPInputStream(Files.newInputStream(config))) {
        for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
          if (line.matches("CONFIG_HZ=[0-9]+")) {
            return Integer.parseInt(line.substring("CONFIG_HZ=".length()));
          }
        }
      }
    }
    Path boot = Path.of("/boot/config-" + System.getProperty("os.version"));
    if (Files.isReadable(boot)) {
      for (String line : Files.readAllLines(boot)) {
        if (line.matches("CONFIG_HZ=[0-9]+")) {
          return Integer.parseInt(line.substring("CONFIG_HZ=".length()));
        }
      }
    }
    return 250;
  }

  private static long micros() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
  }

  private static String seconds(long micros) {
    return String.format(Locale.ROOT, "%.6f", micros / 1e6);
  }

  @Override
  public void close() {
    synchronized (processes) {
      processes.forEach(Process::destroyForcibly);
      for (Process process : processes) {
        try {
          process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
    namespaces.forEach(Namespaces::delete);
  }
}

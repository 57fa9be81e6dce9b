package io.synsent.scenario;

import io.synsent.engine.host.HostProfile;
import io.synsent.engine.topology.LastRouter;
import io.synsent.engine.topology.Network;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A network described in a file, what happens to it and who connects. The keys are explained in
 * {@code docs/scenario-files.md}.
 *
 * <pre>{@code
 * Scenario scenario = Scenario.load(Path.of("network.yaml"));
 * Network network = scenario.network().build();
 * Playback played = scenario.play(network);
 * played.run();
 * played.connects().get(0).outcome(); // EHOSTUNREACH after 3 s
 * }</pre>
 *
 * <p>{@code scenario.network()} is a builder as any other: hand it to the JUnit extension, to
 * {@code SynSent.activate}, or add to it first.
 *
 * @param name what the file calls it, else the file's name without {@code .yaml}
 * @param title one line that says what is wrong in it; may be empty
 * @param profile the operating system of the client and of all hosts that name no other; empty if
 *     the file names none, which means LINUX
 * @param seed what every random number comes from; 1
 * @param client the connecting host
 * @param router the client's router
 * @param routers further routers
 * @param hosts everybody else
 * @param lans what is said about single LANs
 * @param names names and their addresses, those of hosts included
 * @param events what changes meanwhile, in order of time
 * @param connects what the application does, in the order of the file
 * @param extensions what stands under keys that begin with {@code x-}
 */
public record Scenario(
    String name,
    String title,
    Optional<HostProfile> profile,
    long seed,
    Client client,
    Router router,
    List<FurtherRouter> routers,
    List<Host> hosts,
    List<Lan> lans,
    Map<String, List<String>> names,
    List<Event> events,
    List<Connect> connects,
    Map<String, Object> extensions) {

  /**
   * Reads a file that holds one scenario.
   *
   * @throws IOException if the file cannot be read
   * @throws ScenarioException if it is no scenario, or more than one; the message says where and
   *     what to do
   */
  public static Scenario load(Path file) throws IOException {
    return single(file.toString(), loadAll(file));
  }

  /**
   * Reads a file that may hold several scenarios, as YAML documents or by {@code for-each}.
   *
   * @throws IOException if the file cannot be read
   * @throws ScenarioException if one is no scenario; the message says where and what to do
   */
  public static List<Scenario> loadAll(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new ScenarioException(
          file.toString(), 1, 1, "", "is not UTF-8: save it in that encoding");
    }
    return parseAll(file.toString(), text);
  }

  /**
   * The one scenario of a text.
   *
   * @param file what messages call it
   * @throws ScenarioException if it is no scenario, or more than one
   */
  public static Scenario parse(String file, String text) {
    return single(file, parseAll(file, text));
  }

  /**
   * The scenarios of a text.
   *
   * @param file what messages call it
   * @throws ScenarioException if one is no scenario
   */
  public static List<Scenario> parseAll(String file, String text) {
    return new ScenarioReader(file).read(text);
  }

  private static Scenario single(String file, List<Scenario> all) {
    if (all.size() > 1) {
      throw new ScenarioException(
          file,
          1,
          1,
          "",
          "holds " + all.size() + " scenarios where one is wanted: give each a file of its own");
    }
    return all.get(0);
  }

  /** The network of this file, everything that will happen to it included. */
  public Network.Builder network() {
    return network(profile.orElse(HostProfile.LINUX), seed);
  }

  /**
   * The same network with another operating system or seed.
   *
   * @param otherProfile in place of the file's own {@code profile}; hosts that name one keep it
   * @param otherSeed in place of the file's own {@code seed}
   */
  public Network.Builder network(HostProfile otherProfile, long otherSeed) {
    return new Declaration(this).network(otherProfile, otherSeed);
  }

  /**
   * Begins the connects of this file in {@code network}, each at its time.
   *
   * @param network made by {@link #network()}, at time zero
   */
  public Playback play(Network network) {
    return new Playback(this, network);
  }

  /**
   * What is the same for every box.
   *
   * @param profile its own operating system
   * @param initialRto its own first RTO
   * @param sysctl its own sysctls, by name
   * @param delay one way along its own cable
   * @param routes as {@code ip route add} takes them
   * @param listens the ports on which something listens
   * @param firewall rules, in order
   */
  public record Box(
      Optional<HostProfile> profile,
      Optional<Duration> initialRto,
      Map<String, String> sysctl,
      Duration delay,
      List<String> routes,
      List<Listen> listens,
      List<String> firewall) {

    /** A box that is like its network in everything. */
    public static final Box PLAIN =
        new Box(
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Duration.ZERO,
            List.of(),
            List.of(),
            List.of());

    boolean hasOwnProfile() {
      return profile.isPresent() || initialRto.isPresent() || !sysctl.isEmpty();
    }

    /** Its profile in a network of this profile. */
    HostProfile profileIn(HostProfile network) {
      HostProfile own = Sysctl.set(profile.orElse(network), sysctl);
      return initialRto.map(rto -> own.toBuilder().initialRto(rto).build()).orElse(own);
    }
  }

  /**
   * The connecting host.
   *
   * @param addresses one of each family at most, with the length of its LAN's prefix;
   *     192.168.31.6/24
   * @param gateways its router, one address of each family at most; empty for no default route;
   *     192.168.31.1
   * @param ipv6 false for a client that speaks IPv4 only
   * @param neighbours as {@code ip neigh add} takes them, without the device
   */
  public record Client(
      List<String> addresses,
      List<String> gateways,
      boolean ipv6,
      Box box,
      List<String> neighbours) {}

  /**
   * The client's router.
   *
   * @param present false leaves its addresses out: the gateway is absent
   * @param addresses of further legs, with the length of the prefix
   */
  public record Router(
      boolean present, List<String> addresses, Box box, Map<String, Object> extensions) {}

  /**
   * Another router.
   *
   * @param addresses of its legs, with the length of the prefix
   * @param up false leaves its cables unplugged at first
   */
  public record FurtherRouter(String name, List<String> addresses, boolean up, Box box) {}

  /**
   * A host on the client's LAN or beyond the router, as its address says.
   *
   * @param name by which events may call it, and which resolves to its addresses
   * @param addresses one or more
   * @param absent whether nobody has the address
   * @param lastRouter what the last router does about an address that nobody answers for
   * @param up false leaves its cables unplugged at first
   * @param closed ports that are named though nothing listens on them; for loopback
   */
  public record Host(
      Optional<String> name,
      List<String> addresses,
      boolean absent,
      LastRouter lastRouter,
      boolean up,
      List<Integer> closed,
      Box box,
      Map<String, Object> extensions) {

    /** What the network calls it: its only address, or its name if it has several. */
    String label() {
      return addresses.size() == 1 ? addresses.get(0) : name.orElseThrow();
    }
  }

  /**
   * A port that is listened on.
   *
   * @param backlog how many connections may wait if nothing is accepted; empty if all are
   * @param full whether the accept queue is full
   */
  public record Listen(int port, OptionalInt backlog, boolean full) {}

  /**
   * What is special about one LAN.
   *
   * @param delay one way through it; empty for the usual 0.2 ms on the client's, 2 ms elsewhere
   * @param loss the share of frames that is lost, 0 to 1
   * @param cut whether its stations are cut off from each other at first
   */
  public record Lan(
      String prefix, Optional<Duration> delay, double loss, boolean cut, List<WireRule> rules) {}

  /**
   * One connect of the application.
   *
   * @param at when, since the network began
   * @param times how many at once
   * @param polls whether the application waits with poll or epoll and not within connect() itself
   * @param host an address or a name
   * @param port 0 to 65535
   * @param timeout the application's own timeout; empty for none
   * @param from the local address and port that it binds first, such as {@code 192.168.31.6:40001}
   */
  public record Connect(
      Duration at,
      int times,
      boolean polls,
      String host,
      int port,
      Optional<Duration> timeout,
      Optional<String> from) {

    /** Such as {@code 192.168.31.7:8081}. */
    public String target() {
      return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
  }

  /** Keeps lists and maps as they are now. */
  public Scenario {
    routers = List.copyOf(routers);
    hosts = List.copyOf(hosts);
    lans = List.copyOf(lans);
    events = List.copyOf(new ArrayList<>(events));
    connects = List.copyOf(connects);
  }
}

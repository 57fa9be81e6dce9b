package io.synsent.scenario;

import io.synsent.engine.host.HostProfile;
import io.synsent.engine.neighbour.NeighbourSettings;
import io.synsent.engine.network.IcmpSettings;
import io.synsent.engine.transport.TcpSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Internal. The sysctls that a host of a scenario may have, and what each changes. */
public final class Sysctl {

  private static final Map<String, BiFunction<HostProfile, String, HostProfile>> KNOWN =
      new TreeMap<>();

  private static final String CONF = "net.ipv4.conf.eth0.";

  /** What locktime counts in: include/asm-generic/param.h. */
  private static final int USER_HZ = 100;

  static {
    tcp("tcp_syn_retries", (tcp, value) -> tcp.synRetries(number(value)));
    tcp("tcp_syn_linear_timeouts", (tcp, value) -> tcp.synLinearTimeouts(number(value)));
    tcp("tcp_synack_retries", (tcp, value) -> tcp.synackRetries(number(value)));
    tcp("tcp_syncookies", (tcp, value) -> tcp.synCookies(number(value)));
    tcp("tcp_abort_on_overflow", (tcp, value) -> tcp.abortOnOverflow(flag(value)));
    tcp("tcp_rto_max_ms", (tcp, value) -> tcp.maxRto(millis(value)));
    tcp("tcp_timestamps", (tcp, value) -> tcp.timestamps(flag(value)));
    tcp("tcp_sack", (tcp, value) -> tcp.sack(flag(value)));
    tcp("tcp_window_scaling", (tcp, value) -> tcp.windowScaling(flag(value)));
    tcp(
        "ip_local_port_range",
        (tcp, value) -> {
          List<String> range = Words.split(value);
          if (range.size() != 2) {
            throw new IllegalArgumentException(
                "\"" + value + "\": expected two ports, such as 32768 60999");
          }
          return tcp.localPortRange(number(range.get(0)), number(range.get(1)));
        });
    tcp(
        "tcp_rmem",
        (tcp, value) -> {
          List<String> sizes = Words.split(value);
          if (sizes.size() != 3) {
            throw new IllegalArgumentException(
                "\"" + value + "\": expected three sizes in bytes, such as 4096 131072 6291456");
          }
          return tcp.rmem(number(sizes.get(1)), number(sizes.get(2)));
        });
    KNOWN.put(
        "net.ipv4.ip_default_ttl",
        (profile, value) ->
            profile.toBuilder().ip(profile.ip().withDefaultTtl(number(value))).build());
    icmp("icmp_ratelimit", (icmp, value) -> icmp.withRatelimit(millis(value)));
    icmp("icmp_msgs_per_sec", (icmp, value) -> icmp.withMsgs(number(value), icmp.msgsBurst()));
    icmp("icmp_msgs_burst", (icmp, value) -> icmp.withMsgs(icmp.msgsPerSec(), number(value)));
    neigh("mcast_solicit", (table, value) -> table.mcastSolicit(number(value)));
    neigh("ucast_solicit", (table, value) -> table.ucastSolicit(number(value)));
    neigh("mcast_resolicit", (table, value) -> table.mcastResolicit(number(value)));
    neigh("app_solicit", Sysctl::appSolicit);
    neigh("retrans_time_ms", (table, value) -> table.retransTime(millis(value)));
    neigh("base_reachable_time_ms", (table, value) -> table.baseReachableTime(millis(value)));
    neigh(
        "delay_first_probe_time",
        (table, value) -> table.delayFirstProbeTime(Duration.ofSeconds(number(value))));
    neigh("unres_qlen_bytes", (table, value) -> table.unresQlenBytes(number(value)));
    neigh("unres_qlen", (table, value) -> table.unresQlen(number(value)));
    neigh(
        "locktime",
        (table, value) -> table.locktime(Duration.ofMillis(number(value) * 1000L / USER_HZ)));
    neigh("gc_stale_time", (table, value) -> table.gcStaleTime(Duration.ofSeconds(number(value))));
    // Of the whole table, not of a device: there is no neigh.eth0.gc_thresh1.
    table("gc_thresh1", (now, value) -> thresholds(now, value, now.gcThresh2(), now.gcThresh3()));
    table("gc_thresh2", (now, value) -> thresholds(now, now.gcThresh1(), value, now.gcThresh3()));
    table("gc_thresh3", (now, value) -> thresholds(now, now.gcThresh1(), now.gcThresh2(), value));
    conf("arp_accept", (table, value) -> table.arpAccept(arpAccept(value)));
    conf("arp_evict_nocarrier", (table, value) -> table.arpEvictNocarrier(flag(value)));
    conf("drop_gratuitous_arp", (table, value) -> table.dropGratuitousArp(flag(value)));
  }

  private Sysctl() {}

  /** In neigh_app_ns's place: somebody else would have to answer. */
  private static NeighbourSettings.Builder appSolicit(
      NeighbourSettings.Builder table, String value) {
    if (number(value) != 0) {
      throw new IllegalArgumentException(
          value
              + ": the requests that it counts go to a daemon in user space (arpd), which a simulated"
              + " host has not; expected 0");
    }
    return table;
  }

  private static boolean arpAccept(String value) {
    int accept = number(value);
    if (accept > 1) {
      throw new IllegalArgumentException(
          value + ": expected 0 or 1; 2, only from the own subnet, is not simulated");
    }
    return accept == 1;
  }

  private static NeighbourSettings.Builder thresholds(
      NeighbourSettings now, int first, int second, int third) {
    return now.toBuilder().gcThresh(first, second, third);
  }

  /** The names that are known; {@code neigh.X} stands for {@code net.ipv4.neigh.eth0.X}. */
  static List<String> names() {
    return List.copyOf(KNOWN.keySet());
  }

  /**
   * A profile with one sysctl set.
   *
   * @param name as {@code sysctl} writes it; {@code neigh.X} is short for {@code
   *     net.ipv4.neigh.eth0.X}, and {@code net.ipv4.conf.all.X} the same as {@code
   *     net.ipv4.conf.eth0.X}
   * @throws IllegalArgumentException if the simulator has no such sysctl, or not this value
   */
  public static HostProfile set(HostProfile profile, String name, String value) {
    String known = known(name);
    BiFunction<HostProfile, String, HostProfile> change = KNOWN.get(known);
    if (change == null) {
      throw new IllegalArgumentException(
          "the simulator has no sysctl \"" + name + "\": " + Suggestion.among(known, names()));
    }
    return change.apply(profile, value);
  }

  /** One name for what is written in several ways. */
  private static String known(String name) {
    if (KNOWN.containsKey(name)) {
      return name;
    }
    return name.replaceFirst("^net\\.ipv[46]\\.neigh\\.(eth0|default)\\.", "neigh.")
        .replaceFirst("^net\\.ipv4\\.conf\\.all\\.", CONF);
  }

  /**
   * Checks that a sysctl does not contradict one that was given by another of its names.
   *
   * @throws IllegalArgumentException if it does
   */
  static void checkAgainst(Map<String, String> given, String name, String value) {
    given.forEach(
        (otherName, otherValue) -> {
          if (known(otherName).equals(known(name)) && !otherValue.equals(value)) {
            throw new IllegalArgumentException(
                value
                    + ", but "
                    + otherName
                    + " is "
                    + otherValue
                    + ": they are one setting of the host here; give one of them");
          }
        });
  }

  /** A profile with several sysctls set. */
  public static HostProfile set(HostProfile profile, Map<String, String> values) {
    HostProfile result = profile;
    for (Map.Entry<String, String> entry : values.entrySet()) {
      result = set(result, entry.getKey(), entry.getValue());
    }
    return result;
  }

  private static void tcp(
      String name, BiFunction<TcpSettings.Builder, String, TcpSettings.Builder> change) {
    KNOWN.put(
        "net.ipv4." + name,
        (profile, value) ->
            profile.toBuilder()
                .tcp(change.apply(profile.tcp().toBuilder(), value).build())
                .build());
  }

  private static void icmp(String name, BiFunction<IcmpSettings, String, IcmpSettings> change) {
    KNOWN.put(
        "net.ipv4." + name,
        (profile, value) -> profile.toBuilder().icmp(change.apply(profile.icmp(), value)).build());
  }

  private static void neigh(
      String name,
      BiFunction<NeighbourSettings.Builder, String, NeighbourSettings.Builder> change) {
    KNOWN.put(
        "neigh." + name,
        (profile, value) ->
            profile.toBuilder()
                .neighbour(change.apply(profile.neighbour().toBuilder(), value).build())
                .build());
  }

  private static void table(
      String name, BiFunction<NeighbourSettings, Integer, NeighbourSettings.Builder> change) {
    KNOWN.put(
        "net.ipv4.neigh.default." + name,
        (profile, value) ->
            profile.toBuilder()
                .neighbour(change.apply(profile.neighbour(), number(value)).build())
                .build());
  }

  private static void conf(
      String name,
      BiFunction<NeighbourSettings.Builder, String, NeighbourSettings.Builder> change) {
    KNOWN.put(
        CONF + name,
        (profile, value) ->
            profile.toBuilder()
                .neighbour(change.apply(profile.neighbour().toBuilder(), value).build())
                .build());
  }

  private static int number(String value) {
    return checked(value, text -> Integer.parseInt(text));
  }

  private static Duration millis(String value) {
    return Duration.ofMillis(number(value));
  }

  private static boolean flag(String value) {
    return number(value) != 0;
  }

  private static <T> T checked(String value, Function<String, T> reader) {
    if (!value.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException("\"" + value + "\": expected a whole number, 0 or more");
    }
    return reader.apply(value);
  }
}

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

  static {
    tcp("tcp_syn_retries", (tcp, value) -> tcp.synRetries(number(value)));
    tcp("tcp_syn_linear_timeouts", (tcp, value) -> tcp.synLinearTimeouts(number(value)));
    tcp("tcp_synack_retries", (tcp, value) -> tcp.synackRetries(number(value)));
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
    icmp("icmp_ratelimit", (icmp, value) -> icmp.withRatelimit(millis(value)));
    icmp("icmp_msgs_per_sec", (icmp, value) -> icmp.withMsgs(number(value), icmp.msgsBurst()));
    icmp("icmp_msgs_burst", (icmp, value) -> icmp.withMsgs(icmp.msgsPerSec(), number(value)));
    neigh("mcast_solicit", (table, value) -> table.mcastSolicit(number(value)));
    neigh("ucast_solicit", (table, value) -> table.ucastSolicit(number(value)));
    neigh("retrans_time_ms", (table, value) -> table.retransTime(millis(value)));
    neigh("base_reachable_time_ms", (table, value) -> table.baseReachableTime(millis(value)));
    neigh(
        "delay_first_probe_time",
        (table, value) -> table.delayFirstProbeTime(Duration.ofSeconds(number(value))));
    neigh("unres_qlen_bytes", (table, value) -> table.unresQlenBytes(number(value)));
  }

  private Sysctl() {}

  /** The names that are known; {@code neigh.X} stands for {@code net.ipv4.neigh.eth0.X}. */
  static List<String> names() {
    return List.copyOf(KNOWN.keySet());
  }

  /**
   * A profile with one sysctl set.
   *
   * @param name as {@code sysctl} writes it; {@code neigh.X} is short for {@code
   *     net.ipv4.neigh.eth0.X}
   * @throws IllegalArgumentException if the simulator has no such sysctl, or not this value
   */
  public static HostProfile set(HostProfile profile, String name, String value) {
    String known = name.replaceFirst("^net\\.ipv[46]\\.neigh\\.(eth0|default)\\.", "neigh.");
    BiFunction<HostProfile, String, HostProfile> change = KNOWN.get(known);
    if (change == null) {
      throw new IllegalArgumentException(
          "the simulator has no sysctl \"" + name + "\": " + Suggestion.among(known, names()));
    }
    return change.apply(profile, value);
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

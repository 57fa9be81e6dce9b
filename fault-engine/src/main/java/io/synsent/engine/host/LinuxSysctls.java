package io.synsent.engine.host;

import io.synsent.engine.Nullable;
import io.synsent.engine.neighbour.NeighbourSettings;
import io.synsent.engine.network.IcmpSettings;
import io.synsent.engine.transport.TcpSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.LongFunction;

/**
 * A profile from the sysctls of a running Linux (Documentation/networking/ip-sysctl.rst).
 *
 * <p>What a kernel does not have, because it is older or the sysctl is not shown in a container,
 * keeps the value of the profile that is nearest.
 */
final class LinuxSysctls {

  private static final Path NET = Path.of("/proc/sys/net");

  /** What locktime counts in: include/asm-generic/param.h, USER_HZ. */
  private static final int USER_HZ = 100;

  private static final int LONGEST = 256;

  private final Function<String, @Nullable String> sysctls;

  private LinuxSysctls(Function<String, @Nullable String> sysctls) {
    this.sysctls = sysctls;
  }

  static HostProfile ofThisMachine() {
    if (!Files.isDirectory(NET)) {
      throw new IllegalStateException(
          "HostProfile.thisMachine() reads "
              + NET
              + ", which this machine ("
              + System.getProperty("os.name")
              + ") does not have: name a profile instead, such as LINUX_6_5");
    }
    return of(LinuxSysctls::read);
  }

  /**
   * In one read: a sysctl that is read piece by piece ends behind the first piece
   * (kernel/sysctl.c), and Files.readString begins with a piece of one byte where the size is said
   * to be zero.
   */
  private static @Nullable String read(String name) {
    try (InputStream in = Files.newInputStream(NET.resolve(name))) {
      byte[] buffer = new byte[LONGEST];
      int length = in.read(buffer);
      return length < 0 ? null : new String(buffer, 0, length, StandardCharsets.US_ASCII);
    } catch (IOException notThere) {
      return null;
    }
  }

  /**
   * The profile.
   *
   * @param sysctls what a file below /proc/sys/net says, such as {@code ipv4/tcp_syn_retries}; null
   *     if it is not there
   */
  static HostProfile of(Function<String, @Nullable String> sysctls) {
    LinuxSysctls read = new LinuxSysctls(sysctls);
    // tcp_syn_linear_timeouts came with 6.5, and with it the rest of that profile.
    HostProfile nearest =
        read.number("ipv4/tcp_syn_linear_timeouts") == null
            ? HostProfile.LINUX
            : HostProfile.LINUX_6_5;
    return nearest.toBuilder()
        .name(HostProfile.THIS_MACHINE)
        .tcp(read.tcp(nearest.tcp()))
        .neighbour(read.neighbour(nearest.neighbour()))
        .ip(nearest.ip().withDefaultTtl(read.or("ipv4/ip_default_ttl", nearest.ip().defaultTtl())))
        .icmp(read.icmp(nearest.icmp()))
        .build();
  }

  private TcpSettings tcp(TcpSettings nearest) {
    TcpSettings.Builder tcp = nearest.toBuilder();
    set("ipv4/tcp_syn_retries", tcp::synRetries);
    set("ipv4/tcp_syn_linear_timeouts", tcp::synLinearTimeouts);
    set("ipv4/tcp_synack_retries", tcp::synackRetries);
    set("ipv4/tcp_rto_max_ms", millis -> tcp.maxRto(Duration.ofMillis(millis)));
    set("ipv4/tcp_timestamps", value -> tcp.timestamps(value != 0));
    set("ipv4/tcp_sack", value -> tcp.sack(value != 0));
    set("ipv4/tcp_window_scaling", value -> tcp.windowScaling(value != 0));
    set("ipv4/tcp_syncookies", tcp::synCookies);
    set("ipv4/tcp_abort_on_overflow", value -> tcp.abortOnOverflow(value != 0));
    int[] ports = numbers("ipv4/ip_local_port_range", 2);
    if (ports != null) {
      tcp.localPortRange(ports[0], ports[1]);
    }
    int[] rmem = numbers("ipv4/tcp_rmem", 3);
    if (rmem != null) {
      tcp.rmem(rmem[1], rmem[2]);
    }
    return tcp.build();
  }

  private NeighbourSettings neighbour(NeighbourSettings nearest) {
    NeighbourSettings.Builder neighbour = nearest.toBuilder();
    String table = "ipv4/neigh/default/";
    set(table + "mcast_solicit", neighbour::mcastSolicit);
    set(table + "ucast_solicit", neighbour::ucastSolicit);
    set(table + "mcast_resolicit", neighbour::mcastResolicit);
    set(table + "unres_qlen_bytes", neighbour::unresQlenBytes);
    set(table + "retrans_time_ms", Duration::ofMillis, neighbour::retransTime);
    set(table + "base_reachable_time_ms", Duration::ofMillis, neighbour::baseReachableTime);
    set(table + "delay_first_probe_time", Duration::ofSeconds, neighbour::delayFirstProbeTime);
    set(table + "gc_stale_time", Duration::ofSeconds, neighbour::gcStaleTime);
    set(
        table + "locktime",
        ticks -> Duration.ofMillis(ticks * 1000 / USER_HZ),
        neighbour::locktime);
    neighbour.gcThresh(
        or(table + "gc_thresh1", nearest.gcThresh1()),
        or(table + "gc_thresh2", nearest.gcThresh2()),
        or(table + "gc_thresh3", nearest.gcThresh3()));
    set("ipv4/conf/all/arp_accept", value -> neighbour.arpAccept(value == 1));
    set("ipv4/conf/all/drop_gratuitous_arp", value -> neighbour.dropGratuitousArp(value != 0));
    set("ipv4/conf/all/arp_evict_nocarrier", value -> neighbour.arpEvictNocarrier(value != 0));
    return neighbour.build();
  }

  private IcmpSettings icmp(IcmpSettings nearest) {
    return nearest
        .withRatelimit(
            Duration.ofMillis(or("ipv4/icmp_ratelimit", (int) nearest.ratelimit().toMillis())))
        .withMsgs(
            or("ipv4/icmp_msgs_per_sec", nearest.msgsPerSec()),
            or("ipv4/icmp_msgs_burst", nearest.msgsBurst()))
        .withEchoIgnoreAll(or("ipv4/icmp_echo_ignore_all", nearest.echoIgnoreAll() ? 1 : 0) != 0);
  }

  private void set(String name, IntConsumer setter) {
    Integer value = number(name);
    if (value != null) {
      setter.accept(value);
    }
  }

  private void set(
      String name,
      LongFunction<Duration> unit,
      Function<Duration, NeighbourSettings.Builder> setter) {
    Integer value = number(name);
    if (value != null) {
      NeighbourSettings.Builder unused = setter.apply(unit.apply(value));
    }
  }

  private int or(String name, int otherwise) {
    Integer value = number(name);
    return value == null ? otherwise : value;
  }

  private @Nullable Integer number(String name) {
    int[] one = numbers(name, 1);
    return one == null ? null : one[0];
  }

  /** Exactly so many numbers, or null: a kernel that writes something else is one too new. */
  private int @Nullable [] numbers(String name, int count) {
    String text = sysctls.apply(name);
    if (text == null) {
      return null;
    }
    String[] words = text.trim().split("\\s+", -1);
    if (words.length != count) {
      return null;
    }
    int[] numbers = new int[count];
    for (int i = 0; i < count; i++) {
      if (!words[i].matches("[0-9]{1,10}")) {
        return null;
      }
      numbers[i] = (int) Math.min(Long.parseLong(words[i]), Integer.MAX_VALUE);
    }
    return numbers;
  }
}

package io.synsent.engine.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.socket.OperatingSystem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class LinuxSysctlsTest {

  private final Map<String, String> sysctls = new HashMap<>();

  private HostProfile profile() {
    return LinuxSysctls.of(sysctls::get);
  }

  @Test
  void a_kernel_without_syn_linear_timeouts_is_the_older_linux() {
    assertThat(profile().tcp()).isEqualTo(HostProfile.LINUX.tcp());
    assertThat(profile().neighbour()).isEqualTo(HostProfile.LINUX.neighbour());
    assertThat(profile().icmp()).isEqualTo(HostProfile.LINUX.icmp());
    assertThat(profile().name()).isEqualTo("THIS_MACHINE");
  }

  @Test
  void a_kernel_with_syn_linear_timeouts_is_the_newer_linux() {
    sysctls.put("ipv4/tcp_syn_linear_timeouts", "4\n");

    assertThat(profile().tcp()).isEqualTo(HostProfile.LINUX_6_5.tcp());
  }

  @Test
  void every_sysctl_takes_its_place() {
    sysctls.put("ipv4/tcp_syn_linear_timeouts", "2\n");
    sysctls.put("ipv4/tcp_syn_retries", "3\n");
    sysctls.put("ipv4/tcp_synack_retries", "4\n");
    sysctls.put("ipv4/tcp_rto_max_ms", "60000\n");
    sysctls.put("ipv4/tcp_timestamps", "0\n");
    sysctls.put("ipv4/tcp_sack", "0\n");
    sysctls.put("ipv4/tcp_window_scaling", "0\n");
    sysctls.put("ipv4/tcp_syncookies", "2\n");
    sysctls.put("ipv4/tcp_abort_on_overflow", "1\n");
    sysctls.put("ipv4/ip_local_port_range", "20000\t30000\n");
    sysctls.put("ipv4/tcp_rmem", "4096\t87380\t4194304\n");
    sysctls.put("ipv4/ip_default_ttl", "32\n");
    sysctls.put("ipv4/neigh/default/mcast_solicit", "5\n");
    sysctls.put("ipv4/neigh/default/ucast_solicit", "2\n");
    sysctls.put("ipv4/neigh/default/mcast_resolicit", "4\n");
    sysctls.put("ipv4/neigh/default/unres_qlen_bytes", "1664\n");
    sysctls.put("ipv4/neigh/default/retrans_time_ms", "500\n");
    sysctls.put("ipv4/neigh/default/base_reachable_time_ms", "15000\n");
    sysctls.put("ipv4/neigh/default/delay_first_probe_time", "7\n");
    sysctls.put("ipv4/neigh/default/gc_stale_time", "90\n");
    sysctls.put("ipv4/neigh/default/locktime", "250\n");
    sysctls.put("ipv4/neigh/default/gc_thresh1", "1\n");
    sysctls.put("ipv4/neigh/default/gc_thresh2", "2\n");
    sysctls.put("ipv4/neigh/default/gc_thresh3", "3\n");
    sysctls.put("ipv4/conf/all/arp_accept", "1\n");
    sysctls.put("ipv4/conf/all/drop_gratuitous_arp", "1\n");
    sysctls.put("ipv4/conf/all/arp_evict_nocarrier", "0\n");
    sysctls.put("ipv4/icmp_ratelimit", "0\n");
    sysctls.put("ipv4/icmp_msgs_per_sec", "10\n");
    sysctls.put("ipv4/icmp_msgs_burst", "11\n");
    sysctls.put("ipv4/icmp_echo_ignore_all", "1\n");

    assertThat(profile().tcp())
        .isEqualTo(
            HostProfile.LINUX_6_5.tcp().toBuilder()
                .synLinearTimeouts(2)
                .synRetries(3)
                .synackRetries(4)
                .maxRto(Duration.ofSeconds(60))
                .timestamps(false)
                .sack(false)
                .windowScaling(false)
                .synCookies(2)
                .abortOnOverflow(true)
                .localPortRange(20_000, 30_000)
                .rmem(87_380, 4_194_304)
                .build());
    assertThat(profile().neighbour())
        .isEqualTo(
            HostProfile.LINUX.neighbour().toBuilder()
                .mcastSolicit(5)
                .ucastSolicit(2)
                .mcastResolicit(4)
                .unresQlenBytes(1664)
                .retransTime(Duration.ofMillis(500))
                .baseReachableTime(Duration.ofSeconds(15))
                .delayFirstProbeTime(Duration.ofSeconds(7))
                .gcStaleTime(Duration.ofSeconds(90))
                .locktime(Duration.ofMillis(2500))
                .gcThresh(1, 2, 3)
                .arpAccept(true)
                .dropGratuitousArp(true)
                .arpEvictNocarrier(false)
                .build());
    assertThat(profile().icmp())
        .isEqualTo(
            HostProfile.LINUX
                .icmp()
                .withRatelimit(Duration.ZERO)
                .withMsgs(10, 11)
                .withEchoIgnoreAll(true));
    assertThat(profile().ip().defaultTtl()).isEqualTo(32);
  }

  @Test
  void what_cannot_be_read_as_a_number_keeps_the_default() {
    sysctls.put("ipv4/tcp_syn_retries", "many\n");
    sysctls.put("ipv4/tcp_rmem", "4096\n");
    sysctls.put("ipv4/ip_local_port_range", "\n");

    assertThat(profile().tcp()).isEqualTo(HostProfile.LINUX.tcp());
  }

  /** Whole, and not the first digit of it. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void the_running_kernel_is_read() throws IOException {
    HostProfile here = HostProfile.thisMachine();

    assertThat(here.system()).isEqualTo(OperatingSystem.LINUX);
    HostProfile otherwise = HostProfile.LINUX;
    assertThat(here.tcp().synRetries())
        .isEqualTo(running("net/ipv4/tcp_syn_retries", otherwise.tcp().synRetries()));
    assertThat(here.neighbour().unresQlenBytes())
        .isEqualTo(
            running(
                "net/ipv4/neigh/default/unres_qlen_bytes", otherwise.neighbour().unresQlenBytes()));
    assertThat(here.ip().defaultTtl())
        .isEqualTo(running("net/ipv4/ip_default_ttl", otherwise.ip().defaultTtl()));
    assertThat(HostProfile.named("this_machine").tcp()).isEqualTo(here.tcp());
  }

  /** In a network namespace of its own, as a container's, the kernel does not show every sysctl. */
  private static int running(String sysctl, int otherwise) throws IOException {
    if (!Files.exists(Path.of("/proc/sys", sysctl))) {
      return otherwise;
    }
    try (InputStream in = Files.newInputStream(Path.of("/proc/sys", sysctl))) {
      byte[] text = new byte[100];
      return Integer.parseInt(new String(text, 0, in.read(text), StandardCharsets.US_ASCII).trim());
    }
  }
}

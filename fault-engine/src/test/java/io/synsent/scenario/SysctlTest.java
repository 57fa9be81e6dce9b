package io.synsent.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synsent.engine.host.HostProfile;
import io.synsent.engine.neighbour.NeighbourSettings;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SysctlTest {

  private static final Map<String, String> NOT_TWO =
      Map.ofEntries(
          Map.entry("net.ipv4.ip_local_port_range", "40000 50000"),
          Map.entry("net.ipv4.tcp_rmem", "4096 87380 4194304"),
          Map.entry("net.ipv4.tcp_rto_max_ms", "60000"),
          Map.entry("net.ipv4.tcp_timestamps", "0"),
          Map.entry("net.ipv4.tcp_sack", "0"),
          Map.entry("net.ipv4.tcp_window_scaling", "0"),
          Map.entry("net.ipv4.conf.eth0.arp_accept", "1"),
          Map.entry("net.ipv4.conf.eth0.arp_evict_nocarrier", "0"));

  private static NeighbourSettings neighbour(String name, String value) {
    return Sysctl.set(HostProfile.LINUX, name, value).neighbour();
  }

  @Test
  void every_sysctl_changes_something_and_no_two_the_same() {
    Set<HostProfile> changed = new HashSet<>();
    for (String name : Sysctl.names()) {
      if (!name.equals("neigh.app_solicit")) {
        HostProfile profile = Sysctl.set(HostProfile.LINUX, name, NOT_TWO.getOrDefault(name, "2"));
        assertThat(profile).as(name).isNotEqualTo(HostProfile.LINUX);
        assertThat(changed.add(profile)).as(name + " is like no other").isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"neigh.", "net.ipv4.neigh.eth0.", "net.ipv4.neigh.default."})
  void the_neighbour_table_s_are_named_by_device_or_default(String table) {
    assertThat(neighbour(table + "mcast_resolicit", "2").mcastResolicit()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"net.ipv4.conf.eth0.", "net.ipv4.conf.all."})
  void those_of_arp_are_named_by_device_or_all(String conf) {
    assertThat(neighbour(conf + "arp_accept", "1").arpAccept()).isTrue();
    assertThat(neighbour(conf + "drop_gratuitous_arp", "1").dropGratuitousArp()).isTrue();
    assertThat(neighbour(conf + "arp_evict_nocarrier", "0").arpEvictNocarrier()).isFalse();
  }

  /** USER_HZ is 100, whatever HZ the kernel was built with. */
  @Test
  void locktime_counts_hundredths_of_a_second_and_gc_stale_time_seconds() {
    assertThat(neighbour("neigh.locktime", "250").locktime()).isEqualTo(Duration.ofMillis(2500));
    assertThat(neighbour("neigh.gc_stale_time", "90").gcStaleTime())
        .isEqualTo(Duration.ofSeconds(90));
  }

  /** As the kernel does: 1 written to unres_qlen makes unres_qlen_bytes 2090. */
  @Test
  void unres_qlen_counts_full_frames() {
    assertThat(neighbour("neigh.unres_qlen", "1").unresQlenBytes()).isEqualTo(2090);
    assertThat(neighbour("neigh.unres_qlen", "3").unresQlenBytes()).isEqualTo(6270);
    assertThat(neighbour("neigh.unres_qlen", "1027504").unresQlenBytes()).isEqualTo(2_147_483_360);
  }

  @Test
  void thresholds_are_the_whole_table_s_and_each_its_own() {
    HostProfile profile =
        Sysctl.set(
            HostProfile.LINUX,
            Map.of(
                "net.ipv4.neigh.default.gc_thresh1", "1",
                "net.ipv4.neigh.default.gc_thresh2", "20",
                "net.ipv4.neigh.default.gc_thresh3", "300"));

    assertThat(profile.neighbour())
        .isEqualTo(NeighbourSettings.LINUX.toBuilder().gcThresh(1, 20, 300).build());
  }

  @Test
  void rmem_and_ttl_change_what_a_syn_says() {
    HostProfile profile =
        Sysctl.set(
            HostProfile.LINUX,
            Map.of("net.ipv4.tcp_rmem", "4096 87380 4194304", "net.ipv4.ip_default_ttl", "32"));

    assertThat(profile.tcp().rmemDefault()).isEqualTo(87_380);
    assertThat(profile.tcp().rmemMax()).isEqualTo(4_194_304);
    assertThat(profile.ip().defaultTtl()).isEqualTo(32);
  }

  @Test
  void app_solicit_is_zero() {
    assertThat(neighbour("neigh.app_solicit", "0")).isEqualTo(NeighbourSettings.LINUX);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          neigh.app_solicit                  | 1       | daemon in user space (arpd)
          neigh.unres_qlen                   | 1027505 | expected 0 to 1027504
          neigh.gc_thresh1                   | 1       | net.ipv4.neigh.default.gc_thresh1
          net.ipv4.neigh.eth0.mcast_relicit  | 1       | did you mean "neigh.mcast_resolicit"?
          net.ipv4.conf.eth0.arp_accept      | 2       | 2, only from the own subnet, is not simulated
          net.ipv4.conf.default.arp_accept   | 1       | the simulator has no sysctl "net.ipv4.conf.default.arp_accept"
          net.ipv4.ip_default_ttl            | 0       | ip_default_ttl 0: expected 1 to 255
          net.ipv4.tcp_rmem                  | 4096    | such as 4096 131072 6291456
          neigh.locktime                     | -1      | expected a whole number, 0 or more
          """)
  void what_cannot_be_is_refused_with_the_reason(String name, String value, String reason) {
    assertThatThrownBy(() -> Sysctl.set(HostProfile.LINUX, name, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void two_names_of_one_sysctl_may_not_differ() {
    String twice =
        "client: {sysctl: {net.ipv4.conf.all.arp_accept: %s, net.ipv4.conf.eth0.arp_accept: 1}}";

    assertThat(Scenario.parse("net.yaml", twice.formatted(1)).client().box().sysctl()).hasSize(2);
    assertThatThrownBy(() -> Scenario.parse("net.yaml", twice.formatted(0)))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining(
            "client.sysctl.net.ipv4.conf.eth0.arp_accept: 1, but net.ipv4.conf.all.arp_accept is 0")
        .hasMessageEndingWith("give one of them");
  }
}

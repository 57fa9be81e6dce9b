package io.synsent.engine.topology;

import static io.synsent.engine.topology.Driven.MILLISECOND;
import static io.synsent.engine.topology.Driven.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.fault.Faults;
import io.synsent.engine.host.HostProfile;
import io.synsent.engine.network.FirewallAction;
import io.synsent.engine.packet.TcpOption;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.report.ConnectReport;
import io.synsent.engine.report.Timeline;
import io.synsent.engine.socket.Errno;
import io.synsent.engine.socket.OperatingSystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each operating system does, fact by fact. The source of a fact is named at its test;
 * docs/profiles.md has the same table.
 */
class ProfilesTest {

  private static final String ABSENT_LAN = "192.168.31.7";
  private static final String ABSENT_FAR = "10.225.31.11";
  private static final String FAR = "220.181.38.148";
  private static final String ROUTER = "192.168.31.1";

  private static Network.Builder running(String profile) {
    return Network.builder().profile(HostProfile.named(profile));
  }

  private static List<Long> millis(String seconds) {
    return Arrays.stream(seconds.trim().split(" ", -1))
        .map(s -> Math.round(Double.parseDouble(s) * 1000))
        .toList();
  }

  static List<HostProfile> profiles() {
    return HostProfile.all();
  }

  /**
   * Nobody answers. LINUX: net/ipv4/tcp_timer.c, tcp_syn_retries 6. LINUX_6_5:
   * tcp_syn_linear_timeouts 4. MACOS: xnu-11417, bsd/netinet/tcp_timer.c, tcp_syn_backoff;
   * TCPTV_KEEP_INIT 75 s. FREEBSD: sys/netinet/tcp_timer.c, tcp_rexmit_initial * tcp_backoff.
   * FREEBSD_12: the same file before 13, TCPTV_RTOBASE 3 s * tcp_syn_backoff. WINDOWS:
   * Get-NetTCPSetting, InitialRto 1000 and MaxSynRetransmissions 4; 21 s. WINDOWS_LEGACY: registry,
   * TcpInitialRTT 3 s and TcpMaxConnectRetransmissions 2.
   */
  @ParameterizedTest
  @CsvSource({
    "LINUX,          0 1 3 7 15 31 63,           127",
    "LINUX_6_5,      0 1 2 3 4 5 7 11 19 35 67,  131",
    "MACOS,          0 1 2 3 4 5 7 11 19 35 67,  75",
    "FREEBSD,        0 1 3 7 15 31 63,           75",
    "FREEBSD_12,     0 3 6 9 12 15 21 33 57,     75",
    "WINDOWS,        0 1 3 7 15,                 21",
    "WINDOWS_LEGACY, 0 3 9,                      21",
  })
  void silence_is_met_with_syns_at(String profile, String schedule, int seconds) {
    Driven run =
        Driven.connect(
            running(profile).lanLatency(Duration.ZERO).with(Faults.unreachable(ABSENT_FAR)),
            ABSENT_FAR,
            80);

    assertThat(run.sentAt("SYN")).isEqualTo(millis(schedule));
    assertThat(run.errno()).contains(Errno.ETIMEDOUT);
    assertThat(run.took()).isEqualTo(seconds * SECOND);
  }

  /**
   * Absent on the LAN. LINUX: net/core/neighbour.c, mcast_solicit 3, retrans_time 1 s. MACOS:
   * bsd/netinet/in_arp.c, arp_lookup_ip: each SYN asks; arp_maxtries 5; the SYN at 5 s is rejected,
   * and so is everything for arpt_down 20 s; the next SYN after 25 s is that at 35 s. FREEBSD:
   * sys/netinet/if_ether.c, arpresolve_full: each SYN asks, after V_arp_maxtries too. WINDOWS: RFC
   * 4861, section 7.2.2, as netsh interface ipv4 show interface tells; not checked.
   */
  @ParameterizedTest
  @CsvSource({
    "LINUX,          0 1 2,                 EHOSTUNREACH, 3",
    "LINUX_6_5,      0 1 2,                 EHOSTUNREACH, 3",
    "MACOS,          0 1 2 3 4 35 67,       ETIMEDOUT,    75",
    "FREEBSD,        0 1 3 7 15 31 63,      ETIMEDOUT,    75",
    "FREEBSD_12,     0 3 6 9 12 15 21 33 57, ETIMEDOUT,   75",
    "WINDOWS,        0 1 2 7 8 9 15 16 17,  ETIMEDOUT,    21",
    "WINDOWS_LEGACY, 0 1 2 9 10 11,         ETIMEDOUT,    21",
  })
  void absent_lan_host_is_asked_for_at(String profile, String arp, Errno errno, int seconds) {
    Driven run =
        Driven.connect(running(profile).with(Faults.unreachable(ABSENT_LAN)), ABSENT_LAN, 80);

    assertThat(run.sentAt("ARP? " + ABSENT_LAN)).isEqualTo(millis(arp));
    assertThat(run.sentAt("SYN")).isEmpty();
    assertThat(run.errno()).contains(errno);
    assertThat(run.took()).isEqualTo(seconds * SECOND);
    ConnectReport report = Timeline.of(run.network, run.connect);
    assertThat(report.stoppedIn()).isEqualTo("neighbour: nobody answered ARP for " + ABSENT_LAN);
  }

  /**
   * The article's capture shows four repeats a second apart and the next request "32 s later". By
   * the source it is 31 s: the last request before the rejection is that at 4 s, the first SYN
   * after it that at 35 s (bsd/netinet/in_arp.c and tcp_timer.c).
   */
  @Test
  void on_macos_arp_is_silent_for_31_s_after_the_fourth_repeat() {
    Driven run =
        Driven.connect(running("MACOS").with(Faults.unreachable(ABSENT_LAN)), ABSENT_LAN, 80);

    List<Long> asked = run.sentAt("ARP? " + ABSENT_LAN);
    assertThat(asked.get(5) - asked.get(4)).isEqualTo(31_000);
    assertThat(asked.get(6) - asked.get(5)).isEqualTo(32_000);
  }

  private static Driven connectAt(Network network, double seconds, String target) {
    network.runUntil((long) (seconds * SECOND));
    return Driven.pending(network, network.connect(Driven.ip(target), 81));
  }

  /** route_to_gwroute of xnu (bsd/net/route.c): {@code rt == rt0 ? EHOSTDOWN : EHOSTUNREACH}. */
  @ParameterizedTest
  @CsvSource({ABSENT_LAN + ", EHOSTDOWN", FAR + ", EHOSTUNREACH"})
  void on_macos_a_connect_during_the_rejection_fails_at_once(String target, Errno errno) {
    String nextHop = target.equals(FAR) ? ROUTER : ABSENT_LAN;
    Network network = running("MACOS").with(Faults.unreachable(nextHop)).build();
    network.connect(Driven.ip(target), 80);
    Driven second = connectAt(network, 6, target);

    assertThat(second.errno()).contains(errno);
    assertThat(second.took()).isZero();
    assertThat(second.sentAt("ARP? " + nextHop)).hasSize(5);
    assertThat(Timeline.of(network, second.connect).stoppedIn())
        .isEqualTo("neighbour: nobody answered ARP for " + nextHop);
  }

  /** host_down_time 20 s: bsd/netinet/in_arp.c, arpt_down. */
  @Test
  void on_macos_a_connect_after_the_rejection_asks_again() {
    Network network = running("MACOS").with(Faults.unreachable(ABSENT_LAN)).build();
    network.connect(Driven.ip(ABSENT_LAN), 80);
    Driven later = connectAt(network, 25, ABSENT_LAN);

    assertThat(later.connect.outcome()).isEmpty();
    assertThat(later.sentAt("ARP? " + ABSENT_LAN)).endsWith(25_000L);
  }

  /** Each SYN waits in la_holdq (arp_maxhold 16), and all go when the answer comes. */
  @Test
  void on_macos_a_host_that_answers_after_two_seconds_gets_every_syn_so_far() {
    Network network =
        running("MACOS").lanLatency(Duration.ZERO).with(Faults.closedPort(ABSENT_LAN, 80)).build();
    network.host(ABSENT_LAN).unplug();
    network.at(1_500 * MILLISECOND, () -> network.host(ABSENT_LAN).plugIn());
    Driven run = Driven.connect(network, ABSENT_LAN, 80);

    assertThat(run.sentAt("ARP? " + ABSENT_LAN)).containsExactly(0L, 1_000L, 2_000L);
    assertThat(run.sentAt("SYN")).hasSizeBetween(1, 3).allMatch(t -> t == 2_000L);
    assertThat(run.errno()).contains(Errno.ECONNREFUSED);
  }

  /** arpresolve_full: "Return EHOSTDOWN/EHOSTUNREACH if we have already sent arp_maxtries". */
  @Test
  void on_freebsd_a_connect_after_five_requests_fails_at_once_and_asks_all_the_same() {
    Network network = running("FREEBSD").with(Faults.unreachable(ABSENT_LAN)).build();
    network.connect(Driven.ip(ABSENT_LAN), 80);
    Driven second = connectAt(network, 16, ABSENT_LAN);

    assertThat(second.errno()).contains(Errno.EHOSTDOWN);
    assertThat(second.took()).isZero();
    assertThat(second.sentAt("ARP? " + ABSENT_LAN)).endsWith(15_000L, 16_000L);
  }

  /**
   * A firewall that answers every SYN by ICMP. LINUX: net/ipv4/icmp.c, icmp_err_convert. BSD:
   * tcp_notify, {@code tp->t_rxtshift > 3 && tp->t_softerror}: net and host unreachable end it with
   * the answer to the fourth retransmission; port, protocol and prohibited end it at once
   * (tcp_ctlinput, icmp_may_rst) with ECONNREFUSED (inetctlerrmap, icmp_errmap). WINDOWS:
   * TCP_FAIL_CONNECT_ON_ICMP_ERROR is off.
   */
  @ParameterizedTest
  @CsvSource({
    "LINUX,   REJECT_ICMP_NET_UNREACHABLE,   ENETUNREACH,  0",
    "LINUX,   REJECT_ICMP_HOST_UNREACHABLE,  EHOSTUNREACH, 0",
    "LINUX,   REJECT_ICMP_PROTO_UNREACHABLE, ENOPROTOOPT,  0",
    "LINUX,   REJECT_ICMP_PORT_UNREACHABLE,  ECONNREFUSED, 0",
    "LINUX,   REJECT_ICMP_ADMIN_PROHIBITED,  EHOSTUNREACH, 0",
    "MACOS,   REJECT_ICMP_NET_UNREACHABLE,   EHOSTUNREACH, 4",
    "MACOS,   REJECT_ICMP_HOST_UNREACHABLE,  EHOSTUNREACH, 4",
    "MACOS,   REJECT_ICMP_PROTO_UNREACHABLE, ECONNREFUSED, 0",
    "MACOS,   REJECT_ICMP_PORT_UNREACHABLE,  ECONNREFUSED, 0",
    "MACOS,   REJECT_ICMP_ADMIN_PROHIBITED,  ECONNREFUSED, 0",
    "FREEBSD, REJECT_ICMP_HOST_UNREACHABLE,  EHOSTUNREACH, 15",
    "FREEBSD, REJECT_ICMP_HOST_PROHIBITED,   ECONNREFUSED, 0",
    "WINDOWS, REJECT_ICMP_HOST_UNREACHABLE,  ETIMEDOUT,    21",
    "WINDOWS, REJECT_ICMP_PORT_UNREACHABLE,  ETIMEDOUT,    21",
    "WINDOWS, REJECT_ICMP_ADMIN_PROHIBITED,  ETIMEDOUT,    21",
  })
  void icmp_ends_a_connect_after(String profile, FirewallAction action, Errno errno, int seconds) {
    Driven run = Driven.connect(running(profile).with(Faults.firewalled(FAR, 80, action)), FAR, 80);

    assertThat(run.errno()).contains(errno);
    // Plus a round trip of a few milliseconds.
    assertThat(run.took()).isBetween(seconds * SECOND, seconds * SECOND + 20 * MILLISECOND);
  }

  /** tcp_drop: {@code if (errno == ETIMEDOUT && tp->t_softerror) errno = tp->t_softerror}. */
  @Test
  void on_macos_a_soft_error_is_told_instead_of_the_timeout() {
    Network network =
        running("MACOS")
            .with(Faults.firewalled(FAR, 80, FirewallAction.REJECT_ICMP_HOST_UNREACHABLE))
            .build();
    network.at(500 * MILLISECOND, () -> network.host(ROUTER).unplug());
    Driven run = Driven.connect(network, FAR, 80);

    assertThat(run.took()).isEqualTo(75 * SECOND);
    assertThat(run.errno()).contains(Errno.EHOSTUNREACH);
  }

  /**
   * Microsoft's KB 175523: a SYN that was answered by RST is sent again half a second later, as
   * often as there are retransmissions; the wait does not double. Not checked.
   */
  @ParameterizedTest
  @CsvSource({"WINDOWS, 0 0.5 1 1.5 2", "WINDOWS_LEGACY, 0 0.5 1"})
  void windows_asks_a_closed_port_again(String profile, String schedule) {
    Driven run =
        Driven.connect(
            running(profile).lanLatency(Duration.ZERO).with(Faults.closedPort(ROUTER, 80)),
            ROUTER,
            80);

    assertThat(run.sentAt("SYN")).isEqualTo(millis(schedule));
    assertThat(run.errno()).contains(Errno.ECONNREFUSED);
    List<Long> syns = run.sentAt("SYN");
    assertThat(run.took()).isEqualTo(syns.get(syns.size() - 1) * MILLISECOND);
  }

  /** A port that opens between two of these SYNs is connected: what the repeating is for. */
  @Test
  void windows_connects_if_the_port_opens_meanwhile() {
    Network network = running("WINDOWS").with(Faults.closedPort(ROUTER, 80)).build();
    network.at(700 * MILLISECOND, () -> network.host(ROUTER).openPort(80));
    Driven run = Driven.connect(network, ROUTER, 80);

    assertThat(run.outcome().isEstablished()).isTrue();
    assertThat(run.sentAt("SYN")).hasSize(3);
  }

  /** The JDK's NET_EnableFastTcpLoopbackConnect: TCP_INITIAL_RTO_NO_SYN_RETRANSMISSIONS. */
  @Test
  void windows_asks_once_on_loopback() {
    Driven run =
        Driven.connect(
            running("WINDOWS").with(Faults.closedPort("127.0.0.1", 80)), "127.0.0.1", 80);

    assertThat(run.errno()).contains(Errno.ECONNREFUSED);
    assertThat(run.took()).isZero();
  }

  /**
   * Option order, window and TTL of a SYN. LINUX: tcp_options_write, measured. MACOS:
   * bsd/netinet/tcp_output.c; FREEBSD: tcp_addoptions; WINDOWS: captures.
   */
  @ParameterizedTest
  @CsvSource({
    "LINUX,          mss sackOK TS nop wscale7,       64240, 64",
    "MACOS,          mss nop wscale6 nop nop TS sackOK eol, 65535, 64",
    "FREEBSD,        mss nop wscale6 sackOK TS,       65535, 64",
    "WINDOWS,        mss nop wscale8 nop nop sackOK,  64240, 128",
    "WINDOWS_LEGACY, mss nop wscale8 nop nop sackOK,  8192,  128",
  })
  void a_syn_looks_like(String profile, String options, int window, int ttl) {
    Driven run = Driven.connect(running(profile).with(Faults.reachable(ROUTER, 80)), ROUTER, 80);
    TcpSegment syn = run.firstSegment(segment -> segment.flags() == TcpSegment.SYN);
    List<String> words = new ArrayList<>();
    for (TcpOption option : syn.options()) {
      words.add(
          option instanceof TcpOption.WindowScale scale
              ? "wscale" + scale.shift()
              : option instanceof TcpOption.MaximumSegmentSize
                  ? "mss"
                  : option instanceof TcpOption.SackPermitted
                      ? "sackOK"
                      : option instanceof TcpOption.Timestamps
                          ? "TS"
                          : option instanceof TcpOption.NoOperation ? "nop" : "eol");
    }

    assertThat(String.join(" ", words)).isEqualTo(options);
    assertThat(syn.window()).isEqualTo(window);
    assertThat(run.network.profile().ip().defaultTtl()).isEqualTo(ttl);
    assertThat(run.outcome().isEstablished()).isTrue();
  }

  /**
   * Ephemeral ports. LINUX: ip_local_port_range. MACOS: IPPORT_HIFIRSTAUTO. FREEBSD:
   * IPPORT_EPHEMERALFIRST. WINDOWS: netsh int ipv4 show dynamicport tcp.
   */
  @ParameterizedTest
  @CsvSource({"LINUX, 32768", "MACOS, 49152", "FREEBSD, 10000", "WINDOWS, 49152"})
  void local_ports_come_from(String profile, int first) {
    Driven run = Driven.connect(running(profile).with(Faults.reachable(ROUTER, 80)), ROUTER, 80);

    assertThat(run.connect.localPort()).isGreaterThanOrEqualTo(first);
    assertThat(HostProfile.named(profile).tcp().portRangeFirst()).isEqualTo(first);
  }

  /** The application's exception is that of the system's own JDK. */
  @ParameterizedTest
  @CsvSource({
    "LINUX,   java.net.ConnectException: Connection timed out",
    "MACOS,   java.net.ConnectException: Operation timed out",
    "FREEBSD, java.net.ConnectException: Operation timed out",
    "WINDOWS, java.net.ConnectException: Connection timed out: connect",
  })
  void a_timeout_reads(String profile, String exception) {
    Driven run =
        Driven.connect(running(profile).with(Faults.unreachable(ABSENT_FAR)), ABSENT_FAR, 80);

    assertThat(Timeline.of(run.network, run.connect).exception().orElseThrow())
        .hasToString(exception);
  }

  /** "A Mac's router is no Mac": who only passes packets on keeps the semantics of Linux. */
  @ParameterizedTest
  @MethodSource("profiles")
  void routers_and_far_hosts_are_linux_whatever_the_client_is(HostProfile profile) {
    Network network = Network.builder().profile(profile).with(Faults.closedPort(FAR, 80)).build();

    assertThat(network.profile()).isSameAs(profile);
    assertThat(network.client().host().profile()).isSameAs(profile);
    assertThat(network.gateway().host().profile().system()).isEqualTo(OperatingSystem.LINUX);
    assertThat(network.host(FAR).host().profile().system()).isEqualTo(OperatingSystem.LINUX);
  }

  /** Some phones are said to begin with half a second: a profile of one line. */
  @Test
  void a_phone_is_one_line() {
    HostProfile phone =
        HostProfile.LINUX.toBuilder().name("PHONE").initialRto(Duration.ofMillis(500)).build();
    Driven run =
        Driven.connect(
            Network.builder()
                .profile(phone)
                .lanLatency(Duration.ZERO)
                .with(Faults.unreachable(ABSENT_FAR)),
            ABSENT_FAR,
            80);

    assertThat(run.sentAt("SYN")).isEqualTo(millis("0 0.5 1.5 3.5 7.5 15.5 31.5"));
    assertThat(run.took()).isEqualTo(63_500 * MILLISECOND);
  }
}

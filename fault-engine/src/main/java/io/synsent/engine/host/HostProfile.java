package io.synsent.engine.host;

import io.synsent.engine.Nullable;
import io.synsent.engine.neighbour.BsdArp;
import io.synsent.engine.neighbour.NeighbourSettings;
import io.synsent.engine.network.IcmpSettings;
import io.synsent.engine.network.Ipv4Settings;
import io.synsent.engine.socket.OperatingSystem;
import io.synsent.engine.time.TimerWheelSettings;
import io.synsent.engine.transport.TcpSettings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How one operating system's TCP/IP behaves: the settings of each layer.
 *
 * <p>A profile with another first RTO is one line: {@code HostProfile.LINUX.toBuilder()
 * .name("PHONE").initialRto(Duration.ofMillis(500)).build()}.
 *
 * <p>Each value has its source beside it, in the settings of its layer; docs/profiles.md lists them
 * all and says which could be checked against a running system.
 *
 * @param name what reports call it
 * @param system whose error numbers, texts and exceptions
 * @param tcp the transport layer
 * @param neighbour the neighbour table
 * @param ip the network layer
 * @param icmp ICMP and its limits
 * @param connectCall how long the system call connect() itself owns the socket: an ICMP error that
 *     arrives in that time is only a soft error (net/ipv4/tcp_ipv4.c, tcp_v4_err:
 *     sock_owned_by_user); zero, which leaves what arrives at the very same instant
 * @param wheel the kernel's timer wheel, or {@code null} for ideal timers
 */
public record HostProfile(
    String name,
    OperatingSystem system,
    TcpSettings tcp,
    NeighbourSettings neighbour,
    Ipv4Settings ip,
    IcmpSettings icmp,
    Duration connectCall,
    @Nullable TimerWheelSettings wheel) {

  /** Linux before 6.5: SYN at 0, 1, 3, 7, 15, 31, 63 s, ETIMEDOUT at 127 s. The default. */
  public static final HostProfile LINUX =
      new HostProfile(
          "LINUX",
          OperatingSystem.LINUX,
          TcpSettings.LINUX,
          NeighbourSettings.LINUX,
          Ipv4Settings.LINUX,
          IcmpSettings.LINUX,
          Duration.ZERO,
          null);

  /** Linux from 6.5 on: SYN at 0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67 s, ETIMEDOUT at 131 s. */
  public static final HostProfile LINUX_6_5 =
      LINUX.toBuilder().name("LINUX_6_5").tcp(TcpSettings.LINUX_6_5).build();

  /**
   * macOS: SYN at 0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67 s, "Operation timed out" at 75 s; on the LAN
   * each SYN asks by ARP, five times, then not for 20 s. From the source of xnu-11417.
   */
  public static final HostProfile MACOS =
      LINUX.toBuilder()
          .name("MACOS")
          .system(OperatingSystem.MACOS)
          .tcp(TcpSettings.MACOS)
          .neighbour(NeighbourSettings.LINUX.toBuilder().bsdArp(BsdArp.MACOS).build())
          .icmp(IcmpSettings.SILENT_TO_ITSELF)
          .build();

  /**
   * FreeBSD 13 and later: SYN at 0, 1, 3, 7, 15, 31, 63 s, "Operation timed out" at 75 s; on the
   * LAN each SYN asks by ARP. From the source of FreeBSD 14.
   */
  public static final HostProfile FREEBSD =
      MACOS.toBuilder()
          .name("FREEBSD")
          .system(OperatingSystem.FREEBSD)
          .tcp(TcpSettings.FREEBSD)
          .neighbour(NeighbourSettings.LINUX.toBuilder().bsdArp(BsdArp.FREEBSD).build())
          .build();

  /** FreeBSD before 13: SYN at 0, 3, 6, 9, 12, 15, 21, 33, 57 s, "Operation timed out" at 75 s. */
  public static final HostProfile FREEBSD_12 =
      FREEBSD.toBuilder().name("FREEBSD_12").tcp(TcpSettings.FREEBSD_12).build();

  /**
   * Windows 10 and 11: SYN at 0, 1, 3, 7, 15 s, WSAETIMEDOUT at 21 s; a closed port is asked five
   * times and refused after 2 s. From documentation; nothing of it was checked on such a machine.
   *
   * <p>Its neighbour cache follows RFC 4861 (netsh interface ipv4 show interface: retransmission
   * interval 1000 ms, base reachable time 30000 ms) with three requests, and does not end a
   * connect.
   */
  public static final HostProfile WINDOWS =
      LINUX.toBuilder()
          .name("WINDOWS")
          .system(OperatingSystem.WINDOWS)
          .tcp(TcpSettings.WINDOWS)
          .ip(Ipv4Settings.LINUX.withDefaultTtl(128))
          .icmp(IcmpSettings.SILENT_TO_ITSELF)
          .build();

  /** Windows up to 7 and Server 2008 R2: SYN at 0, 3, 9 s, WSAETIMEDOUT at 21 s. */
  public static final HostProfile WINDOWS_LEGACY =
      WINDOWS.toBuilder().name("WINDOWS_LEGACY").tcp(TcpSettings.WINDOWS_LEGACY).build();

  private static final List<HostProfile> ALL =
      List.of(LINUX, LINUX_6_5, MACOS, FREEBSD, FREEBSD_12, WINDOWS, WINDOWS_LEGACY);

  /** What {@link #named} calls {@link #thisMachine()}. */
  public static final String THIS_MACHINE = "THIS_MACHINE";

  /** The profiles that have a name of their own. */
  public static List<HostProfile> all() {
    return ALL;
  }

  /**
   * The machine that this runs on, as its kernel is set now: {@link #LINUX_6_5} or {@link #LINUX}
   * by what the kernel knows, with the values of /proc/sys/net in their place.
   *
   * <p>The one thing in the engine that reads from outside: with it, the same seed gives the same
   * packets on the same settings only.
   *
   * @throws IllegalStateException if this machine has no /proc/sys/net, because it is no Linux
   */
  public static HostProfile thisMachine() {
    return LinuxSysctls.ofThisMachine();
  }

  /**
   * The profile of this name, in upper or lower case; {@value #THIS_MACHINE} is {@link
   * #thisMachine()}.
   *
   * @throws IllegalArgumentException if there is none; the message lists those there are
   * @throws IllegalStateException as {@link #thisMachine()}
   */
  public static HostProfile named(String name) {
    if (THIS_MACHINE.equalsIgnoreCase(name)) {
      return thisMachine();
    }
    return ALL.stream()
        .filter(profile -> profile.name.equals(name.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no profile is called \"" + name + "\": choose one of " + names()));
  }

  /** Every name that {@link #named} knows. */
  public static List<String> names() {
    return Stream.concat(ALL.stream().map(HostProfile::name), Stream.of(THIS_MACHINE)).toList();
  }

  /**
   * The operating system of routers and far hosts that name none, where the client has this one:
   * this if it is a Linux, else {@link #LINUX}. A Mac's router is no Mac.
   */
  public HostProfile ofOthers() {
    return system == OperatingSystem.LINUX ? this : LINUX;
  }

  /** The kernel's timer wheel, if it is on; empty means ideal timers. */
  public Optional<TimerWheelSettings> timerWheel() {
    return Optional.ofNullable(wheel);
  }

  /** A builder that starts with these values. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Changes some of a profile. */
  public static final class Builder {
    private String name;
    private OperatingSystem system;
    private TcpSettings tcp;
    private NeighbourSettings neighbour;
    private Ipv4Settings ip;
    private IcmpSettings icmp;
    private Duration connectCall;
    private @Nullable TimerWheelSettings wheel;

    private Builder(HostProfile from) {
      name = from.name;
      system = from.system;
      tcp = from.tcp;
      neighbour = from.neighbour;
      ip = from.ip;
      icmp = from.icmp;
      connectCall = from.connectCall;
      wheel = from.wheel;
    }

    /** What reports call the profile. */
    public Builder name(String newName) {
      name = newName;
      return this;
    }

    /** Whose error numbers, texts and exceptions. */
    public Builder system(OperatingSystem newSystem) {
      system = newSystem;
      return this;
    }

    /** The transport layer. */
    public Builder tcp(TcpSettings settings) {
      tcp = settings;
      return this;
    }

    /** The first RTO of TCP alone. */
    public Builder initialRto(Duration rto) {
      tcp = tcp.toBuilder().initialRto(rto).build();
      return this;
    }

    /** {@code tcp_syn_retries} alone. */
    public Builder synRetries(int retries) {
      tcp = tcp.toBuilder().synRetries(retries).build();
      return this;
    }

    /** The neighbour table. */
    public Builder neighbour(NeighbourSettings settings) {
      neighbour = settings;
      return this;
    }

    /** The network layer. */
    public Builder ip(Ipv4Settings settings) {
      ip = settings;
      return this;
    }

    /** ICMP. */
    public Builder icmp(IcmpSettings settings) {
      icmp = settings;
      return this;
    }

    /** How long the system call connect() owns the socket. */
    public Builder connectCall(Duration time) {
      connectCall = time;
      return this;
    }

    /** Timers as the kernel's timer wheel rounds them. */
    public Builder timerWheel(TimerWheelSettings settings) {
      wheel = settings;
      return this;
    }

    /** Ideal timers, which are due to the nanosecond. */
    public Builder idealTimers() {
      wheel = null;
      return this;
    }

    /** The profile. */
    public HostProfile build() {
      return new HostProfile(name, system, tcp, neighbour, ip, icmp, connectCall, wheel);
    }
  }
}

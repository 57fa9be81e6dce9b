package io.synsent.engine.host;

import io.synsent.engine.Nullable;
import io.synsent.engine.neighbour.NeighbourSettings;
import io.synsent.engine.network.IcmpSettings;
import io.synsent.engine.network.Ipv4Settings;
import io.synsent.engine.time.TimerWheelSettings;
import io.synsent.engine.transport.TcpSettings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How one operating system's TCP/IP behaves: the settings of each layer.
 *
 * <p>A profile with another first RTO is one line: {@code HostProfile.LINUX.toBuilder()
 * .name("PHONE").initialRto(Duration.ofMillis(500)).build()}.
 *
 * @param name what reports call it
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
          TcpSettings.LINUX,
          NeighbourSettings.LINUX,
          Ipv4Settings.LINUX,
          IcmpSettings.LINUX,
          Duration.ZERO,
          null);

  /** Linux from 6.5 on: SYN at 0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67 s, ETIMEDOUT at 131 s. */
  public static final HostProfile LINUX_6_5 =
      LINUX.toBuilder().name("LINUX_6_5").tcp(TcpSettings.LINUX_6_5).build();

  private static final List<HostProfile> ALL = List.of(LINUX, LINUX_6_5);

  /** The profiles that have a name of their own. */
  public static List<HostProfile> all() {
    return ALL;
  }

  /**
   * The profile of this name, in upper or lower case.
   *
   * @throws IllegalArgumentException if there is none; the message lists those there are
   */
  public static HostProfile named(String name) {
    return ALL.stream()
        .filter(profile -> profile.name.equals(name.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no profile is called \""
                        + name
                        + "\": choose one of "
                        + ALL.stream().map(HostProfile::name).toList()));
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
    private TcpSettings tcp;
    private NeighbourSettings neighbour;
    private Ipv4Settings ip;
    private IcmpSettings icmp;
    private Duration connectCall;
    private @Nullable TimerWheelSettings wheel;

    private Builder(HostProfile from) {
      name = from.name;
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
      return new HostProfile(name, tcp, neighbour, ip, icmp, connectCall, wheel);
    }
  }
}

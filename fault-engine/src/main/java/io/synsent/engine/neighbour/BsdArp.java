package io.synsent.engine.neighbour;

import java.time.Duration;

/**
 * ARP of BSD and macOS under its names in {@code net.link.ether.inet}: each packet for an unknown
 * neighbour asks, at most once a second; no timer repeats a request.
 *
 * @param maxtries {@code maxtries}: how many requests go unanswered before the neighbour counts as
 *     down; 5
 * @param downTime {@code host_down_time} on macOS, {@code wait} on FreeBSD: how long the neighbour
 *     then counts as down, or an entry without an answer is kept; 20 s
 * @param asksWhileDown whether packets for a neighbour that is down still ask, as on FreeBSD; on
 *     macOS nothing is asked meanwhile (RTF_REJECT)
 * @param maxhold {@code maxhold}: how many packets wait for one answer; 16
 * @param probeInterval {@code probe_intvl}: how long packets wait before they are thrown away
 *     together; zero means as long as the entry is there
 * @param maxAge {@code max_age}: how long an answer counts; 20 min
 */
public record BsdArp(
    int maxtries,
    Duration downTime,
    boolean asksWhileDown,
    int maxhold,
    Duration probeInterval,
    Duration maxAge) {

  /** macOS (xnu-11417, bsd/netinet/in_arp.c: arp_maxtries, arpt_down, arp_maxhold, arpt_keep). */
  public static final BsdArp MACOS =
      new BsdArp(
          5, Duration.ofSeconds(20), false, 16, Duration.ofSeconds(7), Duration.ofMinutes(20));

  /** FreeBSD (sys/netinet/if_ether.c: V_arp_maxtries, V_arpt_down, V_arp_maxhold, V_arpt_keep). */
  public static final BsdArp FREEBSD =
      new BsdArp(5, Duration.ofSeconds(20), true, 16, Duration.ZERO, Duration.ofMinutes(20));

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is less than 1 or a time is negative
   */
  public BsdArp {
    if (maxtries < 1 || maxhold < 1) {
      throw new IllegalArgumentException(
          "net.link.ether.inet.maxtries "
              + maxtries
              + ", maxhold "
              + maxhold
              + ": expected 1 or more");
    }
    if (downTime.isNegative() || probeInterval.isNegative() || maxAge.isNegative()) {
      throw new IllegalArgumentException(
          "net.link.ether.inet.host_down_time "
              + downTime
              + ", probe_intvl "
              + probeInterval
              + ", max_age "
              + maxAge
              + ": expected zero or more");
    }
  }
}

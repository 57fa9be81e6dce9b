package io.synsent.engine.neighbour;

import io.synsent.engine.Nullable;
import java.time.Duration;

/**
 * The knobs of the neighbour table under their names in {@code net.ipv4.neigh.default}.
 *
 * <p>Defaults: net/ipv4/arp.c, {@code arp_tbl}, the same from Linux 3.x to 6.18.
 *
 * @param mcastSolicit {@code mcast_solicit}: broadcast requests before an unknown neighbour is
 *     FAILED; 3
 * @param ucastSolicit {@code ucast_solicit}: unicast requests before a known neighbour that no
 *     longer answers is FAILED; 3
 * @param mcastResolicit {@code mcast_resolicit} (Linux 4.1): broadcast requests after those, before
 *     it is FAILED; 0
 * @param retransTime {@code retrans_time_ms}: between two requests; 1 s
 * @param baseReachableTime {@code base_reachable_time_ms}: how long an answer counts, drawn at
 *     random between half and one and a half times that, and anew every 300 s; 30 s
 * @param delayFirstProbeTime {@code delay_first_probe_time}: how long a stale neighbour that is
 *     used again may confirm itself before it is asked; 5 s
 * @param locktime {@code locktime}: how long the first of several differing answers stands; 1 s
 * @param unresQlenBytes {@code unres_qlen_bytes}: bytes of packets (with the kernel's own overhead,
 *     truesize) that wait for one answer; 212992
 * @param gcStaleTime {@code gc_stale_time}: how long an unused entry is kept; 60 s
 * @param gcThresh1 {@code gc_thresh1}: fewer entries than this are never collected; 128
 * @param gcThresh2 {@code gc_thresh2}: from this many on a new entry takes the place of the oldest
 *     that is of no use, looked for every 5 s; PERMANENT ones do not count; 512
 * @param gcThresh3 {@code gc_thresh3}: the table holds no more than this, PERMANENT ones apart;
 *     1024
 * @param arpAccept {@code arp_accept}: whether an unasked announcement or reply makes a new entry;
 *     off
 * @param dropGratuitousArp {@code drop_gratuitous_arp} (Linux 4.6): whether announcements are not
 *     looked at; off
 * @param arpEvictNocarrier {@code arp_evict_nocarrier} (Linux 5.16): whether a lost carrier empties
 *     the device's table; on
 * @param bsdArp how ARP asks on BSD and macOS, where each packet asks and no timer does; {@code
 *     null} for the timer of Linux (and of RFC 4861, which Windows follows)
 */
public record NeighbourSettings(
    int mcastSolicit,
    int ucastSolicit,
    int mcastResolicit,
    Duration retransTime,
    Duration baseReachableTime,
    Duration delayFirstProbeTime,
    Duration locktime,
    int unresQlenBytes,
    Duration gcStaleTime,
    int gcThresh1,
    int gcThresh2,
    int gcThresh3,
    boolean arpAccept,
    boolean dropGratuitousArp,
    boolean arpEvictNocarrier,
    @Nullable BsdArp bsdArp) {

  /**
   * SKB_TRUESIZE(ETH_FRAME_LEN), by which proc_unres_qlen divides and multiplies: a frame of 1514
   * bytes, 256 of sk_buff and 320 of skb_shared_info. Measured on Linux 6.18.
   */
  private static final int FRAME_TRUESIZE = 2090;

  /** Linux. */
  public static final NeighbourSettings LINUX =
      new NeighbourSettings(
          3,
          3,
          0,
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          212_992,
          Duration.ofSeconds(60),
          128,
          512,
          1024,
          false,
          false,
          true,
          null);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public NeighbourSettings {
    check("mcast_solicit", mcastSolicit);
    check("ucast_solicit", ucastSolicit);
    check("mcast_resolicit", mcastResolicit);
    check("unres_qlen_bytes", unresQlenBytes);
    check("gc_thresh1", gcThresh1);
    check("gc_thresh2", gcThresh2);
    check("gc_thresh3", gcThresh3);
    check("retrans_time_ms", retransTime);
    check("base_reachable_time_ms", baseReachableTime);
    check("delay_first_probe_time", delayFirstProbeTime);
    check("locktime", locktime);
    check("gc_stale_time", gcStaleTime);
  }

  private static void check(String sysctl, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(sysctl + " " + value + ": expected zero or more");
    }
  }

  private static void check(String sysctl, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(sysctl + " " + value + ": expected zero or more");
    }
  }

  /** A builder that starts with these values. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Changes some of the settings. */
  public static final class Builder {
    private int mcastSolicit;
    private int ucastSolicit;
    private int mcastResolicit;
    private Duration retransTime;
    private Duration baseReachableTime;
    private Duration delayFirstProbeTime;
    private Duration locktime;
    private int unresQlenBytes;
    private Duration gcStaleTime;
    private int gcThresh1;
    private int gcThresh2;
    private int gcThresh3;
    private boolean arpAccept;
    private boolean dropGratuitousArp;
    private boolean arpEvictNocarrier;
    private @Nullable BsdArp bsdArp;

    private Builder(NeighbourSettings from) {
      mcastSolicit = from.mcastSolicit;
      ucastSolicit = from.ucastSolicit;
      mcastResolicit = from.mcastResolicit;
      retransTime = from.retransTime;
      baseReachableTime = from.baseReachableTime;
      delayFirstProbeTime = from.delayFirstProbeTime;
      locktime = from.locktime;
      unresQlenBytes = from.unresQlenBytes;
      gcStaleTime = from.gcStaleTime;
      gcThresh1 = from.gcThresh1;
      gcThresh2 = from.gcThresh2;
      gcThresh3 = from.gcThresh3;
      arpAccept = from.arpAccept;
      dropGratuitousArp = from.dropGratuitousArp;
      arpEvictNocarrier = from.arpEvictNocarrier;
      bsdArp = from.bsdArp;
    }

    /** {@code mcast_solicit}. */
    public Builder mcastSolicit(int requests) {
      mcastSolicit = requests;
      return this;
    }

    /** {@code ucast_solicit}. */
    public Builder ucastSolicit(int requests) {
      ucastSolicit = requests;
      return this;
    }

    /** {@code mcast_resolicit}. */
    public Builder mcastResolicit(int requests) {
      mcastResolicit = requests;
      return this;
    }

    /** {@code retrans_time_ms}. */
    public Builder retransTime(Duration time) {
      retransTime = time;
      return this;
    }

    /** {@code base_reachable_time_ms}. */
    public Builder baseReachableTime(Duration time) {
      baseReachableTime = time;
      return this;
    }

    /** {@code delay_first_probe_time}. */
    public Builder delayFirstProbeTime(Duration time) {
      delayFirstProbeTime = time;
      return this;
    }

    /** {@code locktime}. */
    public Builder locktime(Duration time) {
      locktime = time;
      return this;
    }

    /** {@code unres_qlen_bytes}. */
    public Builder unresQlenBytes(int bytes) {
      unresQlenBytes = bytes;
      return this;
    }

    /**
     * {@code unres_qlen}: {@code unres_qlen_bytes} counted in full Ethernet frames of 2090 bytes,
     * so that more packets without data have room than it says.
     *
     * @throws IllegalArgumentException if it is negative or more than the kernel takes
     */
    public Builder unresQlen(int frames) {
      if (frames < 0 || frames > Integer.MAX_VALUE / FRAME_TRUESIZE) {
        throw new IllegalArgumentException(
            "unres_qlen "
                + frames
                + ": expected 0 to "
                + Integer.MAX_VALUE / FRAME_TRUESIZE
                + ", such as Linux's 101");
      }
      return unresQlenBytes(frames * FRAME_TRUESIZE);
    }

    /** {@code gc_stale_time}. */
    public Builder gcStaleTime(Duration time) {
      gcStaleTime = time;
      return this;
    }

    /** {@code gc_thresh1}, {@code gc_thresh2}, {@code gc_thresh3}. */
    public Builder gcThresh(int first, int second, int third) {
      gcThresh1 = first;
      gcThresh2 = second;
      gcThresh3 = third;
      return this;
    }

    /** {@code arp_accept}. */
    public Builder arpAccept(boolean accept) {
      arpAccept = accept;
      return this;
    }

    /** {@code drop_gratuitous_arp}. */
    public Builder dropGratuitousArp(boolean drop) {
      dropGratuitousArp = drop;
      return this;
    }

    /** {@code arp_evict_nocarrier}. */
    public Builder arpEvictNocarrier(boolean evict) {
      arpEvictNocarrier = evict;
      return this;
    }

    /** ARP as on BSD and macOS: each packet asks. */
    public Builder bsdArp(BsdArp settings) {
      bsdArp = settings;
      return this;
    }

    /**
     * The settings.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public NeighbourSettings build() {
      return new NeighbourSettings(
          mcastSolicit,
          ucastSolicit,
          mcastResolicit,
          retransTime,
          baseReachableTime,
          delayFirstProbeTime,
          locktime,
          unresQlenBytes,
          gcStaleTime,
          gcThresh1,
          gcThresh2,
          gcThresh3,
          arpAccept,
          dropGratuitousArp,
          arpEvictNocarrier,
          bsdArp);
    }
  }
}

package io.synsent.engine.topology;

import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.wire.Impairment;
import io.synsent.engine.wire.Impairments;
import io.synsent.engine.wire.Segment;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** A LAN of a simulated network, whose wire can be made worse while connects are under way. */
public final class SimulatedLan {

  private final Segment segment;
  private final RandomGenerator random;

  SimulatedLan(Segment segment, RandomGenerator random) {
    this.segment = segment;
    this.random = random;
  }

  /** Picks SYNs: the first segment of a handshake. */
  public static boolean isSyn(EthernetFrame frame) {
    return hasFlags(frame, TcpSegment.SYN);
  }

  /** Picks SYN-ACKs: the second segment of a handshake. */
  public static boolean isSynAck(EthernetFrame frame) {
    return hasFlags(frame, TcpSegment.SYN | TcpSegment.ACK);
  }

  private static boolean hasFlags(EthernetFrame frame, int flags) {
    return frame.payload() instanceof IpPacket packet
        && packet.payload() instanceof TcpSegment segment
        && segment.flags() == flags;
  }

  /** Its prefix, such as {@code 192.168.31.0/24}. */
  public String name() {
    return segment.name();
  }

  /** One way from any station to any other, from now on. */
  public void setLatency(Duration oneWay) {
    segment.setLatencyNanos(oneWay.toNanos());
  }

  /** Cuts all stations off from each other, or ends that; they keep their carrier. */
  public void setPartitioned(boolean cut) {
    segment.setPartitioned(cut);
  }

  /** Loses the first {@code count} frames that {@code which} picks. */
  public void loseFirst(int count, Predicate<EthernetFrame> which) {
    segment.impair(Impairments.loseFirst(count, which));
  }

  /**
   * Loses frames at random, by the network's seed.
   *
   * @param probability 0 to 1
   */
  public void lose(double probability, Predicate<EthernetFrame> which) {
    segment.impair(Impairments.loseRandomly(probability, random, which));
  }

  /** Delays the first {@code count} frames that {@code which} picks. */
  public void delayFirst(int count, Duration delay, Predicate<EthernetFrame> which) {
    segment.impair(Impairments.delayFirst(count, delay, which));
  }

  /** Lets the first {@code count} frames that {@code which} picks arrive a second time. */
  public void duplicateFirst(int count, Duration distance, Predicate<EthernetFrame> which) {
    segment.impair(Impairments.duplicateFirst(count, distance, which));
  }

  /** Makes it bad in a way of the caller's own. */
  public void impair(Impairment impairment) {
    segment.impair(impairment);
  }

  /** Makes it good again, but for its latency. */
  public void mend() {
    segment.mend();
    segment.setPartitioned(false);
  }

  /** Puts a frame onto the wire as somebody would who is not of this network. */
  public void inject(EthernetFrame frame) {
    segment.inject(frame);
  }
}

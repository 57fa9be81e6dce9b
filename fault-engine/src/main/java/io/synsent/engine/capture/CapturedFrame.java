package io.synsent.engine.capture;

import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.Frames;

/**
 * A frame as the tap of one device saw it.
 *
 * @param atNanos when it passed the tap, in nanoseconds since the simulation began
 * @param host the name of the host that has the tap
 * @param device the name of the device, such as {@code eth0} or {@code lo}
 */
public record CapturedFrame(
    long atNanos, String host, String device, Direction direction, EthernetFrame frame) {

  /** The octets on the wire, without the frame check sequence, as capture files hold them. */
  public byte[] bytes() {
    return Frames.emit(frame);
  }

  /** The frame in the words of {@code tcpdump -n -S}. */
  public String text() {
    return TcpdumpText.describe(frame);
  }
}

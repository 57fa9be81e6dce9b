package io.synsent.engine.link;

import io.synsent.engine.capture.Direction;
import io.synsent.engine.capture.Journal;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.time.Timers;

/** Internal. {@code lo}: what is sent is received, at the same instant. */
public final class LoopbackDevice implements Device {

  /** drivers/net/loopback.c: {@code dev->mtu = 64 * 1024}. */
  private static final int LOOPBACK_MTU = 65_536;

  private final String host;
  private final Timers timers;
  private final Journal journal;
  private final FrameReceiver receiver;

  public LoopbackDevice(String host, Timers timers, Journal journal, FrameReceiver receiver) {
    this.host = host;
    this.timers = timers;
    this.journal = journal;
    this.receiver = receiver;
  }

  @Override
  public String name() {
    return "lo";
  }

  @Override
  public MacAddress mac() {
    return MacAddress.ZERO;
  }

  @Override
  public int mtu() {
    return LOOPBACK_MTU;
  }

  @Override
  public boolean isUp() {
    return true;
  }

  @Override
  public boolean hasCarrier() {
    return true;
  }

  @Override
  public boolean isLoopback() {
    return true;
  }

  /**
   * Sends a frame to the host itself.
   *
   * <p>It passes both taps, but a capture shows it once, as received: libpcap leaves out what
   * loopback sends (pcap-linux.c, linux_check_direction).
   */
  @Override
  public void transmit(EthernetFrame frame) {
    journal.frame(host, name(), Direction.IN, frame);
    timers.after(0, () -> receiver.receive(this, frame));
  }

  @Override
  public String toString() {
    return host + "/lo";
  }
}

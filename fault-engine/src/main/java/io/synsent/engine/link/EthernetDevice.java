package io.synsent.engine.link;

import io.synsent.engine.Nullable;
import io.synsent.engine.capture.Direction;
import io.synsent.engine.capture.Journal;
import io.synsent.engine.capture.Layer;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.wire.Port;
import io.synsent.engine.wire.Segment;
import io.synsent.engine.wire.Station;

/** Internal. An Ethernet card with both taps. */
public final class EthernetDevice implements Device, Station {

  /** RFC 894: "the maximum length of an IP datagram sent over an Ethernet is 1500 octets". */
  private static final int ETHERNET_MTU = 1500;

  private final String host;
  private final String name;
  private final MacAddress mac;
  private final Journal journal;
  private final FrameReceiver receiver;
  private @Nullable Port port;
  private boolean up = true;

  public EthernetDevice(
      String host, String name, MacAddress mac, Journal journal, FrameReceiver receiver) {
    this.host = host;
    this.name = name;
    this.mac = mac;
    this.journal = journal;
    this.receiver = receiver;
  }

  /**
   * Plugs it into a segment.
   *
   * @param cableNanos one way along its own cable
   */
  public void plugInto(Segment segment, long cableNanos) {
    port = segment.attach(this, cableNanos);
  }

  /** Pulls its cable, or plugs it in again. */
  public void setPluggedIn(boolean in) {
    if (port != null) {
      port.setPluggedIn(in);
    }
  }

  /** Its cable was never plugged in: as {@link #setPluggedIn}, but nothing happens. */
  public void leaveUnplugged() {
    if (port != null) {
      port.leaveUnplugged();
    }
  }

  /** {@code ip link set NAME up} or {@code down}. */
  public void setUp(boolean newUp) {
    if (up != newUp) {
      up = newUp;
      journal.event(host, Layer.LINK, name, newUp ? "up" : "down");
      receiver.stateChanged(this);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public MacAddress mac() {
    return mac;
  }

  @Override
  public int mtu() {
    return ETHERNET_MTU;
  }

  @Override
  public boolean isUp() {
    return up;
  }

  @Override
  public boolean hasCarrier() {
    return up && port != null && port.isPluggedIn();
  }

  @Override
  public boolean isLoopback() {
    return false;
  }

  /**
   * Sends a frame, past the sending tap.
   *
   * <p>Without a carrier the queue in front of the tap throws it away (noop_qdisc): no capture
   * shows it.
   */
  @Override
  public void transmit(EthernetFrame frame) {
    if (!hasCarrier() || port == null) {
      journal.event(host, Layer.LINK, name, "no carrier: the frame is thrown away");
      return;
    }
    journal.frame(host, name, Direction.OUT, frame); // dev_queue_xmit_nit
    port.send(frame);
  }

  @Override
  public void receive(EthernetFrame frame) {
    if (!up) {
      return;
    }
    journal.frame(host, name, Direction.IN, frame); // __netif_receive_skb_core
    if (frame.destination().equals(mac) || frame.destination().isGroup()) {
      receiver.receive(this, frame);
    }
  }

  @Override
  public void carrierChanged(boolean carrier) {
    journal.event(host, Layer.LINK, name, carrier ? "carrier" : "no carrier: cable unplugged");
    receiver.stateChanged(this);
  }

  @Override
  public String toString() {
    return host + "/" + name;
  }
}

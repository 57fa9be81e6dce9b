package io.synsent.engine.wire;

import io.synsent.engine.packet.EthernetFrame;

/** Internal. Where one station's cable enters a segment. */
public final class Port {

  private final Segment segment;
  private final Station station;
  private final long cableNanos;
  private boolean pluggedIn = true;

  Port(Segment segment, Station station, long cableNanos) {
    this.segment = segment;
    this.station = station;
    this.cableNanos = cableNanos;
  }

  /** The station puts a frame onto the cable. */
  public void send(EthernetFrame frame) {
    if (pluggedIn) {
      segment.carry(this, frame);
    }
  }

  /** Pulls the cable, or plugs it in. */
  public void setPluggedIn(boolean in) {
    if (pluggedIn != in) {
      pluggedIn = in;
      station.carrierChanged(in);
    }
  }

  /** The cable was never plugged in: nobody is told. */
  public void leaveUnplugged() {
    pluggedIn = false;
  }

  /** Whether the cable is in. */
  public boolean isPluggedIn() {
    return pluggedIn;
  }

  /** One way along this cable alone. */
  long cableNanos() {
    return cableNanos;
  }

  /** A frame comes out of the segment. A cable pulled meanwhile loses it. */
  void deliver(EthernetFrame frame) {
    if (pluggedIn) {
      station.receive(frame);
    }
  }
}

package io.synsent.engine.link;

import io.synsent.engine.packet.EthernetFrame;

/** Internal. Who gets the frames of a device: the host above it. */
public interface FrameReceiver {

  /** A frame for this host, or for everybody, arrived at {@code device}. */
  void receive(Device device, EthernetFrame frame);

  /** The device went up or down, or its carrier came or went. */
  void stateChanged(Device device);
}

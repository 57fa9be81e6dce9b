package io.synsent.engine.link;

import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.MacAddress;

/** Internal. A network interface: {@code eth0} or {@code lo}. */
public sealed interface Device permits EthernetDevice, LoopbackDevice {

  /** Its name, such as {@code eth0}. */
  String name();

  /** Its address; zero on loopback. */
  MacAddress mac();

  /** The largest IP packet it takes, in octets. */
  int mtu();

  /** Whether it is administratively up ({@code ip link set eth0 up}). */
  boolean isUp();

  /** Whether frames could pass: up, and a cable plugged in. */
  boolean hasCarrier();

  /** Whether it leads back to the host itself; then no neighbour has to be resolved. */
  boolean isLoopback();

  /** Sends a frame. */
  void transmit(EthernetFrame frame);
}

package io.synsent.engine.capture;

import java.util.Locale;

/** Where in the network something happened: a layer of one host, or a box on the way. */
public enum Layer {
  SOCKET,
  TCP,
  UDP,
  ICMP,
  IP,
  NEIGHBOUR,
  ARP,
  NDP,
  LINK,
  WIRE,
  ROUTER,
  FIREWALL,
  NAME;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The layer's name in lower case, as timelines and JSON write it: {@code "neighbour"}. */
  public String label() {
    return label;
  }
}

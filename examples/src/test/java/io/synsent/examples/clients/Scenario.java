package io.synsent.examples.clients;

import java.time.Duration;

/** What is wrong with the network when a client meets it; one row of each table of the page. */
enum Scenario {
  /** Nobody answers ARP. */
  ABSENT_LAN_HOST("absent host on the LAN", Hosts.ABSENT),

  /** SYNs are dropped, and the client's connect timeout is what the library's authors chose. */
  SILENT_FIREWALL("silent firewall, default timeouts", Hosts.FIREWALLED),

  /** The same, with a connect timeout of {@link #CONNECT_TIMEOUT}. */
  SILENT_FIREWALL_OWN_TIMEOUT("silent firewall, its own timeout of 2 s", Hosts.FIREWALLED),

  CLOSED_PORT("closed port", Hosts.CLOSED),

  UNKNOWN_NAME("unknown name", Hosts.UNKNOWN),

  /** Called until it works; the port opens after two calls have failed. */
  RECOVERY("closed port that opens after two failed calls", Hosts.RECOVERING);

  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  private final String title;
  private final String host;

  Scenario(String title, String host) {
    this.title = title;
    this.host = host;
  }

  /** As the page calls it. */
  String title() {
    return title;
  }

  String host() {
    return host;
  }

  boolean hasOwnTimeout() {
    return this == SILENT_FIREWALL_OWN_TIMEOUT;
  }
}

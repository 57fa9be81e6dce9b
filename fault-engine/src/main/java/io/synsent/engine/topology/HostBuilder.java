package io.synsent.engine.topology;

import io.synsent.engine.host.HostProfile;
import io.synsent.engine.network.FirewallRule;
import java.time.Duration;

/** Declares one host of a network: see {@link Network.Builder#host}. */
@SuppressWarnings("DoNotCallSuggester")
public final class HostBuilder {

  HostBuilder() {}

  /** Nobody has the address: nothing answers ARP for it. */
  public HostBuilder absent() {
    throw new UnsupportedOperationException();
  }

  /** Nobody has the address, and this is what the last router says about it. */
  public HostBuilder absent(LastRouter lastRouter) {
    throw new UnsupportedOperationException();
  }

  /** Something listens on these ports; all others answer RST. */
  public HostBuilder open(int... ports) {
    throw new UnsupportedOperationException();
  }

  /** Nothing listens on this port; needed on loopback, where only named ports are simulated. */
  public HostBuilder closed(int port) {
    throw new UnsupportedOperationException();
  }

  /** A rule of its firewall, behind those declared before. */
  public HostBuilder firewall(FirewallRule rule) {
    throw new UnsupportedOperationException();
  }

  /** Its operating system; the network's profile unless said otherwise. */
  public HostBuilder profile(HostProfile profile) {
    throw new UnsupportedOperationException();
  }

  /** One way from its LAN to the host; zero unless said otherwise (the LAN has its own latency). */
  public HostBuilder latency(Duration oneWay) {
    throw new UnsupportedOperationException();
  }
}

package io.synsent.engine.topology;

import io.synsent.engine.network.FirewallRule;
import io.synsent.engine.packet.IpAddress;
import java.util.List;
import java.util.Set;

/** A host of a simulated network, whose state can be changed while connects are under way. */
@SuppressWarnings("DoNotCallSuggester")
public final class SimulatedHost {

  SimulatedHost() {}

  /** The name it was declared by: a host name, or its address. */
  public String name() {
    throw new UnsupportedOperationException();
  }

  /** Its addresses, the first one being the one it is best known by. */
  public List<IpAddress> addresses() {
    throw new UnsupportedOperationException();
  }

  /** Pulls its network cables: it neither sends nor receives, its own device loses the carrier. */
  public void unplug() {
    throw new UnsupportedOperationException();
  }

  /** Plugs its cables in again; also switches on a host that was declared absent. */
  public void plugIn() {
    throw new UnsupportedOperationException();
  }

  /** Whether its cables are in. */
  public boolean isPluggedIn() {
    throw new UnsupportedOperationException();
  }

  /**
   * Lets something listen on a port.
   *
   * @param port 1 to 65535; one that is open already stays open
   */
  public void openPort(int port) {
    throw new UnsupportedOperationException();
  }

  /** Ends the listening on a port: the next SYN is answered with RST. */
  public void closePort(int port) {
    throw new UnsupportedOperationException();
  }

  /** The ports on which something listens, in order. */
  public Set<Integer> openPorts() {
    throw new UnsupportedOperationException();
  }

  /** Adds a rule behind those there are. */
  public void addFirewallRule(FirewallRule rule) {
    throw new UnsupportedOperationException();
  }

  /** Takes all rules away. */
  public void clearFirewall() {
    throw new UnsupportedOperationException();
  }

  /** Its neighbour table in the words of {@code ip neigh}, one line per entry. */
  public List<String> neighbours() {
    throw new UnsupportedOperationException();
  }

  /** Its neighbour table in the words of {@code arp -a}, one line per entry. */
  public List<String> arpTable() {
    throw new UnsupportedOperationException();
  }
}

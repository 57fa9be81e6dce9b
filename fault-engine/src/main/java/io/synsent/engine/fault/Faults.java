package io.synsent.engine.fault;

import io.synsent.engine.network.FirewallAction;
import io.synsent.engine.network.FirewallRule;
import io.synsent.engine.topology.FaultSchedule;
import io.synsent.engine.topology.LastRouter;
import io.synsent.engine.topology.Network;
import java.util.function.Consumer;

/**
 * The named faults: {@code Network.builder().with(Faults.unreachable("192.168.31.7")).build()}.
 *
 * <p>A host is an address such as {@code "192.168.31.7"} or a name.
 */
public final class Faults {

  private Faults() {}

  /** Nobody has the address; a last router, where there is one, keeps silent about it. */
  public static Consumer<Network.Builder> unreachable(String host) {
    return unreachable(host, LastRouter.SILENT);
  }

  /** Nobody has the address, and this is what the last router, where there is one, does. */
  public static Consumer<Network.Builder> unreachable(String host, LastRouter lastRouter) {
    return network -> network.host(host, details -> details.absent(lastRouter));
  }

  /** The host is there and nothing listens on {@code port}: its transport layer answers RST. */
  public static Consumer<Network.Builder> closedPort(String host, int port) {
    return network -> network.host(host, details -> details.closed(port));
  }

  /** A firewall in front of one port; the others are closed. */
  public static Consumer<Network.Builder> firewalled(String host, int port, FirewallAction action) {
    return network ->
        network.host(host, details -> details.firewall(FirewallRule.inputTcp(port, action)));
  }

  /** A firewall in front of all ports. */
  public static Consumer<Network.Builder> firewalled(String host, FirewallAction action) {
    return network ->
        network.host(host, details -> details.firewall(FirewallRule.input(action).tcp()));
  }

  /** Nobody has the address while this holds; otherwise the host is there, with open ports. */
  public static Consumer<Network.Builder> unreachable(
      String host, LastRouter lastRouter, FaultSchedule when) {
    return network -> network.host(host, details -> details.absent(lastRouter, when));
  }

  /** Nothing listens on {@code port} while this holds; otherwise it is open. */
  public static Consumer<Network.Builder> closedPort(String host, int port, FaultSchedule when) {
    return network -> network.host(host, details -> details.closed(port, when));
  }

  /** A firewall in front of one port while this holds; otherwise the port is open. */
  public static Consumer<Network.Builder> firewalled(
      String host, int port, FirewallAction action, FaultSchedule when) {
    return network ->
        network.host(host, details -> details.firewall(FirewallRule.inputTcp(port, action), when));
  }

  /** A firewall in front of all ports while this holds; otherwise they are open. */
  public static Consumer<Network.Builder> firewalled(
      String host, FirewallAction action, FaultSchedule when) {
    return network ->
        network.host(host, details -> details.firewall(FirewallRule.input(action).tcp(), when));
  }

  /** The host is there and something listens on {@code ports}. */
  public static Consumer<Network.Builder> reachable(String host, int... ports) {
    return network -> network.host(host, details -> details.open(ports));
  }
}

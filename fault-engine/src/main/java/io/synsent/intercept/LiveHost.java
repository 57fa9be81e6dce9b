package io.synsent.intercept;

import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.topology.SimulatedHost;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A host of a live network: what a test changes while its application runs. Thread safe; every
 * change happens at the present moment and shows in the timeline.
 *
 * <pre>{@code
 * network.host("db").unplug();
 * assertThrows(SQLException.class, () -> repository.load(1));
 * network.host("db").plugIn();
 * }</pre>
 */
public final class LiveHost {

  private final LiveNetwork network;
  private final SimulatedHost host;
  private final String askedFor;

  LiveHost(LiveNetwork network, SimulatedHost host, String askedFor) {
    this.network = network;
    this.host = host;
    this.askedFor = askedFor;
  }

  /** The name it was declared by: a host name, or its address. */
  public String name() {
    return host.name();
  }

  /** Its addresses. */
  public List<IpAddress> addresses() {
    return network.inside(host::addresses);
  }

  /** Pulls its network cables. */
  public LiveHost unplug() {
    network.inside(host::unplug);
    return this;
  }

  /** Plugs its cables in again; a host that was declared absent appears. */
  public LiveHost plugIn() {
    network.inside(host::plugIn);
    return this;
  }

  /**
   * Lets something listen on a port.
   *
   * @param port 1 to 65535
   */
  public LiveHost openPort(int port) {
    network.inside(() -> host.openPort(port));
    return this;
  }

  /**
   * Ends the listening on a port: the next SYN is answered with RST.
   *
   * @param port 1 to 65535
   */
  public LiveHost closePort(int port) {
    network.inside(() -> host.closePort(port));
    return this;
  }

  /**
   * Connections to this host's open ports lead to {@code backend} from now on.
   *
   * @param backend a listener on this machine
   */
  public LiveHost backedBy(InetSocketAddress backend) {
    return backedBy(() -> backend);
  }

  /**
   * Connections to this host's open ports lead to what {@code backend} supplies, asked anew for
   * each connect on the connecting thread: the port of a container or a mock server is known only
   * when it runs.
   */
  public LiveHost backedBy(Supplier<InetSocketAddress> backend) {
    connectedTo().forEach(address -> network.backends().putForAllPorts(address, backend));
    return this;
  }

  /** The same for one of its ports; goes before what was said for all of them. */
  public LiveHost backedBy(int port, Supplier<InetSocketAddress> backend) {
    connectedTo().forEach(address -> network.backends().put(address, port, backend));
    return this;
  }

  /**
   * Leads connections to one of its ports through something else on the way to their backend.
   *
   * <p>Internal. Proxies that spoil established connections are put in between with it.
   *
   * @param through given the backend's address, says where to connect to instead; asked at each
   *     connect on the connecting thread
   */
  public LiveHost detour(int port, UnaryOperator<InetSocketAddress> through) {
    connectedTo().forEach(address -> network.backends().detour(address, port, through));
    return this;
  }

  /**
   * The addresses that an application connects to when it means this host: on loopback not the
   * host's own, for there this host is the client itself.
   */
  private List<IpAddress> connectedTo() {
    List<IpAddress> asked =
        askedFor.startsWith("127.") || askedFor.indexOf(':') >= 0
            ? List.of(IpAddress.parse(askedFor))
            : network.ask(n -> n.resolve(askedFor)).orElse(List.of());
    return asked.stream().anyMatch(IpAddress::isLoopback) ? asked : addresses();
  }

  /** The host within the engine. */
  SimulatedHost simulated() {
    return host;
  }

  @Override
  public String toString() {
    return "host " + name();
  }
}

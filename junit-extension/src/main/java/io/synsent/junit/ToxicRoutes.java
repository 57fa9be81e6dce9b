package io.synsent.junit;

import eu.rekawek.toxiproxy.Proxy;
import io.synsent.engine.topology.Network;
import io.synsent.intercept.LiveHost;
import io.synsent.intercept.LiveNetwork;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The proxies behind the hosts of one network, and the Toxiproxy server they are on. Both are made
 * when first needed, and removed when the network ends.
 */
final class ToxicRoutes {

  private static final Map<LiveNetwork, ToxicRoutes> BY_NETWORK = new HashMap<>();

  private final LiveNetwork network;
  private final ToxiproxyAccess server;
  private final Map<String, Route> routes = new LinkedHashMap<>();

  private ToxicRoutes(LiveNetwork network, ToxiproxyAccess server) {
    this.network = network;
    this.server = server;
  }

  /**
   * The routes of a network.
   *
   * @param annotated the address that an annotation gives for the server, if one does; it counts
   *     when the first proxy is made
   * @throws IllegalStateException the server does not answer, or the network has ended
   */
  static ToxicRoutes of(LiveNetwork network, Optional<ToxiproxyAddress> annotated) {
    synchronized (BY_NETWORK) {
      ToxicRoutes present = BY_NETWORK.get(network);
      if (present != null) {
        return present;
      }
      if (network.isClosed()) {
        throw new IllegalStateException(
            network + " has ended, and its proxies with it: take those of the running test's");
      }
      Optional<ToxiproxyAddress> address =
          ToxiproxyAddress.configured(annotated, System.getProperties(), System.getenv());
      ToxiproxyAccess server =
          address.isPresent()
              ? ToxiproxyAccess.external(address.get())
              : ToxiproxyAccess.embedded(network.ask(Network::seed));
      ToxicRoutes routes = new ToxicRoutes(network, server);
      BY_NETWORK.put(network, routes);
      network.onClose(routes::close);
      return routes;
    }
  }

  /**
   * The proxy behind a host's port.
   *
   * @throws IllegalArgumentException there is no such host, or no port is given
   */
  Proxy proxy(String hostAndPort) {
    synchronized (routes) {
      Route present = routes.get(hostAndPort);
      if (present != null) {
        return present.proxy;
      }
      int colon = hostAndPort.lastIndexOf(':');
      String host = hostAndPort.substring(0, Math.max(colon, 0));
      int port = port(hostAndPort, colon);
      LiveHost live = network.host(host);
      Route route = new Route(server, server.createProxy(host + "_" + port));
      live.detour(port, route::through);
      routes.put(hostAndPort, route);
      return route.proxy;
    }
  }

  private static int port(String hostAndPort, int colon) {
    try {
      int port = colon < 1 ? 0 : Integer.parseInt(hostAndPort.substring(colon + 1));
      if (port > 0 && port < 65536) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "\""
            + hostAndPort
            + "\" names no port: toxics act on the connections to one. Write host:port, as in"
            + " @ReachableHost");
  }

  private void close() {
    synchronized (BY_NETWORK) {
      BY_NETWORK.remove(network);
    }
    synchronized (routes) {
      routes.values().forEach(route -> server.remove(route.proxy));
      routes.clear();
      server.close();
    }
  }

  /** From one port to its backend through one proxy. */
  private static final class Route {
    private final ToxiproxyAccess server;
    private final Proxy proxy;
    private String upstream = ToxiproxyAccess.NO_UPSTREAM_YET;

    Route(ToxiproxyAccess server, Proxy proxy) {
      this.server = server;
      this.proxy = proxy;
    }

    /** Where to connect to for this backend, which may be another one than last time. */
    synchronized InetSocketAddress through(InetSocketAddress backend) {
      String wanted = ToxiproxyAccess.text(backend);
      if (!wanted.equals(upstream)) {
        server.setUpstream(proxy, wanted);
        upstream = wanted;
      }
      return server.addressOf(proxy);
    }
  }
}

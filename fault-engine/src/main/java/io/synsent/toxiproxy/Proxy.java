package io.synsent.toxiproxy;

import io.synsent.engine.Nullable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A named port that leads to an upstream, with the toxics of all connections through it. */
final class Proxy {
  /** What all proxies of a server share. */
  record Environment(
      EventLoop loop, Budget budget, RealNetwork realNetwork, long seed, long orphanNanos) {}

  /** As many clients as may wait to be accepted; Linux allows no more by default. */
  private static final int BACKLOG = 4096;

  private static final long ACCEPT_PAUSE_NANOS = 100_000_000;

  private static final System.Logger LOG = System.getLogger(Proxy.class.getName());

  private final Environment environment;
  private final String name;
  private String listen;
  private String upstream;
  private final Map<Direction, List<Toxic>> chains = new EnumMap<>(Direction.class);
  private final Set<Connection> connections = new LinkedHashSet<>();
  private final List<Connection> awaitingAddress = new ArrayList<>();
  private @Nullable ServerSocketChannel listener;
  private long accepted;

  Proxy(Environment environment, String name, String listen, String upstream) {
    this.environment = environment;
    this.name = name;
    this.listen = listen;
    this.upstream = upstream;
    for (Direction direction : Direction.values()) {
      chains.put(direction, new ArrayList<>());
    }
  }

  String name() {
    return name;
  }

  /** The address to listen on, or, once it listened, the one it listens on. */
  String listen() {
    return listen;
  }

  String upstream() {
    return upstream;
  }

  boolean isEnabled() {
    return listener != null;
  }

  EventLoop loop() {
    return environment.loop();
  }

  Budget budget() {
    return environment.budget();
  }

  RealNetwork realNetwork() {
    return environment.realNetwork();
  }

  long seed() {
    return environment.seed();
  }

  long orphanNanos() {
    return environment.orphanNanos();
  }

  int connectionCount() {
    return connections.size();
  }

  // Listening.

  /** Listens, if it does not yet. */
  void start() throws IOException {
    if (listener != null) {
      return;
    }
    InetSocketAddress address = HostAndPort.parse(listen).toListenAddress();
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(address, BACKLOG);
      loop().register(channel, SelectionKey.OP_ACCEPT, key -> accept(channel, key));
      listen = HostAndPort.of((InetSocketAddress) channel.getLocalAddress()).toString();
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    listener = channel;
  }

  /** Closes the port and every connection; when this returns, the port is free. */
  void stop() throws IOException {
    if (listener != null) {
      listener.close();
      listener = null;
    }
    for (Connection connection : List.copyOf(connections)) {
      connection.close();
    }
    loop().releaseClosedChannels();
  }

  /** Takes other addresses, which closes all connections, and is enabled or not afterwards. */
  void update(String newListen, String newUpstream, boolean enabled) throws IOException {
    if (!newListen.equals(listen) || !newUpstream.equals(upstream)) {
      stop();
      listen = newListen;
      upstream = newUpstream;
    }
    if (enabled) {
      start();
    } else {
      stop();
    }
  }

  private void accept(ServerSocketChannel channel, SelectionKey key) {
    try {
      for (SocketChannel client = channel.accept(); client != null; client = channel.accept()) {
        welcome(client);
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "Proxy " + name + " could not accept a client.", e);
      // Most likely there is no file descriptor left, and the client would be offered again at
      // once.
      if (key.isValid()) {
        key.interestOps(0);
        loop().after(ACCEPT_PAUSE_NANOS, () -> acceptAgain(key));
      }
    }
  }

  private static void acceptAgain(SelectionKey key) {
    if (key.isValid()) {
      key.interestOps(SelectionKey.OP_ACCEPT);
    }
  }

  private void welcome(SocketChannel client) throws IOException {
    Connection connection;
    try {
      connection = new Connection(this, ++accepted, client);
    } catch (IOException e) {
      client.close();
      throw e;
    }
    connections.add(connection);
    HostAndPort address;
    try {
      address = HostAndPort.parse(upstream);
    } catch (IOException e) {
      connection.connectTo(Collections.emptyIterator(), e);
      return;
    }
    List<InetSocketAddress> known = address.withoutLookup();
    if (known.isEmpty()) {
      lookUp(address, connection);
    } else {
      connection.connectTo(known.iterator(), null);
    }
  }

  /** Looks a name up on a thread of its own: a resolver may take its time. */
  private void lookUp(HostAndPort address, Connection connection) {
    awaitingAddress.add(connection);
    if (awaitingAddress.size() > 1) {
      return;
    }
    Thread resolver =
        new Thread(
            () -> {
              List<InetSocketAddress> found = new ArrayList<>();
              IOException[] failure = new IOException[1];
              try {
                realNetwork()
                    .run(
                        () -> {
                          for (InetAddress one : InetAddress.getAllByName(address.host())) {
                            found.add(new InetSocketAddress(one, address.port()));
                          }
                        });
              } catch (IOException e) {
                failure[0] = e;
              }
              loop().post(() -> lookedUp(found, failure[0]));
            },
            "synsent-toxiproxy-resolver");
    resolver.setDaemon(true);
    resolver.start();
  }

  private void lookedUp(List<InetSocketAddress> addresses, @Nullable IOException failure) {
    List<Connection> waiting = List.copyOf(awaitingAddress);
    awaitingAddress.clear();
    for (Connection connection : waiting) {
      connection.connectTo(addresses.iterator(), failure);
    }
  }

  void forget(Connection connection) {
    connections.remove(connection);
  }

  // Toxics.

  /** The toxics of a direction, in the order in which bytes meet them. */
  List<Toxic> chain(Direction direction) {
    return chains.getOrDefault(direction, List.of());
  }

  /** All toxics as the API lists them: upstream first. */
  List<Toxic> toxics() {
    List<Toxic> all = new ArrayList<>(chain(Direction.UPSTREAM));
    all.addAll(chain(Direction.DOWNSTREAM));
    return all;
  }

  @Nullable
  Toxic toxic(String toxicName) {
    for (Toxic toxic : toxics()) {
      if (toxic.name().equals(toxicName)) {
        return toxic;
      }
    }
    return null;
  }

  void add(Toxic toxic) {
    chain(toxic.stream()).add(toxic);
    for (Connection connection : List.copyOf(connections)) {
      connection.change(toxic.stream(), link -> link.add(toxic));
    }
  }

  void replace(Toxic before, Toxic after) {
    List<Toxic> chain = chain(before.stream());
    chain.set(chain.indexOf(before), after);
    for (Connection connection : List.copyOf(connections)) {
      connection.change(after.stream(), link -> link.change(after));
    }
  }

  void remove(Toxic toxic) {
    chain(toxic.stream()).remove(toxic);
    for (Connection connection : List.copyOf(connections)) {
      connection.change(toxic.stream(), link -> link.remove(toxic));
    }
  }

  void removeAllToxics() {
    toxics().forEach(this::remove);
  }
}

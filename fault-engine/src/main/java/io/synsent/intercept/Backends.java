package io.synsent.intercept;

import io.synsent.engine.Nullable;
import io.synsent.engine.packet.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Where the open ports of a network's hosts lead to on this machine. */
final class Backends implements AutoCloseable {

  private static final int ANY_PORT = -1;
  private static final int LONGEST_QUEUE = 4096;

  private final Map<Target, Supplier<InetSocketAddress>> suppliers = new ConcurrentHashMap<>();
  private final Map<Target, UnaryOperator<InetSocketAddress>> detours = new ConcurrentHashMap<>();
  private @Nullable Backends outer;
  private @Nullable ServerSocketChannel silentPeer;

  private record Target(IpAddress address, int port) {}

  void put(IpAddress address, int port, Supplier<InetSocketAddress> backend) {
    suppliers.put(new Target(address, port), backend);
  }

  void putForAllPorts(IpAddress address, Supplier<InetSocketAddress> backend) {
    suppliers.put(new Target(address, ANY_PORT), backend);
  }

  /** What is not said here is asked there. */
  void inside(Backends around) {
    outer = around;
  }

  void detour(IpAddress address, int port, UnaryOperator<InetSocketAddress> through) {
    detours.put(new Target(address, port), through);
  }

  /**
   * Where a connection to {@code address} and {@code port} leads. With no backend it is a listener
   * that takes connections and never says a word.
   *
   * @throws IllegalStateException if the backend's supplier fails or supplies no real address
   */
  InetSocketAddress resolve(IpAddress address, int port) throws IOException {
    Supplier<InetSocketAddress> supplier = supplier(address, port);
    InetSocketAddress backend = supplier == null ? silentPeer() : supplied(supplier, address, port);
    UnaryOperator<InetSocketAddress> detour = detours.get(new Target(address, port));
    return detour == null ? backend : detour.apply(backend);
  }

  private @Nullable Supplier<InetSocketAddress> supplier(IpAddress address, int port) {
    Supplier<InetSocketAddress> supplier = suppliers.get(new Target(address, port));
    if (supplier == null) {
      supplier = suppliers.get(new Target(address, ANY_PORT));
    }
    return supplier == null && outer != null ? outer.supplier(address, port) : supplier;
  }

  private static InetSocketAddress supplied(
      Supplier<InetSocketAddress> supplier, IpAddress address, int port) {
    String target = address + ":" + port;
    InetSocketAddress backend;
    try {
      backend = supplier.get();
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "the supplier of the backend of " + target + " failed: " + e, e);
    }
    if (backend == null || backend.isUnresolved() || backend.getPort() == 0) {
      throw new IllegalStateException(
          "the supplier of the backend of "
              + target
              + " supplied "
              + backend
              + ": expected the address and port of a listener on this machine");
    }
    return backend;
  }

  private synchronized InetSocketAddress silentPeer() throws IOException {
    ServerSocketChannel peer = silentPeer;
    if (peer == null || !peer.isOpen()) {
      peer = ServerSocketChannel.open();
      peer.bind(
          new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0),
          LONGEST_QUEUE);
      silentPeer = peer;
    }
    return (InetSocketAddress) peer.getLocalAddress();
  }

  /** Ends the connections that led to no backend. */
  @Override
  public synchronized void close() {
    ServerSocketChannel peer = silentPeer;
    if (peer != null) {
      silentPeer = null;
      try {
        peer.close();
      } catch (IOException nothingToSave) {
        // It held no data.
      }
    }
  }
}

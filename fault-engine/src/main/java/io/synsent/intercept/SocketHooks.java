package io.synsent.intercept;

import io.synsent.engine.Nullable;
import io.synsent.engine.packet.IpAddress;
import io.synsent.intercept.boot.ConnectHooks;
import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.UnknownHostException;

/**
 * SynSent's side of {@link ConnectHooks}: called by rewritten JDK methods for every socket of the
 * process, often under the JDK's own locks. Nothing here logs or waits, and what no network names
 * passes after a look or two.
 */
final class SocketHooks {

  private static final long LONGEST_WAIT_FOR_A_BACKEND_MILLIS = 2000;
  private static final ThreadLocal<@Nullable Observation> CONNECTING = new ThreadLocal<>();
  private static volatile @Nullable Installation installation;

  private SocketHooks() {}

  static void use(Installation current) {
    installation = current;
  }

  static void stopUsing(Installation current) {
    if (installation == current) {
      installation = null;
    }
  }

  static @Nullable Installation installation() {
    return installation;
  }

  /** The calling thread connects, or polls a connect: what returns to it belongs to that one. */
  static void connecting(Observation seen) {
    CONNECTING.set(seen);
  }

  static int connect(ProtocolFamily family, FileDescriptor fd, InetAddress remote, int port)
      throws IOException {
    Installation current = installation;
    if (current == null) {
      return ConnectHooks.GO_ON;
    }
    SelfTest probe = current.selfTest();
    if (probe != null && probe.concerns()) {
      return probe.connect(family, fd, port);
    }
    LiveNetwork[] networks = current.active();
    if (networks.length == 0 || Bypass.isOpen()) {
      return ConnectHooks.GO_ON;
    }
    if (remote instanceof Inet4Address || current.sockets().isIpv6(family)) {
      // An IPv6 address on a socket that cannot reach it is the JDK's own error, before any packet.
      IpAddress target = IpAddress.of(remote);
      for (LiveNetwork network : networks) {
        if (network.simulates(target, port)) {
          return current.sockets().isStream(fd)
              ? network.connect(family, fd, target, port)
              : current.connectDatagram(family, fd);
        }
      }
    }
    if (!StrictMode.isLocal(remote)) {
      StrictMode.check(
          networks,
          current.sockets().isStream(fd)
              ? BlockedAccess.Kind.CONNECT
              : BlockedAccess.Kind.DATAGRAM_CONNECT,
          remote,
          port);
    }
    return ConnectHooks.GO_ON;
  }

  static int pollConnect(FileDescriptor fd) throws IOException {
    Installation current = installation;
    if (current == null) {
      return ConnectHooks.GO_ON;
    }
    SelfTest probe = current.selfTest();
    if (probe != null && probe.concerns()) {
      probe.saw(Hook.POLL_CONNECT);
    }
    SimulatedSocket socket = current.simulated().get(fd);
    if (socket == null) {
      return ConnectHooks.GO_ON;
    }
    connecting(socket.observation());
    Boolean answer = socket.poll(fd);
    if (answer == null) {
      return ConnectHooks.GO_ON;
    }
    return answer ? ConnectHooks.CONNECTED : ConnectHooks.NOT_YET;
  }

  /** As {@link #pollConnect} for an asynchronous channel, which cannot be told "not yet". */
  static void checkConnect(FileDescriptor fd) throws IOException {
    Installation current = installation;
    if (current == null) {
      return;
    }
    SelfTest probe = current.selfTest();
    if (probe != null && probe.concerns()) {
      probe.saw(Hook.ASYNC_CHECK);
    }
    SimulatedSocket socket = current.simulated().get(fd);
    if (socket != null) {
      socket.poll(fd);
      current.sockets().awaitWritable(fd, LONGEST_WAIT_FOR_A_BACKEND_MILLIS);
    }
  }

  static void close(FileDescriptor fd) {
    closing(fd, Hook.CLOSE);
  }

  static void preClose(FileDescriptor fd) {
    closing(fd, Hook.PRE_CLOSE);
  }

  static void channelClose(FileDescriptor fd) {
    closing(fd, Hook.CHANNEL_CLOSE);
  }

  /** Whichever comes first ends a pending connect; after it the descriptor is left alone. */
  private static void closing(FileDescriptor fd, Hook hook) {
    Installation current = installation;
    if (current == null) {
      return;
    }
    SelfTest probe = current.selfTest();
    if (probe != null && probe.concerns()) {
      probe.saw(hook);
      if (probe.leavesPending(hook)) {
        return;
      }
    }
    SimulatedSocket socket = current.simulated().remove(fd);
    if (socket != null) {
      socket.closed();
    }
  }

  static InetSocketAddress localAddress(FileDescriptor fd, InetSocketAddress real) {
    Installation current = installation;
    if (current == null) {
      return real;
    }
    SelfTest probe = current.selfTest();
    if (probe != null && probe.concerns()) {
      probe.saw(Hook.LOCAL_ADDRESS);
    }
    SimulatedSocket socket = current.simulated().get(fd);
    InetSocketAddress shown = socket == null ? null : socket.shownLocal();
    return shown == null ? real : shown;
  }

  static InetAddress @Nullable [] lookUp(@Nullable String host) throws UnknownHostException {
    Installation current = installation;
    if (current == null || host == null || host.isEmpty()) {
      return null;
    }
    SelfTest probe = current.selfTest();
    if (probe != null && probe.concerns()) {
      return probe.lookUp(host);
    }
    if (Bypass.isOpen()) {
      return null;
    }
    LiveNetwork[] networks = current.active();
    for (LiveNetwork network : networks) {
      InetAddress[] addresses = network.lookUp(host);
      if (addresses != null) {
        return addresses;
      }
    }
    return StrictMode.lookUp(networks, host);
  }

  static @Nullable String reverseLookUp(InetAddress address) {
    Installation current = installation;
    if (current == null) {
      return null;
    }
    SelfTest probe = current.selfTest();
    if (probe != null && probe.concerns()) {
      return probe.reverseLookUp();
    }
    LiveNetwork[] networks = current.active();
    for (LiveNetwork network : networks) {
      String name = network.reverseLookUp(IpAddress.of(address));
      if (name != null) {
        return name;
      }
    }
    // Its text is what the JDK says of an address without a name.
    return StrictMode.refusesReverseLookUp(networks, address) ? address.getHostAddress() : null;
  }

  static int reachable(InetAddress address, int timeoutMillis) throws IOException {
    Installation current = installation;
    if (current == null) {
      return ConnectHooks.GO_ON;
    }
    SelfTest probe = current.selfTest();
    if (probe != null && probe.concerns()) {
      return probe.reachable();
    }
    LiveNetwork[] networks = current.active();
    IpAddress target = IpAddress.of(address);
    for (LiveNetwork network : networks) {
      if (!target.isLoopback() && network.simulates(target, 0)) {
        return network.isReachable(target, timeoutMillis)
            ? ConnectHooks.CONNECTED
            : ConnectHooks.NOT_YET;
      }
    }
    StrictMode.check(networks, BlockedAccess.Kind.PING, address, 0);
    return ConnectHooks.GO_ON;
  }

  static void returned(@Nullable Throwable thrown) {
    Installation current = installation;
    if (current == null) {
      return;
    }
    SelfTest probe = current.selfTest();
    if (probe != null && probe.concerns()) {
      probe.returned();
    }
    Observation seen = CONNECTING.get();
    if (seen != null) {
      CONNECTING.remove();
      seen.returned(thrown);
    }
  }

  static int send(FileDescriptor fd, InetSocketAddress target) throws IOException {
    Installation current = installation;
    if (current == null) {
      return ConnectHooks.GO_ON;
    }
    SelfTest probe = current.selfTest();
    if (probe != null && probe.concerns()) {
      probe.saw(Hook.SEND);
      return ConnectHooks.CONNECTED;
    }
    LiveNetwork[] networks = current.active();
    IpAddress address = IpAddress.of(target.getAddress());
    for (LiveNetwork network : networks) {
      if (!address.isLoopback() && network.simulates(address, target.getPort())) {
        return ConnectHooks.CONNECTED;
      }
    }
    StrictMode.check(networks, BlockedAccess.Kind.DATAGRAM, target.getAddress(), target.getPort());
    return ConnectHooks.GO_ON;
  }

  /** The methods above, in the order of the positions in {@link ConnectHooks}. */
  static MethodHandle[] handlers(@Nullable JdkWaits jdkWaits) throws ReflectiveOperationException {
    Lookup lookup = MethodHandles.lookup();
    Class<FileDescriptor> fd = FileDescriptor.class;
    MethodHandle[] handlers = new MethodHandle[ConnectHooks.HANDLERS];
    handlers[ConnectHooks.CONNECT] =
        find(lookup, "connect", int.class, ProtocolFamily.class, fd, InetAddress.class, int.class);
    handlers[ConnectHooks.POLL_CONNECT] = find(lookup, "pollConnect", int.class, fd);
    handlers[ConnectHooks.CHECK_CONNECT] = find(lookup, "checkConnect", void.class, fd);
    handlers[ConnectHooks.CLOSE] = find(lookup, "close", void.class, fd);
    handlers[ConnectHooks.PRE_CLOSE] = find(lookup, "preClose", void.class, fd);
    handlers[ConnectHooks.CHANNEL_CLOSE] = find(lookup, "channelClose", void.class, fd);
    handlers[ConnectHooks.LOCAL_ADDRESS] =
        find(lookup, "localAddress", InetSocketAddress.class, fd, InetSocketAddress.class);
    handlers[ConnectHooks.LOOK_UP] = find(lookup, "lookUp", InetAddress[].class, String.class);
    handlers[ConnectHooks.REVERSE_LOOK_UP] =
        find(lookup, "reverseLookUp", String.class, InetAddress.class);
    handlers[ConnectHooks.REACHABLE] =
        find(lookup, "reachable", int.class, InetAddress.class, int.class);
    handlers[ConnectHooks.RETURNED] = find(lookup, "returned", void.class, Throwable.class);
    handlers[ConnectHooks.SEND] = find(lookup, "send", int.class, fd, InetSocketAddress.class);
    handlers[ConnectHooks.NATIVE_TRANSPORT] =
        lookup.findStatic(
            NativeTransports.class,
            "use",
            MethodType.methodType(void.class, String.class, Object[].class));
    if (jdkWaits != null) {
      JavaWaits.handlers(handlers);
      handlers[ConnectHooks.JDK_SELECT] = jdkWaits.doSelect();
    }
    return handlers;
  }

  private static MethodHandle find(
      Lookup lookup, String name, Class<?> result, Class<?>... parameters)
      throws ReflectiveOperationException {
    return lookup.findStatic(SocketHooks.class, name, MethodType.methodType(result, parameters));
  }
}

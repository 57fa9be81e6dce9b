package io.synsent.timelapse;

import io.synsent.intercept.JavaBase;
import java.io.File;
import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether something outside of this process is about to happen by the wall's clock: it has a
 * connection to another process, who may answer, or the kernel holds data of a connection that it
 * has not delivered yet.
 *
 * <p>Undelivered data is there even if both ends are in this process: of two small writes TCP keeps
 * the second until the first is acknowledged (Nagle, RFC 896), and the other end's kernel puts the
 * acknowledgement off by up to 40 ms (TCP_DELACK_MIN, include/net/tcp.h).
 *
 * <p>A connection whose other end is in this process too has nobody outside. Those of the test
 * runner, which were there before, do not count. A socket that is still connecting has no peer yet:
 * a simulated connect looks like that.
 */
final class OutsidePeers {

  private static final File FDS = new File("/proc/self/fd");
  private static final Path UNIX_SOCKETS = Path.of("/proc/self/net/unix");
  private static final List<Path> TCP_SOCKETS =
      List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));

  /** TCP_SYN_SENT and TCP_LISTEN of include/net/tcp_states.h: their queues hold no data. */
  private static final Set<String> WITHOUT_DATA = Set.of("02", "0A");

  private static final String SOCKET = "socket:[";

  private final MethodHandle newFileDescriptor;
  private final MethodHandle localAddress;
  private final MethodHandle localPort;
  private final MethodHandle remoteAddress;
  private final MethodHandle remotePort;
  private final Set<String> runners;
  private final Set<String> knownUnixSockets = new HashSet<>();
  private final Set<String> knownOthers = new HashSet<>();
  private final Map<String, Path> knownTables = new HashMap<>();

  /** From now on only new sockets count. */
  OutsidePeers(Instrumentation instrumentation) throws IOException {
    try {
      newFileDescriptor =
          JavaBase.lookupIn(instrumentation, FileDescriptor.class)
              .findConstructor(FileDescriptor.class, MethodType.methodType(void.class, int.class));
      Class<?> net = Class.forName("sun.nio.ch.Net", true, null);
      Lookup lookup = JavaBase.lookupIn(instrumentation, net);
      MethodType address = MethodType.methodType(InetAddress.class, FileDescriptor.class);
      MethodType port = MethodType.methodType(int.class, FileDescriptor.class);
      localAddress = lookup.findStatic(net, "localInetAddress", address);
      localPort = lookup.findStatic(net, "localPort", port);
      remoteAddress = lookup.findStatic(net, "remoteInetAddress", address);
      remotePort = lookup.findStatic(net, "remotePort", port);
    } catch (ReflectiveOperationException e) {
      throw new TimeLapseFailedException(
          "a socket's peer cannot be asked for on " + TimeLapseFailedException.runningJdk(), e);
    }
    runners = Set.copyOf(sockets().keySet());
  }

  /** Whether there is such a connection, or such data. */
  boolean any() throws IOException {
    Map<String, Integer> own = sockets();
    own.keySet().removeAll(runners);
    if (own.isEmpty()) {
      return false;
    }
    removeUnixSockets(own.keySet());
    Map<String, Connection> byInode = new HashMap<>();
    Set<Integer> listening = new HashSet<>();
    own.forEach((inode, fd) -> look(inode, fd, byInode, listening));
    // The kernel's tables take milliseconds to read: not for sockets that can have no data.
    if (!byInode.isEmpty() && isDataUnderWay(byInode.keySet())) {
      return true;
    }
    Set<Connection> connections = Set.copyOf(byInode.values());
    for (Connection connection : connections) {
      // A connection that nobody has accepted yet has its other end in the listener's queue.
      boolean queuedHere =
          connection.isToThisMachine() && listening.contains(connection.remote().getPort());
      if (!queuedHere && !connections.contains(connection.seenFromTheOtherEnd())) {
        return true;
      }
    }
    return false;
  }

  /** Whether one of these sockets sent what is not acknowledged yet, or not even on the wire. */
  private boolean isDataUnderWay(Set<String> inodes) throws IOException {
    knownTables.keySet().retainAll(inodes);
    boolean allAreKnown = knownTables.keySet().containsAll(inodes);
    for (Path table : TCP_SOCKETS) {
      if ((allAreKnown && !knownTables.containsValue(table)) || !Files.isReadable(table)) {
        continue;
      }
      for (String line : Files.readAllLines(table)) {
        // "sl local remote st tx:rx timer retransmits uid timeout inode …"
        String[] columns = line.trim().split("\\s+", 11);
        if (columns.length > 9 && inodes.contains(columns[9])) {
          knownTables.put(columns[9], table);
          if (!WITHOUT_DATA.contains(columns[3]) && !columns[4].startsWith("00000000:")) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private void look(
      String inode, int number, Map<String, Connection> connections, Set<Integer> listening) {
    try {
      FileDescriptor fd = (FileDescriptor) newFileDescriptor.invokeExact(number);
      int port = (int) localPort.invokeExact(fd);
      int peer = peerPort(fd);
      if (peer < 0) {
        listening.add(port);
      } else {
        connections.put(
            inode,
            new Connection(
                new InetSocketAddress((InetAddress) localAddress.invokeExact(fd), port),
                new InetSocketAddress((InetAddress) remoteAddress.invokeExact(fd), peer)));
      }
    } catch (IOException closedMeanwhile) {
      return;
    } catch (Throwable e) {
      throw new IllegalStateException("bug in SynSent: cannot ask socket " + number, e);
    }
  }

  /** The peer's port, or -1 of a socket that is not connected. */
  private int peerPort(FileDescriptor fd) throws Throwable {
    try {
      return (int) remotePort.invokeExact(fd);
    } catch (IOException notConnected) {
      return -1;
    }
  }

  /** File descriptors by inode. */
  private static Map<String, Integer> sockets() throws IOException {
    String[] names = FDS.list();
    if (names == null) {
      throw new IOException("cannot list " + FDS);
    }
    Map<String, Integer> inodes = new HashMap<>();
    for (String name : names) {
      String target = target(Path.of("/proc/self/fd", name));
      if (target.startsWith(SOCKET)) {
        inodes.put(target.substring(SOCKET.length(), target.length() - 1), Integer.parseInt(name));
      }
    }
    return inodes;
  }

  /** Whoever has a known inode is what it was: the kernel numbers sockets upwards. */
  private void removeUnixSockets(Set<String> inodes) throws IOException {
    knownOthers.retainAll(inodes);
    knownUnixSockets.retainAll(inodes);
    inodes.removeAll(knownUnixSockets);
    if (!knownOthers.containsAll(inodes)) {
      knownUnixSockets.addAll(unixSockets());
      inodes.removeAll(knownUnixSockets);
      knownOthers.addAll(inodes);
    }
  }

  /** The inode is the seventh column, after a header line. */
  private static Set<String> unixSockets() throws IOException {
    Set<String> inodes = new HashSet<>();
    if (Files.isReadable(UNIX_SOCKETS)) {
      for (String line : Files.readAllLines(UNIX_SOCKETS)) {
        String[] columns = line.trim().split("\\s+", 8);
        if (columns.length > 6) {
          inodes.add(columns[6]);
        }
      }
    }
    return inodes;
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }

  private record Connection(InetSocketAddress local, InetSocketAddress remote) {
    boolean isToThisMachine() {
      return remote.getAddress().isLoopbackAddress()
          || remote.getAddress().equals(local.getAddress());
    }

    Connection seenFromTheOtherEnd() {
      return new Connection(/* local= */ remote, /* remote= */ local);
    }
  }
}

package io.synsent.timelapse;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether this process has a TCP connection to somebody outside of it, who answers by the wall's
 * clock. A connection whose other end is in this process too has nobody outside; the test runner's
 * own, which were there before, do not count.
 */
final class OutsidePeers {

  private static final File FDS = new File("/proc/self/fd");
  private static final String ESTABLISHED = "01";
  private static final String SOCKET = "socket:[";

  private final Set<String> runners;

  /** From now on only new connections count. */
  OutsidePeers() throws IOException {
    runners = socketInodes();
  }

  /** Whether there is such a connection. */
  boolean any() throws IOException {
    Set<String> own = socketInodes();
    own.removeAll(runners);
    if (own.isEmpty()) {
      return false;
    }
    Map<String, String> remoteByLocal = new HashMap<>();
    for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
      Path path = Path.of(table);
      if (Files.isReadable(path)) {
        collect(
            new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1), own, remoteByLocal);
      }
    }
    for (Map.Entry<String, String> connection : remoteByLocal.entrySet()) {
      if (!connection.getKey().equals(remoteByLocal.get(connection.getValue()))) {
        return true;
      }
    }
    return false;
  }

  /** Columns: number, local address, remote address, state, ..., and the inode as the tenth. */
  private static void collect(String table, Set<String> inodes, Map<String, String> into) {
    List<String> lines = table.lines().toList();
    for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      String[] columns = line.trim().split("\\s+", 11);
      if (columns.length > 9 && columns[3].equals(ESTABLISHED) && inodes.contains(columns[9])) {
        into.put(withoutMapping(columns[1]), withoutMapping(columns[2]));
      }
    }
  }

  /** An IPv4 address in an IPv6 socket is the same address. */
  private static String withoutMapping(String address) {
    String mapped = "0000000000000000FFFF0000";
    return address.startsWith(mapped) ? address.substring(mapped.length()) : address;
  }

  private static Set<String> socketInodes() throws IOException {
    String[] names = FDS.list();
    if (names == null) {
      throw new IOException("cannot list " + FDS);
    }
    Set<String> inodes = new HashSet<>();
    for (String name : names) {
      String target = target(Path.of("/proc/self/fd", name));
      if (target.startsWith(SOCKET)) {
        inodes.add(target.substring(SOCKET.length(), target.length() - 1));
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
}

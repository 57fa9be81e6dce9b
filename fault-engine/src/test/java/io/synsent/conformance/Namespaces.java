package io.synsent.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The network namespaces that this suite makes. Their names carry the process that made them, so
 * that whatever a crash left behind is found and removed by the next run.
 */
final class Namespaces {

  private static final String PREFIX = "synsent-";
  private static final Pattern OURS = Pattern.compile("synsent-([0-9]+)-[0-9]+-[a-z0-9]+");
  private static final AtomicInteger NEXT = new AtomicInteger();
  private static final Set<String> ALIVE = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> List.copyOf(ALIVE).forEach(Namespaces::delete)));
  }

  private Namespaces() {}

  /** A name for the namespaces of one run; append the role. */
  static String freshPrefix() {
    return PREFIX + ProcessHandle.current().pid() + "-" + NEXT.incrementAndGet() + "-";
  }

  /** Why no live network can be made here, empty if one can. */
  static Optional<String> missing() {
    try {
      if (!Path.of("/proc/self/ns/net").toFile().exists()) {
        return Optional.of("no network namespaces (not Linux)");
      }
      if (!"0".equals(output("id", "-u").strip())) {
        return Optional.of("not root");
      }
      for (String tool : List.of("ip", "bridge", "iptables", "ip6tables", "tcpdump")) {
        if (run("sh", "-c", "command -v " + tool).exit != 0) {
          return Optional.of(tool + " is not installed");
        }
      }
      String probe = freshPrefix() + "probe";
      register(probe);
      try {
        for (String command :
            List.of(
                "ip netns add " + probe,
                "ip -n " + probe + " link add probe0 type veth peer name probe1",
                "ip -n " + probe + " link add probe2 type bridge",
                "ip netns exec " + probe + " iptables -w -A INPUT -p tcp --dport 1 -j DROP",
                "ip netns exec " + probe + " ip6tables -w -A INPUT -p tcp --dport 1 -j DROP")) {
          Result result = run("sh", "-c", command);
          if (result.exit != 0) {
            return Optional.of("\"" + command + "\" says: " + result.text.strip());
          }
        }
      } finally {
        delete(probe);
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Removes what earlier runs left whose process is gone, with the processes inside. */
  static List<String> sweep() throws IOException {
    List<String> removed = new ArrayList<>();
    Path folder = Path.of("/run/netns");
    if (!Files.isDirectory(folder)) {
      return removed;
    }
    try (var names = Files.list(folder)) {
      for (String name : names.map(p -> p.getFileName().toString()).toList()) {
        Matcher matcher = OURS.matcher(name);
        if (matcher.matches() && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty()) {
          for (String pid : output("ip", "netns", "pids", name).split("\\s+", -1)) {
            if (!pid.isEmpty()) {
              ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
            }
          }
          delete(name);
          removed.add(name);
        }
      }
    }
    return removed;
  }

  /** From now on the namespace is removed when this process ends, whatever happens. */
  static void register(String name) {
    ALIVE.add(name);
  }

  static void delete(String name) {
    try {
      run("ip", "netns", "del", name);
    } catch (IOException e) {
      // The next run's sweep takes it.
    }
    ALIVE.remove(name);
  }

  record Result(int exit, String text) {}

  static Result run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(String.join(" ", command) + " does not end");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    return new Result(process.exitValue(), text);
  }

  private static String output(String... command) throws IOException {
    return run(command).text;
  }
}

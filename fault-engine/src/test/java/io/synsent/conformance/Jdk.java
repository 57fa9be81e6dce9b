package io.synsent.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JDK of the machine. */
record Jdk(int version, Path home) {

  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"([0-9]+)");

  static Jdk running() {
    return new Jdk(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
  }

  /**
   * The running JDK first, then one of every other version from 17 on that is installed beside it.
   */
  static List<Jdk> all() throws IOException {
    Jdk running = running();
    TreeMap<Integer, Path> others = new TreeMap<>();
    Path beside = running.home.toRealPath().getParent();
    try (var homes = Files.list(beside)) {
      for (Path home : homes.sorted().toList()) {
        Path release = home.resolve("release");
        if (Files.isReadable(release) && Files.isExecutable(home.resolve("bin/java"))) {
          Matcher matcher = VERSION.matcher(Files.readString(release));
          if (matcher.find() && Integer.parseInt(matcher.group(1)) >= 17) {
            others.put(Integer.valueOf(matcher.group(1)), home);
          }
        }
      }
    }
    others.remove(running.version);
    List<Jdk> all = new ArrayList<>(List.of(running));
    others.forEach((version, home) -> all.add(new Jdk(version, home)));
    return all;
  }

  String java() {
    return home.resolve("bin/java").toString();
  }
}

package io.synsent.architecture;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which package of ours may import which, and what from outside. The table is the one place where
 * this is written; {@link ArchitectureTest} holds the classes to it.
 *
 * <p>Beside its row every package may import itself and {@code io.synsent.engine} (for Nullable).
 */
record Arrows(Map<String, Row> rows) {

  /** What the packages outside of io.synsent may be. */
  enum Outside {
    /** Exported packages of java.base. */
    JAVA_BASE,
    /** Any package of the JDK, exported or not. */
    JDK,
    /** The JDK and Byte Buddy. */
    BYTE_BUDDY,
    /** The JDK and Gson. */
    GSON,
    /** The JDK and snakeyaml-engine. */
    SNAKEYAML
  }

  record Row(Set<String> ours, Outside outside) {}

  /**
   * The map of the fault engine, lowest package first: a row can only name rows above it, so there
   * is no cycle.
   */
  static Arrows ofTheFaultEngine() {
    Builder map = new Builder();
    map.may("engine", Outside.JAVA_BASE);
    map.may("engine.time", Outside.JAVA_BASE);
    map.may("engine.packet", Outside.JAVA_BASE);
    map.may("engine.capture", Outside.JAVA_BASE, "engine.packet", "engine.time");

    String[] infra = {"engine.time", "engine.packet", "engine.capture"};
    map.may("engine.name", Outside.JAVA_BASE, infra);
    map.may("engine.wire", Outside.JAVA_BASE, infra);
    map.may("engine.link", Outside.JAVA_BASE, and(infra, "engine.wire"));
    map.may("engine.neighbour", Outside.JAVA_BASE, and(infra, "engine.link"));
    map.may("engine.network", Outside.JAVA_BASE, and(infra, "engine.neighbour", "engine.link"));
    map.may("engine.transport", Outside.JAVA_BASE, and(infra, "engine.network"));
    map.may("engine.socket", Outside.JAVA_BASE, and(infra, "engine.transport", "engine.network"));

    String[] stack =
        and(
            infra,
            "engine.wire",
            "engine.link",
            "engine.neighbour",
            "engine.network",
            "engine.transport",
            "engine.socket");
    map.may("engine.host", Outside.JAVA_BASE, stack);
    map.may(
        "engine.router",
        Outside.JAVA_BASE,
        and(
            infra,
            "engine.wire",
            "engine.link",
            "engine.neighbour",
            "engine.network",
            "engine.host"));
    map.may(
        "engine.topology",
        Outside.JAVA_BASE,
        and(stack, "engine.name", "engine.host", "engine.router"));
    String[] topology =
        and(stack, "engine.name", "engine.host", "engine.router", "engine.topology");
    map.may("engine.fault", Outside.JAVA_BASE, topology);
    map.may("engine.report", Outside.JAVA_BASE, topology);

    String[] engine = and(topology, "engine.fault", "engine.report");
    map.may("rules", Outside.JAVA_BASE, engine);
    map.may("report", Outside.GSON, engine);
    map.may("scenario", Outside.SNAKEYAML, engine);
    map.may("intercept.boot", Outside.JDK, "engine.time");
    map.may("intercept", Outside.BYTE_BUDDY, and(engine, "intercept.boot", "scenario"));
    map.may("timelapse", Outside.BYTE_BUDDY, "intercept.boot", "intercept", "engine.time");
    map.may("toxiproxy", Outside.GSON);
    return map.build();
  }

  private static String[] and(String[] some, String... more) {
    Set<String> all = new LinkedHashSet<>(List.of(some));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /** Rows in the order of the layers. */
  private static final class Builder {
    private final Map<String, Row> rows = new LinkedHashMap<>();

    void may(String from, Outside outside, String... to) {
      Set<String> ours = new LinkedHashSet<>();
      for (String below : to) {
        if (!rows.containsKey("io.synsent." + below)) {
          throw new IllegalArgumentException(
              from + " -> " + below + ": " + below + " has no row above, the map has a cycle");
        }
        ours.add("io.synsent." + below);
      }
      rows.put("io.synsent." + from, new Row(ours, outside));
    }

    Arrows build() {
      return new Arrows(rows);
    }
  }
}

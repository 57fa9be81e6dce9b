package io.synsent.toxiproxy;

import io.synsent.engine.Nullable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * A kind of toxic: its name in the API, its attributes with the smallest value each may have, and
 * what it does to a link.
 */
record ToxicType(
    String name, List<Attribute> attributes, BiFunction<Link, Toxic, Stage> stageFactory) {

  /** A whole number; Toxiproxy's toxics know no other attributes. Not given, it is 0. */
  record Attribute(String name, long smallest) {}

  private static Attribute atLeastZero(String name) {
    return new Attribute(name, 0);
  }

  /** The toxics of Toxiproxy 2.x, in the order of its documentation. */
  static final List<ToxicType> ALL =
      List.of(
          new ToxicType("noop", List.of(), PassStage::new),
          new ToxicType(
              "latency", List.of(atLeastZero("latency"), atLeastZero("jitter")), LatencyStage::new),
          new ToxicType("bandwidth", List.of(atLeastZero("rate")), BandwidthStage::new),
          new ToxicType("slow_close", List.of(atLeastZero("delay")), SlowCloseStage::new),
          new ToxicType("timeout", List.of(atLeastZero("timeout")), TimeoutStage::new),
          new ToxicType("reset_peer", List.of(atLeastZero("timeout")), ResetPeerStage::new),
          new ToxicType(
              "slicer",
              List.of(
                  new Attribute("average_size", 1),
                  atLeastZero("size_variation"),
                  atLeastZero("delay")),
              SlicerStage::new),
          new ToxicType("limit_data", List.of(atLeastZero("bytes")), LimitDataStage::new));

  static @Nullable ToxicType named(List<ToxicType> types, String name) {
    for (ToxicType type : types) {
      if (type.name.equals(name)) {
        return type;
      }
    }
    return null;
  }

  /** Every attribute at 0, to be overwritten by what a request gives. */
  Map<String, Long> zeroes() {
    Map<String, Long> zeroes = new LinkedHashMap<>();
    for (Attribute attribute : attributes) {
      zeroes.put(attribute.name(), 0L);
    }
    return zeroes;
  }
}

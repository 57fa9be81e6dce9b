package io.synsent.toxiproxy;

import java.util.Map;

/** A toxic as it stands in a proxy's list. */
record Toxic(
    String name, ToxicType type, Direction stream, float toxicity, Map<String, Long> attributes) {

  long attribute(String attribute) {
    Long value = attributes.get(attribute);
    if (value == null) {
      throw new IllegalStateException(
          "bug in SynSent: toxic type " + type.name() + " has no attribute " + attribute);
    }
    return value;
  }

  /** An attribute in milliseconds, as nanoseconds. */
  long millis(String attribute) {
    return saturatedProduct(attribute(attribute), 1_000_000);
  }

  /** An attribute in microseconds, as nanoseconds. */
  long micros(String attribute) {
    return saturatedProduct(attribute(attribute), 1_000);
  }

  /** No more than a hundred years, so that sums of times cannot overflow. */
  private static long saturatedProduct(long value, long factor) {
    long most = 100L * 365 * 24 * 3600 * 1_000_000_000L;
    return value > most / factor ? most : value * factor;
  }
}

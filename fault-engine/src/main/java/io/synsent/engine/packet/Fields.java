package io.synsent.engine.packet;

/** Checks that a record's number fits the field it is for. */
final class Fields {

  private Fields() {}

  static void check(String field, long value, int bits) {
    if (value >>> bits != 0) {
      throw new IllegalArgumentException(
          "the "
              + field
              + " has "
              + bits
              + " bits: 0 to "
              + ((1L << bits) - 1)
              + ", found "
              + value);
    }
  }
}

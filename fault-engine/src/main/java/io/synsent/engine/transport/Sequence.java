package io.synsent.engine.transport;

/** Arithmetic of sequence numbers, modulo 2^32 (RFC 9293, section 3.4). */
final class Sequence {

  private static final long MASK = 0xFFFF_FFFFL;

  private Sequence() {}

  static long plus(long sequence, int octets) {
    return sequence + octets & MASK;
  }

  /** Whether {@code a} comes after {@code b}. */
  static boolean after(long a, long b) {
    return (int) (a - b) > 0;
  }

  /** Whether {@code low <= sequence <= high}. */
  static boolean between(long sequence, long low, long high) {
    return !after(low, sequence) && !after(sequence, high);
  }
}

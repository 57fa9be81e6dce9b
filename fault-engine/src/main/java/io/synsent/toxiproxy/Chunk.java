package io.synsent.toxiproxy;

import java.nio.ByteBuffer;

/** Bytes on their way through a link, as one read brought them or a toxic cut them. */
final class Chunk {
  private final byte[] data;
  private final int from;
  private final int to;
  private final long atNanos;

  private Chunk(byte[] data, int from, int to, long atNanos) {
    this.data = data;
    this.from = from;
    this.to = to;
    this.atNanos = atNanos;
  }

  static Chunk copyOf(ByteBuffer source, long atNanos) {
    byte[] data = new byte[source.remaining()];
    source.get(data);
    return new Chunk(data, 0, data.length, atNanos);
  }

  int length() {
    return to - from;
  }

  /** When the bytes came, or when the last toxic let them go. */
  long atNanos() {
    return atNanos;
  }

  Chunk first(int bytes) {
    return new Chunk(data, from, from + bytes, atNanos);
  }

  Chunk without(int bytes) {
    return new Chunk(data, from + bytes, to, atNanos);
  }

  Chunk at(long nanos) {
    return new Chunk(data, from, to, nanos);
  }

  ByteBuffer buffer() {
    return ByteBuffer.wrap(data, from, to - from);
  }
}

package io.synsent.engine.packet;

/** The Internet checksum (RFC 1071): the ones' complement sum of 16-bit words, complemented. */
final class Checksum {

  private long sum;

  /** Adds one 16-bit word. */
  Checksum add(int word) {
    sum += word & 0xFFFF;
    return this;
  }

  /** Adds octets from {@code from} to {@code to}; an odd last one counts as if zero followed. */
  Checksum add(byte[] bytes, int from, int to) {
    int at = from;
    for (; at + 1 < to; at += 2) {
      sum += (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
    }
    if (at < to) {
      sum += (bytes[at] & 0xFF) << 8;
    }
    return this;
  }

  /** What TCP and UDP sum besides themselves (RFC 9293 section 3.1, RFC 768). */
  static Checksum ofPseudoHeader(
      IpAddress source, IpAddress destination, int protocol, int length) {
    byte[] from = source.octets();
    byte[] to = destination.octets();
    return new Checksum()
        .add(from, 0, from.length)
        .add(to, 0, to.length)
        .add(length >>> 16)
        .add(length)
        .add(protocol);
  }

  /** The sum, not complemented: what a sender leaves in the field for the device to finish. */
  int partial() {
    long folded = sum;
    while (folded >>> 16 != 0) {
      folded = (folded & 0xFFFF) + (folded >>> 16);
    }
    return (int) folded;
  }

  /** The checksum as it stands in a header. */
  int value() {
    return ~partial() & 0xFFFF;
  }
}

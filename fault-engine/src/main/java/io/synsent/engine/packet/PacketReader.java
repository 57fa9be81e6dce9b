package io.synsent.engine.packet;

import java.util.Arrays;

/**
 * Reads big-endian fields from a range of bytes and never beyond it: what is missing is a {@link
 * MalformedPacketException} that names the field.
 */
final class PacketReader {

  private final byte[] bytes;
  private final int end;
  private int at;

  PacketReader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  int position() {
    return at;
  }

  int remaining() {
    return end - at;
  }

  int u8(String field) throws MalformedPacketException {
    need(field, 1);
    return bytes[at++] & 0xFF;
  }

  int u16(String field) throws MalformedPacketException {
    need(field, 2);
    int value = (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
    at += 2;
    return value;
  }

  int s32(String field) throws MalformedPacketException {
    return u16(field) << 16 | u16(field);
  }

  long u32(String field) throws MalformedPacketException {
    return s32(field) & 0xFFFF_FFFFL;
  }

  MacAddress mac(String field) throws MalformedPacketException {
    long high = u16(field);
    return new MacAddress(high << 32 | u32(field));
  }

  Ipv4Address ipv4(String field) throws MalformedPacketException {
    return new Ipv4Address(s32(field));
  }

  Ipv6Address ipv6(String field) throws MalformedPacketException {
    need(field, 16);
    long high = u32(field) << 32 | u32(field);
    return new Ipv6Address(high, u32(field) << 32 | u32(field));
  }

  /** The next {@code length} octets, copied. */
  RawPayload raw(String field, int length) throws MalformedPacketException {
    need(field, length);
    if (length == 0) {
      return RawPayload.EMPTY;
    }
    RawPayload raw = new RawPayload(Arrays.copyOfRange(bytes, at, at + length));
    at += length;
    return raw;
  }

  /** All that is left, copied. */
  RawPayload rest(String field) throws MalformedPacketException {
    return raw(field, remaining());
  }

  /** Reads 16 bits and refuses all but one value. */
  void expectU16(String field, int expected) throws MalformedPacketException {
    int found = u16(field);
    if (found != expected) {
      throw MalformedPacketException.of(field, hex16(expected), hex16(found));
    }
  }

  /** Reads 8 bits and refuses all but one value. */
  void expectU8(String field, int expected) throws MalformedPacketException {
    int found = u8(field);
    if (found != expected) {
      throw MalformedPacketException.of(field, expected, found);
    }
  }

  private void need(String field, int octets) throws MalformedPacketException {
    if (octets > remaining()) {
      throw MalformedPacketException.of(
          field, octets + " octets at offset " + at, remaining() + " octets");
    }
  }

  static String hex16(int value) {
    return "0x" + Integer.toHexString(0x10000 | (value & 0xFFFF)).substring(1);
  }
}

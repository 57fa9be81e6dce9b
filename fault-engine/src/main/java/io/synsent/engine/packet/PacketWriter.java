package io.synsent.engine.packet;

/** Writes big-endian fields into an array that is exactly as long as the packet. */
final class PacketWriter {

  private final byte[] bytes;
  private int at;

  PacketWriter(int length) {
    this.bytes = new byte[length];
  }

  int position() {
    return at;
  }

  PacketWriter u8(int value) {
    bytes[at++] = (byte) value;
    return this;
  }

  PacketWriter u16(int value) {
    return u8(value >>> 8).u8(value);
  }

  PacketWriter u32(long value) {
    return u16((int) (value >>> 16)).u16((int) value);
  }

  PacketWriter mac(MacAddress address) {
    return u16((int) (address.value() >>> 32)).u32(address.value());
  }

  PacketWriter ipv4(Ipv4Address address) {
    return u32(address.value());
  }

  PacketWriter ipv6(Ipv6Address address) {
    return u32(address.high() >>> 32)
        .u32(address.high())
        .u32(address.low() >>> 32)
        .u32(address.low());
  }

  PacketWriter raw(RawPayload raw) {
    System.arraycopy(raw.bytes(), 0, bytes, at, raw.bytes().length);
    at += raw.bytes().length;
    return this;
  }

  /** Overwrites 16 bits that were written before, once their value is known. */
  void putU16(int position, int value) {
    bytes[position] = (byte) (value >>> 8);
    bytes[position + 1] = (byte) value;
  }

  /** What was written; the array itself, not a copy. */
  byte[] bytes() {
    return bytes;
  }
}

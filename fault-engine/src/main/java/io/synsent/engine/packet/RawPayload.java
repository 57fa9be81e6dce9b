package io.synsent.engine.packet;

import java.util.Arrays;

/**
 * Bytes that no record describes: another protocol's, or the quote inside an ICMP error.
 *
 * @param bytes the octets, not copied: treat as read-only
 */
@SuppressWarnings("ArrayRecordComponent") // equals, hashCode and toString are by content below
public record RawPayload(byte[] bytes) implements Payload {

  /** No bytes at all. */
  public static final RawPayload EMPTY = new RawPayload(new byte[0]);

  @Override
  public boolean equals(Object other) {
    return other instanceof RawPayload raw && Arrays.equals(bytes, raw.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "RawPayload[" + bytes.length + " bytes]";
  }
}

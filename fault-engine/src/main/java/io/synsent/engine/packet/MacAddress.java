package io.synsent.engine.packet;

/**
 * A link-layer address.
 *
 * @param value the 48 bits, first octet highest
 */
public record MacAddress(long value) implements Comparable<MacAddress> {

  /** {@code ff:ff:ff:ff:ff:ff}, to everybody on the segment. */
  public static final MacAddress BROADCAST = new MacAddress(0xFFFF_FFFF_FFFFL);

  /** {@code 00:00:00:00:00:00}, the target of an ARP request, and both ends of loopback frames. */
  public static final MacAddress ZERO = new MacAddress(0);

  public MacAddress {
    if (value >>> 48 != 0) {
      throw new IllegalArgumentException(
          "a MAC address has 48 bits, found 0x" + Long.toHexString(value));
    }
  }

  /** Whether this is the broadcast address or a multicast one (lowest bit of the first octet). */
  public boolean isGroup() {
    return (value >>> 40 & 1) != 0;
  }

  @Override
  public int compareTo(MacAddress other) {
    return Long.compare(value, other.value);
  }

  /** Six pairs of hex digits with colons, as {@code ip neigh} writes them. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(17);
    for (int shift = 40; shift >= 0; shift -= 8) {
      int octet = (int) (value >>> shift & 0xFF);
      text.append(Character.forDigit(octet >>> 4, 16)).append(Character.forDigit(octet & 0xF, 16));
      if (shift > 0) {
        text.append(':');
      }
    }
    return text.toString();
  }
}

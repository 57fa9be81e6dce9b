package io.synsent.engine.packet;

import io.synsent.engine.Nullable;

/**
 * An IPv6 address (RFC 4291).
 *
 * @param high the first 64 bits: the prefix
 * @param low the last 64 bits: the interface identifier
 */
public record Ipv6Address(long high, long low) implements IpAddress {

  /** {@code ::}. */
  public static final Ipv6Address ANY = new Ipv6Address(0, 0);

  /** {@code ::1}. */
  public static final Ipv6Address LOOPBACK = new Ipv6Address(0, 1);

  /** {@code ff02::1}, every node on the link. */
  public static final Ipv6Address ALL_NODES = new Ipv6Address(0xFF02L << 48, 1);

  private static final int GROUPS = 8;
  private static final long MAPPED = 0xFFFFL << 32;

  /**
   * Reads an address as RFC 4291, section 2.2, writes them.
   *
   * @throws IllegalArgumentException if it is anything else; a zone ({@code %eth0}) is none of it
   */
  public static Ipv6Address parse(String literal) {
    int[] groups = groups(literal);
    if (groups == null) {
      throw new IllegalArgumentException(
          "\""
              + literal
              + "\" is not an IPv6 address: expected eight groups of up to four hex digits, or"
              + " fewer and one ::, such as 2001:db8:31::7"
              + (literal.indexOf('%') < 0
                  ? ""
                  : "; leave the zone behind the % away, the simulated link is the client's own"));
    }
    return new Ipv6Address(half(groups, 0), half(groups, 4));
  }

  private static long half(int[] groups, int from) {
    long half = 0;
    for (int i = from; i < from + 4; i++) {
      half = half << 16 | groups[i];
    }
    return half;
  }

  private static int @Nullable [] groups(String literal) {
    int gap = literal.indexOf("::");
    int[] before = run(gap < 0 ? literal : literal.substring(0, gap));
    if (gap < 0) {
      return before != null && before.length == GROUPS ? before : null;
    }
    int[] behind = run(literal.substring(gap + 2));
    // RFC 5952, section 4.2.2, writes no :: for one group, but RFC 4291 lets it stand for one.
    if (before == null || behind == null || before.length + behind.length >= GROUPS) {
      return null;
    }
    if (before.length > 0 && literal.substring(0, gap).indexOf('.') >= 0) {
      return null; // dotted numbers stand at the end only
    }
    int[] all = new int[GROUPS];
    System.arraycopy(before, 0, all, 0, before.length);
    System.arraycopy(behind, 0, all, GROUPS - behind.length, behind.length);
    return all;
  }

  /** Groups with single colons; the last may be an IPv4 address. */
  private static int @Nullable [] run(String text) {
    if (text.isEmpty()) {
      return new int[0];
    }
    String[] parts = text.split(":", -1);
    boolean dotted = parts[parts.length - 1].indexOf('.') >= 0;
    int[] groups = new int[parts.length + (dotted ? 1 : 0)];
    for (int i = 0; i < parts.length; i++) {
      if (dotted && i == parts.length - 1) {
        int value;
        try {
          value = Ipv4Address.parse(parts[i]).value();
        } catch (IllegalArgumentException e) {
          return null;
        }
        groups[i] = value >>> 16;
        groups[i + 1] = value & 0xFFFF;
      } else if (parts[i].matches("[0-9a-fA-F]{1,4}")) {
        groups[i] = Integer.parseInt(parts[i], 16);
      } else {
        return null;
      }
    }
    return groups;
  }

  /** The address from its 16 octets. */
  public static Ipv6Address of(byte[] octets) {
    if (octets.length != 16) {
      throw new IllegalArgumentException("an IPv6 address has 16 octets, found " + octets.length);
    }
    return new Ipv6Address(word(octets, 0), word(octets, 8));
  }

  private static long word(byte[] octets, int from) {
    long word = 0;
    for (int i = from; i < from + 8; i++) {
      word = word << 8 | (octets[i] & 0xFF);
    }
    return word;
  }

  /** The link-local address that an interface gives itself from its MAC (RFC 4291, appendix A). */
  public static Ipv6Address linkLocal(MacAddress mac) {
    long value = mac.value();
    long identifier = (value >>> 24) << 40 | 0xFFFEL << 24 | (value & 0xFF_FFFFL);
    return new Ipv6Address(0xFE80L << 48, identifier ^ 0x0200_0000_0000_0000L);
  }

  /** {@code ff02::1:ffXX:XXXX}, where the owner of this address listens (RFC 4291, 2.7.1). */
  public Ipv6Address solicitedNode() {
    return new Ipv6Address(0xFF02L << 48, 0x1_FF00_0000L | (low & 0xFF_FFFFL));
  }

  /** {@code 33:33:XX:XX:XX:XX}, the MAC address of this group (RFC 2464, section 7). */
  public MacAddress multicastMac() {
    return new MacAddress(0x3333_0000_0000L | (low & 0xFFFF_FFFFL));
  }

  /** The IPv4 address in {@code ::ffff:a.b.c.d}, or {@code null} (RFC 4291, section 2.5.5.2). */
  public @Nullable Ipv4Address mapped() {
    return high == 0 && (low & 0xFFFF_FFFF_0000_0000L) == MAPPED
        ? new Ipv4Address((int) low)
        : null;
  }

  @Override
  public byte[] octets() {
    byte[] octets = new byte[16];
    for (int i = 0; i < 8; i++) {
      octets[i] = (byte) (high >>> (56 - 8 * i));
      octets[8 + i] = (byte) (low >>> (56 - 8 * i));
    }
    return octets;
  }

  @Override
  public int bits() {
    return 128;
  }

  @Override
  public Ipv6Address masked(int length) {
    return length >= 64
        ? new Ipv6Address(high, low & mask(length - 64))
        : new Ipv6Address(high & mask(length), 0);
  }

  private static long mask(int length) {
    return length == 0 ? 0 : -1L << (64 - length);
  }

  @Override
  public long mixed() {
    return high * 0x9E37_79B9_7F4A_7C15L + low;
  }

  @Override
  public boolean isMulticast() {
    return high >>> 56 == 0xFF;
  }

  @Override
  public boolean isLoopback() {
    return equals(LOOPBACK);
  }

  @Override
  public boolean isUnspecified() {
    return high == 0 && low == 0;
  }

  @Override
  public boolean isLinkLocal() {
    return high >>> 54 == 0xFE80 >>> 6;
  }

  @Override
  public String withPort(int port) {
    return "[" + this + "]:" + port;
  }

  /** As RFC 5952 writes it: lower case, no leading zeros, {@code ::} for the longest zeros. */
  @Override
  public String toString() {
    int[] groups = new int[GROUPS];
    for (int i = 0; i < 4; i++) {
      groups[i] = (int) (high >>> (48 - 16 * i)) & 0xFFFF;
      groups[4 + i] = (int) (low >>> (48 - 16 * i)) & 0xFFFF;
    }
    int gap = -1;
    int longest = 1;
    for (int i = 0; i < GROUPS; i++) {
      int zeros = 0;
      while (i + zeros < GROUPS && groups[i + zeros] == 0) {
        zeros++;
      }
      if (zeros > longest) {
        longest = zeros;
        gap = i;
      }
    }
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < GROUPS; i++) {
      if (i == gap) {
        text.append("::");
        i += longest - 1;
        continue;
      }
      if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }
}

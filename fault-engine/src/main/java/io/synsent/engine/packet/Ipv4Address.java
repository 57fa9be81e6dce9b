package io.synsent.engine.packet;

/**
 * An IPv4 address.
 *
 * @param value the 32 bits, first octet highest
 */
public record Ipv4Address(int value) implements IpAddress {

  /** {@code 0.0.0.0}. */
  public static final Ipv4Address ANY = new Ipv4Address(0);

  /** {@code 127.0.0.1}. */
  public static final Ipv4Address LOOPBACK = new Ipv4Address(0x7F00_0001);

  /** {@code 255.255.255.255}. */
  public static final Ipv4Address LIMITED_BROADCAST = new Ipv4Address(-1);

  /**
   * Reads four decimal numbers with dots.
   *
   * @throws IllegalArgumentException if it is anything else (names, short forms, leading zeros)
   */
  public static Ipv4Address parse(String literal) {
    String[] parts = literal.split("\\.", -1);
    int value = 0;
    boolean wellFormed = parts.length == 4;
    for (int i = 0; wellFormed && i < 4; i++) {
      wellFormed = isOctet(parts[i]);
      if (wellFormed) {
        value = value << 8 | Integer.parseInt(parts[i]);
      }
    }
    if (!wellFormed) {
      throw new IllegalArgumentException(
          "\""
              + literal
              + "\" is not an IPv4 address: expected four numbers from 0 to 255 with dots, such as"
              + " 192.168.31.7");
    }
    return new Ipv4Address(value);
  }

  /** Whether it is a number from 0 to 255 without leading zeros. */
  private static boolean isOctet(String text) {
    if (text.isEmpty() || text.length() > 3 || (text.length() > 1 && text.charAt(0) == '0')) {
      return false;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9') {
        return false;
      }
      value = value * 10 + digit - '0';
    }
    return value <= 255;
  }

  /** The address from its 4 octets. */
  public static Ipv4Address of(byte[] octets) {
    if (octets.length != 4) {
      throw new IllegalArgumentException("an IPv4 address has 4 octets, found " + octets.length);
    }
    return new Ipv4Address(
        (octets[0] & 0xFF) << 24
            | (octets[1] & 0xFF) << 16
            | (octets[2] & 0xFF) << 8
            | (octets[3] & 0xFF));
  }

  @Override
  public byte[] octets() {
    return new byte[] {
      (byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value
    };
  }

  @Override
  public boolean isMulticast() {
    return value >>> 28 == 0xE;
  }

  @Override
  public boolean isLoopback() {
    return value >>> 24 == 127;
  }

  @Override
  public boolean isUnspecified() {
    return value == 0;
  }

  @Override
  public boolean isLinkLocal() {
    return value >>> 16 == 0xA9FE;
  }

  @Override
  public int bits() {
    return 32;
  }

  @Override
  public Ipv4Address masked(int length) {
    return new Ipv4Address(length == 0 ? 0 : value & (-1 << (32 - length)));
  }

  @Override
  public long mixed() {
    return value;
  }

  @Override
  public String withPort(int port) {
    return this + ":" + port;
  }

  @Override
  public int compareTo(IpAddress other) {
    // Without the octets of the general way: sorted structures ask often.
    return other instanceof Ipv4Address that
        ? Integer.compareUnsigned(value, that.value)
        : IpAddress.super.compareTo(other);
  }

  @Override
  public String toString() {
    return (value >>> 24)
        + "."
        + (value >>> 16 & 0xFF)
        + "."
        + (value >>> 8 & 0xFF)
        + "."
        + (value & 0xFF);
  }
}

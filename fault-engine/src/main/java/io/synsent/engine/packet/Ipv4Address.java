package io.synsent.engine.packet;

import java.net.InetAddress;
import java.net.UnknownHostException;

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
      wellFormed = parts[i].matches("0|[1-9][0-9]{0,2}") && Integer.parseInt(parts[i]) <= 255;
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
  public InetAddress toInetAddress() {
    try {
      return InetAddress.getByAddress(octets());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("bug in SynSent: 4 octets are always an address", e);
    }
  }

  @Override
  public int compareTo(IpAddress other) {
    return Integer.compareUnsigned(value, ((Ipv4Address) other).value);
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

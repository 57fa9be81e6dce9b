package io.synsent.engine.network;

import io.synsent.engine.packet.Ipv4Address;

/**
 * A block of addresses, such as {@code 192.168.31.0/24}.
 *
 * @param network its lowest address
 * @param length how many leading bits are common to all of it, 0 to 32
 */
public record Prefix(Ipv4Address network, int length) {

  /** Everything. */
  public static final Prefix DEFAULT = new Prefix(Ipv4Address.ANY, 0);

  /**
   * Checks that the bits behind the prefix are zero.
   *
   * @throws IllegalArgumentException if they are not, or the length is not 0 to 32
   */
  public Prefix {
    if (length < 0 || length > 32) {
      throw new IllegalArgumentException("prefix length " + length + ": expected 0 to 32");
    }
    if ((network.value() & ~mask(length)) != 0) {
      throw new IllegalArgumentException(
          network
              + "/"
              + length
              + " has bits set behind the prefix: write "
              + new Ipv4Address(network.value() & mask(length))
              + "/"
              + length);
    }
  }

  /**
   * Reads {@code "10.0.0.0/8"}, or an address alone, or {@code "default"}.
   *
   * @throws IllegalArgumentException if it is none of those
   */
  public static Prefix parse(String text) {
    if (text.equals("default")) {
      return DEFAULT;
    }
    int slash = text.indexOf('/');
    if (slash < 0) {
      return new Prefix(Ipv4Address.parse(text), 32);
    }
    return new Prefix(Ipv4Address.parse(text.substring(0, slash)), length(text, slash));
  }

  /**
   * The block around the address in {@code "192.168.31.6/24"}.
   *
   * @throws IllegalArgumentException if it is not an address with a prefix length
   */
  public static Prefix around(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(
          "\"" + text + "\" has no prefix length: write it like 192.168.31.6/24");
    }
    return around(Ipv4Address.parse(text.substring(0, slash)), length(text, slash));
  }

  /** The block of this prefix length around an address. */
  public static Prefix around(Ipv4Address address, int length) {
    return new Prefix(new Ipv4Address(address.value() & mask(length)), length);
  }

  private static int length(String text, int slash) {
    String digits = text.substring(slash + 1);
    if (!digits.matches("[0-9]{1,2}") || Integer.parseInt(digits) > 32) {
      throw new IllegalArgumentException(
          "\"" + text + "\": expected a prefix length from 0 to 32 behind the slash");
    }
    return Integer.parseInt(digits);
  }

  /** Whether {@code address} lies in the block. */
  public boolean contains(Ipv4Address address) {
    return (address.value() & mask(length)) == network.value();
  }

  /** Its highest address, the directed broadcast. */
  public Ipv4Address broadcast() {
    return new Ipv4Address(network.value() | ~mask(length));
  }

  static int mask(int length) {
    return length == 0 ? 0 : -1 << (32 - length);
  }

  @Override
  public String toString() {
    return network + "/" + length;
  }
}

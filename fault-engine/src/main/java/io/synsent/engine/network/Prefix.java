package io.synsent.engine.network;

import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv6Address;
import java.util.Optional;

/**
 * A block of addresses, such as {@code 192.168.31.0/24} or {@code 2001:db8:31::/64}.
 *
 * @param network its lowest address
 * @param length how many leading bits are common to all of it, 0 to 32, for IPv6 0 to 128
 */
public record Prefix(IpAddress network, int length) {

  /** All of IPv4, {@code 0.0.0.0/0}. */
  public static final Prefix DEFAULT = new Prefix(Ipv4Address.ANY, 0);

  /** All of IPv6, {@code ::/0}. */
  public static final Prefix DEFAULT_V6 = new Prefix(Ipv6Address.ANY, 0);

  /**
   * Checks that the bits behind the prefix are zero.
   *
   * @throws IllegalArgumentException if they are not, or the length is not 0 to 32 (IPv6: 128)
   */
  public Prefix {
    if (length < 0 || length > network.bits()) {
      throw new IllegalArgumentException(
          "prefix length " + length + ": expected 0 to " + network.bits());
    }
    if (!network.masked(length).equals(network)) {
      throw new IllegalArgumentException(
          network
              + "/"
              + length
              + " has bits set behind the prefix: write "
              + network.masked(length)
              + "/"
              + length);
    }
  }

  /**
   * Reads {@code "10.0.0.0/8"}, {@code "2001:db8::/32"}, or an address alone, or {@code "default"},
   * which is IPv4's.
   *
   * @throws IllegalArgumentException if it is none of those
   */
  public static Prefix parse(String text) {
    if (text.equals("default")) {
      return DEFAULT;
    }
    int slash = text.indexOf('/');
    if (slash < 0) {
      return of(IpAddress.parse(text));
    }
    IpAddress network = IpAddress.parse(text.substring(0, slash));
    return new Prefix(network, length(text, slash, network.bits()));
  }

  /** The block that holds one address only. */
  static Prefix of(IpAddress address) {
    return new Prefix(address, address.bits());
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
          "\""
              + text
              + "\" has no prefix length: write it like 192.168.31.6/24 or 2001:db8:31::6/64");
    }
    IpAddress address = IpAddress.parse(text.substring(0, slash));
    return around(address, length(text, slash, address.bits()));
  }

  /** The block of this prefix length around an address. */
  public static Prefix around(IpAddress address, int length) {
    return new Prefix(address.masked(length), length);
  }

  private static int length(String text, int slash, int most) {
    String digits = text.substring(slash + 1);
    if (!digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) > most) {
      throw new IllegalArgumentException(
          "\"" + text + "\": expected a prefix length from 0 to " + most + " behind the slash");
    }
    return Integer.parseInt(digits);
  }

  /** Whether {@code address} lies in the block. */
  public boolean contains(IpAddress address) {
    return address.isSameFamily(network) && address.masked(length).equals(network);
  }

  /** Whether it is a block of IPv6 addresses. */
  public boolean isIpv6() {
    return network instanceof Ipv6Address;
  }

  /** Its highest address, the directed broadcast; IPv6 has none. */
  public Optional<Ipv4Address> broadcast() {
    return network instanceof Ipv4Address v4
        ? Optional.of(new Ipv4Address(v4.value() | (length == 32 ? 0 : -1 >>> length)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return network + "/" + length;
  }
}

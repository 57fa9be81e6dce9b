package io.synsent.engine.packet;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** An address of the network layer. */
public sealed interface IpAddress extends Comparable<IpAddress> permits Ipv4Address, Ipv6Address {

  /** The octets in network order: 4 of them for IPv4, 16 for IPv6. */
  byte[] octets();

  /** How many bits it has: 32 for IPv4, 128 for IPv6. */
  int bits();

  /** The same address with all but the {@code length} leading bits zero. */
  IpAddress masked(int length);

  /** 64 bits in which addresses differ: all of an IPv4 address, a mixture of an IPv6 one. */
  long mixed();

  /** Whether it is a group: a multicast address. */
  boolean isMulticast();

  /** Whether it belongs to the host itself: 127.0.0.0/8 and ::1. */
  boolean isLoopback();

  /** Whether it is the unspecified address: 0.0.0.0 and ::. */
  boolean isUnspecified();

  /** Whether it means something on one link only: 169.254.0.0/16 and fe80::/10. */
  boolean isLinkLocal();

  /** The address with a port, as a URL writes them: an IPv6 address in brackets. */
  String withPort(int port);

  /** Whether {@code other} is of the same family. */
  default boolean isSameFamily(IpAddress other) {
    return bits() == other.bits();
  }

  /** Orders IPv4 addresses before IPv6 ones, and each by its bits. */
  @Override
  default int compareTo(IpAddress other) {
    return isSameFamily(other)
        ? java.util.Arrays.compareUnsigned(octets(), other.octets())
        : Integer.compare(bits(), other.bits());
  }

  /** The same address as the JDK's type, without a host name and without a look-up. */
  default InetAddress toInetAddress() {
    try {
      return InetAddress.getByAddress(octets());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("bug in SynSent: these octets are always an address", e);
    }
  }

  /**
   * The address of the JDK's type; a scope is left away.
   *
   * <p>An IPv4-mapped one ({@code ::ffff:192.168.31.7}) is the IPv4 address, as for the JDK.
   */
  static IpAddress of(InetAddress address) {
    return of(address.getAddress());
  }

  /**
   * The address of these octets, 4 or 16; an IPv4-mapped one is the IPv4 address.
   *
   * @throws IllegalArgumentException if there are not 4 or 16 of them
   */
  static IpAddress of(byte[] octets) {
    if (octets.length == 4) {
      return Ipv4Address.of(octets);
    }
    Ipv6Address address = Ipv6Address.of(octets);
    Ipv4Address mapped = address.mapped();
    return mapped == null ? address : mapped;
  }

  /**
   * Reads a literal; an IPv4-mapped one ({@code ::ffff:192.168.31.7}) is the IPv4 address, as for
   * the JDK.
   *
   * @throws IllegalArgumentException if {@code literal} is neither exactly four decimal numbers
   *     from 0 to 255 with dots and without leading zeros, nor an IPv6 address as RFC 4291 writes
   *     them, without a zone; names are not looked up
   */
  static IpAddress parse(String literal) {
    if (literal.indexOf(':') < 0) {
      return Ipv4Address.parse(literal);
    }
    Ipv6Address address = Ipv6Address.parse(literal);
    Ipv4Address mapped = address.mapped();
    return mapped == null ? address : mapped;
  }
}

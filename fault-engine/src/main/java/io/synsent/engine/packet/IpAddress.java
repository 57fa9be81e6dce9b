package io.synsent.engine.packet;

import java.net.InetAddress;

/** An address of the network layer. */
public sealed interface IpAddress extends Comparable<IpAddress> permits Ipv4Address {

  /** The octets in network order: 4 of them for IPv4. */
  byte[] octets();

  /** Whether it is a group: a multicast address. */
  boolean isMulticast();

  /** Whether it belongs to the host itself, 127.0.0.0/8. */
  boolean isLoopback();

  /** Whether it is the unspecified address, 0.0.0.0. */
  boolean isUnspecified();

  /** The same address as the JDK's type, without a host name and without a look-up. */
  InetAddress toInetAddress();

  /**
   * Reads a literal.
   *
   * @throws IllegalArgumentException if {@code literal} is not exactly four decimal numbers from 0
   *     to 255 with dots and without leading zeros; names are not looked up
   */
  static IpAddress parse(String literal) {
    return Ipv4Address.parse(literal);
  }
}

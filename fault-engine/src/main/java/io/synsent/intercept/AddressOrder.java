package io.synsent.intercept;

import io.synsent.engine.name.GaiError;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The order in which the JDK hands out the addresses of a name (Inet6AddressImpl.lookupAllHostAddr,
 * {@code java.net.preferIPv6Addresses}): IPv4 first by default, IPv6 first for {@code true}, as the
 * name servers said for {@code system}.
 */
enum AddressOrder {
  IPV4_FIRST,
  IPV6_FIRST,
  SYSTEM,

  /** {@code java.net.preferIPv4Stack}, or no IPv6 on this machine: the others are not asked for. */
  IPV4_ONLY;

  /** Of this JVM: like the JDK it looks once. */
  private static final AddressOrder OF_THIS_JVM =
      of(
          System.getProperty("java.net.preferIPv6Addresses", "false"),
          Boolean.getBoolean("java.net.preferIPv4Stack"));

  static AddressOrder of(String preferIpv6Addresses, boolean preferIpv4Stack) {
    if (preferIpv4Stack) {
      return IPV4_ONLY;
    }
    return switch (preferIpv6Addresses) {
      case "true" -> IPV6_FIRST;
      case "system" -> SYSTEM;
      default -> IPV4_FIRST;
    };
  }

  /** The order of this JVM on a machine with IPv6 or without. */
  static AddressOrder here(boolean ipv6Available) {
    return ipv6Available ? OF_THIS_JVM : IPV4_ONLY;
  }

  /**
   * The addresses as the JDK's.
   *
   * @throws UnknownHostException if none is left
   */
  InetAddress[] of(String host, List<IpAddress> addresses) throws UnknownHostException {
    List<IpAddress> ordered = new ArrayList<>(addresses);
    switch (this) {
      case IPV4_FIRST -> ordered.sort(Comparator.comparing(Ipv6Address.class::isInstance));
      case IPV6_FIRST ->
          ordered.sort(Comparator.comparing(address -> !(address instanceof Ipv6Address)));
      case IPV4_ONLY -> ordered.removeIf(Ipv6Address.class::isInstance);
      case SYSTEM -> {}
    }
    if (ordered.isEmpty()) {
      throw NameErrors.exception(host, GaiError.EAI_NODATA);
    }
    InetAddress[] answers = new InetAddress[ordered.size()];
    for (int i = 0; i < answers.length; i++) {
      answers[i] = InetAddress.getByAddress(host, ordered.get(i).octets());
    }
    return answers;
  }
}

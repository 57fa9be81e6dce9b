package io.synsent.toxiproxy;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** An address as the API writes it: {@code host:port}, IPv6 in brackets, no host for "any". */
record HostAndPort(String host, int port) {
  /**
   * Reads an address.
   *
   * @throws IOException it has no port, or one that is not a number from 0 to 65535
   */
  static HostAndPort parse(String text) throws IOException {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? text : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (colon < 0 || (host.contains(":") && !bracketed)) {
      if (!text.isEmpty()) {
        throw new IOException("address " + text + ": missing port in address");
      }
      return new HostAndPort("", 0);
    }
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (port >= 0 && port <= 65535) {
        return new HostAndPort(bracketed ? host.substring(1, host.length() - 1) : host, port);
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IOException("address " + text + ": invalid port");
  }

  static HostAndPort of(InetSocketAddress address) {
    return new HostAndPort(address.getAddress().getHostAddress(), address.getPort());
  }

  /**
   * Where to listen: without a host on IPv4 loopback only, unlike Toxiproxy, for a test's proxy has
   * no business on the network unless asked for by name.
   */
  InetSocketAddress toListenAddress() throws IOException {
    if (host.isEmpty() || host.equals("localhost")) {
      return new InetSocketAddress(loopback4(), port);
    }
    return new InetSocketAddress(InetAddress.getByName(host), port);
  }

  /** The addresses to connect to, in order of preference; none if the name must be looked up. */
  List<InetSocketAddress> withoutLookup() throws IOException {
    if (host.isEmpty() || host.equals("localhost")) {
      return List.of(
          new InetSocketAddress(loopback4(), port),
          new InetSocketAddress(InetAddress.getByName("::1"), port));
    }
    boolean literal = host.contains(":") || host.matches("[0-9.]+");
    return literal ? List.of(new InetSocketAddress(InetAddress.getByName(host), port)) : List.of();
  }

  private static InetAddress loopback4() throws IOException {
    return InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
  }

  @Override
  public String toString() {
    return host.contains(":") ? "[" + shortened() + "]:" + port : host + ":" + port;
  }

  /** The wildcard as everybody writes it; other addresses are read as well in full. */
  private String shortened() {
    try {
      return InetAddress.getByName(host) instanceof Inet6Address six && six.isAnyLocalAddress()
          ? "::"
          : host;
    } catch (IOException e) {
      return host;
    }
  }
}

package io.synsent.rules;

import io.synsent.engine.packet.IpAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Internal. What an annotation's value names: a host, or one port of it.
 *
 * @param host an address (of IPv6 without brackets) or a name, in lower case
 * @param port empty for the host as a whole
 */
public record Target(String host, OptionalInt port) {

  /**
   * Reads {@code host}, {@code host:port} or {@code [address]:port}.
   *
   * @throws IllegalArgumentException if it is neither; the message says what is wrong and the cure
   */
  public static Target parse(String text) {
    TargetSyntax.Result result = TargetSyntax.read(text);
    if (result.problem() != null) {
      throw new IllegalArgumentException(result.problem().message());
    }
    return result.orThrow();
  }

  /** The address, empty if the host is a name other than {@code localhost}. */
  public Optional<IpAddress> address() {
    if (host.equals("localhost")) {
      return Optional.of(IpAddress.parse("127.0.0.1"));
    }
    return TargetSyntax.looksNumeric(host) ? Optional.of(IpAddress.parse(host)) : Optional.empty();
  }

  /** Whether it is this machine itself: 127.0.0.0/8, ::1 or {@code localhost}. */
  public boolean isLoopback() {
    return address().map(IpAddress::isLoopback).orElse(false);
  }

  /** Whether a statement about this target also says something about the other. */
  boolean covers(Target other) {
    return sameHost(other) && (port.isEmpty() || port.equals(other.port));
  }

  /** The same host with this port. */
  Target at(int newPort) {
    return new Target(host, OptionalInt.of(newPort));
  }

  boolean sameHost(Target other) {
    return host.equals(other.host) || (address().isPresent() && address().equals(other.address()));
  }

  static Target of(String host, OptionalInt port) {
    return new Target(host.toLowerCase(Locale.ROOT), port);
  }

  /** {@code host} or {@code host:port}, an IPv6 address before a port in brackets. */
  @Override
  public String toString() {
    String written = host.indexOf(':') < 0 || port.isEmpty() ? host : "[" + host + "]";
    return port.isPresent() ? written + ":" + port.getAsInt() : written;
  }
}

package io.synsent.scenario;

/**
 * Internal. A host and a port: {@code 192.168.31.7:8081}, {@code db.example:5432} or {@code
 * [2001:db8::7]:80}.
 *
 * @param host an address or a name
 */
public record HostPort(String host, int port) {

  /**
   * Reads a host and a port.
   *
   * @param lowestPort 0 or 1
   * @throws IllegalArgumentException saying what was expected
   */
  public static HostPort parse(String text, int lowestPort) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (bracketed) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isEmpty()) {
      throw new IllegalArgumentException(
          "\"" + text + "\": expected a host and a port, such as \"192.168.31.7:8081\"");
    }
    if (!bracketed && host.contains(":")) {
      throw new IllegalArgumentException(
          "\"" + text + "\": put an IPv6 address into brackets, such as \"[2001:db8::7]:80\"");
    }
    return new HostPort(host, Words.port(text.substring(colon + 1), lowestPort));
  }
}

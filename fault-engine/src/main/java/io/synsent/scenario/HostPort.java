package io.synsent.scenario;

/** {@code 192.168.31.7:8081}, {@code db.example:5432} or {@code [2001:db8::7]:80}. */
record HostPort(String host, int port) {

  static HostPort parse(String text, int lowestPort) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isEmpty()) {
      throw new IllegalArgumentException(
          "\"" + text + "\": expected a host and a port, such as \"192.168.31.7:8081\"");
    }
    return new HostPort(host, Words.port(text.substring(colon + 1), lowestPort));
  }
}

package io.synsent.junit;

import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The address of an external Toxiproxy, and the setting that gave it. */
record ToxiproxyAddress(String host, int port, String setting) {

  private static final int DEFAULT_PORT = 8474;

  /**
   * What is configured, empty if nothing is: then the server inside this JVM is used.
   *
   * @param annotation the value of {@link ToxiproxyServer} and where it stands
   */
  static Optional<ToxiproxyAddress> configured(
      Optional<ToxiproxyAddress> annotation, Properties properties, Map<String, String> variables) {
    if (annotation.isPresent()) {
      return annotation;
    }
    String property = properties.getProperty(Toxiproxy.ADDRESS_PROPERTY, "");
    if (!property.isBlank()) {
      return Optional.of(parse(property, "system property " + Toxiproxy.ADDRESS_PROPERTY));
    }
    String variable = variables.getOrDefault(Toxiproxy.ADDRESS_VARIABLE, "");
    if (!variable.isBlank()) {
      return Optional.of(parse(variable, "environment variable " + Toxiproxy.ADDRESS_VARIABLE));
    }
    return Optional.empty();
  }

  /**
   * Reads {@code host:port} or {@code host}.
   *
   * @throws IllegalArgumentException it is neither
   */
  static ToxiproxyAddress parse(String text, String setting) {
    String address = text.strip();
    int colon = address.lastIndexOf(':');
    try {
      String host = colon < 0 ? address : address.substring(0, colon);
      int port = colon < 0 ? DEFAULT_PORT : Integer.parseInt(address.substring(colon + 1));
      if (!host.isEmpty() && !host.contains("/") && port > 0 && port < 65536) {
        return new ToxiproxyAddress(host, port, setting);
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        setting
            + ": \""
            + text
            + "\" is no address of a Toxiproxy server. Write host:port, such as 127.0.0.1:8474");
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}

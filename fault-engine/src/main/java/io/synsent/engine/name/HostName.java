package io.synsent.engine.name;

import java.util.Locale;

/** Internal. Host names as name servers compare them (RFC 4343; RFC 1034, section 3.1). */
public final class HostName {

  private HostName() {}

  /** The form in which names are compared: capitals and a dot at the end say nothing. */
  public static String canonical(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}

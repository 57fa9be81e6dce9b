package io.synsent.rules;

import io.synsent.engine.Nullable;
import io.synsent.engine.packet.IpAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code host}, {@code host:port} and {@code [address]:port}, and says of everything else
 * what is wrong with it.
 */
final class TargetSyntax {

  /** The longest host name (RFC 1123 section 2.1). */
  private static final int MAX_NAME = 253;

  /** The longest part of a host name between dots (RFC 1035 section 2.3.4). */
  private static final int MAX_LABEL = 63;

  private static final Pattern URL = Pattern.compile("(?:jdbc:)?[a-zA-Z][\\w+.-]*:/+(.*)");
  private static final Pattern CIDR = Pattern.compile("([^/]*)/(\\d+)");
  private static final Pattern LABEL =
      Pattern.compile("[a-zA-Z0-9_](?:[a-zA-Z0-9_-]*[a-zA-Z0-9_])?");

  private TargetSyntax() {}

  /** What is wrong, with the rule it breaks. */
  record Problem(Rule rule, String message, Optional<Fix> fix) {
    Problem(Rule rule, String message) {
      this(rule, message, Optional.empty());
    }
  }

  /** Either a target or a problem. */
  record Result(@Nullable Target target, @Nullable Problem problem) {
    static Result bad(Rule rule, String message) {
      return new Result(null, new Problem(rule, message));
    }

    static Result bad(Rule rule, String message, Fix fix) {
      return new Result(null, new Problem(rule, message, Optional.of(fix)));
    }

    Target orThrow() {
      if (target == null) {
        throw new IllegalStateException("bug in SynSent: no target and no problem either");
      }
      return target;
    }
  }

  static Result read(String text) {
    if (text.isBlank()) {
      return Result.bad(
          Rule.EMPTY_VALUE,
          "the value is empty. Name a host, such as \"192.168.31.7\" or \"db.example\"");
    }
    if (!text.equals(text.strip())) {
      return Result.bad(
          Rule.HOST_SYNTAX,
          "\"" + text + "\" has blanks around the host. Leave them out",
          Fix.replace(text.strip()));
    }
    Matcher url = URL.matcher(text);
    if (url.matches()) {
      String authority = url.group(1).replaceFirst("[/?#].*", "").replaceFirst(".*@", "");
      String message = "\"" + text + "\" is a URL. Write only its host and port";
      return read(authority).problem() == null
          ? Result.bad(
              Rule.HOST_SYNTAX, message + ": \"" + authority + "\"", Fix.replace(authority))
          : Result.bad(Rule.HOST_SYNTAX, message + ", such as \"db.example:5432\"");
    }
    Matcher cidr = CIDR.matcher(text);
    if (cidr.matches()) {
      return Result.bad(
          Rule.HOST_SYNTAX,
          "\""
              + text
              + "\" is a network in CIDR notation, and one host is wanted. Name each host by an"
              + " annotation of its own"
              + (isAddress(cidr.group(1)) ? ", such as \"" + cidr.group(1) + "\"" : ""));
    }
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      return host(text, OptionalInt.empty());
    }
    if (text.startsWith("[")) {
      return inBrackets(text);
    }
    if (text.indexOf(':') != colon) {
      return isAddress(text)
          ? host(text, OptionalInt.empty())
          : Result.bad(
              Rule.HOST_SYNTAX,
              "\""
                  + text
                  + "\" has more than one colon and is no IPv6 address"
                  + (text.indexOf('%') < 0 ? "" : ", which has no zone here")
                  + ". Write \"host:port\", or an IPv6 address such as \"2001:db8:31::7\", with a"
                  + " port \"[2001:db8:31::7]:8080\"");
    }
    return withPort(text, text.substring(0, colon), text.substring(colon + 1));
  }

  /** {@code [2001:db8:31::7]} and {@code [2001:db8:31::7]:8080}. */
  private static Result inBrackets(String text) {
    int end = text.indexOf(']');
    String address = end < 0 ? "" : text.substring(1, end);
    String behind = end < 0 ? "" : text.substring(end + 1);
    if (address.indexOf(':') < 0
        || !isAddress(address)
        || !(behind.isEmpty() || behind.startsWith(":"))) {
      return Result.bad(
          Rule.HOST_SYNTAX,
          "\""
              + text
              + "\" is no IPv6 address in brackets. Write one such as \"[2001:db8:31::7]:8080\"");
    }
    return behind.isEmpty()
        ? host(address, OptionalInt.empty())
        : withPort(text, address, behind.substring(1));
  }

  private static Result withPort(String text, String host, String port) {
    if (host.isEmpty()) {
      return Result.bad(
          Rule.EMPTY_VALUE, "\"" + text + "\" has no host before the colon. Write \"host:port\"");
    }
    Result result = host(host, OptionalInt.empty());
    if (result.problem() != null) {
      return result;
    }
    if (port.isEmpty()) {
      return Result.bad(
          Rule.PORT_RANGE,
          "\"" + text + "\" has no port after the colon. Write a number from 1 to 65535");
    }
    if (!port.matches("[0-9]+")) {
      return Result.bad(
          Rule.PORT_RANGE,
          "\"" + port + "\" in \"" + text + "\" is no port. Write a number from 1 to 65535");
    }
    if (port.length() > 9 || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65535) {
      return Result.bad(
          Rule.PORT_RANGE, "port " + port + " does not exist. Ports go from 1 to 65535");
    }
    return host(host, OptionalInt.of(Integer.parseInt(port)));
  }

  private static Result host(String host, OptionalInt port) {
    if (looksNumeric(host)) {
      return isAddress(host)
          ? new Result(Target.of(IpAddress.parse(host).toString(), port), null)
          : Result.bad(Rule.HOST_SYNTAX, "\"" + host + "\" is not an IPv4 address: " + why(host));
    }
    String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    if (bare.length() > MAX_NAME) {
      return Result.bad(
          Rule.HOST_SYNTAX,
          "a host name has at most "
              + MAX_NAME
              + " characters, found "
              + bare.length()
              + ". Shorten it");
    }
    for (String label : bare.split("\\.", -1)) {
      String problem = labelProblem(label);
      if (problem != null) {
        return Result.bad(Rule.HOST_SYNTAX, "\"" + host + "\" is no host name: " + problem);
      }
    }
    return new Result(Target.of(bare, port), null);
  }

  private static @Nullable String labelProblem(String label) {
    if (label.isEmpty()) {
      return "a part between dots is empty. Remove the superfluous dot";
    }
    if (label.length() > MAX_LABEL) {
      return "a part between dots has at most "
          + MAX_LABEL
          + " characters, found "
          + label.length()
          + ". Shorten it";
    }
    return LABEL.matcher(label).matches()
        ? null
        : "\""
            + label
            + "\" may hold only letters, digits, hyphens and underscores, and no hyphen first or"
            + " last. Write a name such as \"db.example\" or an address such as \"192.168.31.7\"";
  }

  /**
   * Whether it can only be meant as an address: its last part is a number (RFC 1123 2.1), or it has
   * a colon.
   */
  static boolean looksNumeric(String host) {
    return host.indexOf(':') >= 0 || host.matches("(?:.*\\.)?[0-9]+");
  }

  private static boolean isAddress(String text) {
    try {
      IpAddress.parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String why(String host) {
    String cure = ". Write four numbers from 0 to 255 with dots, such as \"192.168.31.7\"";
    String[] parts = host.split("\\.", -1);
    for (String part : parts) {
      if (!part.matches("[0-9]+")) {
        return "\"" + part + "\" is no number" + cure;
      }
      if (part.length() > 1 && part.startsWith("0")) {
        return part + " has a leading zero, which some programs read as octal" + cure;
      }
      if (part.length() > 3 || Integer.parseInt(part) > 255) {
        return part + " is more than 255" + cure;
      }
    }
    return "it has " + parts.length + (parts.length == 1 ? " number" : " numbers") + cure;
  }
}

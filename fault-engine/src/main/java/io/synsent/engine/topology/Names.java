package io.synsent.engine.topology;

import io.synsent.engine.name.HostName;
import io.synsent.engine.name.NameAnswer;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv4Address;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The names of a simulated network and their addresses. */
final class Names {

  /** Looks like an attempt at an address: then it must be one. */
  private static final Pattern NUMERIC = Pattern.compile("[0-9.]+");

  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?"
              + "(\\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*\\.?");

  /** 198.18.0.0/15 is for tests of network devices and nobody's on the internet (RFC 2544). */
  private static final int FIRST_AUTOMATIC = Ipv4Address.parse("198.18.0.10").value();

  private final Map<String, List<IpAddress>> addresses = new LinkedHashMap<>();
  private final Map<String, Deque<NameAnswer>> scripts = new LinkedHashMap<>();
  private final Map<String, List<NameFault>> faults = new LinkedHashMap<>();
  private final Map<String, Duration> delays = new LinkedHashMap<>();
  private int automatic;

  /** Whether {@code text} is an address, or at least is meant to be one. */
  static boolean isAddress(String text) {
    return NUMERIC.matcher(text).matches() || text.contains("/") || text.contains(":");
  }

  /**
   * A name in the form in which names are compared.
   *
   * @throws IllegalArgumentException if it is none
   */
  static String canonical(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "\""
              + name
              + "\" is neither an IP address nor a host name: expected something like"
              + " 192.168.31.7, 2001:db8:31::7 or db.example");
    }
    return HostName.canonical(name);
  }

  /** The address of a name that was not declared with one: the next automatic one. */
  Ipv4Address automatic(String name) {
    // 200 to a /24, so that neither its router nor its broadcast is ever hit.
    int value = FIRST_AUTOMATIC + (automatic / 200) * 256 + automatic % 200;
    automatic++;
    Ipv4Address address = new Ipv4Address(value);
    put(name, List.of(address));
    return address;
  }

  void put(String name, List<IpAddress> list) {
    addresses.put(canonical(name), List.copyOf(list));
  }

  Optional<List<IpAddress>> resolve(String name) {
    // A name that is none has no address; the JDK asks for literals and oddities too.
    return NAME.matcher(name).matches()
        ? Optional.ofNullable(addresses.get(canonical(name)))
        : Optional.empty();
  }

  /** What the servers say of a name, look-up by look-up; the last answer stays. */
  void script(String name, List<NameAnswer> answers) {
    scripts.put(canonical(name), new ArrayDeque<>(answers));
  }

  void delay(String name, Duration delay) {
    delays.put(canonical(name), delay);
  }

  void fault(String name, NameFault fault) {
    faults.computeIfAbsent(canonical(name), n -> new ArrayList<>()).add(fault);
  }

  /** The faults of names, in the order in which they were declared. */
  Map<String, List<NameFault>> faults() {
    return faults;
  }

  /** Whether this network answers look-ups of the name. */
  boolean isKnown(String name) {
    if (!NAME.matcher(name).matches()) {
      return false;
    }
    String canonical = canonical(name);
    return addresses.containsKey(canonical)
        || scripts.containsKey(canonical)
        || faults.containsKey(canonical);
  }

  /** What the servers say next, faults aside. */
  NameAnswer nextAnswer(String name) {
    Deque<NameAnswer> script = scripts.get(canonical(name));
    if (script != null) {
      return script.size() > 1 ? script.remove() : script.element();
    }
    return resolve(name)
        .map(NameAnswer::addresses)
        .orElse(NameAnswer.unknown())
        .after(delays.getOrDefault(canonical(name), Duration.ZERO));
  }

  /** The name that a record has for an address. */
  Optional<String> nameOf(IpAddress address) {
    return addresses.entrySet().stream()
        .filter(entry -> entry.getValue().contains(address))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /**
   * A fault of a name.
   *
   * @param answer what the servers say while it holds
   */
  record NameFault(NameAnswer answer, FaultSchedule when) {}

  List<String> declared() {
    return new ArrayList<>(addresses.keySet());
  }
}

package io.synsent.engine.topology;

import io.synsent.engine.Nullable;
import io.synsent.engine.name.HostName;
import io.synsent.engine.packet.Ipv4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The real hosts that a strict network lets its application reach.
 *
 * <p>An entry is an address ({@code 10.1.2.3}, {@code 2001:db8::1}), a block of addresses ({@code
 * 10.0.0.0/8}), a name ({@code repo.example}), all names below one ({@code *.example}; not {@code
 * example} itself) or every host ({@code *}), each with a port behind it for that port alone:
 * {@code 10.0.0.0/8:443}, {@code [2001:db8::1]:443}, {@code *:53}. Loopback needs no entry.
 */
public final class AllowList {

  /** Lets nothing through but loopback. */
  public static final AllowList NOTHING = new AllowList(List.of());

  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final int MAX_PORT = 65_535;

  private final List<Entry> entries;

  private AllowList(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /**
   * A list of these entries.
   *
   * @throws IllegalArgumentException naming the first entry that is none, and the cure
   */
  public static AllowList of(Collection<String> entries) {
    List<Entry> list = new ArrayList<>();
    for (String text : new LinkedHashSet<>(entries)) {
      list.add(Entry.parse(text));
    }
    return new AllowList(list);
  }

  /** A list of these entries. */
  public static AllowList of(String... entries) {
    return of(List.of(entries));
  }

  /** Whether the name may be looked up: whether an entry names it, on whatever port. */
  public boolean allowsLookUpOf(String name) {
    String canonical = HostName.canonical(name);
    return entries.stream().anyMatch(entry -> entry.isAboutName(canonical));
  }

  /**
   * Whether this may be reached.
   *
   * @param names what the address was looked up by, as far as that is known
   * @param port 0 for none: then an entry with a port does not count
   */
  public boolean allows(InetAddress address, Set<String> names, int port) {
    return entries.stream()
        .filter(entry -> entry.port().isEmpty() || entry.port().getAsInt() == port)
        .anyMatch(
            entry ->
                entry.isAboutAddress(address)
                    || names.stream().map(HostName::canonical).anyMatch(entry::isAboutName));
  }

  /** The entries as they were written. */
  public List<String> entries() {
    return entries.stream().map(Entry::text).toList();
  }

  @Override
  public String toString() {
    return entries().toString();
  }

  /**
   * One entry.
   *
   * @param block the block of addresses it names, or null
   * @param suffix {@code ".example"} for all names below example, or empty
   * @param name the one name it names, or empty
   */
  private record Entry(
      String text, @Nullable Block block, String suffix, String name, OptionalInt port) {

    boolean isEverything() {
      return block == null && suffix.isEmpty() && name.isEmpty();
    }

    boolean isAboutName(String canonical) {
      return isEverything()
          || (!suffix.isEmpty() && canonical.endsWith(suffix))
          || (!name.isEmpty() && canonical.equals(name));
    }

    boolean isAboutAddress(InetAddress address) {
      Block own = block;
      return isEverything() || (own != null && own.contains(address.getAddress()));
    }

    static Entry parse(String text) {
      if (text.isBlank()) {
        throw wrong(text, "it is empty. Write a host, such as \"10.0.0.0/8\" or \"*.example\"");
      }
      if (text.contains("://")) {
        throw wrong(text, "it is a URL. Write only its host, and its port if one is meant");
      }
      if (text.startsWith("[")) {
        int end = text.indexOf(']');
        if (end < 0 || (end + 1 < text.length() && text.charAt(end + 1) != ':')) {
          throw wrong(text, "expected \"[address]:port\"");
        }
        OptionalInt port =
            end + 1 == text.length() ? OptionalInt.empty() : port(text, text.substring(end + 2));
        return of(text, text.substring(1, end), port);
      }
      String withoutLength = text.contains("/") ? text.substring(0, text.indexOf('/')) : text;
      if (IPV6.matcher(withoutLength).matches()
          && withoutLength.indexOf(':') != text.lastIndexOf(':')) {
        return of(text, text, OptionalInt.empty());
      }
      int colon = text.lastIndexOf(':');
      return colon < 0
          ? of(text, text, OptionalInt.empty())
          : of(text, text.substring(0, colon), port(text, text.substring(colon + 1)));
    }

    private static Entry of(String text, String host, OptionalInt port) {
      if (host.equals("*")) {
        return new Entry(text, null, "", "", port);
      }
      if (host.startsWith("*.")) {
        return new Entry(text, null, "." + name(text, host.substring(2)), "", port);
      }
      if (host.contains("*")) {
        throw wrong(
            text, "a star stands only alone or for the first parts of a name. Write \"*.example\"");
      }
      if (Names.isAddress(host)) {
        return new Entry(text, Block.parse(text, host), "", "", port);
      }
      return new Entry(text, null, "", name(text, host), port);
    }

    private static String name(String text, String host) {
      try {
        return Names.canonical(host);
      } catch (IllegalArgumentException e) {
        throw wrong(
            text,
            "\""
                + host
                + "\" is no host. Write an address, a block such as \"10.0.0.0/8\", a name, or"
                + " \"*.example\" for the names below one");
      }
    }

    private static OptionalInt port(String text, String port) {
      if (port.matches("[0-9]{1,5}")
          && Integer.parseInt(port) >= 1
          && Integer.parseInt(port) <= MAX_PORT) {
        return OptionalInt.of(Integer.parseInt(port));
      }
      throw wrong(text, "\"" + port + "\" is no port. Ports go from 1 to 65535");
    }

    private static IllegalArgumentException wrong(String text, String why) {
      return new IllegalArgumentException("allowed host \"" + text + "\": " + why);
    }
  }

  /** A block of addresses, of either family. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Block(byte[] network, int length) {

    static Block parse(String text, String host) {
      int slash = host.indexOf('/');
      String address = slash < 0 ? host : host.substring(0, slash);
      byte[] octets = octets(text, address);
      int bits = octets.length * Byte.SIZE;
      int length = bits;
      if (slash >= 0) {
        String after = host.substring(slash + 1);
        length = after.matches("[0-9]{1,3}") ? Integer.parseInt(after) : -1;
        if (length < 0 || length > bits) {
          throw Entry.wrong(
              text, "\"/" + after + "\" is no prefix length. It goes from 0 to " + bits);
        }
      }
      return new Block(octets, length);
    }

    private static byte[] octets(String text, String address) {
      try {
        // With a colon in it, it is a literal or refused: the JDK looks nothing up then.
        return IPV6.matcher(address).matches()
            ? InetAddress.getByName(address).getAddress()
            : Ipv4Address.parse(address).octets();
      } catch (UnknownHostException | IllegalArgumentException e) {
        throw Entry.wrong(text, "\"" + address + "\" is not an address");
      }
    }

    boolean contains(byte[] address) {
      if (address.length != network.length) {
        return false;
      }
      for (int bit = 0; bit < length; bit++) {
        int mask = 0x80 >> (bit % Byte.SIZE);
        if (((address[bit / Byte.SIZE] ^ network[bit / Byte.SIZE]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }
}

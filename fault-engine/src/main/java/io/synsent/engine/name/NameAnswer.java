package io.synsent.engine.name;

import io.synsent.engine.packet.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the servers answer when they are asked for a name.
 *
 * @param addresses in the order in which the application gets them; none but for {@link
 *     Kind#ADDRESSES}
 * @param delay from a query to its answer
 */
public record NameAnswer(Kind kind, List<IpAddress> addresses, Duration delay) {

  /** The ways a server can answer. */
  public enum Kind {
    /** NOERROR with A records. */
    ADDRESSES,
    /** There is no such name. */
    NXDOMAIN,
    /** NOERROR without a record: the name has no address. */
    NODATA,
    /** The server could not find out; the resolver asks the next one, and all of them again. */
    SERVFAIL,
    /** Nothing at all. */
    SILENCE
  }

  /**
   * Checks that there are addresses exactly where they belong.
   *
   * @throws IllegalArgumentException if there are not, or the delay is negative
   */
  public NameAnswer {
    addresses = List.copyOf(addresses);
    if ((kind == Kind.ADDRESSES) == addresses.isEmpty()) {
      throw new IllegalArgumentException(
          "a name answer " + kind + " with addresses " + addresses + ": only ADDRESSES has some");
    }
    if (delay.isNegative()) {
      throw new IllegalArgumentException(
          "a name answer after " + delay + ": expected zero or more");
    }
  }

  /**
   * These addresses, in this order, at once.
   *
   * @throws IllegalArgumentException if there is none, or one is not an address
   */
  public static NameAnswer addresses(String... addresses) {
    List<IpAddress> list = new ArrayList<>();
    for (String address : addresses) {
      list.add(IpAddress.parse(address));
    }
    return addresses(list);
  }

  /** These addresses, in this order, at once. */
  public static NameAnswer addresses(List<IpAddress> addresses) {
    return new NameAnswer(Kind.ADDRESSES, addresses, Duration.ZERO);
  }

  /** NXDOMAIN, at once: EAI_NONAME, "Name or service not known". */
  public static NameAnswer unknown() {
    return new NameAnswer(Kind.NXDOMAIN, List.of(), Duration.ZERO);
  }

  /** No address: EAI_NODATA, "No address associated with hostname". */
  public static NameAnswer noAddress() {
    return new NameAnswer(Kind.NODATA, List.of(), Duration.ZERO);
  }

  /** SERVFAIL, at once: EAI_AGAIN, "Temporary failure in name resolution". */
  public static NameAnswer serverFailure() {
    return new NameAnswer(Kind.SERVFAIL, List.of(), Duration.ZERO);
  }

  /** No answer: EAI_AGAIN when the resolver gives up, with one server after 2 × 5 s. */
  public static NameAnswer silence() {
    return new NameAnswer(Kind.SILENCE, List.of(), Duration.ZERO);
  }

  /**
   * The same, so much later. An answer later than the resolver waits is no answer.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public NameAnswer after(Duration newDelay) {
    return new NameAnswer(kind, addresses, newDelay);
  }

  /** In a word or two: the addresses, or what there is instead. */
  public String words() {
    return kind == Kind.ADDRESSES
        ? addresses.stream().map(IpAddress::toString).collect(Collectors.joining(", "))
        : kind.name();
  }
}

package io.synsent.intercept;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something that an application wanted of the real network and that strict mode refused.
 *
 * @param kind what it wanted
 * @param host an address, with the name it was looked up by if that is known, or a name
 * @param port 0 if there is none: look-ups and pings
 * @param thread the thread that wanted it
 * @param callers the application's frames of that thread, innermost first: those outside the JDK;
 *     empty if a thread of the JDK acted on the application's behalf
 * @param at when
 */
public record BlockedAccess(
    Kind kind, String host, int port, String thread, List<StackTraceElement> callers, Instant at) {

  /** What can be refused. */
  public enum Kind {
    CONNECT("a TCP connect to"),
    DATAGRAM("a UDP datagram to"),
    DATAGRAM_CONNECT("a UDP connect to"),
    LOOK_UP("a look-up of"),
    REVERSE_LOOK_UP("a reverse look-up of"),
    PING("a ping of");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  /** Copies the frames. */
  public BlockedAccess {
    callers = List.copyOf(callers);
  }

  /** The application's frame it came from, if one did. */
  public Optional<StackTraceElement> caller() {
    return callers.stream().findFirst();
  }

  /** {@code "a TCP connect to 203.0.113.9:443 (api.example)"}. */
  public String what() {
    int name = host.indexOf(" (");
    String address = name < 0 ? host : host.substring(0, name);
    String bracketed = address.contains(":") && port != 0 ? "[" + address + "]" : address;
    return kind.words
        + " "
        + bracketed
        + (port == 0 ? "" : ":" + port)
        + (name < 0 ? "" : host.substring(name));
  }

  /** {@code "at com.example.Client.call(Client.java:42), thread main"}. */
  public String where() {
    return caller().map(frame -> "at " + frame + ", ").orElse("") + thread;
  }

  /** What the exception says: what was wanted, where, and the cure. */
  String message() {
    return "SynSent blocked "
        + what()
        + ": the real network is off limits here, and no annotation names this host. It came from "
        + where()
        + ". Simulate the host (@UnreachableHost, @ReachableHost, @UnknownHost, …), or allow it:"
        + " allow = \""
        + allowEntry()
        + "\"";
  }

  private String allowEntry() {
    int name = host.indexOf(" (");
    String best = name < 0 ? host : host.substring(name + 2, host.length() - 1);
    String bracketed = best.contains(":") && port != 0 ? "[" + best + "]" : best;
    return bracketed + (port == 0 ? "" : ":" + port);
  }

  @Override
  public String toString() {
    return what() + " " + where();
  }
}

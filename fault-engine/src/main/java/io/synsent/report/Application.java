package io.synsent.report;

import java.util.List;

/**
 * What the application saw of its connect.
 *
 * @param exception the class of the exception that reached it; empty if none did
 * @param message its message
 * @param gaveUp who ended the connect, in words; empty if nobody did
 * @param thread the connecting thread
 * @param callers its stack, innermost frame first, the JDK's own left out
 * @param elapsedNanos wall time until it had its answer, or -1 while it waits
 */
public record Application(
    String exception,
    String message,
    String gaveUp,
    String thread,
    List<String> callers,
    long elapsedNanos) {

  /** There was no application: the simulator was asked directly. */
  public static final Application NONE = new Application("", "", "", "", List.of(), -1);

  /** Copies the list. */
  public Application {
    callers = List.copyOf(callers);
  }
}

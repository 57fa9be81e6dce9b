package io.synsent.intercept;

import io.synsent.engine.report.ConnectReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One connect from both sides: what the simulated network did, and what the application saw.
 *
 * @param report the network's side
 * @param exceptionClass the class of the exception that reached the application, such as {@code
 *     java.net.NoRouteToHostException}; empty if none has
 * @param exceptionMessage its message
 * @param gaveUp who ended it
 * @param closedBy who closed the socket while the connect was pending; empty if nobody did
 * @param open whether the socket was not closed yet; after a failure the JDK closes it by itself
 * @param thread the connecting thread
 * @param callers the application's frames of the connecting thread, innermost first: those outside
 *     the JDK; empty if a thread of the JDK connected on the application's behalf
 * @param beganAt when connect() was called
 * @param elapsed wall time until the application had its answer or gave up; empty while pending
 */
public record ObservedConnect(
    ConnectReport report,
    String exceptionClass,
    String exceptionMessage,
    GaveUp gaveUp,
    String closedBy,
    boolean open,
    String thread,
    List<StackTraceElement> callers,
    Instant beganAt,
    Optional<Duration> elapsed) {

  /** Copies the frames. */
  public ObservedConnect {
    callers = List.copyOf(callers);
  }

  /** The application's frame that connected, if one did. */
  public Optional<StackTraceElement> caller() {
    return callers.stream().findFirst();
  }

  static ObservedConnect of(ConnectReport report, Observation seen) {
    return new ObservedConnect(
        report,
        seen.exceptionClass(),
        seen.exceptionMessage(),
        seen.gaveUp(),
        seen.closedBy(),
        seen.isOpen(),
        seen.thread(),
        seen.callers(),
        seen.beganAt(),
        seen.elapsed());
  }
}

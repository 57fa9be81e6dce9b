package io.synsent.intercept;

import io.synsent.engine.Nullable;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the application's side of one connect looked like; filled in as it happens. */
final class Observation {

  private static final StackWalker STACK =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
  private static final int MOST_FRAMES = 16;
  private static final int FRAMES_OF_A_CLOSER = 8;

  private final Instant beganAt = Instant.now();
  private final long beganNanos = ProcessClock.wallNanos();
  private final String thread = Thread.currentThread().toString();
  private final List<StackTraceElement> callers = applicationFrames();

  private GaveUp gaveUp = GaveUp.PENDING;
  private String closedBy = "";
  private boolean open = true;
  private String exceptionClass = "";
  private String exceptionMessage = "";
  private @Nullable Duration elapsed;

  /**
   * The frames of the calling thread that belong neither to SynSent nor to the JDK, innermost
   * first.
   */
  static List<StackTraceElement> applicationFrames() {
    return STACK.walk(
        frames ->
            outsideTheJdk(frames.dropWhile(frame -> !isOfTheJdk(frame)))
                .limit(MOST_FRAMES)
                .map(StackWalker.StackFrame::toStackTraceElement)
                .toList());
  }

  private static Stream<StackWalker.StackFrame> outsideTheJdk(
      Stream<StackWalker.StackFrame> frames) {
    return frames.filter(frame -> !isOfTheJdk(frame));
  }

  private static boolean isOfTheJdk(StackWalker.StackFrame frame) {
    ClassLoader loader = frame.getDeclaringClass().getClassLoader();
    return loader == null || loader == ClassLoader.getPlatformClassLoader();
  }

  /** A call that belongs to the connect returned to the application. */
  synchronized void returned(@Nullable Throwable what) {
    if (what == null) {
      return;
    }
    exceptionClass = what.getClass().getName();
    exceptionMessage = String.valueOf(what.getMessage());
    if (what instanceof SocketTimeoutException) {
      gaveUp = GaveUp.APPLICATION_TIMEOUT;
    } else if (what instanceof ClosedByInterruptException
        || exceptionMessage.equals("Closed by interrupt")) {
      gaveUp = GaveUp.INTERRUPT;
    }
    end(GaveUp.APPLICATION_CLOSE);
  }

  /** The connection is handed to the application. */
  synchronized void established() {
    end(GaveUp.NOBODY);
  }

  /** The operating system's answer is handed to the application. */
  synchronized void failed(Throwable what) {
    exceptionClass = what.getClass().getName();
    exceptionMessage = String.valueOf(what.getMessage());
    end(GaveUp.OPERATING_SYSTEM);
  }

  /**
   * The application closes the socket while its connect is pending.
   *
   * @return why, in words for the journal
   */
  synchronized String closedWhilePending() {
    if (gaveUp == GaveUp.PENDING) {
      GaveUp who = GaveUp.APPLICATION_CLOSE;
      if (isInsideConnect()) {
        boolean interrupted = Thread.currentThread().isInterrupted();
        who = interrupted ? GaveUp.INTERRUPT : GaveUp.APPLICATION_TIMEOUT;
      } else {
        closedBy = closer();
        if (closedBy.contains("Timeout") || closedBy.contains("Timer")) {
          who = GaveUp.APPLICATION_TIMEOUT;
        }
      }
      end(who);
    }
    return switch (gaveUp) {
      case APPLICATION_TIMEOUT -> "the application's own timeout came first";
      case INTERRUPT -> "the connecting thread was interrupted";
      default -> "the application closed the socket" + (closedBy.isEmpty() ? "" : ": " + closedBy);
    };
  }

  /** Whether it is the connecting call itself that closes: it does so on its own timeout. */
  private static boolean isInsideConnect() {
    return STACK.walk(
        frames ->
            frames.anyMatch(
                frame ->
                    frame.getClassName().startsWith("sun.nio.ch.")
                        && (frame.getMethodName().equals("connect")
                            || frame.getMethodName().equals("blockingConnect"))));
  }

  /** The frame that closes, by preference one that says it is a timeout. */
  private static String closer() {
    List<String> frames =
        STACK.walk(
            all ->
                all.dropWhile(frame -> !isOfTheJdk(frame))
                    .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                    .filter(frame -> !frame.startsWith("java.") && !frame.startsWith("sun.nio.ch."))
                    .takeWhile(frame -> !frame.startsWith("org.junit."))
                    .limit(FRAMES_OF_A_CLOSER)
                    .toList());
    String thread = "thread " + Thread.currentThread().getName();
    return frames.stream()
        .filter(frame -> frame.contains("Timeout") || frame.contains("Timer"))
        .findFirst()
        .or(() -> frames.stream().findFirst())
        .map(frame -> frame + ", " + thread)
        .orElse(thread);
  }

  private void end(GaveUp who) {
    if (gaveUp == GaveUp.PENDING) {
      gaveUp = who;
    }
    if (elapsed == null) {
      elapsed = Duration.ofNanos(ProcessClock.wallNanos() - beganNanos);
    }
  }

  synchronized GaveUp gaveUp() {
    return gaveUp;
  }

  /** The socket is closed, by the application or by the JDK after a failure. */
  synchronized void socketClosed() {
    open = false;
  }

  synchronized boolean isOpen() {
    return open;
  }

  synchronized String closedBy() {
    return closedBy;
  }

  synchronized String exceptionClass() {
    return exceptionClass;
  }

  synchronized String exceptionMessage() {
    return exceptionMessage;
  }

  synchronized Optional<Duration> elapsed() {
    return Optional.ofNullable(elapsed);
  }

  Instant beganAt() {
    return beganAt;
  }

  String thread() {
    return thread;
  }

  List<StackTraceElement> callers() {
    return callers;
  }
}

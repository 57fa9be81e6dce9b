package io.synsent.engine.topology;

import io.synsent.engine.socket.Errno;
import java.util.Optional;

/**
 * How a connect ended.
 *
 * @param errno why it failed; empty unless {@link Kind#FAILED}
 * @param atNanos when, in nanoseconds since the simulation began
 * @param cause what brought the end, in words
 */
public record Outcome(Kind kind, Optional<Errno> errno, long atNanos, String cause) {

  /** The three ways a connect can end. */
  public enum Kind {
    /** The handshake was completed. */
    ESTABLISHED,
    /** The operating system gave up; {@link Outcome#errno} says why. */
    FAILED,
    /** The application gave up first: its own timeout, close or interrupt. */
    ABANDONED
  }

  /** Checks that an errno is there exactly when the connect failed. */
  public Outcome {
    if ((kind == Kind.FAILED) != errno.isPresent()) {
      throw new IllegalArgumentException(kind + " with errno " + errno + ": only FAILED has one");
    }
  }

  /** The handshake was completed. */
  public static Outcome established(long atNanos, String cause) {
    return new Outcome(Kind.ESTABLISHED, Optional.empty(), atNanos, cause);
  }

  /** The operating system gave up. */
  public static Outcome failed(Errno errno, long atNanos, String cause) {
    return new Outcome(Kind.FAILED, Optional.of(errno), atNanos, cause);
  }

  /** The application gave up. */
  public static Outcome abandoned(long atNanos, String cause) {
    return new Outcome(Kind.ABANDONED, Optional.empty(), atNanos, cause);
  }

  /** Whether the handshake was completed. */
  public boolean isEstablished() {
    return kind == Kind.ESTABLISHED;
  }
}

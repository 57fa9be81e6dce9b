package io.synsent.intercept;

/** Who ended a connect, seen from the application. */
public enum GaveUp {
  /** Nobody yet: the connect is pending. */
  PENDING,
  /** Nobody: the connection was established. */
  NOBODY,
  /** The operating system: the connect failed. */
  OPERATING_SYSTEM,
  /** The application's own timeout came first. */
  APPLICATION_TIMEOUT,
  /** The application closed the socket, from this or another thread. */
  APPLICATION_CLOSE,
  /** The connecting thread was interrupted. */
  INTERRUPT
}

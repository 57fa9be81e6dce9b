package io.synsent.engine.topology;

import io.synsent.engine.packet.IpAddress;
import java.util.Optional;
import java.util.function.Consumer;

/** One connect() under way in a simulated network, or already settled. */
@SuppressWarnings("DoNotCallSuggester")
public final class ConnectAttempt {

  ConnectAttempt() {}

  /** 1, 2, … in the order in which the network's connects began. */
  public int number() {
    throw new UnsupportedOperationException();
  }

  /** What was asked. */
  public ConnectRequest request() {
    throw new UnsupportedOperationException();
  }

  /** Where to. */
  public IpAddress target() {
    throw new UnsupportedOperationException();
  }

  /** Where to. */
  public int port() {
    throw new UnsupportedOperationException();
  }

  /** The local address, as in the capture; 0.0.0.0 if the connect failed before it got one. */
  public IpAddress localAddress() {
    throw new UnsupportedOperationException();
  }

  /** The local port, as in the capture; 0 if the connect failed before it got one. */
  public int localPort() {
    throw new UnsupportedOperationException();
  }

  /** When it began, in nanoseconds since the simulation began. */
  public long beganAt() {
    throw new UnsupportedOperationException();
  }

  /** How it ended; empty while it is pending. */
  public Optional<Outcome> outcome() {
    throw new UnsupportedOperationException();
  }

  /**
   * Calls {@code listener} with the outcome, once: at once if it is settled, else within {@link
   * Network#runUntil} on the driving thread.
   */
  public void onSettled(Consumer<Outcome> listener) {
    throw new UnsupportedOperationException();
  }

  /**
   * The application gives up: its own timeout, close or interrupt came first. The socket is closed,
   * nothing is sent any more for it. Does nothing once the connect is settled, except that an
   * established connection is closed.
   *
   * @param why in words, for the journal
   */
  public void abandon(String why) {
    throw new UnsupportedOperationException();
  }
}

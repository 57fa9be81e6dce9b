package io.synsent.toxiproxy;

import java.io.IOException;

/**
 * Leads a connect of our own past whatever catches the application's connects.
 *
 * <p>Internal.
 */
@FunctionalInterface
public interface RealNetwork {
  /** Nothing is caught: the connect is simply made. */
  RealNetwork DIRECT = Action::run;

  /** A connect, a look-up of a name, or a request made of both. */
  @FunctionalInterface
  interface Action {
    /** Carries it out. */
    void run() throws IOException;
  }

  /** Carries the action out on the calling thread, uncaught. */
  void run(Action action) throws IOException;
}

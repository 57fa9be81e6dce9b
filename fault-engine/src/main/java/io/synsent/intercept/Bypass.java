package io.synsent.intercept;

import java.io.IOException;

/**
 * Leads SynSent's own connects and look-ups past the simulated network, whatever it simulates.
 *
 * <p>Internal. Parts of SynSent that reach real servers on this machine use it; an application's
 * connect must not.
 */
public final class Bypass {

  private static final ThreadLocal<Boolean> OPEN = new ThreadLocal<>();

  private Bypass() {}

  /** What is to be done. */
  @FunctionalInterface
  public interface Action {
    /** Does it. */
    void run() throws IOException;
  }

  /** Does it on the calling thread; none of its connects and look-ups is simulated. */
  public static void run(Action action) throws IOException {
    Boolean before = OPEN.get();
    OPEN.set(true);
    try {
      action.run();
    } finally {
      if (before == null) {
        OPEN.remove();
      }
    }
  }

  /** Whether the calling thread is in {@link #run}. */
  static boolean isOpen() {
    return OPEN.get() != null;
  }
}

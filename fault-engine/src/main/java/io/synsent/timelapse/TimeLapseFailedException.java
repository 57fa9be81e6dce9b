package io.synsent.timelapse;

import io.synsent.engine.Nullable;

/**
 * The clock of this JVM could not be taken over, or a hook does not work; it keeps wall time.
 *
 * <p>The message names the hook, the JDK and what to do.
 */
public final class TimeLapseFailedException extends IllegalStateException {

  TimeLapseFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  static String runningJdk() {
    return "JDK "
        + Runtime.version()
        + " by "
        + System.getProperty("java.vendor")
        + " on "
        + System.getProperty("os.name");
  }
}

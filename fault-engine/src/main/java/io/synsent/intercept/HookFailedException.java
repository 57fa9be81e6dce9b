package io.synsent.intercept;

import io.synsent.engine.Nullable;

/**
 * SynSent could not put its hooks into this JVM, or a hook does not work; nothing is intercepted.
 *
 * <p>The message names the hook, the JDK and what to do.
 */
public final class HookFailedException extends IllegalStateException {

  HookFailedException(String message, @Nullable Throwable cause) {
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

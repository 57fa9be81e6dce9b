package io.synsent.intercept;

import io.synsent.engine.Nullable;
import java.lang.instrument.Instrumentation;

/**
 * The entry for {@code -javaagent}: keeps what the JVM hands over, so that SynSent need not attach
 * to its own process. From JDK 21 on, attaching prints a warning; {@code -javaagent} does not.
 */
public final class Agent {

  private static volatile @Nullable Instrumentation given;

  private Agent() {}

  /** Called by the JVM before {@code main}. */
  public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
    given = instrumentation;
  }

  /** Called by the JVM when the jar is attached to a running process. */
  public static void agentmain(@Nullable String arguments, Instrumentation instrumentation) {
    given = instrumentation;
  }

  /** Internal. What the JVM handed over, or null if nothing was given. */
  public static @Nullable Instrumentation given() {
    return given;
  }
}

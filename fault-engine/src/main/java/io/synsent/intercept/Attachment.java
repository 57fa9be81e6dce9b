package io.synsent.intercept;

import io.synsent.engine.Nullable;
import java.lang.instrument.Instrumentation;
import net.bytebuddy.agent.ByteBuddyAgent;

/**
 * Internal. How this process is instrumented: by {@code -javaagent}, else by attaching to itself.
 */
public final class Attachment {

  private static @Nullable Instrumentation instrumentation;

  private Attachment() {}

  /**
   * The JVM's instrumentation service.
   *
   * @throws HookFailedException if the JVM lets nobody attach and no agent was given
   */
  public static synchronized Instrumentation instrumentation() {
    Instrumentation present = instrumentation;
    if (present == null) {
      present = Agent.given();
      if (present == null) {
        present = givenToTheSystemLoader();
      }
      if (present == null) {
        present = attach();
      }
      instrumentation = present;
    }
    return present;
  }

  private static Instrumentation attach() {
    try {
      return ByteBuddyAgent.install();
    } catch (IllegalStateException e) {
      throw new HookFailedException(
          "cannot attach to this JVM ("
              + HookFailedException.runningJdk()
              + "): "
              + e.getMessage()
              + ". Start it with -javaagent:<the synsent-fault-engine jar>, or allow attaching"
              + " (-XX:+EnableDynamicAgentLoading on JDK 21 and later, no"
              + " -XX:+DisableAttachMechanism), on a JDK rather than a JRE",
          e);
    }
  }

  /** {@code -javaagent} loads {@link Agent} in the system loader, which may not be ours. */
  private static @Nullable Instrumentation givenToTheSystemLoader() {
    ClassLoader system = ClassLoader.getSystemClassLoader();
    if (Attachment.class.getClassLoader() == system) {
      return null;
    }
    try {
      return (Instrumentation)
          Class.forName(Agent.class.getName(), false, system).getMethod("given").invoke(null);
    } catch (ReflectiveOperationException notThere) {
      return null;
    }
  }
}

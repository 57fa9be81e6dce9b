package io.synsent.intercept;

import io.synsent.engine.Nullable;
import java.lang.instrument.Instrumentation;

/**
 * The entry for {@code -javaagent}: keeps what the JVM hands over, so that SynSent need not attach
 * to its own process. From JDK 21 on, attaching prints a warning; {@code -javaagent} does not.
 *
 * <p>With arguments it puts the program under the network of a scenario file, from before {@code
 * main} to its end; no test framework and no change of the program is needed:
 *
 * <pre>
 * java -javaagent:synsent-fault-engine.jar=network.yaml,timeline=connects.txt -jar application.jar
 * </pre>
 *
 * <p>Further arguments, between commas: {@code backend=HOST=ADDRESS:PORT} says where a host's open
 * ports lead to on this machine (else they take connections and stay silent), {@code timeline=FILE}
 * and {@code pcapng=FILE} write every connect down when the JVM ends. A wrong argument or file ends
 * the JVM before {@code main}, with a message that says what is wrong.
 */
public final class Agent {

  private static volatile @Nullable Instrumentation given;

  private Agent() {}

  /** Called by the JVM before {@code main}. */
  public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
    try {
      agentmain(arguments, instrumentation);
    } catch (IllegalArgumentException | HookFailedException e) {
      // Thrown from here it would be a JVM crash with a dump of native frames.
      System.err.println("SynSent: " + e.getMessage());
      Runtime.getRuntime().halt(1);
    }
  }

  /** Called by the JVM when the jar is attached to a running process. */
  public static void agentmain(@Nullable String arguments, Instrumentation instrumentation) {
    given = instrumentation;
    if (arguments != null && !arguments.isEmpty()) {
      AgentNetwork.parse(arguments).activate();
    }
  }

  /** Internal. What the JVM handed over, or null if nothing was given. */
  public static @Nullable Instrumentation given() {
    return given;
  }
}

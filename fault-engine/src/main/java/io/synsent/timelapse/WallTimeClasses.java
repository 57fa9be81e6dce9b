package io.synsent.timelapse;

import io.synsent.engine.Nullable;
import java.net.URL;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.List;

/**
 * Who keeps wall time: the test runner and SynSent itself.
 *
 * <p>JUnit's {@code @Timeout}, Surefire's watch over its forked process and the reports of all of
 * them speak of the wall's time.
 */
final class WallTimeClasses {

  /** JUnit, and the runners of Maven, Gradle, IntelliJ IDEA and Eclipse. */
  private static final List<String> TEST_RUNNERS =
      List.of(
          "org/junit/",
          "org/apache/maven/",
          "org/gradle/",
          "worker/org/gradle/",
          "com/intellij/",
          "org/jetbrains/jps/",
          "org/eclipse/jdt/",
          "org/opentest4j/");

  private static final List<String> OURS =
      List.of(
          "io/synsent/engine/",
          "io/synsent/intercept/",
          "io/synsent/timelapse/",
          "io/synsent/report/",
          "io/synsent/scenario/",
          "io/synsent/toxiproxy/",
          "io/synsent/junit/",
          "io/synsent/assertj/");

  private static final String BYTE_BUDDY = "net/bytebuddy/";

  boolean isTestRunner(String internalName) {
    return startsWithAny(internalName, TEST_RUNNERS);
  }

  /**
   * Whether a class is SynSent's own. Its packages alone do not tell: a test of SynSent lies in
   * them too, and is an application like any other.
   */
  boolean isOurs(String internalName, @Nullable ProtectionDomain domain) {
    if (internalName.startsWith(BYTE_BUDDY)) {
      return true;
    }
    if (!startsWithAny(internalName, OURS)) {
      return false;
    }
    URL location = locationOf(domain);
    return location == null || !isTestOutput(location);
  }

  /** Whether a thread with this stack works for the test runner, and does not run tests. */
  static boolean worksForTheRunner(Thread thread, StackTraceElement[] stack) {
    String name = thread.getName();
    if (name.startsWith("surefire-forkedjvm") || name.startsWith("junit-jupiter-timeout-watcher")) {
      return true;
    }
    boolean runner = false;
    for (StackTraceElement frame : stack) {
      String type = frame.getClassName().replace('.', '/');
      if (type.startsWith("org/junit/")) {
        return false;
      }
      runner |= startsWithAny(type, TEST_RUNNERS);
    }
    return runner;
  }

  private static boolean isTestOutput(URL location) {
    String path = location.getPath();
    return path.endsWith("/test-classes/") || path.endsWith("-tests.jar");
  }

  private static boolean startsWithAny(String name, List<String> prefixes) {
    for (String prefix : prefixes) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable URL locationOf(@Nullable ProtectionDomain domain) {
    CodeSource source = domain == null ? null : domain.getCodeSource();
    return source == null ? null : source.getLocation();
  }
}

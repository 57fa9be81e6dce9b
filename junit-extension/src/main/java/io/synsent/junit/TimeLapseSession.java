package io.synsent.junit;

import io.synsent.engine.Nullable;
import io.synsent.engine.time.TimeLine;
import io.synsent.timelapse.TimeLapseFailedException;
import java.lang.System.Logger.Level;
import java.lang.reflect.AnnotatedElement;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.ConfigurationParameters;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryListener;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Internal. Rewrites the clock before the first test runs, if any of the tests asks for a
 * time-lapse, and restores it when the session ends. In a session without such a test it does
 * nothing at all. Runs the time-lapse of a whole session, which the configuration parameter {@value
 * #PARAMETER} asks for, and of a suite. The platform's launcher finds it by {@code
 * META-INF/services}.
 */
public final class TimeLapseSession
    implements TestExecutionListener, LauncherSessionListener, LauncherDiscoveryListener {

  /** {@code AUTO}, or 1 to 1000; in {@code junit-platform.properties} or as a system property. */
  static final String PARAMETER = "synsent.timelapse";

  private static final System.Logger LOGGER = System.getLogger("io.synsent.timelapse");

  /** By the id of the suite, or "" for the session. Launchers call one after the other. */
  private final Map<String, LapseStack.Level> running = new HashMap<>();

  /** Internal. */
  public TimeLapseSession() {}

  /**
   * Internal. What is wrong with the parameter is said here, where an exception ends the run: those
   * of an execution listener are logged and forgotten.
   */
  @Override
  public void launcherDiscoveryStarted(LauncherDiscoveryRequest request) {
    if (rateOf(request.getConfigurationParameters()) != null) {
      io.synsent.timelapse.TimeLapse.prepare();
    }
  }

  /** Internal. */
  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
    Integer rate = rateOf(plan.getConfigurationParameters());
    if (rate != null) {
      running.put("", LapseStack.push(rate));
      return;
    }
    boolean asked =
        plan.getRoots().stream()
            .flatMap(root -> plan.getDescendants(root).stream())
            .anyMatch(TimeLapseSession::asksForTimeLapse);
    if (asked) {
      try {
        io.synsent.timelapse.TimeLapse.prepare();
      } catch (TimeLapseFailedException whatTheTestWillSay) {
        // A listener's exception is only logged; the test that begins a lapse fails with it.
        return;
      }
    }
  }

  /** Internal. */
  @Override
  public void executionStarted(TestIdentifier test) {
    ofSuite(test)
        .ifPresent(lapse -> running.put(test.getUniqueId(), LapseStack.push(lapse.value())));
  }

  /** Internal. */
  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    end(test.getUniqueId(), test.getDisplayName());
  }

  /** Internal. */
  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    end("", "the session");
  }

  /** Internal. */
  @Override
  public void launcherSessionClosed(LauncherSession session) {
    io.synsent.timelapse.TimeLapse.endSession();
  }

  private void end(String id, String name) {
    LapseStack.Level level = running.remove(id);
    if (level != null) {
      LapseStack.pop(level);
      LOGGER.log(
          Level.INFO,
          "time-lapse of {0}: {1} simulated in {2} by the wall; the clocks of this JVM are ahead by"
              + " {3} until the test session ends",
          name,
          level.simulated(),
          level.wall(),
          io.synsent.timelapse.TimeLapse.ahead());
    }
  }

  /**
   * @throws JUnitException if it is no rate
   */
  private static @Nullable Integer rateOf(ConfigurationParameters parameters) {
    String value = parameters.get(PARAMETER).map(String::trim).orElse("");
    if (value.isEmpty()) {
      return null;
    }
    if (value.toUpperCase(Locale.ROOT).equals("AUTO")) {
      return TimeLapse.AUTO;
    }
    if (value.matches("[1-9][0-9]{0,3}") && Integer.parseInt(value) <= TimeLine.MAX_RATE) {
      return Integer.valueOf(value);
    }
    throw new JUnitException(
        "configuration parameter "
            + PARAMETER
            + " is \""
            + value
            + "\": expected AUTO or a rate from 1 to "
            + TimeLine.MAX_RATE
            + ", in junit-platform.properties or as a system property");
  }

  /** The annotation of a suite: it is no test class, so no extension of Jupiter sees it. */
  private static Optional<TimeLapse> ofSuite(TestIdentifier test) {
    UniqueId.Segment last = test.getUniqueIdObject().getLastSegment();
    if (!last.getType().equals("suite")) {
      return Optional.empty();
    }
    return test.getSource()
        .filter(ClassSource.class::isInstance)
        .map(source -> ((ClassSource) source).getJavaClass())
        .flatMap(type -> AnnotationSupport.findAnnotation(type, TimeLapse.class));
  }

  private static boolean asksForTimeLapse(TestIdentifier test) {
    Optional<TestSource> source = test.getSource();
    if (source.isEmpty()) {
      return false;
    }
    try {
      if (source.get() instanceof MethodSource method) {
        return isAnnotated(method.getJavaMethod()) || isAnnotated(method.getJavaClass());
      }
      return source.get() instanceof ClassSource type && isAnnotated(type.getJavaClass());
    } catch (RuntimeException notAClassOfThisJvm) {
      return false;
    }
  }

  private static boolean isAnnotated(AnnotatedElement element) {
    return AnnotationSupport.isAnnotated(element, TimeLapse.class);
  }
}

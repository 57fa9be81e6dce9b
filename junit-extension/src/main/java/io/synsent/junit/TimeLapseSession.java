package io.synsent.junit;

import io.synsent.timelapse.TimeLapseFailedException;
import java.lang.reflect.AnnotatedElement;
import java.util.Optional;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Internal. Rewrites the clock before the first test runs, if any of the tests asks for a
 * time-lapse, and restores it when the session ends. In a session without such a test it does
 * nothing at all. The platform's launcher finds it by {@code META-INF/services}.
 */
public final class TimeLapseSession implements TestExecutionListener, LauncherSessionListener {

  /** Internal. */
  public TimeLapseSession() {}

  /** Internal. */
  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
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
  public void launcherSessionClosed(LauncherSession session) {
    io.synsent.timelapse.TimeLapse.endSession();
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

package io.synsent.junit;

import io.synsent.engine.Nullable;
import io.synsent.engine.topology.AllowList;
import io.synsent.engine.topology.Network;
import io.synsent.intercept.BlockedAccess;
import io.synsent.intercept.LiveNetwork;
import io.synsent.intercept.SynSent;
import java.util.List;
import java.util.Optional;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Internal. {@link NoRealNetwork} on a class of {@code @Suite}: strict mode for everything that the
 * suite runs, whether it carries annotations of SynSent or not. The platform's launcher finds it by
 * {@code META-INF/services}.
 */
public final class StrictSuite implements TestExecutionListener {

  private static final String ENGINE = "[engine:junit-platform-suite]";

  private static volatile @Nullable LiveNetwork active;

  private @Nullable String suite;

  /** Internal. */
  public StrictSuite() {}

  /** The network of the suite that runs, around those of its classes; null if there is none. */
  static @Nullable LiveNetwork active() {
    return active;
  }

  /** Internal. */
  @Override
  public void executionStarted(TestIdentifier test) {
    Optional<NoRealNetwork> annotation = annotationOf(test);
    if (annotation.isPresent() && active == null) {
      suite = test.getUniqueId();
      active =
          SynSent.activate(
              Network.builder().blockUnlisted(AllowList.of(annotation.get().allow())).build());
    }
  }

  /** Internal. A listener cannot fail a suite; it says what the tests did not. */
  @Override
  @SuppressWarnings("SystemOut") // where else would a listener say it
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    LiveNetwork ending = active;
    if (ending == null || !test.getUniqueId().equals(suite)) {
      return;
    }
    active = null;
    suite = null;
    ending.close();
    List<BlockedAccess> blocked = ending.blocked();
    if (!blocked.isEmpty()) {
      System.err.println(ActiveNetwork.listOf(blocked) + "\n  in suite " + test.getDisplayName());
    }
  }

  private static Optional<NoRealNetwork> annotationOf(TestIdentifier test) {
    if (!test.getUniqueId().startsWith(ENGINE)
        || !(test.getSource().orElse(null) instanceof ClassSource source)) {
      return Optional.empty();
    }
    return AnnotationSupport.isAnnotated(source.getJavaClass(), NoRealNetwork.class)
            && isSuite(source.getJavaClass())
        ? AnnotationSupport.findAnnotation(source.getJavaClass(), NoRealNetwork.class)
        : Optional.empty();
  }

  private static boolean isSuite(Class<?> type) {
    for (var annotation : type.getAnnotations()) {
      if (annotation.annotationType().getName().equals("org.junit.platform.suite.api.Suite")) {
        return true;
      }
    }
    return false;
  }
}

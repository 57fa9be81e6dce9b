package io.synsent.junit;

import io.synsent.rules.TestElement;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.platform.commons.support.AnnotationSupport;

/** Strict mode blocks the whole process: no other test may run beside it. */
final class StrictLock {

  private static final String PARALLEL = "junit.jupiter.execution.parallel.enabled";

  private StrictLock() {}

  /**
   * Checks that the test holds JUnit's global lock, where tests run in parallel.
   *
   * @throws ExtensionConfigurationException naming the cure
   */
  static void require(ExtensionContext context, TestElement element) {
    boolean parallel =
        context.getConfigurationParameter(PARALLEL).map(Boolean::parseBoolean).orElse(false);
    if (parallel && elements(context).stream().noneMatch(StrictLock::holdsGlobalLock)) {
      throw new ExtensionConfigurationException(
          "unlisted = BLOCK on "
              + element.name()
              + " blocks the whole process, and tests run in parallel here ("
              + PARALLEL
              + "). Write @NoRealNetwork instead, which keeps other tests from running beside it,"
              + " or add @ResourceLock(Resources.GLOBAL)");
    }
  }

  private static List<AnnotatedElement> elements(ExtensionContext context) {
    List<AnnotatedElement> elements = new ArrayList<>();
    context.getTestMethod().ifPresent(elements::add);
    Class<?> type = context.getRequiredTestClass();
    elements.add(type);
    while (type.isAnnotationPresent(Nested.class) && type.getEnclosingClass() != null) {
      type = type.getEnclosingClass();
      elements.add(type);
    }
    return elements;
  }

  private static boolean holdsGlobalLock(AnnotatedElement element) {
    return AnnotationSupport.findRepeatableAnnotations(element, ResourceLock.class).stream()
        .anyMatch(lock -> lock.value().equals(Resources.GLOBAL));
  }
}

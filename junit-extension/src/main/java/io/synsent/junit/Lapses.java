package io.synsent.junit;

import io.synsent.engine.Nullable;
import java.lang.annotation.Annotation;
import java.util.Optional;
import org.junit.platform.commons.support.AnnotationSupport;

/** Looks for annotations about time. */
final class Lapses {

  private Lapses() {}

  /** What stands on a class, or else on the nearest class around it. */
  static <A extends Annotation> Optional<A> onClassOrEnclosing(Class<?> type, Class<A> annotation) {
    for (@Nullable Class<?> around = type; around != null; around = around.getEnclosingClass()) {
      Optional<A> found = AnnotationSupport.findAnnotation(around, annotation);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }
}

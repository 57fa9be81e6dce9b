package io.synsent.rules;

import io.synsent.engine.Nullable;
import java.util.ArrayList;
import java.util.List;

/**
 * Internal. A class or method with the annotations that stand on it, and what lies around it.
 *
 * @param name how messages call it: {@code OrderServiceTest} or {@code OrderServiceTest.retries()}
 * @param annotations those of this element, not those around it
 * @param around the class of a method, the superclass or the enclosing class of a class: its
 *     annotations hold here too, where this element does not say otherwise; null for the outermost
 */
public record TestElement(
    String name, List<AnnotationUse> annotations, @Nullable TestElement around) {

  public TestElement {
    annotations = List.copyOf(annotations);
  }

  /** An element with nothing around it. */
  public static TestElement of(String name, AnnotationUse... annotations) {
    return new TestElement(name, List.of(annotations), null);
  }

  /** An element inside this one. */
  public TestElement inner(String innerName, AnnotationUse... annotations) {
    return new TestElement(innerName, List.of(annotations), this);
  }

  /** This element and those around it, outermost first. */
  public List<TestElement> outermostFirst() {
    List<TestElement> all = new ArrayList<>();
    for (TestElement e = this; e != null; e = e.around) {
      all.add(0, e);
    }
    return all;
  }
}

package io.synsent.rules;

import io.synsent.engine.Nullable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Internal. Finds what stands on a test and around it; subclasses say how classes and annotations
 * look to reflection, to a compiler or to an editor.
 *
 * @param <C> a class
 * @param <A> an annotation on something
 */
public abstract class ElementReader<C, A> {

  private static final Set<String> CONTAINERS =
      Set.of(
          "io.synsent.junit.UnreachableHosts",
          "io.synsent.junit.ClosedPorts",
          "io.synsent.junit.FirewalledHosts",
          "io.synsent.junit.ReachableHosts",
          "io.synsent.junit.UnknownHosts",
          "io.synsent.junit.DnsTimeouts",
          "io.synsent.junit.DnsFailures",
          "io.synsent.junit.DnsAnswers",
          "io.synsent.junit.Toxics");

  /** For subclasses. */
  protected ElementReader() {}

  /** {@code Outer.Inner}, without the package. */
  protected abstract String name(C type);

  /** The superclass, empty for Object and interfaces. */
  protected abstract Optional<C> superclass(C type);

  /** The interfaces that the class names itself, in order. */
  protected abstract List<C> interfaces(C type);

  /** The class around, if JUnit takes this one for nested: {@code @Nested}. */
  protected abstract Optional<C> aroundNested(C type);

  /** The annotations that stand on the class itself. */
  protected abstract List<A> annotationsOn(C type);

  /** The qualified name of the annotation's type. */
  protected abstract String typeName(A annotation);

  /** The attributes of one of {@link Kind}'s annotations that were written. */
  protected abstract Map<String, Object> attributes(A annotation);

  /** The annotations in the {@code value} of a container. */
  protected abstract List<A> contained(A container);

  /** The annotations that stand on the annotation's type. */
  protected abstract List<A> annotationsOnTypeOf(A annotation);

  /**
   * Told of each use that was found.
   *
   * @param written where it was written: the annotation itself, or the composed one that carries it
   */
  protected void found(AnnotationUse use, A written) {}

  /** Whether it is the type that the compiler puts repeated annotations of SynSent into. */
  protected static boolean isContainer(String typeName) {
    return CONTAINERS.contains(typeName);
  }

  /** A test method of a class, which may be a subclass of the one that declares it. */
  public final TestElement method(String methodName, List<A> annotations, C testClass) {
    return new TestElement(
        name(testClass) + "." + methodName + "()", uses(annotations), type(testClass));
  }

  /** A test class with its superclasses, interfaces and, if nested, the classes around it. */
  public final TestElement type(C type) {
    TestElement around = aroundNested(type).map(this::type).orElse(null);
    return withSupertypes(type, around);
  }

  /** A test class with its superclasses and interfaces, but not the classes around it. */
  public final TestElement typeWithSupertypes(C type) {
    return withSupertypes(type, null);
  }

  private TestElement withSupertypes(C type, @Nullable TestElement around) {
    TestElement outer = around;
    Optional<C> superclass = superclass(type);
    if (superclass.isPresent()) {
      outer = withSupertypes(superclass.get(), outer);
    }
    for (C superinterface : interfaces(type)) {
      outer = withSupertypes(superinterface, outer);
    }
    return new TestElement(name(type), uses(annotationsOn(type)), outer);
  }

  private List<AnnotationUse> uses(List<A> annotations) {
    List<AnnotationUse> uses = new ArrayList<>();
    for (A annotation : annotations) {
      collect(annotation, annotation, "", new HashSet<>(), uses);
    }
    return uses;
  }

  private void collect(
      A annotation, A written, String via, Set<String> seen, List<AnnotationUse> uses) {
    String type = typeName(annotation);
    Optional<Kind> kind = Kind.ofAnnotationType(type);
    if (kind.isPresent()) {
      AnnotationUse use = AnnotationUse.annotation(kind.get(), attributes(annotation)).via(via);
      uses.add(use);
      found(use, via.isEmpty() ? annotation : written);
    } else if (isContainer(type)) {
      contained(annotation).forEach(one -> collect(one, written, via, seen, uses));
    } else if (!type.startsWith("java.") && seen.add(type)) {
      String carrier = via.isEmpty() ? "@" + type.replaceFirst("^.*[.$]", "") : via;
      annotationsOnTypeOf(annotation).forEach(meta -> collect(meta, written, carrier, seen, uses));
    }
  }
}

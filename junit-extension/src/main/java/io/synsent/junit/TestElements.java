package io.synsent.junit;

import io.synsent.rules.AnnotationUse;
import io.synsent.rules.ElementReader;
import io.synsent.rules.Kind;
import io.synsent.rules.TestElement;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/** Reads the annotations of a test by reflection, in the form that the rules understand. */
final class TestElements extends ElementReader<Class<?>, Annotation> {

  private static final TestElements READER = new TestElements();

  private TestElements() {}

  /** A test method of a class, which may be a subclass of the one that declares it. */
  static TestElement of(Class<?> testClass, Method method) {
    return READER.method(method.getName(), List.of(method.getDeclaredAnnotations()), testClass);
  }

  /** A test class with its superclasses, interfaces and, if nested, the classes around it. */
  static TestElement of(Class<?> testClass) {
    return READER.type(testClass);
  }

  /** One annotation by itself. */
  static AnnotationUse use(Kind kind, Annotation annotation) {
    return AnnotationUse.annotation(kind, READER.attributes(annotation));
  }

  /** Whether anything of SynSent stands on the class or its supertypes, not on those around it. */
  static boolean describesNetwork(Class<?> testClass) {
    return READER.typeWithSupertypes(testClass).outermostFirst().stream()
        .flatMap(level -> level.annotations().stream())
        .map(AnnotationUse::kind)
        .anyMatch(Kind::describesNetwork);
  }

  /** {@code Outer.Inner}, without the package. */
  static String nameOf(Class<?> type) {
    return READER.name(type);
  }

  @Override
  protected String name(Class<?> type) {
    Class<?> enclosing = type.getEnclosingClass();
    return enclosing == null ? type.getSimpleName() : name(enclosing) + "." + type.getSimpleName();
  }

  @Override
  protected Optional<Class<?>> superclass(Class<?> type) {
    return Optional.<Class<?>>ofNullable(type.getSuperclass()).filter(s -> s != Object.class);
  }

  @Override
  protected List<Class<?>> interfaces(Class<?> type) {
    return List.of(type.getInterfaces());
  }

  @Override
  protected Optional<Class<?>> aroundNested(Class<?> type) {
    return Optional.<Class<?>>ofNullable(type.getEnclosingClass())
        .filter(around -> type.isAnnotationPresent(Nested.class));
  }

  @Override
  protected List<Annotation> annotationsOn(Class<?> type) {
    return List.of(type.getDeclaredAnnotations());
  }

  @Override
  protected String typeName(Annotation annotation) {
    return annotation.annotationType().getName();
  }

  /** An attribute with the default's value cannot be told from one left out, and means the same. */
  @Override
  protected Map<String, Object> attributes(Annotation annotation) {
    Method[] declared = annotation.annotationType().getDeclaredMethods();
    // Reflection promises no order: value first, as everybody writes it.
    Arrays.sort(
        declared,
        Comparator.comparing((Method m) -> !m.getName().equals("value"))
            .thenComparing(Method::getName));
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (Method attribute : declared) {
      Object value = value(annotation, attribute.getName());
      if (!Objects.deepEquals(value, attribute.getDefaultValue())) {
        attributes.put(attribute.getName(), plain(value));
      }
    }
    return attributes;
  }

  private static Object plain(Object value) {
    if (value instanceof Object[] array) {
      return Arrays.stream(array).map(TestElements::plain).toList();
    }
    return value instanceof Enum<?> constant ? constant.name() : value;
  }

  @Override
  protected List<Annotation> contained(Annotation container) {
    return List.of((Annotation[]) value(container, "value"));
  }

  @Override
  protected List<Annotation> annotationsOnTypeOf(Annotation annotation) {
    return List.of(annotation.annotationType().getDeclaredAnnotations());
  }

  private static Object value(Annotation annotation, String attribute) {
    try {
      Method method = annotation.annotationType().getDeclaredMethod(attribute);
      method.setAccessible(true);
      return method.invoke(annotation);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(
          "bug in SynSent: cannot read '" + attribute + "' of " + annotation, e);
    }
  }
}

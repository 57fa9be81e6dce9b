package io.synsent.processor;

import io.synsent.rules.AnnotationUse;
import io.synsent.rules.ElementReader;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;

/** Reads the annotations of a test from javac's model; constants are folded there. */
final class ModelReader extends ElementReader<TypeElement, AnnotationMirror> {

  private static final String NESTED = "org.junit.jupiter.api.Nested";

  private final IdentityHashMap<AnnotationUse, AnnotationMirror> places = new IdentityHashMap<>();
  private boolean sawErrors;

  /** Whether something that was read does not compile, so that nothing can be said of it. */
  boolean sawErrors() {
    return sawErrors;
  }

  AnnotationMirror placeOf(AnnotationUse use) {
    AnnotationMirror place = places.get(use);
    if (place == null) {
      throw new IllegalStateException("bug in SynSent: " + use + " was read nowhere");
    }
    return place;
  }

  /** Which one of the repeated annotations of its type it is, from 0; -1 if it stands alone. */
  int ordinalAmongRepeated(Element element, AnnotationMirror mirror) {
    return element.getAnnotationMirrors().stream()
        .filter(container -> isContainer(typeName(container)))
        .mapToInt(container -> contained(container).indexOf(mirror))
        .max()
        .orElse(-1);
  }

  List<AnnotationMirror> annotationsOn(Element element) {
    return List.copyOf(element.getAnnotationMirrors());
  }

  @Override
  protected void found(AnnotationUse use, AnnotationMirror written) {
    places.put(use, written);
  }

  @Override
  protected String name(TypeElement type) {
    return type.getEnclosingElement() instanceof TypeElement around
        ? name(around) + "." + type.getSimpleName()
        : type.getSimpleName().toString();
  }

  @Override
  protected Optional<TypeElement> superclass(TypeElement type) {
    return element(type.getSuperclass())
        .filter(t -> !t.getQualifiedName().contentEquals("java.lang.Object"));
  }

  @Override
  protected List<TypeElement> interfaces(TypeElement type) {
    return type.getInterfaces().stream().flatMap(t -> element(t).stream()).toList();
  }

  @Override
  protected Optional<TypeElement> aroundNested(TypeElement type) {
    boolean nested = type.getAnnotationMirrors().stream().anyMatch(a -> typeName(a).equals(NESTED));
    return nested && type.getEnclosingElement() instanceof TypeElement around
        ? Optional.of(around)
        : Optional.empty();
  }

  @Override
  protected List<AnnotationMirror> annotationsOn(TypeElement type) {
    return annotationsOn((Element) type);
  }

  @Override
  protected String typeName(AnnotationMirror annotation) {
    return typeElement(annotation).getQualifiedName().toString();
  }

  @Override
  protected Map<String, Object> attributes(AnnotationMirror annotation) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    annotation
        .getElementValues()
        .forEach(
            (attribute, value) ->
                attributes.put(attribute.getSimpleName().toString(), plain(value.getValue())));
    boolean complete =
        ElementFilter.methodsIn(typeElement(annotation).getEnclosedElements()).stream()
            .allMatch(
                a ->
                    a.getDefaultValue() != null
                        || attributes.containsKey(a.getSimpleName().toString()));
    if (!complete || attributes.containsValue("<error>")) {
      sawErrors = true;
    }
    return attributes;
  }

  private static Object plain(Object value) {
    if (value instanceof List<?> array) {
      return array.stream().map(one -> plain(((AnnotationValue) one).getValue())).toList();
    }
    return value instanceof VariableElement constant ? constant.getSimpleName().toString() : value;
  }

  @Override
  protected List<AnnotationMirror> contained(AnnotationMirror container) {
    return container.getElementValues().values().stream()
        .map(AnnotationValue::getValue)
        .filter(List.class::isInstance)
        .flatMap(all -> ((List<?>) all).stream())
        .map(one -> ((AnnotationValue) one).getValue())
        .map(AnnotationMirror.class::cast)
        .toList();
  }

  @Override
  protected List<AnnotationMirror> annotationsOnTypeOf(AnnotationMirror annotation) {
    return annotationsOn((Element) typeElement(annotation));
  }

  private static TypeElement typeElement(AnnotationMirror annotation) {
    return (TypeElement) annotation.getAnnotationType().asElement();
  }

  private static Optional<TypeElement> element(TypeMirror type) {
    return type.getKind() == TypeKind.DECLARED
        ? Optional.of((TypeElement) ((DeclaredType) type).asElement())
        : Optional.empty();
  }
}

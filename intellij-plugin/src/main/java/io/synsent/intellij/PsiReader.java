package io.synsent.intellij;

import com.intellij.psi.JavaPsiFacade;
import com.intellij.psi.PsiAnnotation;
import com.intellij.psi.PsiAnnotationMemberValue;
import com.intellij.psi.PsiAnnotationMethod;
import com.intellij.psi.PsiArrayInitializerMemberValue;
import com.intellij.psi.PsiClass;
import com.intellij.psi.PsiEnumConstant;
import com.intellij.psi.PsiExpression;
import com.intellij.psi.PsiJavaCodeReferenceElement;
import com.intellij.psi.PsiMethod;
import com.intellij.psi.PsiModifierList;
import com.intellij.psi.PsiModifierListOwner;
import com.intellij.psi.PsiNameValuePair;
import com.intellij.psi.PsiReferenceExpression;
import io.synsent.engine.Nullable;
import io.synsent.rules.AnnotationUse;
import io.synsent.rules.ElementReader;
import io.synsent.rules.TestElement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Reads the annotations of a test from the editor's syntax tree, constants folded. */
final class PsiReader extends ElementReader<PsiClass, PsiAnnotation> {

  private static final String NESTED = "org.junit.jupiter.api.Nested";

  private final IdentityHashMap<AnnotationUse, PsiAnnotation> places = new IdentityHashMap<>();
  private boolean unclear;

  private PsiReader() {}

  /** What stands on a class or method and around it, and where each annotation is written. */
  record Reading(TestElement element, Map<AnnotationUse, PsiAnnotation> places) {

    /** The annotations that {@code written} is or carries, in order. */
    List<AnnotationUse> usesOf(PsiAnnotation written) {
      return element.annotations().stream().filter(use -> places.get(use) == written).toList();
    }
  }

  /**
   * Reads a class or a method.
   *
   * @return empty for anything else, if no annotation stands there, and while what is being typed
   *     does not compile: that is the compiler's to say
   */
  static Optional<Reading> read(PsiModifierListOwner owner) {
    if (annotationsOn(owner).isEmpty()) {
      return Optional.empty();
    }
    PsiReader reader = new PsiReader();
    TestElement element;
    if (owner instanceof PsiClass type && isSound(type)) {
      element = reader.type(type);
    } else if (owner instanceof PsiMethod method
        && method.getContainingClass() != null
        && isSound(method.getContainingClass())) {
      element = reader.method(method.getName(), annotationsOn(owner), method.getContainingClass());
    } else {
      return Optional.empty();
    }
    return reader.unclear ? Optional.empty() : Optional.of(new Reading(element, reader.places));
  }

  /** False for classes that inherit from themselves, as they may while somebody types. */
  private static boolean isSound(PsiClass type) {
    for (PsiClass c = type; c != null; c = c.getContainingClass()) {
      if (!isAcyclic(c, new HashSet<>())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAcyclic(PsiClass type, Set<PsiClass> below) {
    if (!below.add(type)) {
      return false;
    }
    boolean acyclic =
        Arrays.stream(type.getSupers()).allMatch(supertype -> isAcyclic(supertype, below));
    below.remove(type);
    return acyclic;
  }

  @Override
  protected void found(AnnotationUse use, PsiAnnotation written) {
    places.put(use, written);
  }

  @Override
  protected String name(PsiClass type) {
    PsiClass around = type.getContainingClass();
    String simple = Objects.requireNonNullElse(type.getName(), "");
    return around == null ? simple : name(around) + "." + simple;
  }

  @Override
  protected Optional<PsiClass> superclass(PsiClass type) {
    return type.isInterface()
        ? Optional.empty()
        : Optional.ofNullable(type.getSuperClass())
            .filter(c -> !"java.lang.Object".equals(c.getQualifiedName()));
  }

  @Override
  protected List<PsiClass> interfaces(PsiClass type) {
    return List.of(type.getInterfaces());
  }

  @Override
  protected Optional<PsiClass> aroundNested(PsiClass type) {
    boolean nested = annotationsOn(type).stream().anyMatch(a -> typeName(a).equals(NESTED));
    return nested ? Optional.ofNullable(type.getContainingClass()) : Optional.empty();
  }

  @Override
  protected List<PsiAnnotation> annotationsOn(PsiClass type) {
    return annotationsOn((PsiModifierListOwner) type);
  }

  private static List<PsiAnnotation> annotationsOn(PsiModifierListOwner owner) {
    PsiModifierList modifiers = owner.getModifierList();
    return modifiers == null ? List.of() : List.of(modifiers.getAnnotations());
  }

  @Override
  protected String typeName(PsiAnnotation annotation) {
    return Objects.requireNonNullElse(annotation.getQualifiedName(), "");
  }

  @Override
  protected Map<String, Object> attributes(PsiAnnotation annotation) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (PsiNameValuePair pair : annotation.getParameterList().getAttributes()) {
      Object value = plain(pair.getValue());
      if (value == null) {
        unclear = true;
      } else {
        attributes.put(Objects.requireNonNullElse(pair.getName(), "value"), value);
      }
    }
    PsiClass type = annotationType(annotation);
    if (type == null || !attributes.keySet().containsAll(required(type))) {
      unclear = true;
    }
    return attributes;
  }

  private static List<String> required(PsiClass annotationType) {
    return Arrays.stream(annotationType.getMethods())
        .filter(
            m -> m instanceof PsiAnnotationMethod attribute && attribute.getDefaultValue() == null)
        .map(PsiMethod::getName)
        .toList();
  }

  private static @Nullable Object plain(@Nullable PsiAnnotationMemberValue value) {
    if (value instanceof PsiReferenceExpression reference
        && reference.resolve() instanceof PsiEnumConstant constant) {
      return constant.getName();
    }
    if (value instanceof PsiArrayInitializerMemberValue array) {
      List<Object> elements = new ArrayList<>();
      for (PsiAnnotationMemberValue element : array.getInitializers()) {
        Object one = plain(element);
        if (one == null) {
          return null;
        }
        elements.add(one);
      }
      return elements;
    }
    return value instanceof PsiExpression expression
        ? JavaPsiFacade.getInstance(expression.getProject())
            .getConstantEvaluationHelper()
            .computeConstantExpression(expression)
        : null;
  }

  @Override
  protected List<PsiAnnotation> contained(PsiAnnotation container) {
    PsiAnnotationMemberValue value = container.findDeclaredAttributeValue("value");
    if (value instanceof PsiAnnotation one) {
      return List.of(one);
    }
    return value instanceof PsiArrayInitializerMemberValue array
        ? Arrays.stream(array.getInitializers())
            .filter(PsiAnnotation.class::isInstance)
            .map(PsiAnnotation.class::cast)
            .toList()
        : List.of();
  }

  @Override
  protected List<PsiAnnotation> annotationsOnTypeOf(PsiAnnotation annotation) {
    PsiClass type = annotationType(annotation);
    return type == null ? List.of() : annotationsOn(type);
  }

  private static @Nullable PsiClass annotationType(PsiAnnotation annotation) {
    PsiJavaCodeReferenceElement name = annotation.getNameReferenceElement();
    return name != null && name.resolve() instanceof PsiClass type ? type : null;
  }
}

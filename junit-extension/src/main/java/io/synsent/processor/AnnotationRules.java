package io.synsent.processor;

import io.synsent.engine.Nullable;
import io.synsent.rules.Finding;
import io.synsent.rules.Rules;
import io.synsent.rules.TestElement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.annotation.processing.SupportedOptions;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic;

/**
 * Internal. An annotation processor that reports mistakes in SynSent's annotations where they are
 * written, in the words of the run time. It generates nothing.
 *
 * <p>javac finds it in the jar by itself where it looks for processors on the class path. {@code
 * -Asynsent.rules=off} turns it off; {@code @SuppressWarnings("synsent")} silences its warnings on
 * one element.
 */
@SupportedAnnotationTypes({"io.synsent.junit.*", "org.junit.jupiter.api.Timeout"})
@SupportedOptions(AnnotationRules.SWITCH)
public final class AnnotationRules extends AbstractProcessor {

  static final String SWITCH = "synsent.rules";

  private final Set<Element> checked = new HashSet<>();

  /** Internal. Called by javac. */
  public AnnotationRules() {}

  /** Internal. Nothing in it depends on the version of the language. */
  @Override
  public SourceVersion getSupportedSourceVersion() {
    return SourceVersion.latestSupported();
  }

  /** Internal. Called by javac. */
  @Override
  public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
    if (!"off".equals(processingEnv.getOptions().get(SWITCH))) {
      for (TypeElement annotation : annotations) {
        for (Element element : round.getElementsAnnotatedWith(annotation)) {
          if (checked.add(element)) {
            check(element);
          }
        }
      }
    }
    return false; // they are JUnit's and others' too
  }

  private void check(Element element) {
    ModelReader reader = new ModelReader();
    TestElement read;
    if (element instanceof TypeElement type) {
      read = reader.type(type);
    } else if (element instanceof ExecutableElement method
        && method.getKind() == ElementKind.METHOD
        && method.getEnclosingElement() instanceof TypeElement testClass) {
      read =
          reader.method(method.getSimpleName().toString(), reader.annotationsOn(method), testClass);
    } else {
      return;
    }
    if (reader.sawErrors()) {
      return; // javac says what does not compile
    }
    for (Finding finding : Rules.check(read)) {
      if (finding.severity() == Finding.Severity.ERROR || !silenced(element)) {
        report(finding, element, reader);
      }
    }
  }

  private void report(Finding finding, Element element, ModelReader reader) {
    Diagnostic.Kind kind =
        finding.severity() == Finding.Severity.ERROR
            ? Diagnostic.Kind.ERROR
            : Diagnostic.Kind.WARNING;
    AnnotationMirror mirror = reader.placeOf(finding.use());
    int ordinal = reader.ordinalAmongRepeated(element, mirror);
    if (ordinal >= 0
        && RepeatedAnnotations.report(processingEnv, kind, finding, element, ordinal)) {
      return;
    }
    AnnotationValue value = value(mirror, finding);
    if (value == null) {
      processingEnv.getMessager().printMessage(kind, finding.message(), element, mirror);
    } else {
      processingEnv.getMessager().printMessage(kind, finding.message(), element, mirror, value);
    }
  }

  private static @Nullable AnnotationValue value(AnnotationMirror mirror, Finding finding) {
    if (!finding.use().via().isEmpty()) {
      return null;
    }
    for (Map.Entry<? extends ExecutableElement, ? extends AnnotationValue> entry :
        mirror.getElementValues().entrySet()) {
      if (entry.getKey().getSimpleName().contentEquals(finding.attribute())) {
        return entry.getValue();
      }
    }
    return null;
  }

  private static boolean silenced(Element element) {
    for (Element e = element; e != null; e = e.getEnclosingElement()) {
      SuppressWarnings suppressed = e.getAnnotation(SuppressWarnings.class);
      if (suppressed != null && List.of(suppressed.value()).contains("synsent")) {
        return true;
      }
    }
    return false;
  }
}

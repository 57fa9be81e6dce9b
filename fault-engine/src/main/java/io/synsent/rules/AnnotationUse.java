package io.synsent.rules;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Internal. One annotation as it is written on a test, or the call of the programmatic twin that
 * says the same.
 *
 * @param kind which annotation it is
 * @param attributes what was written, in order: strings, numbers and booleans as such, an enum
 *     constant as its name, an array as a list of those; attributes left at their default are
 *     absent
 * @param form whether it was written as an annotation or as a call
 * @param via the composed annotation that carries it, such as {@code @DatabaseDown}; empty if it
 *     stands on the element itself
 */
public record AnnotationUse(Kind kind, Map<String, Object> attributes, Form form, String via) {

  /** How it was written. */
  public enum Form {
    ANNOTATION,
    CALL
  }

  public AnnotationUse {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** An annotation that stands on the element itself. */
  public static AnnotationUse annotation(Kind kind, Map<String, Object> attributes) {
    return new AnnotationUse(kind, attributes, Form.ANNOTATION, "");
  }

  /** The same, carried by a composed annotation. */
  public AnnotationUse via(String composedAnnotation) {
    return new AnnotationUse(kind, attributes, form, composedAnnotation);
  }

  /** Whether the attribute was written. */
  public boolean has(String attribute) {
    return attributes.containsKey(attribute);
  }

  /** A string or an enum constant's name; empty text if it was left at its default. */
  public String text(String attribute) {
    return String.valueOf(attributes.getOrDefault(attribute, ""));
  }

  /** The strings of an array; none if it was left at its default. */
  public List<String> texts(String attribute) {
    Object value = attributes.get(attribute);
    return value instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : value == null ? List.of() : List.of(value.toString());
  }

  /** A boolean; false if it was left at its default. */
  public boolean flag(String attribute) {
    return Boolean.TRUE.equals(attributes.get(attribute));
  }

  /** A number, or {@code otherwise} if it was left at its default. */
  public long number(String attribute, long otherwise) {
    return attributes.get(attribute) instanceof Number number ? number.longValue() : otherwise;
  }

  /** A number with a fraction, or {@code otherwise} if it was left at its default. */
  public double decimal(String attribute, double otherwise) {
    return attributes.get(attribute) instanceof Number number ? number.doubleValue() : otherwise;
  }

  /** As in the source: {@code @ClosedPort("db:70000")}. */
  public String notation() {
    return form == Form.ANNOTATION
        ? "@" + kind.simpleName() + arguments(" = ")
        : kind.methodName() + arguments(" ");
  }

  /** As in the source, and which composed annotation brought it. */
  public String notationWithOrigin() {
    return via.isEmpty() ? notation() : notation() + " (carried by " + via + ")";
  }

  private String arguments(String separator) {
    if (attributes.isEmpty()) {
      return form == Form.ANNOTATION ? "" : "()";
    }
    boolean valueOnly = attributes.size() == 1 && attributes.containsKey("value");
    return attributes.entrySet().stream()
        .map(
            e ->
                valueOnly || (form == Form.CALL && e.getKey().equals("value"))
                    ? literal(e.getValue())
                    : e.getKey() + separator + literal(e.getValue()))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private String literal(Object value) {
    if (value instanceof List<?> list) {
      return list.size() == 1
          ? literal(list.get(0))
          : list.stream().map(this::literal).collect(Collectors.joining(", ", "{", "}"));
    }
    boolean enumConstant =
        (kind == Kind.FIREWALLED && value.equals(attributes.get("action")))
            || (kind == Kind.SIMULATED_NETWORK && value.equals(attributes.get("unlisted")))
            || (kind == Kind.TOXIC
                && (value.equals(attributes.get("type")) || value.equals(attributes.get("stream"))))
            || ((kind == Kind.JUNIT_TIMEOUT || kind == Kind.SIMULATED_TIMEOUT)
                && value instanceof String);
    return value instanceof String && !enumConstant
        ? "\"" + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\""
        : value.toString();
  }
}

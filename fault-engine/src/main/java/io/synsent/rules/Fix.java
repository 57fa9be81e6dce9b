package io.synsent.rules;

/**
 * Internal. A change of the source that removes a finding.
 *
 * @param title what the change does, as the entry of a menu
 * @param change which kind of change
 * @param value the attribute's new value as plain text without quotes; empty for removals
 */
public record Fix(String title, Change change, String value) {

  /** What is changed, at the finding's place. */
  public enum Change {
    REPLACE_VALUE,
    REMOVE_ATTRIBUTE,
    REMOVE_ANNOTATION
  }

  static Fix replace(String value) {
    return new Fix("Replace with \"" + value + "\"", Change.REPLACE_VALUE, value);
  }

  static Fix removeAttribute(String attribute) {
    return new Fix("Remove '" + attribute + "'", Change.REMOVE_ATTRIBUTE, "");
  }

  static Fix removeAnnotation(AnnotationUse use) {
    return new Fix("Remove " + use.notation(), Change.REMOVE_ANNOTATION, "");
  }
}

package io.synsent.rules;

import java.util.Optional;

/**
 * Internal. One mistake, with where it is and how to mend it.
 *
 * @param use the annotation at fault
 * @param attribute the attribute at fault, {@code value} included
 * @param message what is wrong and the cure, without naming annotation and test: an editor shows it
 *     at the place itself
 * @param fix what an editor can do about it, where there is just one sensible thing
 */
public record Finding(
    Rule rule,
    Severity severity,
    TestElement element,
    AnnotationUse use,
    String attribute,
    String message,
    Optional<Fix> fix) {

  /** Whether the test can still run. */
  public enum Severity {
    /** The test is refused. */
    ERROR,
    /** The test runs, probably not as meant. */
    WARNING
  }

  /** The whole message for a log: annotation, test, what is wrong, and the cure. */
  public String report() {
    return use.notationWithOrigin() + " on " + element.name() + ": " + message;
  }
}

package io.synsent.intellij;

import io.synsent.rules.Finding;

/** Mistakes with which the test is refused when it runs. */
public final class RefusedInspection extends RuleInspection {

  /** Called by the editor. */
  public RefusedInspection() {
    super(Finding.Severity.ERROR);
  }
}

package io.synsent.intellij;

import io.synsent.rules.Finding;

/** What runs, but probably not as meant. */
public final class DoubtfulInspection extends RuleInspection {

  /** Called by the editor. */
  public DoubtfulInspection() {
    super(Finding.Severity.WARNING);
  }
}

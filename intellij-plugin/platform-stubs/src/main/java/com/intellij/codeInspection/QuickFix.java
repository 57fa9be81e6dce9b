package com.intellij.codeInspection;

import com.intellij.openapi.application.WriteActionAware;
import com.intellij.openapi.project.Project;

/** Signature stub. */
public interface QuickFix<D extends CommonProblemDescriptor> extends WriteActionAware {
  default String getName() {
    return getFamilyName();
  }

  String getFamilyName();

  void applyFix(Project project, D descriptor);
}

package com.intellij.codeInspection;

import com.intellij.psi.PsiElementVisitor;

/** Signature stub. */
public abstract class LocalInspectionTool extends InspectionProfileEntry {
  public PsiElementVisitor buildVisitor(ProblemsHolder holder, boolean isOnTheFly) {
    throw new UnsupportedOperationException("signature stub");
  }
}

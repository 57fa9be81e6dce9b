package com.intellij.codeInspection;

import com.intellij.psi.PsiElement;
import com.intellij.psi.PsiFile;

/** Signature stub. */
public class ProblemsHolder {
  public ProblemsHolder(InspectionManager manager, PsiFile psiFile, boolean onTheFly) {}

  public void registerProblem(
      PsiElement psiElement, String descriptionTemplate, LocalQuickFix... fixes) {
    throw new UnsupportedOperationException("signature stub");
  }
}

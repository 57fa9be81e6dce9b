package com.intellij.codeInspection;

import com.intellij.psi.PsiElement;

/** Signature stub. */
public interface ProblemDescriptor extends CommonProblemDescriptor {
  PsiElement getPsiElement();
}

package com.intellij.codeInspection;

import com.intellij.codeInsight.intention.FileModifier;

/** Signature stub. */
public interface LocalQuickFix extends QuickFix<ProblemDescriptor>, FileModifier {}

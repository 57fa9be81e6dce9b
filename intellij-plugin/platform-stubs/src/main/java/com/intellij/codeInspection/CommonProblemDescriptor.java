package com.intellij.codeInspection;

/** Signature stub. */
public interface CommonProblemDescriptor {}

package com.intellij.codeInspection;

/** Signature stub. */
public abstract class InspectionManager {}

package com.intellij.codeInsight.intention;

import com.intellij.openapi.application.WriteActionAware;

/** Signature stub. */
public interface FileModifier extends WriteActionAware {}

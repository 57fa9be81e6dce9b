package com.intellij.openapi.application;

/** Signature stub. */
public interface WriteActionAware {
  default boolean startInWriteAction() {
    return true;
  }
}

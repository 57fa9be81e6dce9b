package com.intellij.openapi.actionSystem;

/** Signature stub. */
public enum ActionUpdateThread {
  BGT,
  EDT
}

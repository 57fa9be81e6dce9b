package com.intellij.openapi.actionSystem;

import com.intellij.openapi.project.Project;

/** Signature stub. */
public class AnActionEvent {
  public Project getProject() {
    throw new UnsupportedOperationException("signature stub");
  }

  public Presentation getPresentation() {
    throw new UnsupportedOperationException("signature stub");
  }
}

package com.intellij.openapi.actionSystem;

import com.intellij.openapi.project.PossiblyDumbAware;

/** Signature stub. */
public abstract class AnAction implements PossiblyDumbAware {
  public void update(AnActionEvent e) {}

  public abstract void actionPerformed(AnActionEvent e);

  public ActionUpdateThread getActionUpdateThread() {
    throw new UnsupportedOperationException("signature stub");
  }
}

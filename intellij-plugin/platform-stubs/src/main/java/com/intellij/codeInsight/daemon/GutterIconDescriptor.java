package com.intellij.codeInsight.daemon;

import javax.swing.Icon;

/** Signature stub. */
public abstract class GutterIconDescriptor {
  public abstract String getName();

  public Icon getIcon() {
    throw new UnsupportedOperationException("signature stub");
  }
}

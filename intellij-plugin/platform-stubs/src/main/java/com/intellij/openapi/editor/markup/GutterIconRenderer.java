package com.intellij.openapi.editor.markup;

/** Signature stub. */
public abstract class GutterIconRenderer {
  /** Signature stub. */
  public enum Alignment {
    LEFT,
    RIGHT,
    CENTER
  }
}

package com.intellij.openapi.actionSystem;

/** Signature stub; it keeps what it is given, so that a test can look at it. */
public class Presentation {
  private boolean enabledAndVisible;

  public final void setEnabledAndVisible(boolean enabled) {
    enabledAndVisible = enabled;
  }

  public final boolean isEnabledAndVisible() {
    return enabledAndVisible;
  }
}

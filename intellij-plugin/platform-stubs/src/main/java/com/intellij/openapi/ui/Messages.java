package com.intellij.openapi.ui;

import com.intellij.openapi.project.Project;

/** Signature stub. */
public class Messages {
  private Messages() {}

  public static void showInfoMessage(Project project, String message, String title) {
    throw new UnsupportedOperationException("signature stub");
  }
}

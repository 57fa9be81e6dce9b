package com.intellij.ide;

import java.io.File;

/** Signature stub. */
public final class BrowserUtil {
  private BrowserUtil() {}

  public static void browse(File file) {
    throw new UnsupportedOperationException("signature stub");
  }
}

package com.intellij.codeInsight.daemon;

import com.intellij.psi.PsiElement;
import java.util.Collection;
import java.util.List;

/** Signature stub. */
public interface LineMarkerProvider {
  LineMarkerInfo<?> getLineMarkerInfo(PsiElement element);

  default void collectSlowLineMarkers(
      List<? extends PsiElement> elements, Collection<? super LineMarkerInfo<?>> result) {
    throw new UnsupportedOperationException("signature stub");
  }
}

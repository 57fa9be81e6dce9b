package com.intellij.codeInsight.daemon;

import com.intellij.openapi.editor.markup.GutterIconRenderer;
import com.intellij.openapi.util.TextRange;
import com.intellij.psi.PsiElement;
import com.intellij.util.Function;
import java.util.function.Supplier;
import javax.swing.Icon;

/** Signature stub; it keeps what it is given, so that a test can look at it. */
public class LineMarkerInfo<T extends PsiElement> {
  public final int startOffset;
  public final int endOffset;
  private final T element;
  private final Icon icon;
  private final Function<? super T, String> tooltipProvider;
  private final GutterIconNavigationHandler<T> navHandler;

  public LineMarkerInfo(
      T element,
      TextRange range,
      Icon icon,
      Function<? super T, String> tooltipProvider,
      GutterIconNavigationHandler<T> navHandler,
      GutterIconRenderer.Alignment alignment,
      Supplier<String> accessibleNameProvider) {
    this.element = element;
    this.startOffset = range.getStartOffset();
    this.endOffset = range.getEndOffset();
    this.icon = icon;
    this.tooltipProvider = tooltipProvider;
    this.navHandler = navHandler;
  }

  public Icon getIcon() {
    return icon;
  }

  public T getElement() {
    return element;
  }

  public String getLineMarkerTooltip() {
    return tooltipProvider.fun(element);
  }

  public final GutterIconNavigationHandler<T> getNavigationHandler() {
    return navHandler;
  }
}

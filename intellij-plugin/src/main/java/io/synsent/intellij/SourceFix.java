package io.synsent.intellij;

import com.intellij.codeInspection.LocalQuickFix;
import com.intellij.codeInspection.ProblemDescriptor;
import com.intellij.openapi.project.Project;
import com.intellij.psi.JavaPsiFacade;
import com.intellij.psi.PsiAnnotation;
import com.intellij.psi.PsiElement;
import com.intellij.psi.PsiNameValuePair;
import com.intellij.psi.util.PsiTreeUtil;
import io.synsent.rules.Fix;

/**
 * A change that the rule core proposes, made in the source.
 *
 * <p>It holds strings and an enum only: with anything else in its fields the editor would show no
 * preview of it.
 */
final class SourceFix implements LocalQuickFix {

  private final String title;
  private final Fix.Change change;
  private final String value;

  SourceFix(Fix fix) {
    this.title = fix.title();
    this.change = fix.change();
    this.value = fix.value();
  }

  @Override
  public String getName() {
    return title;
  }

  @Override
  public String getFamilyName() {
    return switch (change) {
      case REPLACE_VALUE -> "Correct the value (SynSent)";
      case REMOVE_ATTRIBUTE -> "Remove the attribute (SynSent)";
      case REMOVE_ANNOTATION -> "Remove the annotation (SynSent)";
    };
  }

  /** Changes the annotation around the place that was marked. */
  @Override
  public void applyFix(Project project, ProblemDescriptor descriptor) {
    PsiElement marked = descriptor.getPsiElement();
    switch (change) {
      case REPLACE_VALUE ->
          marked.replace(
              JavaPsiFacade.getElementFactory(project)
                  .createExpressionFromText(literal(value), marked));
      case REMOVE_ATTRIBUTE -> around(marked, PsiNameValuePair.class).delete();
      case REMOVE_ANNOTATION -> around(marked, PsiAnnotation.class).delete();
    }
  }

  private static <T extends PsiElement> T around(PsiElement marked, Class<T> type) {
    T found = PsiTreeUtil.getParentOfType(marked, type, false);
    if (found == null) {
      throw new IllegalStateException("bug in SynSent: no " + type.getSimpleName() + " around it");
    }
    return found;
  }

  private static String literal(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}

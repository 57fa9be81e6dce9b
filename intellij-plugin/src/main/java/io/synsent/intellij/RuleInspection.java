package io.synsent.intellij;

import com.intellij.codeInspection.LocalInspectionTool;
import com.intellij.codeInspection.LocalQuickFix;
import com.intellij.codeInspection.ProblemsHolder;
import com.intellij.psi.JavaElementVisitor;
import com.intellij.psi.PsiAnnotation;
import com.intellij.psi.PsiAnnotationMemberValue;
import com.intellij.psi.PsiClass;
import com.intellij.psi.PsiElement;
import com.intellij.psi.PsiElementVisitor;
import com.intellij.psi.PsiMethod;
import com.intellij.psi.PsiModifierListOwner;
import io.synsent.rules.Finding;
import io.synsent.rules.Rules;

/**
 * All rules of the rule core, one inspection for each severity, so that the editor gives them its
 * own levels.
 */
abstract class RuleInspection extends LocalInspectionTool {

  private static final LocalQuickFix[] NO_FIX = {};

  private final Finding.Severity severity;

  RuleInspection(Finding.Severity severity) {
    this.severity = severity;
  }

  /** Called by the editor for each file it checks. */
  @Override
  public PsiElementVisitor buildVisitor(ProblemsHolder holder, boolean isOnTheFly) {
    return new JavaElementVisitor() {
      @Override
      public void visitClass(PsiClass aClass) {
        check(aClass, holder);
      }

      @Override
      public void visitMethod(PsiMethod method) {
        check(method, holder);
      }
    };
  }

  private void check(PsiModifierListOwner owner, ProblemsHolder holder) {
    PsiReader.read(owner)
        .ifPresent(
            reading ->
                Rules.check(reading.element()).stream()
                    .filter(finding -> finding.severity() == severity)
                    .forEach(finding -> report(finding, reading, holder)));
  }

  private static void report(Finding finding, PsiReader.Reading reading, ProblemsHolder holder) {
    PsiAnnotation annotation = reading.places().get(finding.use());
    if (annotation == null) {
      throw new IllegalStateException("bug in SynSent: " + finding.use() + " was read nowhere");
    }
    if (finding.use().via().isEmpty()) {
      PsiAnnotationMemberValue value = annotation.findDeclaredAttributeValue(finding.attribute());
      LocalQuickFix[] fixes =
          finding.fix().map(fix -> new LocalQuickFix[] {new SourceFix(fix)}).orElse(NO_FIX);
      holder.registerProblem(value == null ? annotation : value, finding.message(), fixes);
    } else {
      // The mistake is in the composed annotation; what can be changed here is only that it is
      // used.
      PsiElement name = annotation.getNameReferenceElement();
      holder.registerProblem(
          name == null ? annotation : name,
          finding.use().notationWithOrigin() + ": " + finding.message(),
          NO_FIX);
    }
  }
}

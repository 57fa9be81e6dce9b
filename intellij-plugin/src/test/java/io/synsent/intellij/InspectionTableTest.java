package io.synsent.intellij;

import static org.assertj.core.api.Assertions.assertThat;

import com.intellij.psi.PsiErrorElement;
import com.intellij.psi.PsiJavaFile;
import com.intellij.psi.util.PsiTreeUtil;
import io.synsent.rules.Finding;
import io.synsent.rules.Rule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The inspections on real syntax trees, against the table of source snippets. */
class InspectionTableTest {

  private static final RuleInspection REFUSED = new RefusedInspection();
  private static final RuleInspection DOUBTFUL = new DoubtfulInspection();

  @TestFactory
  Stream<DynamicTest> every_row_gives_its_findings_at_their_places() throws IOException {
    return RulesTable.rows().stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.title(),
                    () -> {
                      PsiJavaFile file = Editor.get().open(row.compilable());
                      assertThat(found(file, REFUSED))
                          .isEqualTo(row.expected(Finding.Severity.ERROR));
                      assertThat(found(file, DOUBTFUL))
                          .isEqualTo(row.expected(Finding.Severity.WARNING));
                    }));
  }

  private static List<RulesTable.Expected> found(PsiJavaFile file, RuleInspection inspection) {
    return Editor.inspect(file, inspection).stream()
        .map(p -> new RulesTable.Expected(p.message(), p.place().getText()))
        .toList();
  }

  @Test
  void every_rule_of_the_core_has_a_row() throws IOException {
    assertThat(RulesTable.rows().stream().flatMap(row -> row.rules().stream()).distinct())
        .containsExactlyInAnyOrderElementsOf(Arrays.stream(Rule.values()).map(Rule::id).toList());
  }

  @TestFactory
  Stream<DynamicTest> every_fix_removes_its_finding_and_leaves_source_that_parses()
      throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (RulesTable.Row row : RulesTable.rows()) {
      int problems = inspect(row).size();
      for (int i = 0; i < problems; i++) {
        int nth = i;
        if (!inspect(row).get(i).fixes().isEmpty()) {
          tests.add(DynamicTest.dynamicTest(row.title(), () -> fixRemovesFinding(row, nth)));
        }
      }
    }
    assertThat(tests).hasSizeGreaterThan(8);
    return tests.stream();
  }

  private static List<Editor.Problem> inspect(RulesTable.Row row) {
    return Editor.inspect(Editor.get().open(row.compilable()), REFUSED, DOUBTFUL);
  }

  private static void fixRemovesFinding(RulesTable.Row row, int nth) {
    PsiJavaFile file = Editor.get().open(row.compilable());
    Editor.Problem problem = Editor.inspect(file, REFUSED, DOUBTFUL).get(nth);
    assertThat(problem.fixes().get(0).getName()).isNotEmpty();
    assertThat(problem.fixes().get(0).getFamilyName()).isNotEmpty();

    problem.fix();

    PsiJavaFile after = Editor.get().open(file.getText());
    assertThat(PsiTreeUtil.findChildrenOfType(after, PsiErrorElement.class)).isEmpty();
    assertThat(Editor.inspect(after, REFUSED, DOUBTFUL))
        .extracting(Editor.Problem::message)
        .doesNotContain(problem.message());
  }
}

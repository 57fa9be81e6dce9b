package io.synsent.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rule core against the table of source snippets that processor and plugin are tested by. */
class RulesTableTest {

  private static final Pattern ANNOTATION = Pattern.compile("@(\\w+)(?:\\((.*)\\))?");
  private static final Pattern CONSTANT = Pattern.compile("static final \\w+ (\\w+) = (.*);");

  /** One row: its lines of source, and the findings that are to be. */
  private record Row(String title, List<String> source, List<String> expected) {}

  @TestFactory
  Stream<DynamicTest> every_row_gives_its_findings() throws IOException {
    return rows().stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.title(),
                    () ->
                        assertThat(findings(row).stream().map(RulesTableTest::asInTable))
                            .isEqualTo(row.expected())));
  }

  @Test
  void every_rule_has_a_row() throws IOException {
    Set<Rule> seen = EnumSet.noneOf(Rule.class);
    for (Row row : rows()) {
      findings(row).forEach(finding -> seen.add(finding.rule()));
    }
    assertThat(seen).isEqualTo(EnumSet.allOf(Rule.class));
  }

  @Test
  void a_fix_of_a_value_removes_the_finding() throws IOException {
    int tried = 0;
    for (Row row : rows()) {
      for (Finding finding : findings(row)) {
        if (finding.fix().isPresent()) {
          assertThat(afterFix(finding)).as(row.title()).noneMatch(f -> f.rule() == finding.rule());
          tried++;
        }
      }
    }
    assertThat(tried).isGreaterThan(8);
  }

  private static List<Finding> afterFix(Finding finding) {
    Fix fix = finding.fix().orElseThrow();
    List<AnnotationUse> uses = new ArrayList<>(finding.element().annotations());
    int index = uses.lastIndexOf(finding.use());
    Map<String, Object> attributes = new LinkedHashMap<>(finding.use().attributes());
    switch (fix.change()) {
      case REMOVE_ANNOTATION -> uses.remove(index);
      case REMOVE_ATTRIBUTE -> attributes.remove(finding.attribute());
      case REPLACE_VALUE -> attributes.put(finding.attribute(), fix.value());
    }
    if (fix.change() != Fix.Change.REMOVE_ANNOTATION) {
      uses.set(index, AnnotationUse.annotation(finding.use().kind(), attributes));
    }
    return Rules.check(new TestElement(finding.element().name(), uses, finding.element().around()));
  }

  private static String asInTable(Finding finding) {
    return finding.severity().name().toLowerCase(Locale.ROOT)
        + " "
        + finding.rule().id()
        + ": "
        + finding.message();
  }

  private static List<Finding> findings(Row row) {
    Map<String, Object> constants = new HashMap<>();
    List<AnnotationUse> pending = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    TestElement testClass = null;
    for (String line : row.source()) {
      String code = line.strip();
      Matcher annotation = ANNOTATION.matcher(code);
      Matcher constant = CONSTANT.matcher(code);
      if (annotation.matches()) {
        pending.add(use(annotation.group(1), annotation.group(2), constants));
      } else if (constant.matches()) {
        constants.put(constant.group(1), value(constant.group(2), constants));
      } else if (code.startsWith("class ")) {
        testClass = new TestElement(code.split(" ", -1)[1], pending, null);
        findings.addAll(Rules.check(testClass));
        pending = new ArrayList<>();
      } else if (code.startsWith("void ")) {
        findings.addAll(
            Rules.check(new TestElement("SomeTest." + code.split(" ", -1)[1], pending, testClass)));
        pending = new ArrayList<>();
      }
    }
    return findings;
  }

  private static AnnotationUse use(String name, String arguments, Map<String, Object> constants) {
    Kind kind =
        Arrays.stream(Kind.values())
            .filter(k -> k.simpleName().equals(name))
            .findFirst()
            .orElseThrow();
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (String argument :
        arguments == null ? new String[0] : arguments.split(", (?=\\w+ = )", -1)) {
      Matcher named = Pattern.compile("(\\w+) = (.*)").matcher(argument);
      if (named.matches()) {
        attributes.put(named.group(1), value(named.group(2), constants));
      } else {
        attributes.put("value", value(argument, constants));
      }
    }
    return AnnotationUse.annotation(kind, attributes);
  }

  private static Object value(String expression, Map<String, Object> constants) {
    if (expression.startsWith("{")) {
      String inside = expression.substring(1, expression.length() - 1);
      return Arrays.stream(inside.split(", ", -1)).map(one -> value(one, constants)).toList();
    }
    if (expression.contains(" + ")) {
      return Arrays.stream(expression.split(" \\+ ", -1))
          .map(part -> String.valueOf(value(part, constants)))
          .collect(Collectors.joining());
    }
    if (expression.startsWith("\"")) {
      return expression.substring(1, expression.length() - 1);
    }
    if (constants.containsKey(expression)) {
      return constants.get(expression);
    }
    if (expression.matches("-?[0-9]+")) {
      return Integer.valueOf(expression);
    }
    if (expression.matches("-?[0-9]+\\.[0-9]+f?")) {
      return Double.valueOf(expression.replace("f", ""));
    }
    if (expression.equals("true") || expression.equals("false")) {
      return Boolean.valueOf(expression);
    }
    return expression.substring(expression.lastIndexOf('.') + 1); // an enum constant
  }

  private static List<Row> rows() throws IOException {
    String table;
    try (InputStream in = RulesTableTest.class.getResourceAsStream("rules-table.txt")) {
      table = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<Row> rows = new ArrayList<>();
    for (String text : table.split("(?m)^== ", -1)) {
      if (text.startsWith("#")) {
        continue;
      }
      List<String> lines = text.lines().toList();
      rows.add(
          new Row(
              lines.get(0),
              lines.stream().skip(1).filter(l -> !l.startsWith("--")).toList(),
              lines.stream().filter(l -> l.startsWith("-- ")).map(l -> l.substring(3)).toList()));
    }
    return rows;
  }
}

package io.synsent.intellij;

import io.synsent.rules.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of source snippets that the rule core and the annotation processor are tested by. */
final class RulesTable {

  static final String IMPORTS =
      """
      import io.synsent.engine.network.FirewallAction;
      import io.synsent.junit.*;
      import java.util.concurrent.TimeUnit;
      import org.junit.jupiter.api.*;
      """;

  private static final Pattern CARETS = Pattern.compile("\\^+");
  private static final Pattern FINDING = Pattern.compile("-- (\\w+) ([\\w-]+): (.*)");

  private RulesTable() {}

  /** A message and the text it stands at. */
  record Expected(String message, String place) {}

  /** A line that a row ends with. */
  private record Line(Finding.Severity severity, String rule, String message) {}

  /** One row. */
  record Row(String title, String source, List<String> places, List<Line> lines) {
    String compilable() {
      return IMPORTS + source;
    }

    List<String> rules() {
      return lines.stream().map(Line::rule).toList();
    }

    List<Expected> expected(Finding.Severity severity) {
      List<Expected> expected = new ArrayList<>();
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).severity() == severity) {
          expected.add(new Expected(lines.get(i).message(), places.get(i)));
        }
      }
      return expected;
    }
  }

  static List<Row> rows() throws IOException {
    String table;
    try (InputStream in =
        RulesTable.class.getResourceAsStream("/io/synsent/rules/rules-table.txt")) {
      table = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<Row> rows = new ArrayList<>();
    for (String text : table.split("(?m)^== ", -1)) {
      if (!text.startsWith("#")) {
        rows.add(row(text.lines().toList()));
      }
    }
    return rows;
  }

  private static Row row(List<String> text) {
    StringBuilder source = new StringBuilder();
    List<String> places = new ArrayList<>();
    List<Line> lines = new ArrayList<>();
    String last = "";
    for (String line : text.subList(1, text.size())) {
      Matcher finding = FINDING.matcher(line);
      if (finding.matches()) {
        lines.add(
            new Line(
                Finding.Severity.valueOf(finding.group(1).toUpperCase(Locale.ROOT)),
                finding.group(2),
                finding.group(3)));
      } else if (line.contains("^^")) {
        Matcher carets = CARETS.matcher(line);
        while (carets.find()) {
          places.add(last.substring(carets.start(), Math.min(carets.end(), last.length())));
        }
      } else {
        source.append(line).append('\n');
        last = line;
      }
    }
    return new Row(text.get(0), source.toString(), places, lines);
  }
}

package io.synsent.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.annotation.processing.Processor;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The processor inside javac, against the table of source snippets. */
class AnnotationRulesTest {

  private static final String IMPORTS =
      """
      import io.synsent.engine.network.FirewallAction;
      import io.synsent.junit.*;
      import java.util.concurrent.TimeUnit;
      import org.junit.jupiter.api.*;
      """;

  private static final Pattern CARETS = Pattern.compile("\\^+");

  /** One row: its source without carets, the marked places, and the findings that are to be. */
  private record Row(String title, String source, List<String> places, List<String> expected) {}

  /** What javac said, and the source it points at. */
  private record Said(String message, String place) {}

  @TestFactory
  Stream<DynamicTest> every_row_gives_its_findings_at_their_places() throws IOException {
    return rows().stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.title(),
                    () -> {
                      List<Said> said = compile(row.source());
                      assertThat(said.stream().map(Said::message)).isEqualTo(row.expected());
                      assertThat(said.stream().map(Said::place)).isEqualTo(row.places());
                    }));
  }

  @Test
  void the_switch_turns_it_off() {
    assertThat(compile(UNREACHABLE, "-Asynsent.rules=off")).isEmpty();
    assertThat(compile(UNREACHABLE)).hasSize(1);
  }

  @Test
  void javac_finds_it_in_the_jar() {
    assertThat(ServiceLoader.load(Processor.class).stream().map(ServiceLoader.Provider::type))
        .contains(AnnotationRules.class);
  }

  @Test
  void source_that_does_not_compile_is_left_to_javac() {
    List<Said> said =
        compile("class SomeTest {\n  @UnreachableHost(UNKNOWN)\n  void test() {}\n}\n");
    assertThat(said).isNotEmpty().allMatch(s -> s.message().contains("cannot find symbol"));
  }

  @Test
  void a_missing_value_is_left_to_javac() {
    List<Said> said = compile("class SomeTest {\n  @UnreachableHost\n  void test() {}\n}\n");
    assertThat(said).isNotEmpty().noneMatch(s -> s.message().contains("empty-value"));
  }

  @Test
  void warnings_are_silenced_by_SuppressWarnings_and_errors_are_not() {
    String twice =
        """
          @UnreachableHost("192.168.31.7")
          @UnreachableHost("192.168.31.7")
          @UnreachableHost("300.1.1.1")
          void test() {}
        }
        """;
    assertThat(compile("class SomeTest {\n" + twice)).hasSize(2);
    assertThat(compile("@SuppressWarnings(\"synsent\")\nclass SomeTest {\n" + twice))
        .singleElement()
        .extracting(Said::place)
        .isEqualTo("\"300.1.1.1\"");
  }

  @Test
  void a_composed_annotation_is_checked_where_it_is_declared() {
    List<Said> said =
        compile(
            """
            @UnreachableHost("300.1.1.1")
            @interface DatabaseDown {}

            class SomeTest {
              @DatabaseDown
              @Timeout(5)
              void test() {}
            }
            """);
    assertThat(said).extracting(Said::place).contains("\"300.1.1.1\"");
  }

  @Test
  void a_nested_class_and_a_superclass_lend_their_network() {
    assertThat(
            compile(
                """
                @SimulatedNetwork(address = "10.0.0.5/16")
                class Base {}

                class SomeTest extends Base {
                  @Nested
                  class Inner {
                    @UnreachableHost(value = "10.0.3.9", lastRouterAnswers = true)
                    void test() {}
                  }
                }
                """))
        .extracting(Said::message)
        .singleElement()
        .asString()
        .contains("10.0.3.9 is on the client's LAN 10.0.0.0/16");
  }

  private static final String UNREACHABLE =
      "class SomeTest {\n  @UnreachableHost(\"\")\n  void test() {}\n}\n";

  private static List<Said> compile(String source, String... options) {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> collector = new DiagnosticCollector<>();
    List<String> arguments =
        new ArrayList<>(List.of("-proc:only", "-classpath", System.getProperty("java.class.path")));
    arguments.addAll(List.of(options));
    JavaCompiler.CompilationTask task =
        javac.getTask(
            new StringWriter(), null, collector, arguments, null, List.of(inMemory(source)));
    task.setLocale(Locale.ROOT);
    task.setProcessors(List.of(new AnnotationRules()));
    task.call();
    return collector.getDiagnostics().stream()
        .filter(d -> d.getSource() != null)
        .sorted(Comparator.comparing(Diagnostic::getStartPosition))
        .map(d -> said(d, IMPORTS + source))
        .toList();
  }

  private static Said said(Diagnostic<?> diagnostic, String source) {
    String kind = diagnostic.getKind() == Diagnostic.Kind.ERROR ? "error" : "warning";
    return new Said(
        kind + ": " + diagnostic.getMessage(Locale.ROOT),
        source.substring((int) diagnostic.getStartPosition(), (int) diagnostic.getEndPosition()));
  }

  private static JavaFileObject inMemory(String source) {
    return new SimpleJavaFileObject(
        URI.create("string:///SomeTest.java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return IMPORTS + source;
      }
    };
  }

  private static List<Row> rows() throws IOException {
    String table;
    try (InputStream in =
        AnnotationRulesTest.class.getResourceAsStream("/io/synsent/rules/rules-table.txt")) {
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

  private static Row row(List<String> lines) {
    StringBuilder source = new StringBuilder();
    List<String> places = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    String last = "";
    for (String line : lines.subList(1, lines.size())) {
      if (line.startsWith("-- ")) {
        // The compiler shows no rule names.
        expected.add(line.substring(3).replaceFirst("^(\\w+) [\\w-]+: ", "$1: "));
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
    return new Row(lines.get(0), source.toString(), places, expected);
  }
}

package io.synsent.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the documentation shows is what the simulator does: a block below {@code <!-- lab run NAME
 * -->} is that command's output. {@code -Ddocs.write=true} writes the blocks anew.
 */
class DocumentationTest {

  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern TRACE =
      Pattern.compile(
          "<!-- lab (?<command>(run|explain|compare) [^>]*?) -->\n```\n(?<shown>.*?)```\n", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\((?<target>[^)#:]+)(#[^)]*)?\\)");

  static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(
              Stream.of(ROOT.resolve("README.md")),
              docs.filter(file -> file.toString().endsWith(".md")).sorted())
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void traces_are_what_the_lab_prints(Path page) throws IOException {
    String text = Files.readString(page);
    String played =
        TRACE
            .matcher(text)
            .replaceAll(
                trace ->
                    Matcher.quoteReplacement(
                        "<!-- lab "
                            + trace.group(1)
                            + " -->\n```\n"
                            + play(trace.group(1))
                            + "```\n"));
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(page, played);
    } else {
      assertThat(text).as("%s, to be written anew by -Ddocs.write=true", page).isEqualTo(played);
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void links_lead_to_files_that_are_there(Path page) throws IOException {
    assertThat(LINK.matcher(Files.readString(page)).results().map(link -> link.group(1)))
        .allSatisfy(target -> assertThat(page.resolveSibling(target)).exists());
  }

  @Test
  void readme_shows_at_least_one_trace() throws IOException {
    assertThat(TRACE.matcher(Files.readString(ROOT.resolve("README.md"))).find()).isTrue();
  }

  private static String play(String command) {
    StringWriter out = new StringWriter();
    int exit = Lab.commandLine().setOut(new PrintWriter(out)).execute(command.split(" "));
    assertThat(exit).as("lab " + command).isZero();
    return out.toString();
  }
}

package io.synsent.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.synsent.engine.host.HostProfile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the documentation shows is what the simulator does: a block below {@code <!-- lab run NAME
 * -->} is that command's output, a table below {@code <!-- profiles NAME -->} what the experiment
 * comes to on every profile, and a block below {@code <!-- test FILE method -->} that test method.
 * {@code -Ddocs.write=true} writes them anew.
 */
class DocumentationTest {

  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern TRACE =
      Pattern.compile(
          "<!-- lab (?<command>(run|explain|compare) [^>]*?) -->\n```\n(?<shown>.*?)```\n",
          Pattern.DOTALL);
  private static final Pattern TABLE =
      Pattern.compile("<!-- profiles (?<name>[^>]*?) -->\n(?<shown>(?:\\|[^\n]*\n)*)");
  private static final Pattern QUOTE =
      Pattern.compile(
          "<!-- test (?<file>\\S+) (?<method>\\S+) -->\n```java\n(?<shown>.*?)```\n",
          Pattern.DOTALL);
  private static final Path TESTS = ROOT.resolve("examples/src/test/java/io/synsent/examples");
  private static final Pattern LINK = Pattern.compile("\\]\\((?<target>[^)#:]+)(#[^)]*)?\\)");

  static List<Path> pages() throws IOException {
    try (Stream<Path> readmes = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(
              readmes.filter(file -> file.getFileName().toString().startsWith("README")), docs)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void traces_are_what_the_lab_prints(Path page) throws IOException {
    check(
        page,
        TRACE,
        trace -> "<!-- lab " + trace.group(1) + " -->\n```\n" + play(trace.group(1)) + "```\n");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void figures_are_what_the_engine_computes(Path page) throws IOException {
    check(
        page, TABLE, table -> "<!-- profiles " + table.group(1) + " -->\n" + table(table.group(1)));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void tests_are_quoted_as_they_are(Path page) throws IOException {
    check(
        page,
        QUOTE,
        quote ->
            "<!-- test "
                + quote.group(1)
                + " "
                + quote.group(2)
                + " -->\n```java\n"
                + method(quote.group(1), quote.group(2))
                + "```\n");
  }

  private static void check(Path page, Pattern blocks, Function<MatchResult, String> block)
      throws IOException {
    String text = Files.readString(page);
    String generated =
        blocks.matcher(text).replaceAll(found -> Matcher.quoteReplacement(block.apply(found)));
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(page, generated);
    } else {
      assertThat(text).as("%s, to be written anew by -Ddocs.write=true", page).isEqualTo(generated);
    }
  }

  /** One row per profile: when ARP asks, when SYNs leave, when and how it ends. */
  private static String table(String experiment) {
    StringBuilder table =
        new StringBuilder("| profile | ARP at (s) | SYN at (s) | ends at (s) | exception |\n");
    table.append("|---|---|---|---|---|\n");
    for (HostProfile profile : HostProfile.all()) {
      List<JsonObject> lines =
          play("run " + experiment + " --json --profile " + profile.name())
              .lines()
              .map(line -> JsonParser.parseString(line).getAsJsonObject())
              .toList();
      JsonObject last = lines.get(lines.size() - 1);
      table
          .append("| `")
          .append(profile.name())
          .append("` | ")
          .append(times(lines, "arp", " tell 192.168.31.6,"))
          .append(" | ")
          .append(times(lines, "tcp", "Flags [S],"))
          .append(" | ")
          .append(seconds(last.get("elapsed").getAsDouble()))
          .append(" | ")
          .append(
              last.get("exception").isJsonNull()
                  ? "none"
                  : "`" + last.get("exception").getAsString().replace("java.net.", "") + "`")
          .append(" |\n");
    }
    return table.toString();
  }

  private static String times(List<JsonObject> lines, String layer, String text) {
    String times =
        lines.stream()
            .filter(line -> line.has("captured") && line.get("captured").getAsBoolean())
            .filter(line -> line.get("layer").getAsString().equals(layer))
            .filter(line -> line.get("text").getAsString().contains(text))
            .map(line -> seconds(line.get("t").getAsDouble()))
            .collect(Collectors.joining(", "));
    return times.isEmpty() ? "never" : times;
  }

  /** To tenths: what is smaller is round trips. */
  private static String seconds(double seconds) {
    long tenths = Math.round(seconds * 10);
    return tenths % 10 == 0 ? String.valueOf(tenths / 10) : String.valueOf(tenths / 10.0);
  }

  /** A method with the annotations and comments above it, moved to the margin. */
  private static String method(String file, String name) {
    List<String> lines;
    try {
      lines = Files.readAllLines(TESTS.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int at = 0;
    while (at < lines.size() && !lines.get(at).matches(" +[\\w<> ]+ " + name + "\\(.*")) {
      at++;
    }
    assertThat(at).as("line of %s in %s", name, file).isLessThan(lines.size());
    int first = at;
    while (!lines.get(first - 1).isBlank() && !lines.get(first - 1).endsWith("{")) {
      first--;
    }
    int indent = lines.get(at).length() - lines.get(at).stripLeading().length();
    String end = " ".repeat(indent) + "}";
    int last = at;
    while (!lines.get(last).equals(end)) {
      last++;
    }
    return lines.subList(first, last + 1).stream()
        .map(line -> line.isBlank() ? "" : line.substring(indent))
        .collect(Collectors.joining("\n", "", "\n"));
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

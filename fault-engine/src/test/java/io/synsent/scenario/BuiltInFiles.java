package io.synsent.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The scenario files of the project: the lab's, the conformance suite's, the documentation's. */
final class BuiltInFiles {

  private static final Path LAB = Path.of("../examples/src/main/resources/io/synsent/examples/lab");
  private static final Path CONFORMANCE = Path.of("src/test/resources/conformance/scenarios");
  private static final Path PAGE = Path.of("../docs/scenario-files.md");
  private static final Pattern BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  private BuiltInFiles() {}

  /** Their texts by name. */
  static Map<String, String> all() {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Path folder : List.of(LAB, CONFORMANCE)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
          texts.put(file.getFileName().toString(), Files.readString(file));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    List<String> documented = documented();
    for (int i = 0; i < documented.size(); i++) {
      texts.put("scenario-files.md " + (i + 1), documented.get(i));
    }
    return texts;
  }

  /** The blocks of YAML on the page about scenario files. */
  static List<String> documented() {
    try {
      List<String> blocks = new ArrayList<>();
      Matcher matcher = BLOCK.matcher(Files.readString(PAGE));
      while (matcher.find()) {
        blocks.add(matcher.group(1));
      }
      return blocks;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

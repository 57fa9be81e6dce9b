package io.synsent.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.synsent.junit.SynSentExtension;
import io.synsent.rules.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.platform.testkit.engine.EngineTestKit;

/** docs/annotations.md says nothing that does not compile and run. */
class AnnotationsPageTest {

  private static final Path PAGE = Path.of("../docs/annotations.md");
  private static final Path EXAMPLES =
      Path.of("src/test/java/io/synsent/docs/AnnotationsPageExamples.java");
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @Test
  void every_example_on_the_page_is_compiled_source() throws IOException {
    String source = normalised(Files.readString(EXAMPLES).replace("static class", "class"));
    Matcher block = JAVA.matcher(Files.readString(PAGE));
    int blocks = 0;
    while (block.find()) {
      for (String part : block.group(1).split("…", -1)) {
        assertThat(source).contains(normalised(part));
      }
      blocks++;
    }
    assertThat(blocks).isGreaterThanOrEqualTo(6);
  }

  @Test
  @ResourceLock(SynSentExtension.LOCK)
  void every_example_passes() {
    List<Class<?>> examples =
        List.of(
            AnnotationsPageExamples.ClientTest.class,
            AnnotationsPageExamples.FailoverTest.class,
            AnnotationsPageExamples.ReportsTest.class,
            AnnotationsPageExamples.OtherNetworkTest.class,
            AnnotationsPageExamples.OutageTest.class,
            AnnotationsPageExamples.RecoveryTest.class,
            AnnotationsPageExamples.ByCodeTest.class);
    EngineTestKit.Builder kit = EngineTestKit.engine("junit-jupiter");
    examples.forEach(example -> kit.selectors(selectClass(example)));
    kit.execute().testEvents().assertStatistics(s -> s.succeeded(11).failed(0));
  }

  @Test
  void every_rule_is_on_the_page() throws IOException {
    String page = Files.readString(PAGE);
    assertThat(Arrays.stream(Rule.values()).map(rule -> "`" + rule.id() + "`"))
        .allSatisfy(rule -> assertThat(page).contains(rule));
  }

  private static String normalised(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}

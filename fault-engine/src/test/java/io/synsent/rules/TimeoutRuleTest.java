package io.synsent.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JUnit's timeout keeps the wall's time; a time-lapse shortens the failure, not the timeout. */
class TimeoutRuleTest {

  private static final AnnotationUse FIREWALLED =
      AnnotationUse.annotation(Kind.FIREWALLED, Map.of("value", "198.51.100.4:80"));

  private static List<Finding> check(int seconds, Map<String, Object> lapse) {
    TestElement around =
        TestElement.of(
            "SomeTest",
            AnnotationUse.annotation(Kind.JUNIT_TIMEOUT, Map.of("value", seconds)),
            AnnotationUse.annotation(Kind.TIME_LAPSE, lapse));
    return Rules.check(around.inner("SomeTest.test()", FIREWALLED));
  }

  @ParameterizedTest
  @CsvSource({"60, 1, 1", "60, 2, 1", "60, 3, 0", "2, 100, 0", "1, 100, 1", "1, 0, 0", "1, -1, 0"})
  void failure_of_127_seconds(int timeout, int rate, int findings) {
    assertThat(check(timeout, Map.of("value", rate))).hasSize(findings);
  }

  @Test
  void without_a_rate_the_clock_is_the_walls() {
    assertThat(check(126, new LinkedHashMap<>())).hasSize(1);
    assertThat(check(127, new LinkedHashMap<>())).isEmpty();
  }

  @Test
  void the_class_is_told_of_its_own_faults_and_the_method_of_the_others() {
    TestElement around =
        TestElement.of(
            "SomeTest",
            FIREWALLED,
            AnnotationUse.annotation(Kind.JUNIT_TIMEOUT, Map.of("value", 2)));
    assertThat(Rules.check(around)).extracting(Finding::use).containsExactly(FIREWALLED);
    AnnotationUse unreachable =
        AnnotationUse.annotation(Kind.UNREACHABLE_HOST, Map.of("value", "192.168.31.7"));
    assertThat(Rules.check(around.inner("SomeTest.test()", unreachable)))
        .extracting(Finding::use)
        .containsExactly(unreachable);
  }
}

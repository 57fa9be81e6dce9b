package io.synsent.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The annotations about time, each run in a JVM of its own: time-lapse rewrites the process. */
class TimeLapseTest {

  @Test
  void each_timeout_keeps_its_own_clock() throws Exception {
    List<String> lines = run(TimeLapseSamples.HundredTimes.class);

    assertThat(lines)
        .contains(
            "test\tfive_minutes_pass_in_less_than_thirty_seconds_by_junits_clock(Lapse)\tSUCCESSFUL\t",
            "test\tsimulated_timeout_leaves_alone_what_is_in_time()\tSUCCESSFUL\t",
            "test\tmethod_beats_class(Lapse)\tSUCCESSFUL\t",
            "test\tclass_goes_on_after_that(Lapse)\tSUCCESSFUL\t",
            "prepared\ttrue",
            "prepared after the session\tfalse")
        .anyMatch(
            line ->
                line.startsWith("test\tjunits_timeout_fires_by_the_wall()\tFAILED\t")
                    && line.contains("timed out after 1 second"))
        .anyMatch(
            line ->
                line.startsWith("test\tsimulated_timeout_fires_by_the_application()\tFAILED\t")
                    && line.endsWith("timed out after 10 seconds of simulated time"));
  }

  @Test
  void silent_firewall_takes_its_127_seconds() throws Exception {
    assertThat(run(TimeLapseSamples.Firewall.class))
        .contains("test\tconnect_gives_up_after_127_seconds(Lapse, LiveNetwork)\tSUCCESSFUL\t");
  }

  @Test
  void session_without_time_lapse_rewrites_nothing() throws Exception {
    assertThat(run(TimeLapseSamples.WithoutTimeLapse.class))
        .contains("test\tasks_for_nothing()\tSUCCESSFUL\t", "prepared\tfalse");
  }

  @Test
  void bad_rate_is_refused() throws Exception {
    assertThat(run(TimeLapseSamples.BadRate.class))
        .anyMatch(
            line ->
                line.startsWith("test\tis_refused()\tFAILED\t")
                    && line.contains("a clock cannot run 1001 times faster"));
  }

  private static List<String> run(Class<?> samples) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 21) {
      command.add("-XX:+EnableDynamicAgentLoading");
    }
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(TimeLapseSamples.class.getName());
    command.add(samples.getName());
    Path output = Files.createTempFile("child", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
      boolean ended = process.waitFor(120, TimeUnit.SECONDS);
      process.destroyForcibly();
      String text = Files.readString(output);
      assertThat(ended).as("ended in time; it printed%n%s", text).isTrue();
      assertThat(process.waitFor()).as("exit status; it printed%n%s", text).isZero();
      return text.lines().toList();
    } finally {
      Files.deleteIfExists(output);
    }
  }
}

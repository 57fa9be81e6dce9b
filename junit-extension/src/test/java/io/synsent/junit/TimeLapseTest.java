package io.synsent.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
            "test\tfive_minutes_pass_in_less_than_thirty_seconds_by_junits_clock(Lapse)\tSUCCESSFUL"
                + "\t",
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
  void class_of_the_jdk_is_as_it_was_without_time_lapse() throws Exception {
    assertThat(run(JdkCalls.class, TimeLapseSamples.WithoutTimeLapse.class))
        .noneMatch(line -> line.startsWith("clock\t") || line.startsWith("differs\t"))
        .anyMatch(line -> line.matches("looked at\t\\d{3,}"));
  }

  @Test
  void class_of_the_jdk_has_no_call_of_the_clock_in_a_test_of_the_network_alone() throws Exception {
    assertThat(run(JdkCalls.class, TimeLapseSamples.NetworkAlone.class))
        .anyMatch(line -> line.startsWith("differs\tsun/nio/ch/"))
        .noneMatch(line -> line.startsWith("clock\t"));
  }

  @Test
  void class_of_the_jdk_calls_the_clock_in_time_lapse() throws Exception {
    assertThat(run(JdkCalls.class, TimeLapseSamples.Firewall.class))
        .contains("clock\tjava/util/Date");
  }

  @Test
  void bad_rate_is_refused() throws Exception {
    assertThat(run(TimeLapseSamples.BadRate.class))
        .anyMatch(
            line ->
                line.startsWith("test\tis_refused()\tFAILED\t")
                    && line.contains("a clock cannot run 1001 times faster"));
  }

  @Test
  void whole_session_by_a_configuration_parameter() throws Exception {
    assertThat(run(TimeLapseSamples.Configured.class, "-Dsynsent.timelapse=auto"))
        .contains(
            "test\tan_hour_passes()\tSUCCESSFUL\t",
            "test\tannotation_beats_configuration(Lapse)\tSUCCESSFUL\t",
            "test\tconfiguration_goes_on_after_that()\tSUCCESSFUL\t",
            "prepared after the session\tfalse")
        .anyMatch(line -> line.contains("time-lapse of the session: PT2H"));
  }

  @Test
  void suite_with_an_annotation() throws Exception {
    assertThat(run(TimeLapseSamples.WholeSuite.class))
        .contains(
            "test\tan_hour_passes()\tSUCCESSFUL\t",
            "test\tannotation_beats_configuration(Lapse)\tSUCCESSFUL\t",
            "test\tconfiguration_goes_on_after_that()\tSUCCESSFUL\t",
            "prepared after the session\tfalse")
        .anyMatch(line -> line.contains("time-lapse of WholeSuite: PT"));
  }

  @Test
  void bad_configuration_parameter_ends_the_run() {
    assertThatThrownBy(() -> run(TimeLapseSamples.Configured.class, "-Dsynsent.timelapse=fast"))
        .hasMessageContaining(
            "configuration parameter synsent.timelapse is \"fast\": expected AUTO or a rate from 1"
                + " to 1000");
  }

  @Test
  void report_says_that_the_clock_is_ahead_and_who_keeps_the_old_one() throws Exception {
    assertThat(run(TimeLapseSamples.Firewall.class))
        .anyMatch(
            line ->
                line.startsWith("report\tsynsent.time-lapse.clock\tcurrentTimeMillis and the other")
                    && line.contains("are ahead of the wall's by PT2M"))
        .anyMatch(line -> line.startsWith("report\tsynsent.time-lapse.simulated\tPT2M"))
        .anyMatch(line -> line.startsWith("report\tsynsent.time-lapse.wall\tPT"))
        .anyMatch(
            line ->
                line.startsWith("report\tsynsent.time-lapse.stale\t")
                    && line.contains(TimeLapseSamples.OldFrame.class.getName()));
  }

  private static List<String> run(Class<?> samples, String... options) throws Exception {
    return run(TimeLapseSamples.class, samples, options);
  }

  private static List<String> run(Class<?> main, Class<?> samples, String... options)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 21) {
      command.add("-XX:+EnableDynamicAgentLoading");
    }
    command.addAll(List.of(options));
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(main.getName());
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

package io.synsent.junit;

import static io.synsent.junit.Kit.connect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.synsent.report.ReportedTest.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** What a launcher session writes when it ends. */
@ResourceLock(SynSentExtension.LOCK)
@ResourceLock(Resources.SYSTEM_OUT)
class ReportTest {

  @TempDir Path folder;

  /** Runs test classes in a session of their own; returns what it printed. */
  private String run(Map<String, String> parameters, Class<?>... types) {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try (LauncherSession session = LauncherFactory.openSession()) {
      LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
      for (Class<?> type : types) {
        request.selectors(selectClass(type));
      }
      request.configurationParameter("junit.jupiter.execution.parallel.enabled", "false");
      request.configurationParameters(parameters);
      session.getLauncher().execute(request.build());
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  private JsonArray tests(Class<?>... types) throws IOException {
    run(Map.of("synsent.report.dir", folder.toString()), types);
    String json = Files.readString(folder.resolve("report.json"));
    return JsonParser.parseString(json).getAsJsonObject().getAsJsonArray("tests");
  }

  private static JsonObject connect0(JsonObject test) {
    return test.getAsJsonArray("networks")
        .get(0)
        .getAsJsonObject()
        .getAsJsonArray("connects")
        .get(0)
        .getAsJsonObject();
  }

  @Test
  void every_test_with_a_connect_is_in_it_with_its_outcome_and_the_applications_side()
      throws IOException {
    List<String> outcomes = new ArrayList<>();
    for (var element : tests(Sample.class)) {
      JsonObject test = element.getAsJsonObject();
      outcomes.add(test.get("name").getAsString() + " " + test.get("outcome").getAsString());
      assertThat(test.get("container").getAsString())
          .isEqualTo("io.synsent.junit.ReportTest$Sample");
      JsonObject application = connect0(test).getAsJsonObject("application");
      assertThat(application.get("exception").getAsString()).isEqualTo("java.net.ConnectException");
      assertThat(application.get("gaveUp").getAsString()).isEqualTo("the operating system gave up");
      assertThat(application.getAsJsonArray("callers").get(0).getAsString())
          .startsWith("io.synsent.junit.Kit.connect(Kit.java:");
      if (test.get("name").getAsString().equals("fails")) {
        assertThat(test.get("failure").getAsString())
            .isEqualTo("java.lang.AssertionError: the test's own failure");
      }
    }
    assertThat(outcomes)
        .containsExactlyInAnyOrder(
            "passes passed",
            "fails failed",
            "aborts aborted",
            "many: [1] 1 passed",
            "many: [2] 2 passed",
            "the class, before its tests none");
  }

  @ClosedPort("192.168.31.1:80")
  static class Sample {
    @BeforeAll
    static void connectsToo() {
      connect("192.168.31.1", 80);
    }

    @Test
    void passes() {
      connect("192.168.31.1", 80);
    }

    @Test
    void fails() {
      connect("192.168.31.1", 80);
      throw new AssertionError("the test's own failure\nin two lines");
    }

    @Test
    void aborts() {
      connect("192.168.31.1", 80);
      abort("not today");
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @ValueSource(ints = {1, 2})
    void many(int time) {
      connect("192.168.31.1", 80);
    }

    @Test
    void connects_nowhere() {}
  }

  @Test
  void its_path_is_printed_when_the_session_ends() {
    String printed = run(Map.of("synsent.report.dir", folder.toString()), Refused.class);
    assertThat(printed).contains("SynSent report: file:").contains("/index.html");
    String uri = printed.substring(printed.indexOf("file:")).strip();
    assertThat(Path.of(URI.create(uri))).exists();
    assertThat(names(folder))
        .contains("index.html", "report.json", "report.txt", "connects.pcapng");
  }

  @ClosedPort("192.168.31.1:80")
  static class Refused {
    @Test
    void connects() {
      connect("192.168.31.1", 80);
    }
  }

  @Test
  void nothing_is_written_when_it_is_off_or_nothing_was_simulated() {
    String dir = folder.resolve("report").toString();
    assertThat(
            run(Map.of("synsent.report.dir", dir, "synsent.report", "off"), Refused.class)
                + run(Map.of("synsent.report.dir", dir), Plain.class))
        .doesNotContain("SynSent report");
    assertThat(folder).isEmptyDirectory();
  }

  static class Plain {
    @BeforeEach
    void before() {}

    @Test
    void simulates_nothing() {}
  }

  @Test
  void a_test_with_two_networks_is_one_test() throws IOException {
    JsonArray tests = tests(Refused.class, Sample.class);
    assertThat(tests).hasSize(7);
  }

  @Test
  void the_page_is_attached_where_junit_publishes_files() {
    boolean publishes =
        Stream.of(org.junit.jupiter.api.extension.ExtensionContext.class.getMethods())
            .anyMatch(method -> method.getName().equals("publishFile"));
    Path output = folder.resolve("junit");
    run(
        Map.of(
            "synsent.report.dir",
            folder.resolve("report").toString(),
            "junit.platform.reporting.output.dir",
            output.toString()),
        Refused.class);
    assertThat(publishes ? names(output) : List.of(ReportAttachment.NAME))
        .contains(ReportAttachment.NAME);
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  // Memory.

  @Test
  void connects_of_one_network_beyond_the_bound_are_counted() throws IOException {
    tests(Many.class);
    JsonObject json =
        JsonParser.parseString(Files.readString(folder.resolve("report.json"))).getAsJsonObject();
    JsonObject test = json.getAsJsonArray("tests").get(0).getAsJsonObject();
    JsonObject network = test.getAsJsonArray("networks").get(0).getAsJsonObject();
    assertThat(network.getAsJsonArray("connects")).hasSize(RunReport.MOST_CONNECTS_OF_A_NETWORK);
    assertThat(json.get("leftOut").getAsInt()).isEqualTo(5);
  }

  @Test
  void when_there_is_no_room_for_passed_tests_there_is_still_some_for_failed_ones() {
    RunReport report = new RunReport(20);
    assertThat(report.hasRoomFor(20, Outcome.PASSED)).isTrue();
    assertThat(report.hasRoomFor(1, Outcome.PASSED)).isFalse();
    assertThat(report.hasRoomFor(20, Outcome.FAILED)).isTrue();
    assertThat(report.hasRoomFor(1, Outcome.FAILED)).isFalse();
  }

  @ClosedPort("127.0.0.1:9")
  static class Many {
    @Test
    void connects() {
      for (int i = 0; i < RunReport.MOST_CONNECTS_OF_A_NETWORK + 5; i++) {
        connect("127.0.0.1", 9);
      }
    }
  }

  // Forks.

  @Test
  void forks_of_one_surefire_run_do_not_overwrite_each_other() throws IOException {
    Instant began = Instant.now();
    String run = "2026-01-02T03-04-05_678";
    assertThat(ReportFolder.claim(folder, run, 1, began)).isEqualTo(folder);
    assertThat(ReportFolder.claim(folder, run, 2, began)).isEqualTo(folder.resolve("jvm-2"));
    assertThat(ReportFolder.claim(folder, run, 1, began)).as("again").isEqualTo(folder);
    Files.writeString(folder.resolve("jvm-2/index.html"), "old");

    assertThat(ReportFolder.claim(folder, "2026-01-02T04-00-00_000", 3, began))
        .as("the next run replaces them")
        .isEqualTo(folder);
    assertThat(folder.resolve("jvm-2")).doesNotExist();
  }

  @Test
  void without_surefire_jvms_that_run_at_the_same_time_do_not_overwrite_each_other()
      throws IOException {
    Instant began = Instant.now().minusSeconds(60);
    assertThat(ReportFolder.claim(folder, "", 1, began)).isEqualTo(folder);
    assertThat(ReportFolder.claim(folder, "", 2, began)).isEqualTo(folder.resolve("jvm-2"));
    Files.setLastModifiedTime(
        folder.resolve(ReportFolder.MARKER), FileTime.from(began.minusSeconds(60)));
    assertThat(ReportFolder.claim(folder, "", 3, began)).isEqualTo(folder);
  }

  @Test
  void surefires_time_stamp_is_in_the_command_line_of_its_forks() {
    assertThat(
            ReportFolder.runOf(
                "/x/target/surefire/surefirebooter-20260102030405678_3.jar /x/target/surefire"
                    + " 2026-01-02T03-04-05_678-jvmRun1 surefire-1tmp surefire_0-2tmp"))
        .isEqualTo("2026-01-02T03-04-05_678");
    assertThat(ReportFolder.runOf("worker.org.gradle.process.GradleWorkerMain")).isEmpty();
  }

  @Test
  void the_folder_follows_the_build() throws IOException {
    assertThat(ReportSettings.folderOf(folder)).isEqualTo(folder.resolve("synsent-report"));
    Files.createFile(folder.resolve("build.gradle.kts"));
    assertThat(ReportSettings.folderOf(folder)).isEqualTo(folder.resolve("build/synsent-report"));
    Files.createFile(folder.resolve("pom.xml"));
    assertThat(ReportSettings.folderOf(folder)).isEqualTo(folder.resolve("target/synsent-report"));
  }
}

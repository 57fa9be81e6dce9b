package io.synsent.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.conformance.Comparison.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * The simulator beside a live Linux kernel: every scenario of {@code
 * src/test/resources/conformance/scenarios} in network namespaces and in the simulator, from the
 * same text.
 *
 * <p>{@code -Dconformance=auto} (the default) runs the live arm where that is possible and takes
 * the recordings of an earlier live run where it is not; {@code live} insists, {@code recorded}
 * does without, {@code off} compares nothing. {@code -Dconformance.only=REGEX} chooses runs, {@code
 * -Dconformance.record=true} makes the live run the new recordings and writes {@code
 * docs/conformance.md}.
 */
@Tag("conformance")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConformanceTest {

  private static final Path SCENARIOS = Path.of("src/test/resources/conformance/scenarios");
  private static final Path RECORDINGS = Path.of("src/test/resources/conformance/recordings");
  private static final Path TARGET = Path.of("target/conformance");

  private final String mode = System.getProperty("conformance", "auto");
  private final String only = System.getProperty("conformance.only", ".*");
  private final boolean record = Boolean.getBoolean("conformance.record");
  private final Map<String, Verdict> verdicts = new TreeMap<>();
  private final Map<String, String> notSimulated = new TreeMap<>();
  private List<Scenario> scenarios = List.of();
  private String arm = "off";
  private boolean liveArm;
  private final ExecutorService pool = Executors.newCachedThreadPool();
  private final long start = System.nanoTime();

  @TestFactory
  Collection<DynamicTest> simulator_agrees_with_kernel() throws IOException {
    Assumptions.assumeFalse(mode.equals("off"), "conformance: off by -Dconformance=off");
    scenarios = ScenarioFile.readAll(SCENARIOS);
    Optional<String> missing =
        mode.equals("recorded") ? Optional.of("-Dconformance=recorded") : Namespaces.missing();
    if (missing.isPresent() && mode.equals("live")) {
      throw new IllegalStateException(
          "-Dconformance=live, but no live network can be made here: " + missing.get());
    }
    boolean live = missing.isEmpty();
    liveArm = live;
    arm = live ? "live kernel " + System.getProperty("os.version") : "recordings";
    if (!live) {
      System.out.println(
          "conformance: no live kernel (" + missing.get() + "): recordings stand in for it");
    } else {
      Namespaces.sweep().forEach(name -> System.out.println("conformance: removed stale " + name));
    }
    Map<Run, Future<Recording>> recordings = new LinkedHashMap<>();
    for (Run run : runs(live)) {
      recordings.put(
          run, pool.submit(live ? liveArm(run) : () -> Recording.load(RECORDINGS, run.name())));
    }
    assertThat(recordings).as("runs to compare").isNotEmpty();
    List<DynamicTest> tests = new ArrayList<>();
    recordings.forEach(
        (run, recording) ->
            tests.add(DynamicTest.dynamicTest(run.name(), () -> compare(run, recording))));
    return tests;
  }

  private List<Run> runs(boolean live) throws IOException {
    List<Jdk> jdks = live ? Jdk.all() : recordedJdks();
    List<Run> runs = new ArrayList<>();
    for (Scenario scenario : scenarios) {
      if (scenario.withoutLive().isEmpty()) {
        runs.addAll(Run.of(scenario, jdks));
      }
    }
    runs.removeIf(run -> !run.name().matches(only));
    if (!live) {
      runs.removeIf(run -> !Recording.exists(RECORDINGS, run.name()));
    }
    // The long ones first: the suite takes as long as the longest.
    runs.sort(Comparator.comparing(Run::weight).reversed());
    return runs;
  }

  private static List<Jdk> recordedJdks() throws IOException {
    TreeSet<Integer> versions = new TreeSet<>();
    try (var files = Files.list(RECORDINGS)) {
      for (Path file : files.toList()) {
        String[] parts = file.getFileName().toString().split("\\.", -1);
        if (parts.length == 4 && parts[3].equals("txt")) {
          versions.add(Integer.valueOf(parts[2]));
        }
      }
    }
    return versions.stream().map(version -> new Jdk(version, Path.of(""))).toList();
  }

  private Callable<Recording> liveArm(Run run) {
    return () -> {
      LiveArm.Live live = LiveArm.run(run, TARGET);
      Recording.save(record ? RECORDINGS : TARGET, run.name(), live.captures(), live.outcome());
      return live.recording();
    };
  }

  private Recording again(Run run) {
    try {
      return liveArm(run).call();
    } catch (Exception e) {
      throw new IllegalStateException("the second run of " + run.name() + " failed", e);
    }
  }

  private void compare(Run run, Future<Recording> recording)
      throws InterruptedException, ExecutionException {
    Recording live = recording.get();
    Verdict verdict;
    try {
      verdict = Comparison.compare(run, live);
    } catch (SimulatedArm.NotSimulated e) {
      notSimulated.put(run.name(), e.getMessage());
      throw new AssertionError("the simulator has no word for " + e.getMessage(), e);
    }
    if (!verdict.agrees() && liveArm) {
      // A process that waited too long for its turn looks like a kernel that disagrees, but only
      // once.
      System.out.println(
          "conformance: "
              + run.name()
              + " disagrees, is run again:\n"
              + verdict.differences().get(0));
      verdict = Comparison.compare(run, again(run));
    }
    verdicts.put(run.name(), verdict);
    assertThat(verdict.differences()).as("%s: %s", run.name(), run.scenario().title()).isEmpty();
  }

  @AfterAll
  void report() throws IOException {
    pool.shutdownNow();
    if (scenarios.isEmpty()) {
      return;
    }
    Report report =
        new Report(
            arm, scenarios, verdicts, notSimulated, (System.nanoTime() - start) / 1_000_000_000);
    Files.createDirectories(TARGET);
    String table = report.table();
    Files.writeString(TARGET.resolve("table.txt"), table);
    System.out.println(table);
    if (record && only.equals(".*")) {
      Path page = Path.of("../docs/conformance.md");
      Files.writeString(page, report.page(Files.exists(page) ? Files.readString(page) : ""));
    }
  }
}

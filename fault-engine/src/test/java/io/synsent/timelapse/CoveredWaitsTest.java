package io.synsent.timelapse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every wait of the table in docs/time-lapse.md, measured; the table is written to target/. */
@Isolated("measures time")
class CoveredWaitsTest {

  private static final double BUSY_MACHINE_MILLIS = 25;

  /** Measures time, and so is run by hand: {@code -Dsynsent.timelapse.measure=true}. */
  @EnabledIfSystemProperty(named = "synsent.timelapse.measure", matches = "true")
  @ParameterizedTest(name = "rate {0}, waits of {1} ms")
  @CsvSource({"100, 10000", "0, 10000"})
  void each_wait_lasts_its_nominal_application_time(int rate, long nominal) throws Exception {
    List<Row> rows =
        ChildJvm.run(CoveredWaits.class, "" + rate, "" + nominal).stream()
            .filter(line -> line.startsWith("wait\t"))
            .map(Row::parse)
            .toList();

    assertThat(rows).extracting(Row::name).containsExactlyElementsOf(CoveredWaits.all().keySet());
    SoftAssertions each = new SoftAssertions();
    for (Row row : rows) {
      // What a busy machine adds is wall time, so the clock multiplies it.
      double machine = rate == TimeLapse.AUTO ? 500 : BUSY_MACHINE_MILLIS * rate;
      double allowance = CoveredWaits.allowance(rate, row.nominal()) + machine;
      each.assertThat(row.smallest())
          .as("%s at rate %d: %s", row.name(), rate, row)
          .isBetween(row.nominal() - 1.0 - rate, row.nominal() + allowance);
    }
    each.assertAll();
    write(rate, rows);
  }

  private static void write(int rate, List<Row> rows) throws Exception {
    List<String> lines = new ArrayList<>();
    String k = rate == TimeLapse.AUTO ? "AUTO" : "k = " + rate;
    lines.add("JDK " + Runtime.version() + ", " + k);
    lines.add("");
    lines.add("| wait | nominal, ms | application time, ms | of which on the wall, ms |");
    lines.add("|---|---:|---:|---:|");
    for (Row row : rows) {
      lines.add(
          String.format(
              Locale.ROOT,
              "| %s | %d | %.1f | %.1f |",
              row.name(),
              row.nominal(),
              row.smallest(),
              row.wall()));
    }
    Path directory = Files.createDirectories(Path.of("target", "time-lapse"));
    Files.write(
        directory.resolve("jdk" + Runtime.version().feature() + "-rate" + rate + ".md"), lines);
  }

  /** Every wait that is measured has its row in the documentation, and the other way round. */
  @Test
  void documentation_lists_the_waits_that_are_measured() throws Exception {
    Path page = Path.of("..", "docs", "time-lapse.md");
    List<String> documented;
    try (Stream<String> lines = Files.lines(page)) {
      documented =
          lines
              .filter(
                  line -> line.startsWith("| ") && line.chars().filter(c -> c == '|').count() > 5)
              .map(line -> line.split("\\|", -1)[1].trim())
              .filter(name -> !name.equals("wait"))
              .toList();
    }
    assertThat(documented).containsAll(CoveredWaits.all().keySet());
  }

  private record Row(String name, long nominal, double smallest, double largest, double wall) {
    static Row parse(String line) {
      String[] fields = line.split("\t", -1);
      return new Row(
          fields[1],
          Long.parseLong(fields[2]),
          Double.parseDouble(fields[3]),
          Double.parseDouble(fields[4]),
          Double.parseDouble(fields[5]));
    }
  }
}

package io.synsent.timelapse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ten connects through a real socket take the ideal schedule's time, wherever they are held. */
@Isolated("measures time")
class TenExperimentsTest {

  @ParameterizedTest(name = "rate {0}, held in {1}")
  @CsvSource({"0, kernel", "0, java", "100, kernel"})
  void each_connect_follows_the_ideal_schedule(int rate, String hold) throws Exception {
    List<String[]> rows =
        ChildJvm.run(TenExperiments.class, "" + rate, hold).stream()
            .filter(line -> line.startsWith("experiment\t"))
            .map(line -> line.split("\t", -1))
            .toList();

    assertThat(rows).hasSize(10);
    SoftAssertions each = new SoftAssertions();
    for (String[] row : rows) {
      String what = String.join("; ", row);
      long ideal = Long.parseLong(row[4]);
      each.assertThat(Long.parseLong(row[3])).as("simulated time, %s", what).isEqualTo(ideal);
      each.assertThat(row[7]).as("SYN times, %s", what).isEqualTo(row[8]);
      // What the application measures has the machine's own time on top, times the rate.
      double application = Double.parseDouble(row[5]);
      each.assertThat(application)
          .as("the application's milliseconds, %s", what)
          .isBetween(ideal / 1000.0 - 1, ideal / 1000.0 + 500.0 * Math.max(1, rate));
      if (rate == TimeLapse.AUTO) {
        // 100 ms on a machine of its own; this one may be busy with other things.
        each.assertThat(Double.parseDouble(row[6])).as("wall time, %s", what).isLessThan(1500);
      }
    }
    each.assertAll();
  }
}

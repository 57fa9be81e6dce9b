package io.synsent.report;

import java.util.List;

/**
 * What a run of tests did to its simulated networks.
 *
 * @param title stands above it
 * @param tests in the order in which they ran
 * @param leftOut how many connects were not kept, because there were too many
 */
public record Report(String title, List<ReportedTest> tests, int leftOut) {

  /** Copies the list. */
  public Report {
    tests = List.copyOf(tests);
  }

  /** A report that leaves nothing out. */
  public static Report of(String title, List<ReportedTest> tests) {
    return new Report(title, tests, 0);
  }
}

package io.synsent.report;

import io.synsent.engine.report.Timeline;
import java.io.IOException;
import java.io.Writer;
import java.util.Locale;

/** The report as text: every connect's timeline, test by test. */
final class TextReport {

  private TextReport() {}

  static void write(Report report, Writer out) throws IOException {
    out.write(report.title() + "\n");
    for (ReportedTest test : report.tests()) {
      String container = test.container().isEmpty() ? "" : test.container() + ", ";
      out.write("\n" + container + test.name());
      if (test.outcome() != ReportedTest.Outcome.NONE) {
        out.write(": " + test.outcome().name().toLowerCase(Locale.ROOT));
      }
      out.write("\n");
      if (!test.failure().isEmpty()) {
        out.write("  " + test.failure() + "\n");
      }
      for (ReportedNetwork network : test.networks()) {
        network(network, out);
      }
    }
    if (report.leftOut() > 0) {
      out.write("\n" + report.leftOut() + " more connects were not kept\n");
    }
    out.flush();
  }

  private static void network(ReportedNetwork network, Writer out) throws IOException {
    out.write(
        "profile "
            + network.profile()
            + ", seed "
            + network.seed()
            + ", client "
            + network.client()
            + "\n");
    for (ReportedConnect connect : network.connects()) {
      out.write(Timeline.text(connect.report()));
      Application application = connect.application();
      if (!application.exception().isEmpty()) {
        out.write(
            "  the application got "
                + application.exception()
                + ": "
                + application.message()
                + "\n");
      }
      if (!application.callers().isEmpty()) {
        out.write("  at " + application.callers().get(0) + "\n");
      }
    }
  }
}

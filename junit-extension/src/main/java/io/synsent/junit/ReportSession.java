package io.synsent.junit;

import io.synsent.engine.Nullable;
import io.synsent.report.Report;
import io.synsent.report.ReportedTest.Outcome;
import io.synsent.report.Reports;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Internal. Writes the report of a launcher session when it ends, if any test had a connect to a
 * simulated host, and prints where it is. The platform's launcher finds it by {@code
 * META-INF/services}.
 */
public final class ReportSession implements TestExecutionListener, LauncherSessionListener {

  private static final System.Logger LOGGER = System.getLogger(ReportSession.class.getName());

  /** Internal. */
  public ReportSession() {}

  /** Internal. */
  @Override
  public void launcherSessionOpened(LauncherSession session) {
    RunReport.open();
  }

  /** Internal. */
  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    RunReport report = RunReport.current();
    if (report != null) {
      Outcome outcome =
          switch (result.getStatus()) {
            case SUCCESSFUL -> test.isTest() ? Outcome.PASSED : Outcome.NONE;
            case ABORTED -> Outcome.ABORTED;
            case FAILED -> Outcome.FAILED;
          };
      report.ended(test.getUniqueId(), outcome, result.getThrowable().orElse(null));
    }
  }

  /** Internal. */
  @Override
  public void launcherSessionClosed(LauncherSession session) {
    write(RunReport.close());
  }

  private static void write(@Nullable RunReport run) {
    if (run == null || run.isEmpty()) {
      return;
    }
    Report report = run.toReport();
    try {
      Path folder = ReportFolder.claim(ReportSettings.folder());
      Reports.writeTo(folder, report);
      System.out.println("SynSent report: " + folder.resolve(Reports.HTML).toUri());
    } catch (IOException e) {
      // The tests are over and none of them is to blame.
      LOGGER.log(
          Level.WARNING,
          "the SynSent report could not be written to " + ReportSettings.folder(),
          e);
    }
  }
}

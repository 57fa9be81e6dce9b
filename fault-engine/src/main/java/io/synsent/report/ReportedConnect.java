package io.synsent.report;

import io.synsent.engine.report.ConnectReport;
import io.synsent.engine.report.Ladder;

/**
 * One connect: what the network did, as text and as a diagram, and what the application saw.
 *
 * @param report the network's side
 * @param ladder the same as a diagram
 * @param application the application's side; {@link Application#NONE} if there was none
 */
public record ReportedConnect(ConnectReport report, Ladder ladder, Application application) {}

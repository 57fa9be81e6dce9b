package io.synsent.examples.lab;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.synsent.engine.report.ConnectReport;
import io.synsent.engine.socket.Errno;
import io.synsent.engine.topology.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A connect as JSON, one object per line: each event, and last the outcome. */
final class JsonLines {

  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

  private static final double NANOS_PER_SECOND = 1e9;

  private JsonLines() {}

  static List<String> of(ConnectReport report) {
    List<String> lines = new ArrayList<>();
    for (ConnectReport.Line line : report.lines()) {
      JsonObject object = new JsonObject();
      object.addProperty("t", seconds(line.atNanos() - report.beganAtNanos()));
      object.addProperty("layer", line.layer().label());
      object.addProperty("text", line.text());
      object.addProperty("captured", line.captured());
      lines.add(GSON.toJson(object));
    }
    report.outcome().ifPresent(outcome -> lines.add(GSON.toJson(last(report, outcome))));
    return lines;
  }

  private static JsonObject last(ConnectReport report, Outcome outcome) {
    JsonObject object = new JsonObject();
    object.addProperty(
        "outcome", outcome.errno().map(Errno::name).orElseGet(() -> outcome.kind().name()));
    object.addProperty("exception", exception(report).orElse(null));
    object.addProperty("elapsed", seconds(outcome.atNanos() - report.beganAtNanos()));
    return object;
  }

  /** The exception that the JDK makes of the outcome, as its {@code toString} writes it. */
  static Optional<String> exception(ConnectReport report) {
    return report
        .outcome()
        .flatMap(Outcome::errno)
        .map(errno -> errno.exceptionClass() + ": " + errno.message());
  }

  private static double seconds(long nanos) {
    return nanos / NANOS_PER_SECOND;
  }
}

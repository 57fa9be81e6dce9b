package io.synsent.examples.lab;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.synsent.engine.report.ConnectReport;
import io.synsent.engine.socket.Errno;
import io.synsent.engine.socket.JdkException;
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

  /**
   * The lines of a connect.
   *
   * @param numbered whether each says of which connect it is
   */
  static List<String> of(ConnectReport report, boolean numbered) {
    List<String> lines = new ArrayList<>();
    for (ConnectReport.Line line : report.lines()) {
      JsonObject object = object(report, numbered);
      object.addProperty("t", seconds(line.atNanos() - report.beganAtNanos()));
      object.addProperty("layer", line.layer().label());
      object.addProperty("text", line.text());
      object.addProperty("captured", line.captured());
      lines.add(GSON.toJson(object));
    }
    report
        .outcome()
        .ifPresent(
            outcome -> lines.add(GSON.toJson(last(object(report, numbered), report, outcome))));
    return lines;
  }

  private static JsonObject object(ConnectReport report, boolean numbered) {
    JsonObject object = new JsonObject();
    if (numbered) {
      object.addProperty("connect", report.number());
    }
    return object;
  }

  private static JsonObject last(JsonObject object, ConnectReport report, Outcome outcome) {
    object.addProperty(
        "outcome", outcome.errno().map(Errno::name).orElseGet(() -> outcome.kind().name()));
    object.addProperty("exception", exception(report).orElse(null));
    object.addProperty("elapsed", seconds(outcome.atNanos() - report.beganAtNanos()));
    return object;
  }

  /** The exception that the JDK makes of the outcome, as its {@code toString} writes it. */
  static Optional<String> exception(ConnectReport report) {
    if (report.outcome().filter(o -> o.kind() == Outcome.Kind.ABANDONED).isPresent()) {
      // sun.nio.ch.NioSocketImpl, timedFinishConnect; the only way to give up here is a timeout.
      return Optional.of("java.net.SocketTimeoutException: Connect timed out");
    }
    return report.exception().map(JdkException::toString);
  }

  private static double seconds(long nanos) {
    return nanos / NANOS_PER_SECOND;
  }
}

package io.synsent.report;

import com.google.gson.stream.JsonWriter;
import io.synsent.engine.report.ConnectReport;
import io.synsent.engine.report.Ladder;
import io.synsent.engine.report.Ladder.Arrow;
import io.synsent.engine.report.Ladder.Bar;
import io.synsent.engine.report.Ladder.Column;
import io.synsent.engine.report.Ladder.Note;
import io.synsent.engine.report.Ladder.Stage;
import io.synsent.engine.report.Ladder.Wait;
import io.synsent.engine.topology.Outcome;
import java.io.IOException;
import java.io.Writer;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The report as JSON; times are nanoseconds since the beginning of their connect's network. */
final class JsonReport {

  static final String FORMAT = "synsent-report/1";

  private static final HexFormat HEX = HexFormat.of();

  private final JsonWriter json;

  private JsonReport(JsonWriter json) {
    this.json = json;
  }

  /**
   * Writes it.
   *
   * @param embedded whether it goes into a page: then nothing in it can end a script element
   */
  static void write(Report report, Writer out, boolean embedded) throws IOException {
    JsonWriter json = new JsonWriter(out);
    json.setHtmlSafe(embedded);
    if (!embedded) {
      json.setIndent(" ");
    }
    new JsonReport(json).report(report);
    json.flush();
  }

  private void report(Report report) throws IOException {
    json.beginObject();
    json.name("format").value(FORMAT);
    json.name("title").value(report.title());
    json.name("leftOut").value(report.leftOut());
    json.name("tests").beginArray();
    for (ReportedTest test : report.tests()) {
      test(test);
    }
    json.endArray().endObject();
  }

  private void test(ReportedTest test) throws IOException {
    json.beginObject();
    json.name("id").value(test.id());
    json.name("container").value(test.container());
    json.name("name").value(test.name());
    json.name("outcome").value(lower(test.outcome()));
    json.name("failure").value(test.failure());
    json.name("networks").beginArray();
    for (ReportedNetwork network : test.networks()) {
      json.beginObject();
      json.name("profile").value(network.profile());
      json.name("seed").value(network.seed());
      json.name("client").value(network.client());
      json.name("epoch").value(network.epoch().toString());
      json.name("connects").beginArray();
      for (ReportedConnect connect : network.connects()) {
        connect(connect);
      }
      json.endArray().endObject();
    }
    json.endArray().endObject();
  }

  private void connect(ReportedConnect connect) throws IOException {
    ConnectReport report = connect.report();
    json.beginObject();
    json.name("number").value(report.number());
    json.name("target").value(report.target().toString());
    json.name("port").value(report.port());
    json.name("address").value(report.target().withPort(report.port()));
    json.name("local").value(report.localAddress().withPort(report.localPort()));
    json.name("began").value(report.beganAtNanos());
    outcome(report);
    json.name("stoppedBy").value(report.stoppedIn());
    json.name("application");
    application(connect.application());
    ladder(connect.ladder());
    json.endObject();
  }

  private void outcome(ConnectReport report) throws IOException {
    Optional<Outcome> outcome = report.outcome();
    json.name("ended");
    if (outcome.isEmpty()) {
      json.nullValue();
      json.name("kind").value("pending");
      return;
    }
    Outcome end = outcome.get();
    json.value(end.atNanos());
    json.name("kind").value(lower(end.kind()));
    json.name("cause").value(end.cause());
    if (report.exception().isPresent()) {
      json.name("errno").value(end.errno().orElseThrow().name());
      json.name("jdk").value(report.exception().get().toString());
    }
  }

  private void application(Application application) throws IOException {
    if (application.equals(Application.NONE)) {
      json.nullValue();
      return;
    }
    json.beginObject();
    json.name("exception").value(application.exception());
    json.name("message").value(application.message());
    json.name("gaveUp").value(application.gaveUp());
    json.name("thread").value(application.thread());
    json.name("elapsed").value(application.elapsedNanos());
    json.name("callers").beginArray();
    for (String frame : application.callers()) {
      json.value(frame);
    }
    json.endArray().endObject();
  }

  private void ladder(Ladder ladder) throws IOException {
    json.name("columns").beginArray();
    for (Column column : ladder.columns()) {
      json.beginObject();
      json.name("kind").value(lower(column.kind()));
      json.name("name").value(column.name());
      json.name("detail").value(column.detail());
      json.endObject();
    }
    json.endArray();
    json.name("arrows").beginArray();
    for (Arrow arrow : ladder.arrows()) {
      arrow(arrow);
    }
    json.endArray();
    json.name("notes").beginArray();
    for (Note note : ladder.notes()) {
      json.beginObject();
      json.name("column").value(note.column());
      json.name("at").value(note.at());
      json.name("host").value(note.host());
      json.name("layer").value(note.layer().label());
      json.name("text").value(note.text());
      json.name("minor").value(note.minor());
      json.name("entry").value(note.sequence());
      json.endObject();
    }
    json.endArray();
    bars("socket", ladder.socketStates());
    bars("neighbour", ladder.neighbourStates());
    json.name("waits").beginArray();
    for (Wait wait : ladder.waits()) {
      json.beginObject();
      json.name("what").value(wait.what());
      json.name("from").value(wait.from());
      json.name("to").value(wait.to());
      json.name("sent").value(wait.sent());
      json.endObject();
    }
    json.endArray();
    json.name("journey").beginArray();
    for (Stage stage : ladder.journey()) {
      json.beginObject();
      json.name("leg").value(lower(stage.leg()));
      json.name("column").value(stage.column());
      json.name("layer").value(stage.layer());
      json.name("progress").value(lower(stage.progress()));
      json.name("at");
      number(stage.at());
      json.name("words").value(stage.words());
      json.endObject();
    }
    json.endArray();
  }

  private void arrow(Arrow arrow) throws IOException {
    json.beginObject();
    json.name("from").value(arrow.from());
    json.name("to").value(arrow.to());
    json.name("sent").value(arrow.sentAt());
    json.name("arrived");
    number(arrow.arrivedAt());
    json.name("fate").value(lower(arrow.fate()));
    json.name("packet").value(arrow.packet());
    json.name("layer").value(arrow.layer().label());
    json.name("label").value(arrow.label());
    json.name("captured").value(arrow.seenByClient());
    json.name("entry").value(arrow.sequence());
    json.name("host").value(arrow.frame().host());
    json.name("device").value(arrow.frame().device());
    json.name("direction").value(arrow.frame().direction().label());
    json.name("text").value(arrow.frame().text());
    json.name("bytes").value(HEX.formatHex(arrow.frame().bytes()));
    json.endObject();
  }

  private void bars(String name, List<Bar> bars) throws IOException {
    json.name(name).beginArray();
    for (Bar bar : bars) {
      json.beginObject();
      json.name("state").value(bar.state());
      json.name("from").value(bar.from());
      json.name("to").value(bar.to());
      json.name("cause").value(bar.cause());
      json.endObject();
    }
    json.endArray();
  }

  private void number(OptionalLong value) throws IOException {
    if (value.isPresent()) {
      json.value(value.getAsLong());
    } else {
      json.nullValue();
    }
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}

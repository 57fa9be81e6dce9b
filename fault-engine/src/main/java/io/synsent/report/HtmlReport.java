package io.synsent.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** The report as one HTML page that needs nothing but itself. */
final class HtmlReport {

  private HtmlReport() {}

  /** Puts the resources of this package and the data into the template, at its four marks. */
  static void write(Report report, Writer out) throws IOException {
    String template = resource("report.html");
    int from = 0;
    while (true) {
      int mark = template.indexOf("{{", from);
      if (mark < 0) {
        break;
      }
      int end = template.indexOf("}}", mark);
      out.write(template, from, mark - from);
      switch (template.substring(mark + 2, end)) {
        case "title" -> out.write(escaped(report.title()));
        case "style" -> out.write(resource("report.css"));
        case "script" -> out.write(resource("report.js"));
        case "data" -> JsonReport.write(report, out, /* embedded= */ true);
        default ->
            throw new IllegalStateException(
                "bug in SynSent: report.html has a mark that nobody knows: "
                    + template.substring(mark, end + 2));
      }
      from = end + 2;
    }
    out.write(template, from, template.length() - from);
    out.flush();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("bug in SynSent: the jar lacks io/synsent/report/" + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}

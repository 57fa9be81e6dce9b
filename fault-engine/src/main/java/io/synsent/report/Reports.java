package io.synsent.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes reports.
 *
 * <pre>{@code
 * ReportedTest connect = ReportedTest.of("absent-lan", ReportedNetwork.of(network));
 * Report report = Report.of("one connect", List.of(connect));
 * try (Writer out = Files.newBufferedWriter(Path.of("connect.html"))) {
 *   Reports.writeHtml(report, out);
 * }
 * }</pre>
 */
public final class Reports {

  /** The page. */
  public static final String HTML = "index.html";

  /** The same data as JSON. */
  public static final String JSON = "report.json";

  /** The same as text. */
  public static final String TEXT = "report.txt";

  /** What the clients' taps saw. */
  public static final String PCAPNG = "connects.pcapng";

  private Reports() {}

  /** One page with style, script and data in it; it asks for nothing else. */
  public static void writeHtml(Report report, Writer out) throws IOException {
    HtmlReport.write(report, out);
  }

  /** JSON; docs/report.md says what its fields mean. */
  public static void writeJson(Report report, Writer out) throws IOException {
    JsonReport.write(report, out, /* embedded= */ false);
  }

  /** Every connect's timeline as text. */
  public static void writeText(Report report, Writer out) throws IOException {
    TextReport.write(report, out);
  }

  /** One pcapng of all connects; each packet's comment names its test. */
  public static void writePcapng(Report report, OutputStream out) throws IOException {
    PcapngReport.write(report, out);
  }

  /** All four files, {@link #HTML} last; the folder is made if it is not there. */
  public static void writeTo(Path folder, Report report) throws IOException {
    Files.createDirectories(folder);
    try (Writer out = writer(folder.resolve(JSON))) {
      writeJson(report, out);
    }
    try (Writer out = writer(folder.resolve(TEXT))) {
      writeText(report, out);
    }
    try (OutputStream out = Files.newOutputStream(folder.resolve(PCAPNG))) {
      writePcapng(report, out);
    }
    try (Writer out = writer(folder.resolve(HTML))) {
      writeHtml(report, out);
    }
  }

  private static BufferedWriter writer(Path file) throws IOException {
    return Files.newBufferedWriter(file, StandardCharsets.UTF_8);
  }
}

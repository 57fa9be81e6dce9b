package io.synsent.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tables of {@code docs/clients.md}: a section for each client, a row for each scenario. A row
 * is held against what was measured, or written anew with {@code -Ddocs.write=true}.
 */
final class ClientsPage {

  private static final Path PAGE = Path.of("").toAbsolutePath().resolveSibling("docs/clients.md");
  private static final String BEGIN = "<!-- written by ClientsTest -->\n";
  private static final String END = "<!-- end of what ClientsTest writes -->\n";
  private static final List<String> COLUMNS =
      List.of("the network", "exception", "root cause", "connects", "simulated time", "teaches");

  private ClientsPage() {}

  /** What the test saw is what the page says. */
  static void check(Client client, Scenario scenario, Measured measured) {
    String page = read();
    Map<String, Row> rows = rows(page);
    String key = key(client, scenario);
    Row documented = rows.get(key);
    Row seen = Row.of(client, measured);
    if (documented == null || !documented.agreesWith(seen)) {
      assertThat(Boolean.getBoolean("docs.write"))
          .withFailMessage(
              "%s, %s: docs/clients.md says%n  %s%nand the test saw%n  %s%n(to write it anew:"
                  + " -Ddocs.write=true)",
              client.title(), scenario.title(), documented, seen)
          .isTrue();
      rows.put(key, seen);
      write(render(page, rows));
    }
  }

  /** The page as it is and as it would be written from its own figures. */
  static void checkWholePage() {
    String page = read();
    String written = render(page, rows(page));
    if (Boolean.getBoolean("docs.write")) {
      write(written);
    } else {
      assertThat(page).as("docs/clients.md, to be written by -Ddocs.write=true").isEqualTo(written);
    }
  }

  /** What the tests decide of a row; the lesson is said by the client. */
  private record Row(String exception, String root, String connects, String time) {

    static Row of(Client client, Measured measured) {
      Throwable root = Client.rootOf(measured.thrown());
      boolean sameAsTop = root == measured.thrown();
      return new Row(
          code(Client.nameOf(measured.thrown())),
          sameAsTop ? "itself" : code(Client.nameOf(root)),
          (client.backsOff() && measured.connects() > 1 ? "about " : "") + measured.connects(),
          Client.seconds(measured.nanos()));
    }

    boolean agreesWith(Row seen) {
      return exception.equals(seen.exception)
          && root.equals(seen.root)
          && isNear(number(connects), number(seen.connects), connects.startsWith("about "))
          && Math.abs(number(time) - number(seen.time)) <= 1 + 0.05 * number(time);
    }

    /** Pauses of random length make for some connects more or less. */
    private static boolean isNear(double documented, double seen, boolean random) {
      return Math.abs(documented - seen) <= (random ? 2 + 0.3 * documented : 0);
    }

    private static double number(String text) {
      return Double.parseDouble(text.replaceAll("[^0-9.]", ""));
    }

    private static String code(String name) {
      return "`" + name + "`";
    }
  }

  private static String key(Client client, Scenario scenario) {
    return client.title() + "|" + scenario.title();
  }

  private static Map<String, Row> rows(String page) {
    Map<String, Row> rows = new LinkedHashMap<>();
    String client = "";
    for (String line : page.substring(page.indexOf(BEGIN), page.indexOf(END)).lines().toList()) {
      if (line.startsWith("## ")) {
        client = line.substring(3);
      } else if (line.startsWith("| ") && !line.startsWith("| " + COLUMNS.get(0) + " |")) {
        String[] cells = line.substring(2).split(" \\| ", -1);
        rows.put(client + "|" + cells[0], new Row(cells[1], cells[2], cells[3], cells[4]));
      }
    }
    return rows;
  }

  private static String render(String page, Map<String, Row> rows) {
    List<String> lines = new ArrayList<>();
    for (Client client : ClientsTest.clients()) {
      lines.add("## " + client.title());
      lines.add("");
      lines.add("Used here: " + client.use() + ".");
      lines.add("");
      lines.add("| " + String.join(" | ", COLUMNS) + " |");
      lines.add("|---|---|---|---:|---:|---|");
      for (Scenario scenario : Scenario.values()) {
        Row row = rows.get(key(client, scenario));
        if (row != null) {
          lines.add(
              String.format(
                  "| %s | %s | %s | %s | %s | %s |",
                  scenario.title(),
                  row.exception(),
                  row.root(),
                  row.connects(),
                  row.time(),
                  client.lesson(scenario)));
        }
      }
      lines.add("");
    }
    return page.substring(0, page.indexOf(BEGIN) + BEGIN.length())
        + "\n"
        + String.join("\n", lines)
        + "\n"
        + page.substring(page.indexOf(END));
  }

  private static String read() {
    try {
      return Files.readString(PAGE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(String page) {
    try {
      Files.writeString(PAGE, page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

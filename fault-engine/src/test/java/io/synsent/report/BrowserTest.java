package io.synsent.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page in a real browser: Chromium, if it is installed. Screenshots are left in target. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
class BrowserTest {

  private static final Path SHOTS = Path.of("target", "synsent-report-screenshots");

  private Path ten;
  private Path thousand;
  private Path profile;
  private Browser browser;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    assumeTrue(Browser.isInstalled(), "chromium is not installed");
    ten = folder.resolve("ten");
    thousand = folder.resolve("thousand");
    Reports.writeTo(ten, Samples.ten());
    Reports.writeTo(thousand, Samples.thousand());
    Files.createDirectories(SHOTS);
    // Not in the temporary folder: Chromium's children may still write when that is removed.
    profile = Files.createTempDirectory(SHOTS.toAbsolutePath().getParent(), "chromium");
    browser = new Browser(profile);
  }

  @AfterAll
  void stop() throws Exception {
    if (browser != null) {
      browser.close();
    }
    if (profile != null) {
      remove(profile);
    }
  }

  /** Removes a folder in which others may be writing for a moment yet. */
  private static void remove(Path folder) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (Files.exists(folder)) {
      try (Stream<Path> inside = Files.walk(folder)) {
        for (Path each : inside.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(each);
        }
      } catch (IOException | UncheckedIOException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(100);
      }
    }
  }

  private Path page(Path folder) {
    return folder.resolve(Reports.HTML);
  }

  @Test
  void ten_experiments_take_less_than_500_kb() throws Exception {
    assertThat(Files.size(page(ten))).isLessThan(500_000);
  }

  @ParameterizedTest
  @CsvSource({"light, 1280, 900", "dark, 1280, 900", "light, 390, 844"})
  void every_connect_is_drawn_without_a_complaint_or_a_request(String scheme, int width, int height)
      throws Exception {
    browser.requests.clear();
    browser.takeComplaints();
    browser.open(page(ten), width, height, scheme);
    for (int i = 1; i <= 10; i++) {
      browser.evaluate("location.hash = '#connect=" + i + "'");
      Thread.sleep(150);
      String drawn =
          browser
              .evaluate(
                  "document.querySelector('#detail h2').textContent + ' '"
                      + " + document.querySelectorAll('#detail .arrow[role=button]').length + ' '"
                      + " + (document.documentElement.scrollWidth <= innerWidth)")
              .getAsString();
      assertThat(drawn).as("connect %d", i).matches("[0-9.]+:\\d+ [1-9]\\d* true");
      if (i == 2 || i == 8) {
        Files.write(SHOTS.resolve(scheme + "-" + width + "-" + i + ".png"), browser.screenshot());
      }
    }
    assertThat(browser.takeComplaints()).isEmpty();
    assertThat(browser.requests)
        .isNotEmpty()
        .allMatch(url -> url.startsWith("file:") || url.equals("data:,"));
  }

  @Test
  void a_tap_decodes_the_packet_and_keys_walk_through_list_and_diagram() throws Exception {
    browser.open(page(ten), 1280, 900, "light");
    browser.evaluate("location.hash = '#connect=6'");
    Thread.sleep(200);
    browser.evaluate(
        "[...document.querySelectorAll('.arrow')].find(a => a.textContent === 'RST')"
            + ".dispatchEvent(new MouseEvent('click', {bubbles: true}))");
    assertThat(browser.evaluate("document.querySelector('.packet').innerText").getAsString())
        .contains("Flags [R.]")
        .contains("RST ACK")
        .contains("192.168.31.1");
    String keys =
        "const key = (on, k) => on.dispatchEvent(new KeyboardEvent('keydown',"
            + " {key: k, bubbles: true}));";
    assertThat(
            browser
                .evaluate(
                    keys
                        + "const list = document.getElementById('list'); list.focus();"
                        + "key(list, 'Home'); key(list, 'ArrowDown'); key(list, 'j');"
                        + "list.getAttribute('aria-activedescendant')")
                .getAsString())
        .isEqualTo("row2");
    assertThat(
            browser
                .evaluate(
                    "(() => {"
                        + keys
                        + "const first = document.querySelector('.arrow[tabindex=\"0\"]');"
                        + "first.focus(); key(first, 'ArrowDown');"
                        + "return document.activeElement.getAttribute('aria-label') !=="
                        + " first.getAttribute('aria-label')})()")
                .getAsBoolean())
        .isTrue();
  }

  @Test
  void filters_narrow_the_list() throws Exception {
    browser.open(page(thousand), 1280, 900, "light");
    String count = "document.getElementById('count').textContent";
    assertThat(browser.evaluate(count).getAsString()).isEqualTo("1000 connects");
    browser.evaluate(
        "const q = document.getElementById('query'); q.value = 'absent-lan';"
            + "q.dispatchEvent(new Event('input'))");
    assertThat(browser.evaluate(count).getAsString()).isEqualTo("100 of 1000 connects");
    browser.evaluate(
        "[...document.querySelectorAll('#chips button')].find(b =>"
            + " b.textContent.startsWith('test failed')).click()");
    assertThat(browser.evaluate(count).getAsString()).isEqualTo("14 of 1000 connects");
  }

  /** A busy machine makes any task long now and then; one of ours would be long every time. */
  @Test
  void a_thousand_connects_scroll_without_a_task_over_50_ms() throws Exception {
    browser.open(page(thousand), 1280, 900, "light");
    long longest = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 5 && longest > 0; attempt++) {
      Thread.sleep(1_000);
      longest =
          browser
              .evaluate(
                  "new Promise(done => { let longest = 0;"
                      + "const observer = new PerformanceObserver(list => { for (const e of"
                      + " list.getEntries()) longest = Math.max(longest, e.duration); });"
                      + "observer.observe({entryTypes: ['longtask']});"
                      + "const s = document.getElementById('scroller'); s.scrollTop = 0;"
                      + "const step = () => { s.scrollTop += 400;"
                      + " if (s.scrollTop + s.clientHeight < s.scrollHeight - 1)"
                      + " requestAnimationFrame(step);"
                      + " else setTimeout(() => { observer.disconnect(); done(longest); }, 300); };"
                      + "requestAnimationFrame(step); })")
              .getAsLong();
    }
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    assumeTrue(
        longest == 0 || load < 2.0 * Runtime.getRuntime().availableProcessors(),
        "the machine is too busy to tell: load " + load + ", longest task " + longest + " ms");
    assertThat(longest).as("milliseconds of the longest task over 50 ms").isZero();
    assertThat(browser.evaluate("document.querySelectorAll('.row').length").getAsInt())
        .as("rows in the page at the end of the list")
        .isBetween(5, 60);
    assertThat(browser.evaluate("document.querySelector('#list').lastChild.id").getAsString())
        .isEqualTo("row999");
  }

  @Test
  void it_prints() throws Exception {
    browser.open(page(ten), 1280, 900, "dark");
    byte[] pdf = browser.pdf();
    Files.write(SHOTS.resolve("print.pdf"), pdf);
    assertThat(new String(pdf, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
    assertThat(new String(pdf, StandardCharsets.ISO_8859_1).split("/Type /Page\\b", -1).length)
        .as("pages, one or more for each connect")
        .isGreaterThan(10);
  }

  /** With -Daxe=FILE: axe.min.js of npm's axe-core; .ci/run fetches it. */
  @ParameterizedTest
  @CsvSource({"light, 1280, 900", "dark, 1280, 900", "light, 390, 844"})
  void axe_finds_nothing(String scheme, int width, int height) throws Exception {
    String axe = System.getProperty("axe", "");
    assumeTrue(!axe.isEmpty(), "no -Daxe=FILE: axe.min.js of axe-core");
    browser.open(page(ten), width, height, scheme);
    browser.evaluate("location.hash = '#connect=8'");
    Thread.sleep(300);
    browser.evaluate(
        "document.querySelectorAll('.arrow')[1].dispatchEvent(new MouseEvent('click', {bubbles:"
            + " true}))");
    browser.evaluate(Files.readString(Path.of(axe)));
    assertThat(
            browser
                .evaluate(
                    "axe.run().then(r => JSON.stringify(r.violations.map(v => v.id + ': ' +"
                        + " v.nodes.map(n => n.html.slice(0, 120)).slice(0, 3).join(' | '))))")
                .getAsString())
        .isEqualTo("[]");
  }
}

package io.synsent.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.synsent.engine.fault.Faults;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.topology.Network;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportsTest {

  private static final String HOSTILE = "</script><script>alert(1)</script><!-- & \u2028 \"'";

  private static Network refused() {
    Network network = Network.builder().with(Faults.closedPort("192.168.31.1", 80)).build();
    network.connect(IpAddress.parse("192.168.31.1"), 80);
    network.runUntilIdle();
    return network;
  }

  private static Report report(String name) {
    Application application =
        new Application(
            "java.net.ConnectException",
            "Connection refused",
            "the operating system gave up",
            "Thread[main]",
            List.of("com.example.Shop.connect(Shop.java:12)"),
            800_000);
    ReportedNetwork network =
        ReportedNetwork.of(
            refused(), Instant.parse("2026-01-02T03:04:05.000000006Z"), number -> application, 1);
    ReportedTest test =
        new ReportedTest(
            "[id]",
            "com.example.ShopTest",
            name,
            ReportedTest.Outcome.FAILED,
            "why",
            List.of(network));
    return Report.of(name, List.of(test));
  }

  private static String html(Report report) throws IOException {
    StringWriter out = new StringWriter();
    Reports.writeHtml(report, out);
    return out.toString();
  }

  private static JsonObject dataOf(String html) {
    Matcher data =
        Pattern.compile(
                "<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL)
            .matcher(html);
    assertThat(data.find()).isTrue();
    return JsonParser.parseString(data.group(1)).getAsJsonObject();
  }

  @Test
  void nothing_in_the_data_can_end_its_script_element() throws IOException {
    String html = html(report(HOSTILE));
    assertThat(html).doesNotContain("<script>alert").containsOnlyOnce("<script type=");
    assertThat(dataOf(html).get("title").getAsString()).isEqualTo(HOSTILE);
    assertThat(html).contains("<title>&lt;/script&gt;");
  }

  @Test
  void the_page_asks_for_nothing_else() throws IOException {
    assertThat(html(report("a")).replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http:", "https:", "@import", "url(", " src=")
        .doesNotContain("{{")
        .contains("default-src 'none'");
  }

  @Test
  void json_says_what_the_network_did_and_what_the_application_saw() throws IOException {
    StringWriter out = new StringWriter();
    Reports.writeJson(report("refused"), out);
    JsonObject json = JsonParser.parseString(out.toString()).getAsJsonObject();
    assertThat(json).isEqualTo(dataOf(html(report("refused"))));

    assertThat(json.get("format").getAsString()).isEqualTo("synsent-report/1");
    JsonObject test = json.getAsJsonArray("tests").get(0).getAsJsonObject();
    assertThat(test.get("outcome").getAsString()).isEqualTo("failed");
    JsonObject network = test.getAsJsonArray("networks").get(0).getAsJsonObject();
    assertThat(network.get("epoch").getAsString()).isEqualTo("2026-01-02T03:04:05.000000006Z");
    JsonObject connect = network.getAsJsonArray("connects").get(0).getAsJsonObject();
    assertThat(connect.get("errno").getAsString()).isEqualTo("ECONNREFUSED");
    assertThat(connect.get("ended").getAsLong()).isEqualTo(800_000);
    assertThat(connect.getAsJsonObject("application").get("exception").getAsString())
        .isEqualTo("java.net.ConnectException");
    JsonArray arrows = connect.getAsJsonArray("arrows");
    assertThat(arrows).hasSize(4);
    for (JsonElement arrow : arrows) {
      assertThat(arrow.getAsJsonObject().get("bytes").getAsString()).matches("([0-9a-f]{2}){42,}");
    }
  }

  @Test
  void text_has_the_timeline_and_the_frame() throws IOException {
    StringWriter out = new StringWriter();
    Reports.writeText(report("refused"), out);
    assertThat(out.toString())
        .contains("com.example.ShopTest, refused: failed")
        .contains("ECONNREFUSED after 0.001 s")
        .contains("ARP, Request who-has 192.168.31.1")
        .contains("at com.example.Shop.connect(Shop.java:12)");
  }

  @Test
  void pcapng_names_the_test_in_every_packet() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Reports.writePcapng(report("refused"), out);
    String bytes = out.toString(StandardCharsets.ISO_8859_1);
    assertThat(bytes.split("com.example.ShopTest, refused: connect 1 to 192.168.31.1:80", -1))
        .hasSize(5);
  }

  @Test
  void four_files_are_written_into_a_folder_that_need_not_be_there(@TempDir Path folder)
      throws IOException {
    Path made = folder.resolve("a/b");
    Reports.writeTo(made, report("refused"));
    try (var files = Files.list(made)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("index.html", "report.json", "report.txt", "connects.pcapng");
    }
  }

  @Test
  void a_run_without_connects_is_a_page_too() throws IOException {
    assertThat(dataOf(html(Report.of("empty", List.of()))).getAsJsonArray("tests")).isEmpty();
  }
}

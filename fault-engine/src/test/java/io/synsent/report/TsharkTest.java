package io.synsent.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pcapng as tshark reads it, beside the JSON. */
class TsharkTest {

  @TempDir Path folder;

  @BeforeEach
  void tsharkIsThere() {
    boolean there =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(dir -> Files.isExecutable(Path.of(dir, "tshark")));
    assumeTrue(there, "tshark is not installed");
  }

  private List<String> tshark(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r"));
    command.add(folder.resolve(Reports.PCAPNG).toString());
    command.addAll(List.of(arguments));
    Path out = folder.resolve("tshark.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).isZero();
    return Files.readAllLines(out, StandardCharsets.UTF_8);
  }

  private record Frame(BigDecimal at, String host, String bytes) {}

  @Test
  void times_order_and_bytes_are_those_of_the_json_and_no_frame_is_malformed() throws Exception {
    Reports.writeTo(folder, Samples.ten());
    List<Frame> expected = framesOfTheJson();
    assertThat(expected).hasSizeGreaterThan(50);

    List<Frame> found = new ArrayList<>();
    // One line of hex for each frame: its summary is asked for apart.
    List<String> times =
        tshark("-T", "fields", "-e", "frame.time_epoch", "-e", "frame.interface_name");
    List<String> raw = tshark("-T", "jsonraw", "-j", "frame_raw");
    List<String> bytes = new ArrayList<>();
    for (JsonElement packet : JsonParser.parseString(String.join("\n", raw)).getAsJsonArray()) {
      JsonObject layers =
          packet.getAsJsonObject().getAsJsonObject("_source").getAsJsonObject("layers");
      bytes.add(layers.getAsJsonArray("frame_raw").get(0).getAsString());
    }
    for (int i = 0; i < times.size(); i++) {
      String line = times.get(i);
      int tab = line.indexOf('\t');
      found.add(
          new Frame(new BigDecimal(line.substring(0, tab)), line.substring(tab + 1), bytes.get(i)));
    }
    assertThat(found).isEqualTo(expected);

    assertThat(tshark("-Y", "_ws.expert.severity >= 8388608 or _ws.malformed"))
        .as("frames with an expert error")
        .isEmpty();
    assertThat(tshark("-T", "fields", "-e", "frame.comment"))
        .allMatch(comment -> comment.startsWith("com.example.ArticleTest, "));
  }

  /** What the client's tap saw by the JSON: each entry of each network once. */
  private List<Frame> framesOfTheJson() throws IOException {
    JsonObject json =
        JsonParser.parseString(Files.readString(folder.resolve(Reports.JSON))).getAsJsonObject();
    List<Frame> frames = new ArrayList<>();
    for (JsonElement test : json.getAsJsonArray("tests")) {
      for (JsonElement element : test.getAsJsonObject().getAsJsonArray("networks")) {
        JsonObject network = element.getAsJsonObject();
        Instant epoch = Instant.parse(network.get("epoch").getAsString());
        JsonObject connect = network.getAsJsonArray("connects").get(0).getAsJsonObject();
        List<JsonObject> seen = new ArrayList<>();
        connect.getAsJsonArray("arrows").forEach(arrow -> seen.add(arrow.getAsJsonObject()));
        seen.removeIf(arrow -> !arrow.get("captured").getAsBoolean());
        seen.sort((a, b) -> Long.compare(a.get("entry").getAsLong(), b.get("entry").getAsLong()));
        for (JsonObject arrow : seen) {
          boolean arrived =
              arrow.get("direction").getAsString().equals("In")
                  && !arrow.get("device").getAsString().equals("lo");
          long nanos = arrow.get(arrived ? "arrived" : "sent").getAsLong();
          frames.add(
              new Frame(
                  BigDecimal.valueOf(epoch.getEpochSecond())
                      .add(BigDecimal.valueOf(nanos, 9))
                      .setScale(9),
                  "client:" + arrow.get("device").getAsString(),
                  arrow.get("bytes").getAsString()));
        }
      }
    }
    return frames;
  }
}

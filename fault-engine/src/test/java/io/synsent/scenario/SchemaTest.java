package io.synsent.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.GsonNode;
import io.synsent.engine.socket.Errno;
import io.synsent.engine.topology.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The JSON Schema says to editors what the loader says to users; and so does the page. */
class SchemaTest {

  private static final String SCHEMA = read();

  private static String read() {
    try (InputStream in = Scenario.class.getResourceAsStream("scenario.schema.json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @EnumSource(Part.class)
  void every_key_of_the_loader_is_in_the_schema_and_vice_versa(Part part) {
    JsonObject schema = JsonParser.parseString(SCHEMA).getAsJsonObject();
    JsonObject mapping =
        switch (part) {
          case SCENARIO -> schema;
          default ->
              schema
                  .getAsJsonObject("$defs")
                  .getAsJsonObject(part.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        };
    assertThat(mapping.getAsJsonObject("properties").keySet())
        .containsExactlyInAnyOrderElementsOf(part.keys());
    assertThat(mapping.get("additionalProperties").getAsBoolean()).isFalse();
  }

  @Test
  void words_of_events_and_frames_are_the_loaders() {
    String event = definition("event").getAsJsonObject("do").get("pattern").getAsString();
    assertThat(event).contains("(" + String.join("|", Event.verbs()) + ")");
    JsonElement rule =
        definition("lan").getAsJsonObject("rules").getAsJsonObject("items").get("pattern");
    assertThat(rule.getAsString()).contains("(" + String.join("|", FrameKind.NAMES) + ")");
  }

  private static JsonObject definition(String name) {
    return JsonParser.parseString(SCHEMA)
        .getAsJsonObject()
        .getAsJsonObject("$defs")
        .getAsJsonObject(name)
        .getAsJsonObject("properties");
  }

  @Test
  void files_of_the_project_are_valid() {
    Map<String, String> files = BuiltInFiles.all();
    assertThat(files).hasSizeGreaterThan(14);
    int[] documents = {0};
    files.forEach(
        (name, text) -> {
          assertThat(Scenario.parseAll(name, text)).isNotEmpty();
          for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(text)) {
            // What for-each puts in is not there yet.
            if (!((Map<?, ?>) document).containsKey("for-each")) {
              Validator.Result result = validate(document);
              assertThat(result.isValid()).as(name + " " + document + errors(result)).isTrue();
              documents[0]++;
            }
          }
        });
    assertThat(documents[0]).isGreaterThan(50);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hots: []",
        "hosts: [{adress: 10.1.1.1}]",
        "hosts: [{}]",
        "hosts: [{address: 10.1.1.1, absent: 1}]",
        "connects: [{to: nowhere}]",
        "events: [{at: 1, do: plug-in x}]",
        "events: [{at: 1 s, do: plugin x}]",
        "lans: [{prefix: 10.1.1.0/24, loss: 0.1}]",
      })
  void mistakes_are_marked_by_both(String text) {
    Object document = new Load(LoadSettings.builder().build()).loadFromString(text);
    assertThat(validate(document).isValid()).isFalse();
    assertThat(catchThrowable(() -> Scenario.parse("f.yaml", text)))
        .isInstanceOf(ScenarioException.class);
  }

  @Test
  void page_shows_the_articles_network_in_25_lines_or_fewer() {
    String text = BuiltInFiles.documented().get(0);
    assertThat(text.lines().count()).isLessThanOrEqualTo(25);
    Scenario scenario = Scenario.parse("article.yaml", text);
    Playback played = scenario.play(scenario.network().build());
    played.run();
    assertThat(played.connects().stream().map(c -> c.outcome().orElseThrow()))
        .extracting(o -> o.errno().map(Errno::name).orElse(o.kind().name()))
        .isEqualTo(
            List.of(
                Outcome.Kind.ESTABLISHED.name(),
                "EHOSTUNREACH",
                Outcome.Kind.ABANDONED.name(),
                "ECONNREFUSED",
                "ECONNREFUSED",
                "ETIMEDOUT"));
  }

  private static Validator.Result validate(Object document) {
    return new ValidatorFactory()
        .withJsonNodeFactory(new GsonNode.Factory())
        .validate(SCHEMA, new Gson().toJson(document));
  }

  private static String errors(Validator.Result result) {
    StringBuilder text = new StringBuilder();
    result
        .getErrors()
        .forEach(
            e ->
                text.append("\n")
                    .append(e.getInstanceLocation())
                    .append(": ")
                    .append(e.getError()));
    return text.toString();
  }
}

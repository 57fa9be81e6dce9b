package io.synsent.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What goes over the wire, byte by byte, checked against the paths, fields, status codes and error
 * bodies of Toxiproxy's documentation and source. No client library stands between.
 */
class ApiWireTest {
  private static final String JSON_200 =
      "HTTP/1.1 200 OK\nConnection: close\nContent-type: application/json\n";
  private static final String JSON_201 =
      "HTTP/1.1 201 Created\nConnection: close\nContent-type: application/json\n";
  private static final String NO_CONTENT = "HTTP/1.1 204 No Content\nConnection: close\n\n";
  private static final String NOT_FOUND_PROXY =
      error("404 Not Found", "{\"error\":\"proxy not found\",\"status\":404}");
  private static final String NOT_FOUND_TOXIC =
      error("404 Not Found", "{\"error\":\"toxic not found\",\"status\":404}");

  private EmbeddedToxiproxy toxiproxy;

  @BeforeEach
  void start() throws IOException {
    toxiproxy = EmbeddedToxiproxy.start();
  }

  @AfterEach
  void close() {
    toxiproxy.close();
  }

  @Test
  void version() throws IOException {
    assertThat(exchange("GET /version", ""))
        .isEqualTo(
            "HTTP/1.1 200 OK\nConnection: close\nContent-type: application/json;charset=utf-8\n"
                + length("{\"version\": \"2.12.0\"}\n"));
  }

  @Test
  void a_proxy_from_creation_to_deletion() throws IOException {
    assertThat(exchange("GET /proxies", "")).isEqualTo(JSON_200 + length("{}"));
    String db =
        "{\"name\":\"db\",\"listen\":\"127.0.0.1:PORT\",\"upstream\":\"127.0.0.1:1\","
            + "\"enabled\":true,\"toxics\":[]}";
    String created =
        exchange(
            "POST /proxies",
            "{\"name\":\"db\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"127.0.0.1:1\"}");
    assertThat(withoutPort(created)).isEqualTo(withoutLength(JSON_201 + length(db)));
    assertThat(withoutPort(exchange("GET /proxies/db", "")))
        .isEqualTo(withoutLength(JSON_200 + length(db)));
    assertThat(withoutPort(exchange("GET /proxies", "")))
        .isEqualTo(withoutLength(JSON_200 + length("{\"db\":" + db + "}")));
    assertThat(withoutPort(exchange("POST /proxies/db", "{\"enabled\":false}")))
        .isEqualTo(withoutLength(JSON_200 + length(db.replace("true", "false"))));
    assertThat(
            withoutPort(exchange("PATCH /proxies/db", "{\"enabled\":true,\"upstream\":\"b:2\"}")))
        .isEqualTo(withoutLength(JSON_200 + length(db.replace("127.0.0.1:1", "b:2"))));
    assertThat(exchange("DELETE /proxies/db", "")).isEqualTo(NO_CONTENT);
    assertThat(exchange("GET /proxies/db", "")).isEqualTo(NOT_FOUND_PROXY);
  }

  @Test
  void a_toxic_from_creation_to_deletion() throws IOException {
    createProxy();
    assertThat(exchange("GET /proxies/db/toxics", "")).isEqualTo(JSON_200 + length("[]"));
    String toxic =
        "{\"attributes\":{\"latency\":100,\"jitter\":0},\"name\":\"latency_downstream\","
            + "\"type\":\"latency\",\"stream\":\"downstream\",\"toxicity\":1}";
    assertThat(
            exchange(
                "POST /proxies/db/toxics",
                "{\"type\":\"latency\",\"attributes\":{\"latency\":100}}"))
        .isEqualTo(JSON_200 + length(toxic));
    assertThat(exchange("GET /proxies/db/toxics/latency_downstream", ""))
        .isEqualTo(JSON_200 + length(toxic));
    assertThat(exchange("GET /proxies/db/toxics", ""))
        .isEqualTo(JSON_200 + length("[" + toxic + "]"));
    String changed = toxic.replace("\"jitter\":0", "\"jitter\":7").replace("y\":1}", "y\":0.5}");
    String change = "{\"attributes\":{\"jitter\":7},\"toxicity\":0.5}";
    assertThat(exchange("POST /proxies/db/toxics/latency_downstream", change))
        .isEqualTo(JSON_200 + length(changed));
    assertThat(exchange("PATCH /proxies/db/toxics/latency_downstream", "{}"))
        .isEqualTo(JSON_200 + length(changed));
    assertThat(exchange("DELETE /proxies/db/toxics/latency_downstream", "")).isEqualTo(NO_CONTENT);
    assertThat(exchange("GET /proxies/db/toxics/latency_downstream", ""))
        .isEqualTo(NOT_FOUND_TOXIC);
  }

  @Test
  void every_type_of_toxic_with_its_attributes_in_the_documented_order() throws IOException {
    createProxy();
    assertAttributes("latency", "{}", "{\"latency\":0,\"jitter\":0}");
    assertAttributes("bandwidth", "{\"rate\":5}", "{\"rate\":5}");
    assertAttributes("slow_close", "{\"delay\":5}", "{\"delay\":5}");
    assertAttributes("timeout", "{\"timeout\":5}", "{\"timeout\":5}");
    assertAttributes("reset_peer", "{\"timeout\":5}", "{\"timeout\":5}");
    assertAttributes(
        "slicer",
        "{\"average_size\":5,\"size_variation\":2,\"delay\":3}",
        "{\"average_size\":5,\"size_variation\":2,\"delay\":3}");
    assertAttributes("limit_data", "{\"bytes\":5}", "{\"bytes\":5}");
    assertAttributes("noop", "{\"anything\":5}", "{}");
  }

  private void assertAttributes(String type, String given, String expected) throws IOException {
    assertThat(
            exchange(
                "POST /proxies/db/toxics",
                "{\"type\":\"" + type + "\",\"stream\":\"upstream\",\"attributes\":" + given + "}"))
        .isEqualTo(
            JSON_200
                + length(
                    "{\"attributes\":"
                        + expected
                        + ",\"name\":\""
                        + type
                        + "_upstream\",\"type\":\""
                        + type
                        + "\",\"stream\":\"upstream\",\"toxicity\":1}"));
  }

  @Test
  void populate_creates_keeps_and_replaces() throws IOException {
    String fixed = "{\"name\":\"a\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"u:1\"}";
    String off = "{\"name\":\"b\",\"listen\":\"h:7\",\"upstream\":\"u:2\",\"enabled\":false}";
    String made = exchange("POST /populate", "[" + fixed + "," + off + "]");
    assertThat(withoutPort(made))
        .isEqualTo(
            withoutLength(
                JSON_201
                    + length(
                        "{\"proxies\":[{\"name\":\"a\",\"listen\":\"127.0.0.1:PORT\","
                            + "\"upstream\":\"u:1\",\"enabled\":true,\"toxics\":[]},"
                            + "{\"name\":\"b\",\"listen\":\"h:7\",\"upstream\":\"u:2\","
                            + "\"enabled\":false,\"toxics\":[]}]}")));
    exchange("POST /proxies/b/toxics", "{\"type\":\"noop\"}");
    assertThat(exchange("POST /populate", "[" + off + "]"))
        .contains("HTTP/1.1 201 Created")
        .contains("noop_downstream");
    assertThat(exchange("POST /populate", "[" + off.replace("u:2", "u:3") + "]"))
        .contains("\"upstream\":\"u:3\"")
        .doesNotContain("noop_downstream");
  }

  @Test
  void populate_says_which_proxy_is_incomplete_and_makes_none() throws IOException {
    assertThat(
            exchange("POST /populate", "[{\"name\":\"a\",\"upstream\":\"u:1\"},{\"name\":\"b\"}]"))
        .isEqualTo(
            "HTTP/1.1 400 Bad Request\nConnection: close\nContent-type: application/json\n"
                + length(
                    "{\"error\":\"missing required field: upstream at proxy 2\","
                        + "\"status\":400,\"proxies\":null}"));
    assertThat(exchange("GET /proxies", "")).endsWith("\n\n{}");
  }

  @Test
  void reset_has_no_content() throws IOException {
    assertThat(exchange("POST /reset", "")).isEqualTo(NO_CONTENT);
  }

  @Test
  void bad_requests() throws IOException {
    assertThat(exchange("POST /proxies", "{}"))
        .isEqualTo(badRequest("missing required field: name"));
    assertThat(exchange("POST /proxies", "{\"name\":\"a\"}"))
        .isEqualTo(badRequest("missing required field: upstream"));
    assertThat(exchange("POST /proxies", "")).isEqualTo(badRequest("bad request body: EOF"));
    assertThat(exchange("POST /proxies", "{\"name\":5}"))
        .isEqualTo(badRequest("bad request body: name is to be a string, not 5"));
    assertThat(exchange("POST /proxies", "{name:\"a\"}")).contains("bad request body: not JSON");
    createProxy();
    assertThat(exchange("POST /proxies/db/toxics", "{\"type\":\"drizzle\"}"))
        .isEqualTo(badRequest("invalid toxic type"));
    assertThat(exchange("POST /proxies/db/toxics", "{\"type\":\"noop\",\"stream\":\"sideways\"}"))
        .isEqualTo(badRequest("stream was invalid, can be either upstream or downstream"));
    assertThat(
            exchange(
                "POST /proxies/db/toxics",
                "{\"type\":\"latency\",\"attributes\":{\"latency\":\"1\"}}"))
        .isEqualTo(badRequest("bad request body: latency is to be a whole number, not \\\"1\\\""));
    assertThat(
            exchange(
                "POST /proxies/db/toxics",
                "{\"type\":\"latency\",\"attributes\":{\"latency\":1.5}}"))
        .isEqualTo(badRequest("bad request body: latency is to be a whole number, not 1.5"));
    assertThat(exchange("POST /proxies/db/toxics", "{\"type\":\"slicer\"}"))
        .isEqualTo(badRequest("bad request body: average_size of a slicer is at least 1, not 0"));
    assertThat(exchange("GET /proxies/db/toxics", "")).endsWith("\n\n[]");
  }

  @Test
  void conflicts() throws IOException {
    createProxy();
    assertThat(exchange("POST /proxies", "{\"name\":\"db\",\"upstream\":\"x:1\"}"))
        .isEqualTo(error("409 Conflict", "{\"error\":\"proxy already exists\",\"status\":409}"));
    exchange("POST /proxies/db/toxics", "{\"type\":\"noop\",\"name\":\"t\"}");
    assertThat(exchange("POST /proxies/db/toxics", "{\"type\":\"timeout\",\"name\":\"t\"}"))
        .isEqualTo(error("409 Conflict", "{\"error\":\"toxic already exists\",\"status\":409}"));
  }

  @Test
  void what_does_not_exist() throws IOException {
    assertThat(exchange("GET /proxies/x", "")).isEqualTo(NOT_FOUND_PROXY);
    assertThat(exchange("POST /proxies/x", "{}")).isEqualTo(NOT_FOUND_PROXY);
    assertThat(exchange("DELETE /proxies/x", "")).isEqualTo(NOT_FOUND_PROXY);
    assertThat(exchange("GET /proxies/x/toxics", "")).isEqualTo(NOT_FOUND_PROXY);
    assertThat(exchange("POST /proxies/x/toxics", "{}")).isEqualTo(NOT_FOUND_PROXY);
    assertThat(exchange("GET /proxies/x/toxics/t", "")).isEqualTo(NOT_FOUND_PROXY);
    createProxy();
    assertThat(exchange("GET /proxies/db/toxics/t", "")).isEqualTo(NOT_FOUND_TOXIC);
    assertThat(exchange("POST /proxies/db/toxics/t", "{}")).isEqualTo(NOT_FOUND_TOXIC);
    assertThat(exchange("DELETE /proxies/db/toxics/t", "")).isEqualTo(NOT_FOUND_TOXIC);
    assertThat(exchange("GET /nothing", "")).isEqualTo(text("404 Not Found", "404 page not found"));
    assertThat(exchange("GET /proxies/db/toxics/t/u", ""))
        .isEqualTo(text("404 Not Found", "404 page not found"));
  }

  @Test
  void a_method_that_a_path_does_not_have() throws IOException {
    assertThat(exchange("DELETE /proxies", "")).startsWith("HTTP/1.1 405 Method Not Allowed\n");
    assertThat(exchange("GET /reset", "")).startsWith("HTTP/1.1 405 Method Not Allowed\n");
    assertThat(exchange("PUT /proxies/db", "{}")).startsWith("HTTP/1.1 405 Method Not Allowed\n");
  }

  @Test
  void browsers_are_kept_out() throws IOException {
    assertThat(exchange("GET /proxies\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64)", ""))
        .isEqualTo(text("403 Forbidden", "User agent not allowed"));
    assertThat(exchange("GET /proxies\nUser-Agent: curl/8.0 Mozilla/5.0", ""))
        .isEqualTo(JSON_200 + length("{}"));
  }

  @Test
  void a_name_with_a_space_is_escaped_in_the_path() throws IOException {
    exchange("POST /proxies", "{\"name\":\"my db+\",\"upstream\":\"x:1\",\"enabled\":false}");
    assertThat(exchange("GET /proxies/my%20db+", "")).contains("\"name\":\"my db+\"");
  }

  @Test
  void a_client_that_says_nothing_keeps_nobody_waiting() throws IOException {
    try (Socket silent = open();
        Socket half = open()) {
      half.getOutputStream()
          .write(
              "POST /proxies HTTP/1.1\r\nContent-Length: 10\r\n\r\n{"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(silent.isConnected()).isTrue();
      assertThat(exchange("GET /proxies", "")).isEqualTo(JSON_200 + length("{}"));
    }
  }

  private void createProxy() throws IOException {
    exchange("POST /proxies", "{\"name\":\"db\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"u:1\"}");
  }

  private static String error(String status, String body) {
    return text(status, body);
  }

  private static String badRequest(String why) {
    return error("400 Bad Request", "{\"error\":\"" + why + "\",\"status\":400}");
  }

  private static String text(String status, String body) {
    return "HTTP/1.1 "
        + status
        + "\nConnection: close\nContent-type: text/plain; charset=utf-8\n"
        + "X-content-type-options: nosniff\n"
        + length(body + "\n");
  }

  private static String length(String body) {
    return "Content-length: " + body.length() + "\n\n" + body;
  }

  private static String withoutLength(String answer) {
    return answer.replaceAll("Content-length: [0-9]+", "Content-length: N");
  }

  private static String withoutPort(String answer) {
    return withoutLength(answer.replaceAll("127\\.0\\.0\\.1:[0-9]{4,5}", "127.0.0.1:PORT"));
  }

  private Socket open() throws IOException {
    Socket socket = new Socket(InetAddress.getByName(toxiproxy.host()), toxiproxy.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** Sends a request and returns the whole answer, its lines ending in \n. */
  private String exchange(String requestAndHeaders, String body) throws IOException {
    String[] lines = requestAndHeaders.split("\n", 2);
    try (Socket socket = open()) {
      StringBuilder request = new StringBuilder(lines[0] + " HTTP/1.1\r\nHost: toxiproxy\r\n");
      if (lines.length > 1) {
        request.append(lines[1]).append("\r\n");
      }
      if (!body.isEmpty()) {
        request.append("Content-Length: ").append(body.length()).append("\r\n");
      }
      request.append("\r\n").append(body);
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return inOrder(answer.replace("\r\n", "\n"));
    }
  }

  /** The order of headers means nothing; the date is left out and the length comes last. */
  private static String inOrder(String answer) {
    int end = answer.indexOf("\n\n");
    List<String> head = new ArrayList<>(List.of(answer.substring(0, end).split("\n")));
    String status = head.remove(0);
    head.removeIf(line -> line.startsWith("Date: "));
    head.sort(
        Comparator.comparing((String line) -> line.startsWith("Content-length"))
            .thenComparing(Comparator.naturalOrder()));
    head.add(0, status);
    return String.join("\n", head) + answer.substring(end);
  }
}

package io.synsent.toxiproxy;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Toxiproxy's HTTP API: which request does what, and how its answer looks on the wire.
 *
 * <pre>
 * GET  /proxies                    POST /proxies
 * GET  /proxies/{p}                POST, PATCH /proxies/{p}               DELETE /proxies/{p}
 * GET  /proxies/{p}/toxics         POST /proxies/{p}/toxics
 * GET  /proxies/{p}/toxics/{t}     POST, PATCH /proxies/{p}/toxics/{t}    DELETE /proxies/{p}/toxics/{t}
 * POST /populate                   POST /reset                            GET /version
 * </pre>
 */
final class Api implements HttpHandler {
  /** The version whose API this is. */
  static final String VERSION = "2.12.0";

  private static final int LARGEST_BODY = 4 * 1024 * 1024;

  private static final Set<String> UPDATES = Set.of("POST", "PATCH");

  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

  private static final System.Logger LOG = System.getLogger(Api.class.getName());

  private final EventLoop loop;
  private final Proxies proxies;

  Api(EventLoop loop, Proxies proxies) {
    this.loop = loop;
    this.proxies = proxies;
  }

  /** An answer: its status, its type and its body. */
  private record Answer(int status, String contentType, String body) {
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";

    static Answer json(int status, JsonElement body) {
      return new Answer(status, JSON, GSON.toJson(body));
    }

    static Answer noContent() {
      return new Answer(204, "", "");
    }

    /** Toxiproxy's error bodies are JSON that is declared as plain text. */
    static Answer error(ApiException e) {
      return new Answer(e.status(), TEXT, GSON.toJson(errorBody(e)) + "\n");
    }

    static JsonObject errorBody(ApiException e) {
      JsonObject body = new JsonObject();
      body.addProperty("error", e.getMessage());
      body.addProperty("status", e.status());
      return body;
    }
  }

  /** What a request asks of the proxies; it runs on the loop's thread. */
  private interface Request {
    Answer carryOut() throws ApiException;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer;
      try {
        answer = answer(exchange);
      } catch (ApiException e) {
        answer = Answer.error(e);
      } catch (IOException | RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "A request to the embedded Toxiproxy failed.", e);
        answer = Answer.error(ApiException.internal(String.valueOf(e.getMessage())));
      }
      send(exchange, answer);
    }
  }

  private Answer answer(HttpExchange exchange) throws ApiException, IOException {
    List<String> path = segments(exchange.getRequestURI().getRawPath());
    String method = exchange.getRequestMethod();
    if (!isRoute(path)) {
      return new Answer(404, Answer.TEXT, "404 page not found\n");
    }
    if (!methodsOf(path).contains(method)) {
      return new Answer(405, "", "");
    }
    String userAgent = exchange.getRequestHeaders().getFirst("User-Agent");
    if (userAgent != null && userAgent.startsWith("Mozilla/")) {
      return new Answer(403, Answer.TEXT, "User agent not allowed\n");
    }
    String body = read(exchange);
    Request request = request(path, method, body);
    ApiException[] refused = new ApiException[1];
    Answer answer =
        loop.call(
            () -> {
              try {
                return request.carryOut();
              } catch (ApiException e) {
                refused[0] = e;
                return Answer.noContent();
              }
            });
    if (refused[0] != null) {
      throw refused[0];
    }
    return answer;
  }

  private static boolean isRoute(List<String> path) {
    return !methodsOf(path).isEmpty();
  }

  private static Set<String> methodsOf(List<String> path) {
    String first = path.isEmpty() ? "" : path.get(0);
    if (path.size() == 1) {
      return switch (first) {
        case "proxies" -> Set.of("GET", "POST");
        case "populate", "reset" -> Set.of("POST");
        case "version" -> Set.of("GET");
        default -> Set.of();
      };
    }
    if (!first.equals("proxies") || path.contains("")) {
      return Set.of();
    }
    if (path.size() == 2) {
      return Set.of("GET", "POST", "PATCH", "DELETE");
    }
    if (!path.get(2).equals("toxics")) {
      return Set.of();
    }
    return switch (path.size()) {
      case 3 -> Set.of("GET", "POST");
      case 4 -> Set.of("GET", "POST", "PATCH", "DELETE");
      default -> Set.of();
    };
  }

  private Request request(List<String> path, String method, String body) throws ApiException {
    if (path.size() == 1) {
      return switch (path.get(0)) {
        case "version" -> () -> version();
        case "reset" -> this::reset;
        case "populate" -> populate(body);
        default -> method.equals("GET") ? () -> Answer.json(200, proxies.list()) : create(body);
      };
    }
    String proxy = path.get(1);
    if (path.size() == 2) {
      return ofProxy(proxy, method, body);
    }
    if (path.size() == 3) {
      return method.equals("GET")
          ? () -> Answer.json(200, proxies.listToxics(proxy))
          : () -> Answer.json(200, proxies.createToxic(proxy, JsonInput.object(body)));
    }
    return ofToxic(proxy, path.get(3), method, body);
  }

  private Request ofProxy(String proxy, String method, String body) {
    if (method.equals("GET")) {
      return () -> Answer.json(200, proxies.show(proxy));
    }
    if (UPDATES.contains(method)) {
      return () -> Answer.json(200, proxies.update(proxy, JsonInput.object(body)));
    }
    return () -> {
      proxies.delete(proxy);
      return Answer.noContent();
    };
  }

  private Request ofToxic(String proxy, String toxic, String method, String body) {
    if (method.equals("GET")) {
      return () -> Answer.json(200, proxies.showToxic(proxy, toxic));
    }
    if (UPDATES.contains(method)) {
      return () -> Answer.json(200, proxies.updateToxic(proxy, toxic, JsonInput.object(body)));
    }
    return () -> {
      proxies.deleteToxic(proxy, toxic);
      return Answer.noContent();
    };
  }

  private static Answer version() {
    return new Answer(
        200, "application/json;charset=utf-8", "{\"version\": \"" + VERSION + "\"}\n");
  }

  private Answer reset() throws ApiException {
    proxies.reset();
    return Answer.noContent();
  }

  private Request create(String body) throws ApiException {
    JsonInput input = JsonInput.object(body);
    return () -> Answer.json(201, proxies.create(input));
  }

  /** Its errors are the only ones with something beside them: the proxies made until then. */
  private Request populate(String body) throws ApiException {
    return () -> {
      JsonObject answer = new JsonObject();
      int status = 201;
      try {
        Proxies.Populated populated = proxies.populate(JsonInput.array(body));
        for (ApiException failure : populated.failure()) {
          status = failure.status();
          answer = Answer.errorBody(failure);
        }
        answer.add("proxies", populated.proxies());
      } catch (ApiException e) {
        status = e.status();
        answer = Answer.errorBody(e);
        answer.add("proxies", JsonNull.INSTANCE);
      }
      return Answer.json(status, answer);
    };
  }

  private static List<String> segments(String rawPath) {
    String path = rawPath.startsWith("/") ? rawPath.substring(1) : rawPath;
    List<String> segments = new ArrayList<>();
    for (String segment : Arrays.asList(path.split("/", -1))) {
      segments.add(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
    }
    return segments;
  }

  private static String read(HttpExchange exchange) throws IOException, ApiException {
    InputStream body = exchange.getRequestBody();
    byte[] bytes;
    try {
      bytes = body.readNBytes(LARGEST_BODY + 1);
    } catch (IOException e) {
      throw ApiException.badRequestBody("unexpected EOF");
    }
    if (bytes.length > LARGEST_BODY) {
      throw ApiException.badRequestBody("more than " + LARGEST_BODY + " bytes");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    if (!answer.contentType().isEmpty()) {
      exchange.getResponseHeaders().set("Content-Type", answer.contentType());
    }
    if (answer.contentType().equals(Answer.TEXT)) {
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    }
    // The JDK's server writes head and body apart, and on a connection that is kept the body then
    // waits
    // for the client's delayed acknowledgement of the head, some 40 ms; closing sends it at once.
    exchange.getResponseHeaders().set("Connection", "close");
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }
}

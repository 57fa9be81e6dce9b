package io.synsent.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A headless Chromium, driven over the DevTools protocol. */
final class Browser implements AutoCloseable {

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();

  /** What went wrong on the page, and what it asked of others. */
  final List<String> complaints = new CopyOnWriteArrayList<>();

  final List<String> requests = new CopyOnWriteArrayList<>();

  static boolean isInstalled() {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(dir -> Files.isExecutable(Path.of(dir, "chromium")));
  }

  Browser(Path profile) throws Exception {
    process =
        new ProcessBuilder(
                "chromium",
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-default-apps",
                "--no-pings",
                "--disable-features=MediaRouter,OptimizationHints,Translate",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Path port = profile.resolve("DevToolsActivePort");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (!Files.exists(port) || Files.readAllLines(port).size() < 2) {
      if (System.nanoTime() > deadline || !process.isAlive()) {
        process.destroyForcibly();
        throw new IOException("chromium did not open its DevTools port");
      }
      Thread.sleep(50);
    }
    HttpClient http = HttpClient.newHttpClient();
    String list = "http://127.0.0.1:" + Files.readAllLines(port).get(0) + "/json/list";
    String pages =
        http.send(
                HttpRequest.newBuilder(URI.create(list)).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    String url = "";
    for (JsonElement page : JsonParser.parseString(pages).getAsJsonArray()) {
      if (page.getAsJsonObject().get("type").getAsString().equals("page")) {
        url = page.getAsJsonObject().get("webSocketDebuggerUrl").getAsString();
      }
    }
    socket = http.newWebSocketBuilder().buildAsync(URI.create(url), new Listener()).get();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable", new JsonObject());
    }
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        take(JsonParser.parseString(text.toString()).getAsJsonObject());
        text.setLength(0);
      }
      from.request(1);
      return CompletableFuture.completedStage(null);
    }
  }

  private void take(JsonObject message) {
    if (message.has("id")) {
      CompletableFuture<JsonObject> answer = waiting.remove(message.get("id").getAsInt());
      if (answer != null) {
        answer.complete(message);
      }
      return;
    }
    JsonObject parameters = message.getAsJsonObject("params");
    switch (message.get("method").getAsString()) {
      case "Runtime.exceptionThrown" -> complaints.add(parameters.toString());
      case "Runtime.consoleAPICalled" -> complaints.add(parameters.get("args").toString());
      case "Log.entryAdded" -> complaints.add(parameters.get("entry").toString());
      case "Network.requestWillBeSent" ->
          requests.add(parameters.getAsJsonObject("request").get("url").getAsString());
      default -> {}
    }
  }

  JsonObject call(String method, JsonObject parameters) throws Exception {
    int id = ids.incrementAndGet();
    JsonObject message = new JsonObject();
    message.addProperty("id", id);
    message.addProperty("method", method);
    message.add("params", parameters);
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    socket.sendText(message.toString(), true).get();
    JsonObject result = answer.get(120, TimeUnit.SECONDS);
    if (result.has("error")) {
      throw new IOException(method + ": " + result.get("error"));
    }
    return result.getAsJsonObject("result");
  }

  static JsonObject object(Object... keysAndValues) {
    JsonObject object = new JsonObject();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      Object value = keysAndValues[i + 1];
      String key = (String) keysAndValues[i];
      if (value instanceof JsonElement json) {
        object.add(key, json);
      } else if (value instanceof Boolean flag) {
        object.addProperty(key, flag);
      } else if (value instanceof Number number) {
        object.addProperty(key, number);
      } else {
        object.addProperty(key, String.valueOf(value));
      }
    }
    return object;
  }

  /** What a script comes to; a promise is waited for. */
  JsonElement evaluate(String script) throws Exception {
    JsonObject result =
        call(
            "Runtime.evaluate",
            object("expression", script, "awaitPromise", true, "returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new IOException(result.get("exceptionDetails").toString());
    }
    return result.getAsJsonObject("result").get("value");
  }

  /** Opens a page and waits until it has drawn its connects. */
  void open(Path page, int width, int height, String scheme) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        object("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
    JsonArray features = new JsonArray();
    features.add(object("name", "prefers-color-scheme", "value", scheme));
    call("Emulation.setEmulatedMedia", object("features", features));
    call("Page.navigate", object("url", page.toUri() + "?" + ids.get()));
    for (int i = 0; i < 600; i++) {
      JsonElement ready =
          evaluate("document.readyState === 'complete' && !!document.querySelector('.row')");
      if (ready != null && ready.getAsBoolean()) {
        return;
      }
      Thread.sleep(100);
    }
    throw new IOException("the page has no connects after a minute");
  }

  byte[] screenshot() throws Exception {
    return Base64.getDecoder()
        .decode(call("Page.captureScreenshot", new JsonObject()).get("data").getAsString());
  }

  byte[] pdf() throws Exception {
    return Base64.getDecoder()
        .decode(call("Page.printToPDF", new JsonObject()).get("data").getAsString());
  }

  List<String> takeComplaints() {
    List<String> taken = new ArrayList<>(complaints);
    complaints.clear();
    return taken;
  }

  @Override
  public void close() {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }
}

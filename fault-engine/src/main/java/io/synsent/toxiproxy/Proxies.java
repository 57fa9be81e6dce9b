package io.synsent.toxiproxy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The proxies of a server, and what the API can ask of them; only ever used on the loop's thread.
 */
final class Proxies {
  private final Proxy.Environment environment;
  private final List<ToxicType> toxicTypes;
  private final TreeMap<String, Proxy> byName = new TreeMap<>();

  Proxies(Proxy.Environment environment, List<ToxicType> toxicTypes) {
    this.environment = environment;
    this.toxicTypes = toxicTypes;
  }

  // Proxies.

  JsonObject list() {
    JsonObject all = new JsonObject();
    byName.forEach((name, proxy) -> all.add(name, describe(proxy)));
    return all;
  }

  JsonObject create(JsonInput input) throws ApiException {
    Proxy proxy = read(input, "");
    if (byName.containsKey(proxy.name())) {
      throw ApiException.proxyAlreadyExists();
    }
    if (input.bool("enabled", true)) {
      start(proxy);
    }
    byName.put(proxy.name(), proxy);
    return describe(proxy);
  }

  private Proxy read(JsonInput input, String where) throws ApiException {
    String name = input.string("name", "");
    String upstream = input.string("upstream", "");
    String listen = input.string("listen", "");
    if (name.isEmpty()) {
      throw ApiException.missingField("name" + where);
    }
    if (upstream.isEmpty()) {
      throw ApiException.missingField("upstream" + where);
    }
    return new Proxy(environment, name, listen, upstream);
  }

  /** What a populate made of the proxies it named, and what stopped it, if something did. */
  record Populated(JsonArray proxies, List<ApiException> failure) {}

  /**
   * Creates the proxies that do not exist and replaces those that differ; all entries are checked
   * before anything is changed.
   */
  Populated populate(List<JsonInput> inputs) throws ApiException {
    List<Proxy> wanted = new ArrayList<>();
    List<Boolean> enabled = new ArrayList<>();
    for (JsonInput input : inputs) {
      wanted.add(read(input, " at proxy " + (wanted.size() + 1)));
      enabled.add(input.bool("enabled", true));
    }
    JsonArray done = new JsonArray();
    for (int i = 0; i < wanted.size(); i++) {
      Proxy proxy = wanted.get(i);
      Proxy existing = byName.get(proxy.name());
      if (existing != null
          && existing.listen().equals(proxy.listen())
          && existing.upstream().equals(proxy.upstream())) {
        done.add(describe(existing));
        continue;
      }
      try {
        if (existing != null) {
          stop(existing);
          byName.remove(existing.name());
        }
        if (enabled.get(i)) {
          start(proxy);
        }
      } catch (ApiException e) {
        return new Populated(done, List.of(e));
      }
      byName.put(proxy.name(), proxy);
      done.add(describe(proxy));
    }
    return new Populated(done, List.of());
  }

  JsonObject show(String name) throws ApiException {
    return describe(proxy(name));
  }

  JsonObject update(String name, JsonInput input) throws ApiException {
    Proxy proxy = proxy(name);
    String listen = input.string("listen", proxy.listen());
    String upstream = input.string("upstream", proxy.upstream());
    boolean enabled = input.bool("enabled", proxy.isEnabled());
    try {
      proxy.update(listen, upstream, enabled);
    } catch (IOException e) {
      throw cannotListen(proxy, e);
    }
    return describe(proxy);
  }

  void delete(String name) throws ApiException {
    stop(proxy(name));
    byName.remove(name);
  }

  /** Enables every proxy and removes every toxic. */
  void reset() throws ApiException {
    for (Proxy proxy : byName.values()) {
      start(proxy);
      proxy.removeAllToxics();
    }
  }

  /** Closes every port and connection; what fails at that does not keep the next from closing. */
  void close() {
    for (Proxy proxy : byName.values()) {
      try {
        proxy.stop();
      } catch (IOException e) {
        System.getLogger(Proxies.class.getName())
            .log(System.Logger.Level.WARNING, "Proxy " + proxy.name() + " could not be closed.", e);
      }
    }
    byName.clear();
  }

  int connectionCount() {
    return byName.values().stream().mapToInt(Proxy::connectionCount).sum();
  }

  private Proxy proxy(String name) throws ApiException {
    Proxy proxy = byName.get(name);
    if (proxy == null) {
      throw ApiException.proxyNotFound();
    }
    return proxy;
  }

  private static void start(Proxy proxy) throws ApiException {
    try {
      proxy.start();
    } catch (IOException e) {
      throw cannotListen(proxy, e);
    }
  }

  private static void stop(Proxy proxy) throws ApiException {
    try {
      proxy.stop();
    } catch (IOException e) {
      throw ApiException.internal("close " + proxy.listen() + ": " + e.getMessage());
    }
  }

  private static ApiException cannotListen(Proxy proxy, IOException e) {
    return ApiException.internal("listen tcp " + proxy.listen() + ": " + e.getMessage());
  }

  // Toxics.

  JsonArray listToxics(String proxyName) throws ApiException {
    return describe(proxy(proxyName).toxics());
  }

  JsonObject createToxic(String proxyName, JsonInput input) throws ApiException {
    Proxy proxy = proxy(proxyName);
    String typeName = input.string("type", "");
    Direction stream = direction(input.string("stream", Direction.DOWNSTREAM.label()));
    ToxicType type = ToxicType.named(toxicTypes, typeName);
    if (type == null) {
      throw ApiException.invalidToxicType();
    }
    String given = input.string("name", "");
    String name = given.isEmpty() ? typeName + "_" + stream.label() : given;
    if (proxy.toxic(name) != null) {
      throw ApiException.toxicAlreadyExists();
    }
    Map<String, Long> attributes = type.zeroes();
    input.readAttributes(type, attributes);
    Toxic toxic = new Toxic(name, type, stream, input.number("toxicity", 1), attributes);
    proxy.add(toxic);
    return describe(toxic);
  }

  JsonObject showToxic(String proxyName, String toxicName) throws ApiException {
    return describe(toxic(proxy(proxyName), toxicName));
  }

  JsonObject updateToxic(String proxyName, String toxicName, JsonInput input) throws ApiException {
    Proxy proxy = proxy(proxyName);
    Toxic before = toxic(proxy, toxicName);
    Map<String, Long> attributes = before.type().zeroes();
    attributes.putAll(before.attributes());
    input.readAttributes(before.type(), attributes);
    Toxic after =
        new Toxic(
            before.name(),
            before.type(),
            before.stream(),
            input.number("toxicity", before.toxicity()),
            attributes);
    proxy.replace(before, after);
    return describe(after);
  }

  void deleteToxic(String proxyName, String toxicName) throws ApiException {
    Proxy proxy = proxy(proxyName);
    proxy.remove(toxic(proxy, toxicName));
  }

  private static Toxic toxic(Proxy proxy, String name) throws ApiException {
    Toxic toxic = proxy.toxic(name);
    if (toxic == null) {
      throw ApiException.toxicNotFound();
    }
    return toxic;
  }

  private static Direction direction(String label) throws ApiException {
    for (Direction direction : Direction.values()) {
      if (direction.label().equalsIgnoreCase(label)) {
        return direction;
      }
    }
    throw ApiException.invalidStream();
  }

  // JSON.

  private static JsonObject describe(Proxy proxy) {
    JsonObject object = new JsonObject();
    object.addProperty("name", proxy.name());
    object.addProperty("listen", proxy.listen());
    object.addProperty("upstream", proxy.upstream());
    object.addProperty("enabled", proxy.isEnabled());
    object.add("toxics", describe(proxy.toxics()));
    return object;
  }

  private static JsonArray describe(List<Toxic> toxics) {
    JsonArray array = new JsonArray();
    toxics.forEach(toxic -> array.add(describe(toxic)));
    return array;
  }

  private static JsonObject describe(Toxic toxic) {
    JsonObject attributes = new JsonObject();
    toxic.attributes().forEach(attributes::addProperty);
    JsonObject object = new JsonObject();
    object.add("attributes", attributes);
    object.addProperty("name", toxic.name());
    object.addProperty("type", toxic.type().name());
    object.addProperty("stream", toxic.stream().label());
    object.addProperty("toxicity", number(toxic.toxicity()));
    return object;
  }

  /** 1 rather than 1.0. */
  private static Number number(float value) {
    if (value == (long) value) {
      return (long) value;
    }
    return value;
  }
}

package io.synsent.toxiproxy;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.MalformedJsonException;
import io.synsent.engine.Nullable;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A JSON object of a request, read as Toxiproxy reads it: names in any case, unknown ones ignored,
 * {@code null} as if it were not there, and a value of the wrong type refused.
 */
final class JsonInput {
  private static final TypeAdapter<JsonElement> ADAPTER = new Gson().getAdapter(JsonElement.class);

  private final JsonObject object;

  private JsonInput(JsonObject object) {
    this.object = object;
  }

  static JsonInput object(String body) throws ApiException {
    JsonElement element = parse(body);
    if (element.isJsonNull()) {
      return new JsonInput(new JsonObject());
    }
    if (!element.isJsonObject()) {
      throw wrongType("the body", "an object", element);
    }
    return new JsonInput(element.getAsJsonObject());
  }

  static List<JsonInput> array(String body) throws ApiException {
    JsonElement element = parse(body);
    List<JsonInput> inputs = new ArrayList<>();
    if (element.isJsonNull()) {
      return inputs;
    }
    if (!element.isJsonArray()) {
      throw wrongType("the body", "an array", element);
    }
    JsonArray array = element.getAsJsonArray();
    for (JsonElement entry : array) {
      if (!entry.isJsonObject()) {
        throw wrongType("an entry", "an object", entry);
      }
      inputs.add(new JsonInput(entry.getAsJsonObject()));
    }
    return inputs;
  }

  private static JsonElement parse(String body) throws ApiException {
    if (body.isBlank()) {
      throw ApiException.badRequestBody("EOF");
    }
    try {
      JsonReader reader = new JsonReader(new StringReader(body));
      reader.setStrictness(Strictness.STRICT);
      return ADAPTER.read(reader);
    } catch (EOFException e) {
      throw ApiException.badRequestBody("unexpected EOF");
    } catch (MalformedJsonException e) {
      throw ApiException.badRequestBody("not JSON");
    } catch (IOException | JsonParseException | IllegalStateException e) {
      throw ApiException.badRequestBody("not JSON: " + e.getMessage());
    }
  }

  String string(String name, String otherwise) throws ApiException {
    JsonElement element = find(name);
    if (element == null) {
      return otherwise;
    }
    if (element instanceof JsonPrimitive primitive && primitive.isString()) {
      return primitive.getAsString();
    }
    throw wrongType(name, "a string", element);
  }

  boolean bool(String name, boolean otherwise) throws ApiException {
    JsonElement element = find(name);
    if (element == null) {
      return otherwise;
    }
    if (element instanceof JsonPrimitive primitive && primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    throw wrongType(name, "true or false", element);
  }

  float number(String name, float otherwise) throws ApiException {
    JsonElement element = find(name);
    if (element == null) {
      return otherwise;
    }
    if (element instanceof JsonPrimitive primitive && primitive.isNumber()) {
      return primitive.getAsFloat();
    }
    throw wrongType(name, "a number", element);
  }

  private long whole(String name, long otherwise) throws ApiException {
    JsonElement element = find(name);
    if (element == null) {
      return otherwise;
    }
    if (element instanceof JsonPrimitive primitive && primitive.isNumber()) {
      try {
        return new BigDecimal(primitive.getAsString()).longValueExact();
      } catch (ArithmeticException e) {
        // Said below.
      }
    }
    throw wrongType(name, "a whole number", element);
  }

  /** Overwrites the attributes that are given; each must be one that the type can work with. */
  void readAttributes(ToxicType type, Map<String, Long> attributes) throws ApiException {
    JsonElement given = find("attributes");
    if (given != null && !given.isJsonObject()) {
      throw wrongType("attributes", "an object", given);
    }
    JsonInput input = new JsonInput(given == null ? new JsonObject() : given.getAsJsonObject());
    for (ToxicType.Attribute attribute : type.attributes()) {
      String name = attribute.name();
      long value = input.whole(name, attributes.getOrDefault(name, 0L));
      if (value < attribute.smallest()) {
        throw ApiException.badRequestBody(
            name
                + " of a "
                + type.name()
                + " is at least "
                + attribute.smallest()
                + ", not "
                + value);
      }
      attributes.put(name, value);
    }
  }

  private @Nullable JsonElement find(String name) {
    JsonElement found = null;
    for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
      if (entry.getKey().equalsIgnoreCase(name) && !entry.getValue().isJsonNull()) {
        found = entry.getValue();
      }
    }
    return found;
  }

  private static ApiException wrongType(String name, String expected, JsonElement found) {
    return ApiException.badRequestBody(name + " is to be " + expected + ", not " + found);
  }
}

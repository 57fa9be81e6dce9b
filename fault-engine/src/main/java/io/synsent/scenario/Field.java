package io.synsent.scenario;

import io.synsent.engine.Nullable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A value of a scenario file that knows where it stands. */
final class Field {

  private static final int MOST_LEVELS = 40;

  private final String file;
  private final String path;
  private final Node node;

  Field(String file, String path, Node node) {
    this.file = file;
    this.path = path;
    this.node = node;
  }

  Node node() {
    return node;
  }

  /** What is wrong with this value, to be thrown. */
  ScenarioException wrong(String problem) {
    int line = node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    int column = node.getStartMark().map(mark -> mark.getColumn() + 1).orElse(1);
    return new ScenarioException(file, line, column, path, problem);
  }

  /** What {@code reader} makes of this value; its complaints get this place. */
  <T> T read(Function<String, T> reader) {
    String text = text();
    return check(() -> reader.apply(text));
  }

  /** What {@code reader} gives; its complaints get this place. */
  <T> T check(Supplier<T> reader) {
    try {
      return reader.get();
    } catch (ScenarioException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  boolean isMapping() {
    return node instanceof MappingNode;
  }

  /** A word, a number, a line of text. */
  String text() {
    if (!(node instanceof ScalarNode scalar)) {
      throw wrong("expected one value, found a " + kind());
    }
    if (scalar.getTag().equals(Tag.NULL)) {
      throw wrong("a value is missing: write one behind the colon, or take the key away");
    }
    return scalar.getValue();
  }

  boolean yesOrNo() {
    return switch (text()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong("\"" + text() + "\": expected true or false");
    };
  }

  int number(int lowest, int highest) {
    String text = text();
    if (text.matches("[0-9]{1,9}")) {
      int value = Integer.parseInt(text);
      if (value >= lowest && value <= highest) {
        return value;
      }
    }
    throw wrong("\"" + text + "\": expected a whole number from " + lowest + " to " + highest);
  }

  Duration time() {
    return read(Words::time);
  }

  /** One of some words. */
  String oneOf(List<String> words) {
    String text = text();
    if (!words.contains(text)) {
      throw wrong("\"" + text + "\" is not known: " + Suggestion.among(text, words));
    }
    return text;
  }

  /** The elements of a list. */
  List<Field> list() {
    if (!(node instanceof SequenceNode sequence)) {
      throw wrong("expected a list, found a " + kind() + ": put it into [ ] or behind a dash");
    }
    List<Field> elements = new ArrayList<>();
    for (Node element : sequence.getValue()) {
      elements.add(new Field(file, path + "[" + elements.size() + "]", element));
    }
    return elements;
  }

  /** The elements of a list, or this as the only one. */
  List<Field> oneOrList() {
    return node instanceof SequenceNode ? list() : List.of(this);
  }

  /** The values of a mapping whose keys are free. */
  Map<String, Field> entries() {
    if (!(node instanceof MappingNode mapping)) {
      throw wrong("expected a mapping, such as {key: value}, found a " + kind());
    }
    Map<String, Field> values = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Field key = new Field(file, path, tuple.getKeyNode());
      String name = key.text();
      String inner = path.isEmpty() ? name : path + "." + name;
      if (values.put(name, new Field(file, inner, tuple.getValueNode())) != null) {
        throw new Field(file, inner, tuple.getKeyNode()).wrong("is said twice: take one away");
      }
    }
    return values;
  }

  /** The values of a mapping with the keys of {@code part}, and what begins with {@code x-}. */
  Section section(Part part) {
    if (!(node instanceof MappingNode mapping)) {
      throw wrong(
          "expected a mapping with keys such as " + part.keys().get(0) + ", found a " + kind());
    }
    Map<String, Field> values = entries();
    for (String name : values.keySet()) {
      if (!part.keys().contains(name) && !name.startsWith("x-")) {
        throw unknown(mapping, name, part);
      }
    }
    return new Section(this, values);
  }

  private ScenarioException unknown(MappingNode mapping, String name, Part part) {
    Field key = this;
    for (NodeTuple tuple : mapping.getValue()) {
      Field candidate =
          new Field(file, path.isEmpty() ? name : path + "." + name, tuple.getKeyNode());
      key = candidate.text().equals(name) ? candidate : key;
    }
    return key.wrong("no such key: " + Suggestion.among(name, part.keys()));
  }

  private String kind() {
    if (node instanceof MappingNode) {
      return "mapping";
    }
    if (node instanceof SequenceNode) {
      return "list";
    }
    return node.getTag().equals(Tag.NULL)
        ? "missing value"
        : "single value (" + ((ScalarNode) node).getValue() + ")";
  }

  /** As strings, lists and maps. */
  Object plain() {
    return plain(0);
  }

  private Object plain(int level) {
    if (level > MOST_LEVELS) {
      throw wrong("is nested too deeply");
    }
    if (node instanceof SequenceNode) {
      return list().stream().map(element -> element.plain(level + 1)).toList();
    }
    if (node instanceof MappingNode) {
      Map<String, Object> map = new LinkedHashMap<>();
      entries().forEach((key, value) -> map.put(key, value.plain(level + 1)));
      return map;
    }
    return ((ScalarNode) node).getValue();
  }

  /** The same with {@code ${word}} replaced in every text. */
  Field with(Map<String, String> words) {
    return new Field(file, path, replaced(node, words, 0));
  }

  private Node replaced(Node from, Map<String, String> words, int level) {
    if (level > MOST_LEVELS) {
      throw wrong("is nested too deeply for for-each");
    }
    if (from instanceof ScalarNode scalar) {
      String text = scalar.getValue();
      if (!text.contains("${")) {
        return scalar;
      }
      for (Map.Entry<String, String> word : words.entrySet()) {
        text = text.replace("${" + word.getKey() + "}", word.getValue());
      }
      return new ScalarNode(
          Tag.STR, true, text, scalar.getScalarStyle(), scalar.getStartMark(), scalar.getEndMark());
    }
    if (from instanceof SequenceNode sequence) {
      List<Node> elements = new ArrayList<>();
      sequence.getValue().forEach(element -> elements.add(replaced(element, words, level + 1)));
      return new SequenceNode(
          from.getTag(),
          true,
          elements,
          sequence.getFlowStyle(),
          from.getStartMark(),
          from.getEndMark());
    }
    MappingNode mapping = (MappingNode) from;
    List<NodeTuple> tuples = new ArrayList<>();
    for (NodeTuple tuple : mapping.getValue()) {
      tuples.add(
          new NodeTuple(tuple.getKeyNode(), replaced(tuple.getValueNode(), words, level + 1)));
    }
    return new MappingNode(
        from.getTag(),
        true,
        tuples,
        mapping.getFlowStyle(),
        from.getStartMark(),
        from.getEndMark());
  }

  /** A mapping whose keys are known. */
  static final class Section {

    private final Field whole;
    private final Map<String, Field> values;

    Section(Field whole, Map<String, Field> values) {
      this.whole = whole;
      this.values = values;
    }

    Field whole() {
      return whole;
    }

    @Nullable
    Field get(String key) {
      return values.get(key);
    }

    boolean has(String key) {
      return values.containsKey(key);
    }

    /** A value that must be there. */
    Field need(String key, String example) {
      Field field = values.get(key);
      if (field == null) {
        throw whole.wrong("\"" + key + "\" is missing: give one, such as " + key + ": " + example);
      }
      return field;
    }

    <T> Optional<T> maybe(String key, Function<Field, T> reader) {
      return Optional.ofNullable(values.get(key)).map(reader);
    }

    boolean flag(String key, boolean otherwise) {
      return maybe(key, Field::yesOrNo).orElse(otherwise);
    }

    /** What {@code reader} makes of each element; nothing if the key is not there. */
    <T> List<T> each(String key, Function<Field, T> reader) {
      Field field = values.get(key);
      return field == null ? List.of() : field.list().stream().map(reader).toList();
    }

    /** The keys that are others' business: they begin with {@code x-}. */
    Map<String, Object> extensions() {
      Map<String, Object> found = new LinkedHashMap<>();
      values.forEach(
          (key, value) -> {
            if (key.startsWith("x-")) {
              found.put(key, value.plain());
            }
          });
      return found;
    }
  }
}

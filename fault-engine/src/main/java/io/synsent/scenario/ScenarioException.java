package io.synsent.scenario;

/**
 * A scenario file that cannot be understood: the only thing that reading one throws beside {@link
 * java.io.IOException}.
 *
 * <p>The message names the file, line and column, the field, what is wrong with it and the cure:
 * {@code net.yaml:4:5: hosts[0].adress: no such key; did you mean "address"?}
 */
public final class ScenarioException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String file;
  private final int line;
  private final int column;
  private final String field;

  ScenarioException(String file, int line, int column, String field, String problem) {
    super(
        file + ":" + line + ":" + column + ": " + (field.isEmpty() ? "" : field + ": ") + problem);
    this.file = file;
    this.line = line;
    this.column = column;
    this.field = field;
  }

  /** The file, as it was named to the reader. */
  public String file() {
    return file;
  }

  /** The line, from 1. */
  public int line() {
    return line;
  }

  /** The column, from 1. */
  public int column() {
    return column;
  }

  /** The field, such as {@code hosts[0].firewall[1]}; empty if the file is no YAML. */
  public String field() {
    return field;
  }
}

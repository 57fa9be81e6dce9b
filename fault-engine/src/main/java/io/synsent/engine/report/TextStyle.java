package io.synsent.engine.report;

import java.util.ArrayList;
import java.util.List;

/**
 * How wide a timeline's text may get, and whether it is coloured.
 *
 * @param width in columns; at least {@link #LEAST_WIDTH}
 * @param colour whether ANSI escapes (ECMA-48 SGR) colour it
 */
public record TextStyle(int width, boolean colour) {

  /** Narrower than this nothing can be aligned any more. */
  public static final int LEAST_WIDTH = 40;

  /** For files, logs and assertion messages: 120 columns, no colours. */
  public static final TextStyle PLAIN = new TextStyle(120, false);

  private static final String RESET = "\u001B[0m";

  /**
   * Checks the width.
   *
   * @throws IllegalArgumentException if it is less than {@link #LEAST_WIDTH}
   */
  public TextStyle {
    if (width < LEAST_WIDTH) {
      throw new IllegalArgumentException(
          "a width of " + width + " columns: expected " + LEAST_WIDTH + " or more");
    }
  }

  /** What is coloured, and how. */
  enum Tone {
    NONE(""),
    BOLD("1"),
    DIM("2"),
    GOOD("32"),
    BAD("31"),
    NEIGHBOUR("33"),
    TCP("36"),
    ICMP("35");

    private final String code;

    Tone(String code) {
      this.code = code;
    }
  }

  /** The text in a tone, if this style has colours. */
  String tone(Tone tone, String text) {
    return colour && !tone.code.isEmpty() ? "\u001B[" + tone.code + "m" + text + RESET : text;
  }

  /**
   * Cuts a line at spaces, and within a word that is wider than the line, so that no piece is wider
   * than this style allows.
   *
   * @param first how many columns of the first piece are taken already
   * @param rest by how many columns all other pieces are to be indented
   */
  List<String> cut(String line, int first, int rest) {
    List<String> pieces = new ArrayList<>();
    String left = line;
    int room = width - first;
    while (left.length() > room) {
      int space = left.lastIndexOf(' ', room);
      int end = space > 0 ? space : room;
      pieces.add(left.substring(0, end).stripTrailing());
      left = left.substring(end).stripLeading();
      room = width - rest;
    }
    pieces.add(left);
    return pieces;
  }

  /** A whole line within the width; what does not fit goes on below, indented. */
  public String wrap(String line, int indent) {
    return String.join("\n" + " ".repeat(indent), cut(line, 0, indent));
  }
}

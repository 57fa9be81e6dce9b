package io.synsent.report;

import io.synsent.engine.Nullable;
import io.synsent.engine.report.TextStyle;
import java.io.Console;
import java.util.Map;

/**
 * What the text of a timeline may look like where this process prints it.
 *
 * <p>On a terminal it is as wide as {@code COLUMNS} says, 80 columns without it, and coloured
 * unless {@code NO_COLOR} is set to anything or {@code TERM} is {@code dumb}. Anywhere else it is
 * {@link TextStyle#PLAIN}.
 */
public final class Terminal {

  private static final int USUAL_WIDTH = 80;

  private Terminal() {}

  /** The style for this process's standard output. */
  public static TextStyle style() {
    return style(isThere(), System.getenv());
  }

  /** Whether this process's standard output is a terminal. */
  @SuppressWarnings("SystemConsoleNull") // What is not null is asked.
  public static boolean isThere() {
    return isTerminal(System.console());
  }

  static TextStyle style(boolean terminal, Map<String, String> environment) {
    if (!terminal) {
      return TextStyle.PLAIN;
    }
    boolean colour =
        environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "").equals("dumb");
    return new TextStyle(width(environment.getOrDefault("COLUMNS", "")), colour);
  }

  private static int width(String columns) {
    return columns.matches("[1-9][0-9]{0,3}")
        ? Math.max(Integer.parseInt(columns), TextStyle.LEAST_WIDTH)
        : USUAL_WIDTH;
  }

  /** From JDK 22 on there is a console without a terminal too, and it says which it is. */
  private static boolean isTerminal(@Nullable Console console) {
    if (console == null) {
      return false;
    }
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException beforeJdk22) {
      return true;
    }
  }
}

package io.synsent.scenario;

import java.util.Collection;
import java.util.Locale;

/** "Did you mean": the word that was probably meant. */
final class Suggestion {

  private static final int LONGEST = 64;

  private Suggestion() {}

  /**
   * The cure for a word that is none: the nearest of those there are if one is near, and all of
   * them.
   */
  static String among(String word, Collection<String> known) {
    String nearest = "";
    int best = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < best) {
        best = distance;
        nearest = candidate;
      }
    }
    String all = "one of " + String.join(", ", known);
    return best <= Math.max(1, Math.min(word.length(), nearest.length()) / 2)
        ? "did you mean \"" + nearest + "\"? It is " + all
        : "it is " + all;
  }

  /** How many letters have to be changed, put in or taken out (Levenshtein). */
  private static int distance(String one, String other) {
    if (one.length() > LONGEST) {
      return Integer.MAX_VALUE;
    }
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int above = row[j];
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[other.length()];
  }
}

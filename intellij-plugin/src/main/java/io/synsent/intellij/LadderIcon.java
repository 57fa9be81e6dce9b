package io.synsent.intellij;

import java.awt.Color;
import java.awt.Component;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.util.List;
import javax.swing.Icon;

/**
 * A ladder diagram of 12 by 12 pixels, for the gutter: the first rungs, and below them how it ends.
 * A red cross is silence, a red arrow a refusal, a green arrow an answer.
 */
record LadderIcon(List<Boolean> outward, Last last) implements Icon {

  /** The colours of the editor's own icons; they are seen on light and on dark. */
  static final Color LINE = new Color(0x7F8B91);

  static final Color GOOD = new Color(0x59A869);
  static final Color BAD = new Color(0xDB5860);

  private static final int SIZE = 12;
  private static final int LEFT = 1;
  private static final int RIGHT = 10;
  private static final int MOST_RUNGS = 3;
  private static final int FIRST_ROW = 1;
  private static final int ROW = 3;

  /** How the last row looks. */
  enum Last {
    ANSWERED,
    REFUSED,
    SILENCE,
    /** Dots: how it goes on is not drawn. */
    OPEN
  }

  /** The ladder of the plugin itself: an ARP request, and again, and silence. */
  static final LadderIcon SAMPLE = new LadderIcon(List.of(true, true, true), Last.SILENCE);

  /** A name that is looked up. */
  static final LadderIcon LOOK_UP = new LadderIcon(List.of(true), Last.OPEN);

  LadderIcon {
    outward = List.copyOf(outward);
  }

  static LadderIcon of(Ladder ladder) {
    List<Boolean> directions = ladder.rungs().stream().map(Ladder.Rung::outward).toList();
    boolean answered = !directions.isEmpty() && !directions.get(directions.size() - 1);
    return new LadderIcon(
        directions.stream().filter(d -> d).limit(MOST_RUNGS).toList(),
        ladder.ending().established() ? Last.ANSWERED : answered ? Last.REFUSED : Last.SILENCE);
  }

  @Override
  public int getIconWidth() {
    return SIZE;
  }

  @Override
  public int getIconHeight() {
    return SIZE;
  }

  @Override
  public void paintIcon(Component c, Graphics g, int x, int y) {
    Graphics2D graphics = (Graphics2D) g.create();
    try {
      // At this size smoothing would make one grey patch of it.
      graphics.setRenderingHint(
          RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_OFF);
      graphics.translate(x, y);
      graphics.setColor(LINE);
      graphics.drawLine(LEFT, 0, LEFT, SIZE - 1);
      graphics.drawLine(RIGHT, 0, RIGHT, SIZE - 1);
      int row = FIRST_ROW;
      for (boolean out : outward) {
        arrow(graphics, row, out);
        row += ROW;
      }
      paintLast(graphics);
    } finally {
      graphics.dispose();
    }
  }

  private void paintLast(Graphics2D graphics) {
    switch (last) {
      case ANSWERED -> {
        graphics.setColor(GOOD);
        arrow(graphics, SIZE - 2, false);
      }
      case REFUSED -> {
        graphics.setColor(BAD);
        arrow(graphics, SIZE - 2, false);
      }
      case SILENCE -> {
        graphics.setColor(BAD);
        graphics.drawLine(4, 9, 6, 11);
        graphics.drawLine(4, 11, 6, 9);
      }
      case OPEN -> {
        for (int x = LEFT + 2; x < RIGHT - 1; x += 2) {
          graphics.drawLine(x, SIZE / 2, x, SIZE / 2);
        }
      }
    }
  }

  private static void arrow(Graphics2D graphics, int y, boolean out) {
    int tip = out ? RIGHT - 1 : LEFT + 1;
    int back = out ? -2 : 2;
    graphics.drawLine(LEFT + 1, y, RIGHT - 1, y);
    graphics.drawLine(tip, y, tip + back, y - 1);
    graphics.drawLine(tip, y, tip + back, y + 1);
  }
}

package io.synsent.intellij;

import java.awt.Color;
import java.awt.Component;
import java.awt.Font;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import javax.swing.Icon;

/** A ladder diagram to be read: every packet with its time and name, and the ending. */
record LadderPicture(Ladder ladder) implements Icon {

  static final int WIDTH = 360;

  private static final int ROW = 22;
  private static final int HEAD = 26;
  private static final int CLIENT = 64;
  private static final int NETWORK = WIDTH - 24;
  private static final int ARROW = 5;
  private static final Color TEXT = LadderIcon.LINE;

  @Override
  public int getIconWidth() {
    return WIDTH;
  }

  @Override
  public int getIconHeight() {
    return HEAD + (ladder.rungs().size() + 1) * ROW;
  }

  @Override
  public void paintIcon(Component c, Graphics g, int x, int y) {
    Graphics2D graphics = (Graphics2D) g.create();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
      graphics.translate(x, y);
      paint(graphics);
    } finally {
      graphics.dispose();
    }
  }

  private void paint(Graphics2D graphics) {
    graphics.setColor(TEXT);
    graphics.drawString("client", CLIENT - 14, 12);
    int width = graphics.getFontMetrics().stringWidth(ladder.target());
    graphics.drawString(ladder.target(), Math.max(CLIENT + 40, WIDTH - width - 4), 12);
    int bottom = getIconHeight() - 4;
    graphics.drawLine(CLIENT, HEAD - 8, CLIENT, bottom);
    graphics.drawLine(NETWORK, HEAD - 8, NETWORK, bottom);
    int row = HEAD + ROW / 2;
    String lastTime = "";
    for (Ladder.Rung rung : ladder.rungs()) {
      graphics.setColor(TEXT);
      String time = Ladder.seconds(rung.nanos());
      if (!time.equals(lastTime)) {
        time(graphics, time, row);
      }
      lastTime = time;
      graphics.drawString(rung.label(), CLIENT + 10, row - 3);
      int tip = rung.outward() ? NETWORK - 1 : CLIENT + 1;
      int back = rung.outward() ? -ARROW : ARROW;
      graphics.drawLine(CLIENT + 1, row, NETWORK - 1, row);
      graphics.drawLine(tip, row, tip + back, row - ARROW + 2);
      graphics.drawLine(tip, row, tip + back, row + ARROW - 2);
      row += ROW;
    }
    graphics.setColor(ladder.ending().established() ? LadderIcon.GOOD : LadderIcon.BAD);
    time(graphics, Ladder.seconds(ladder.ending().nanos()), row);
    graphics.fillOval(CLIENT - 3, row - 3, 7, 7);
    graphics.drawString(ladder.ending().text(), CLIENT + 10, row + 4);
  }

  private static void time(Graphics2D graphics, String time, int row) {
    int width = graphics.getFontMetrics().stringWidth(time);
    graphics.drawString(time, CLIENT - 10 - width, row + 4);
  }
}

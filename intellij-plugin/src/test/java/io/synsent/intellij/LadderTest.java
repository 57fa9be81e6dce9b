package io.synsent.intellij;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.rules.AnnotationUse;
import io.synsent.rules.Forecast;
import io.synsent.rules.Kind;
import io.synsent.rules.TestElement;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.swing.Icon;
import org.junit.jupiter.api.Test;

/** The ladder diagrams, as values and as pixels. */
class LadderTest {

  static Ladder ladder(String kind, String value) {
    return ladder(kind, Map.of("value", value));
  }

  private static Ladder ladder(String kind, Map<String, Object> attributes) {
    AnnotationUse use = AnnotationUse.annotation(Kind.valueOf(kind), attributes);
    return Ladder.of(Forecast.of(TestElement.of("SomeTest", use), use).orElseThrow());
  }

  private static List<String> rungs(Ladder ladder) {
    return ladder.rungs().stream()
        .map(r -> Ladder.seconds(r.nanos()) + (r.outward() ? " > " : " < ") + r.label())
        .toList();
  }

  @Test
  void absent_on_the_lan() {
    Ladder ladder = ladder("UNREACHABLE_HOST", "192.168.31.7");
    assertThat(rungs(ladder))
        .containsExactly(
            "0 s > ARP who-has 192.168.31.7",
            "1 s > ARP who-has 192.168.31.7",
            "2 s > ARP who-has 192.168.31.7");
    assertThat(ladder.target()).isEqualTo("192.168.31.7:8080");
    assertThat(ladder.ending())
        .isEqualTo(new Ladder.Ending(3_000_000_000L, false, "No route to host"));
  }

  @Test
  void refused() {
    Ladder ladder = ladder("CLOSED_PORT", "198.51.100.4:80");
    assertThat(rungs(ladder))
        .containsExactly(
            "0 s > ARP who-has 192.168.31.1", "0 s < ARP reply", "0 s > SYN", "0.01 s < RST-ACK");
    assertThat(ladder.ending().text()).isEqualTo("Connection refused");
  }

  @Test
  void refused_on_loopback() {
    assertThat(rungs(ladder("CLOSED_PORT", "localhost:80")))
        .containsExactly("0 s > SYN", "0 s < RST-ACK");
  }

  @Test
  void reported_by_the_last_router() {
    Ladder ladder =
        ladder("UNREACHABLE_HOST", Map.of("value", "10.1.1.7", "lastRouterAnswers", true));
    assertThat(rungs(ladder))
        .endsWith("1 s > SYN", "3 s > SYN", "3 s < ICMP host 10.1.1.7 unreachable");
  }

  @Test
  void established() {
    Ladder ladder = ladder("REACHABLE_HOST", "db.example:80");
    assertThat(rungs(ladder)).endsWith("0 s > SYN", "0.01 s < SYN-ACK", "0.01 s > ACK");
    assertThat(ladder.ending().established()).isTrue();
    assertThat(ladder.ending().text()).isEqualTo("established");
  }

  @Test
  void the_last_row_of_the_icon_tells_silence_refusal_and_success_apart() {
    assertThat(LadderIcon.of(ladder("UNREACHABLE_HOST", "192.168.31.7")).last())
        .isEqualTo(LadderIcon.Last.SILENCE);
    assertThat(LadderIcon.of(ladder("FIREWALLED", "198.51.100.4")).last())
        .isEqualTo(LadderIcon.Last.SILENCE);
    assertThat(LadderIcon.of(ladder("CLOSED_PORT", "198.51.100.4:80")).last())
        .isEqualTo(LadderIcon.Last.REFUSED);
    assertThat(LadderIcon.of(ladder("REACHABLE_HOST", "db.example:80")).last())
        .isEqualTo(LadderIcon.Last.ANSWERED);
  }

  @Test
  void the_icon_is_drawn_inside_its_12_by_12_pixels() {
    for (LadderIcon.Last last : LadderIcon.Last.values()) {
      LadderIcon icon = new LadderIcon(List.of(true, true, true), last);
      assertThat(icon.getIconWidth()).isEqualTo(12);
      assertThat(icon.getIconHeight()).isEqualTo(12);
      BufferedImage image = paint(icon, 4);
      assertThat(count(image, 0, 0, 20, 4)).as("above").isZero();
      assertThat(count(image, 0, 16, 20, 20)).as("below").isZero();
      assertThat(count(image, 0, 0, 4, 20)).as("left").isZero();
      assertThat(count(image, 16, 0, 20, 20)).as("right").isZero();
      assertThat(count(image, 4, 4, 16, 16)).as("inside").isGreaterThan(40);
    }
  }

  @Test
  void the_last_row_of_the_icon_has_its_colour() {
    BufferedImage silence = paint(new LadderIcon(List.of(true), LadderIcon.Last.SILENCE), 0);
    BufferedImage answered = paint(new LadderIcon(List.of(true), LadderIcon.Last.ANSWERED), 0);
    assertThat(contains(silence, LadderIcon.BAD.getRGB())).isTrue();
    assertThat(contains(silence, LadderIcon.GOOD.getRGB())).isFalse();
    assertThat(contains(answered, LadderIcon.GOOD.getRGB())).isTrue();
    assertThat(contains(answered, LadderIcon.BAD.getRGB())).isFalse();
  }

  @Test
  void the_picture_has_a_row_for_each_packet_and_one_for_the_ending() {
    LadderPicture three = new LadderPicture(ladder("UNREACHABLE_HOST", "192.168.31.7"));
    LadderPicture two = new LadderPicture(ladder("CLOSED_PORT", "localhost:80"));
    assertThat(three.getIconHeight() - two.getIconHeight()).isEqualTo(22);
    BufferedImage image = paint(three, 0);
    // Where an arrow goes the row is drawn all the way from the client to the network.
    long arrows =
        IntStream.range(0, image.getHeight())
            .filter(y -> IntStream.range(70, 330).allMatch(x -> (image.getRGB(x, y) >>> 24) > 0))
            .count();
    assertThat(arrows).isEqualTo(3);
    assertThat(contains(image, LadderIcon.BAD.getRGB())).isTrue();
  }

  private static BufferedImage paint(Icon icon, int margin) {
    BufferedImage image =
        new BufferedImage(
            icon.getIconWidth() + 2 * margin,
            icon.getIconHeight() + 2 * margin,
            BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = image.createGraphics();
    icon.paintIcon(null, graphics, margin, margin);
    graphics.dispose();
    return image;
  }

  private static long count(BufferedImage image, int left, int top, int right, int bottom) {
    return IntStream.range(top, bottom)
        .mapToLong(
            y -> IntStream.range(left, right).filter(x -> image.getRGB(x, y) >>> 24 > 0).count())
        .sum();
  }

  private static boolean contains(BufferedImage image, int rgb) {
    return IntStream.range(0, image.getWidth())
        .anyMatch(
            x -> IntStream.range(0, image.getHeight()).anyMatch(y -> image.getRGB(x, y) == rgb));
  }
}

package io.synsent.intellij;

import static org.assertj.core.api.Assertions.assertThat;

import com.intellij.codeInsight.daemon.LineMarkerInfo;
import com.intellij.psi.PsiJavaFile;
import java.util.ArrayList;
import java.util.List;
import javax.swing.JLabel;
import org.junit.jupiter.api.Test;

/** What stands in the gutter. */
class TimelineMarkersTest {

  private static final TimelineMarkers MARKERS = new TimelineMarkers();

  private static List<LineMarkerInfo<?>> markers(String source) {
    PsiJavaFile file = Editor.get().open(RulesTable.IMPORTS + source);
    List<LineMarkerInfo<?>> markers = new ArrayList<>();
    MARKERS.collectSlowLineMarkers(Editor.elements(file), markers);
    return markers;
  }

  private static List<String> tooltips(String source) {
    return markers(source).stream().map(LineMarkerInfo::getLineMarkerTooltip).toList();
  }

  @Test
  void a_host_on_the_lan_shows_its_arp_requests() {
    assertThat(tooltips("class A { @UnreachableHost(\"192.168.31.7\") void test() {} }"))
        .containsExactly("ARP at 0, 1, 2 s; No route to host at 3 s");
  }

  @Test
  void the_network_of_the_class_counts() {
    assertThat(
            tooltips(
                """
                @SimulatedNetwork(profile = "LINUX_6_5", address = "10.0.0.5/16")
                class A {
                  static final int PORT = 80;
                  @Firewalled("198.51.100.4:" + PORT)
                  @UnreachableHost("10.0.3.9")
                  void test() {}
                }
                """))
        .containsExactly(
            "SYN at 0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67 s; Connection timed out at 131 s",
            "ARP at 0, 1, 2 s; No route to host at 3 s");
  }

  @Test
  void a_class_has_them_too_and_so_has_each_of_repeated_annotations() {
    assertThat(
            tooltips(
                """
                @ClosedPort("198.51.100.4:80")
                @ClosedPorts({@ClosedPort("198.51.100.4:81"), @ClosedPort("127.0.0.1:82")})
                class A {}
                """))
        .containsExactly(
            "SYN at 0 s; Connection refused at once",
            "SYN at 0 s; Connection refused at once",
            "SYN at 0 s; Connection refused at once");
  }

  @Test
  void a_composed_annotation_shows_all_that_it_carries() {
    assertThat(
            tooltips(
                """
                class A {
                  @SiteDown
                  void test() {}
                }
                @UnreachableHost("192.168.31.7")
                @Firewalled("db.example:5432")
                @interface SiteDown {}
                """))
        .startsWith(
            "<html>192.168.31.7:8080: ARP at 0, 1, 2 s; No route to host at 3 s<br>"
                + "db.example:5432: SYN at 0, 1, 3, 7, 15, 31, 63 s; Connection timed out at 127 s"
                + "</html>");
  }

  @Test
  void a_name_shows_its_look_up() {
    String source = "class A { @DnsTimeout(\"db.example\") void test() {} }";
    assertThat(tooltips(source))
        .containsExactly("asked at 0, 5 s; Temporary failure in name resolution at 10 s");
    assertThat(markers(source).get(0).getIcon()).isEqualTo(LadderIcon.LOOK_UP);
    assertThat(markers(source).get(0).getNavigationHandler()).as("nothing to click for").isNull();
  }

  @Test
  void a_mistake_has_no_timeline() {
    assertThat(tooltips("class A { @UnreachableHost(\"300.1.1.1\") void test() {} }")).isEmpty();
  }

  @Test
  void other_annotations_have_no_timeline() {
    assertThat(tooltips("@SimulatedNetwork class A { @Test @Timeout(2) void test() {} }"))
        .isEmpty();
  }

  @Test
  void the_marker_stands_at_the_name_of_the_annotation() {
    String source = "class A { @UnreachableHost(\"192.168.31.7\") void test() {} }";
    LineMarkerInfo<?> marker = markers(source).get(0);
    assertThat((RulesTable.IMPORTS + source).substring(marker.startOffset, marker.endOffset))
        .isEqualTo("UnreachableHost");
    assertThat(marker.getElement().getFirstChild()).as("a leaf").isNull();
    assertThat(MARKERS.getLineMarkerInfo(marker.getElement())).as("in the fast pass").isNull();
  }

  @Test
  void equal_annotations_have_equal_icons() {
    String source = "class A { @UnreachableHost(\"192.168.31.7\") void test() {} }";
    assertThat(markers(source).get(0).getIcon()).isEqualTo(markers(source).get(0).getIcon());
    assertThat(markers(source).get(0).getIcon())
        .isNotEqualTo(markers("@ClosedPort(\"db:80\") class A {}").get(0).getIcon());
  }

  @Test
  void a_click_shows_a_picture_for_each_host() {
    Ladder ladder = LadderTest.ladder("UNREACHABLE_HOST", "192.168.31.7");
    assertThat(TimelineMarkers.popup(List.of(ladder, ladder)).getComponents())
        .hasSize(2)
        .allSatisfy(
            component ->
                assertThat(((JLabel) component).getIcon()).isEqualTo(new LadderPicture(ladder)));
  }
}

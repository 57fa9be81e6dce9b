package io.synsent.intellij;

import static org.assertj.core.api.Assertions.assertThat;

import com.intellij.codeInsight.daemon.LineMarkerProvider;
import com.intellij.codeInspection.LocalInspectionTool;
import com.intellij.openapi.actionSystem.AnAction;
import io.synsent.rules.Finding;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/**
 * plugin.xml against what the platform's documentation says of each extension point: the editor
 * passes over a misspelt one in silence, and finds a missing class only when it needs it.
 */
class PluginXmlTest {

  /**
   * An extension point: which attribute names a class of which type, and what else there may be.
   */
  private record Point(String classAttribute, Class<?> type, Set<String> attributes) {}

  /** Reviewed: spelt as the platform declares them. */
  private static final Map<String, Point> POINTS =
      Map.of(
          "localInspection",
          new Point(
              "implementationClass",
              LocalInspectionTool.class,
              Set.of(
                  "language",
                  "shortName",
                  "displayName",
                  "groupPath",
                  "groupName",
                  "enabledByDefault",
                  "level",
                  "suppressId",
                  "implementationClass")),
          "codeInsight.lineMarkerProvider",
          new Point(
              "implementationClass",
              LineMarkerProvider.class,
              Set.of("language", "implementationClass")),
          "defaultLiveTemplates",
          new Point("", Object.class, Set.of("file")));

  private static final Set<String> TOP_LEVEL =
      Set.of(
          "id",
          "name",
          "version",
          "vendor",
          "description",
          "idea-version",
          "depends",
          "extensions",
          "actions");

  private static Element plugin;

  @BeforeAll
  static void read() throws Exception {
    plugin = Xml.root("META-INF/plugin.xml");
  }

  private static List<Element> extensions() {
    return Xml.children(plugin, "extensions").stream()
        .flatMap(e -> Xml.children(e).stream())
        .toList();
  }

  private static List<Element> extensions(String point) {
    return extensions().stream().filter(e -> e.getTagName().equals(point)).toList();
  }

  private static List<Element> actions() {
    return Xml.children(plugin, "actions").stream().flatMap(e -> Xml.children(e).stream()).toList();
  }

  @Test
  void every_element_at_the_top_is_one_that_the_platform_reads() {
    assertThat(Xml.children(plugin)).extracting(Element::getTagName).isSubsetOf(TOP_LEVEL);
    assertThat(Xml.children(plugin, "extensions"))
        .extracting(e -> e.getAttribute("defaultExtensionNs"))
        .containsOnly("com.intellij");
  }

  @Test
  void every_extension_point_and_every_attribute_is_spelt_as_in_the_reviewed_list() {
    assertThat(extensions()).hasSizeGreaterThanOrEqualTo(4);
    for (Element extension : extensions()) {
      assertThat(POINTS).containsKey(extension.getTagName());
      assertThat(Xml.attributes(extension).keySet())
          .as(extension.getTagName())
          .isSubsetOf(POINTS.get(extension.getTagName()).attributes());
    }
  }

  @Test
  void every_class_exists_and_is_what_its_extension_point_wants() throws Exception {
    List<Class<?>> named = namedClasses();
    assertThat(named).hasSizeGreaterThanOrEqualTo(4).doesNotHaveDuplicates();
    for (Class<?> type : named) {
      assertThat(Modifier.isPublic(type.getModifiers())).as(type + " is public").isTrue();
      assertThat(type.getConstructor().newInstance()).as("an instance of " + type).isNotNull();
    }
  }

  private static List<Class<?>> namedClasses() throws Exception {
    List<Class<?>> named = new ArrayList<>();
    for (Element extension : extensions()) {
      Point point = POINTS.get(extension.getTagName());
      if (!point.classAttribute().isEmpty()) {
        Class<?> type = Class.forName(extension.getAttribute(point.classAttribute()));
        assertThat(type).isAssignableTo(point.type());
        named.add(type);
      }
    }
    for (Element action : actions()) {
      assertThat(action.getTagName()).isEqualTo("action");
      Class<?> type = Class.forName(action.getAttribute("class"));
      assertThat(type).isAssignableTo(AnAction.class);
      named.add(type);
    }
    return named;
  }

  @Test
  void every_class_that_could_be_named_is() throws Exception {
    List<Class<?>> able = new ArrayList<>();
    Path classes =
        Path.of(
            RefusedInspection.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.list(classes.resolve("io/synsent/intellij"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Class<?> type =
            Class.forName(
                "io.synsent.intellij." + file.getFileName().toString().replace(".class", ""));
        boolean concrete = !Modifier.isAbstract(type.getModifiers());
        boolean ofThePlatform =
            POINTS.values().stream()
                    .anyMatch(p -> p.type() != Object.class && p.type().isAssignableFrom(type))
                || AnAction.class.isAssignableFrom(type);
        if (concrete && ofThePlatform) {
          able.add(type);
        }
      }
    }
    assertThat(namedClasses()).containsExactlyInAnyOrderElementsOf(able);
  }

  @Test
  void every_severity_of_the_core_has_an_inspection_of_its_level() {
    assertThat(extensions("localInspection"))
        .extracting(e -> e.getAttribute("level"))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Finding.Severity.values()).map(Enum::name).toList());
    assertThat(extensions("localInspection"))
        .filteredOn(e -> e.getAttribute("level").equals("WARNING"))
        .extracting(e -> e.getAttribute("suppressId"))
        .as("what the annotation processor reads in @SuppressWarnings")
        .containsExactly("synsent");
    assertThat(extensions("localInspection"))
        .allSatisfy(e -> assertThat(e.getAttribute("language")).isEqualTo("JAVA"));
  }

  @Test
  void every_inspection_has_a_description() throws Exception {
    for (Element inspection : extensions("localInspection")) {
      String resource = "/inspectionDescriptions/" + inspection.getAttribute("shortName") + ".html";
      try (InputStream in = PluginXmlTest.class.getResourceAsStream(resource)) {
        assertThat(in).as(resource).isNotNull();
        assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
            .contains("<!-- tooltip end -->");
      }
    }
  }

  @Test
  void the_action_is_in_a_menu_and_has_a_text() {
    assertThat(actions())
        .allSatisfy(
            action -> {
              assertThat(action.getAttribute("text")).isNotBlank();
              assertThat(Xml.children(action, "add-to-group"))
                  .extracting(e -> e.getAttribute("group-id"))
                  .containsExactly("ToolsMenu");
            });
  }

  @Test
  void it_wants_java_and_a_platform_with_getActionUpdateThread() {
    assertThat(Xml.children(plugin, "depends"))
        .extracting(Element::getTextContent)
        .containsExactly("com.intellij.modules.platform", "com.intellij.modules.java");
    assertThat(Xml.children(plugin, "idea-version"))
        .extracting(e -> e.getAttribute("since-build"))
        .containsExactly("223");
  }

  @Test
  void the_description_names_every_live_template() throws Exception {
    String description = Xml.children(plugin, "description").get(0).getTextContent();
    for (Element file : extensions("defaultLiveTemplates")) {
      for (Element template : Xml.children(Xml.root(file.getAttribute("file").substring(1)))) {
        assertThat(description).contains(template.getAttribute("name"));
      }
    }
  }
}

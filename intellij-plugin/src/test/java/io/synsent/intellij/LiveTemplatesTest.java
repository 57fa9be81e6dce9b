package io.synsent.intellij;

import static org.assertj.core.api.Assertions.assertThat;

import com.intellij.psi.PsiAnnotation;
import com.intellij.psi.PsiErrorElement;
import com.intellij.psi.PsiJavaFile;
import com.intellij.psi.PsiReferenceExpression;
import com.intellij.psi.util.PsiTreeUtil;
import io.synsent.engine.network.FirewallAction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.w3c.dom.Element;

/** Each live template, expanded with its defaults and read as the editor reads it. */
class LiveTemplatesTest {

  private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)\\$");

  private static List<Element> templates() throws Exception {
    return Xml.children(Xml.root("liveTemplates/SynSent.xml"));
  }

  @TestFactory
  Stream<DynamicTest> expanded_with_its_defaults_it_is_an_annotation_without_a_mistake()
      throws Exception {
    return templates().stream()
        .map(
            template ->
                DynamicTest.dynamicTest(
                    template.getAttribute("name"),
                    () -> {
                      assertThat(annotations(expanded(template, "class A { %s void test() {} }")))
                          .hasSize(1);
                      assertThat(annotations(expanded(template, "%s class A {}"))).hasSize(1);
                    }));
  }

  private static List<String> annotations(String source) {
    PsiJavaFile file = Editor.get().open(source);
    assertThat(PsiTreeUtil.findChildrenOfType(file, PsiErrorElement.class)).isEmpty();
    assertThat(Editor.inspect(file, new RefusedInspection(), new DoubtfulInspection())).isEmpty();
    assertThat(PsiTreeUtil.findChildrenOfType(file, PsiReferenceExpression.class))
        .allSatisfy(reference -> assertThat(reference.resolve()).isNotNull());
    return PsiTreeUtil.findChildrenOfType(file, PsiAnnotation.class).stream()
        .filter(annotation -> annotation.getNameReferenceElement().resolve() != null)
        .map(PsiAnnotation::getQualifiedName)
        .filter(name -> name.startsWith("io.synsent.junit."))
        .toList();
  }

  private static String expanded(Element template, String around) {
    Map<String, String> defaults = new LinkedHashMap<>(Map.of("END", ""));
    for (Element variable : Xml.children(template, "variable")) {
      defaults.put(
          variable.getAttribute("name"),
          variable.getAttribute("defaultValue").replaceAll("^\"|\"$", ""));
    }
    Matcher matcher = VARIABLE.matcher(template.getAttribute("value"));
    return String.format(
        around,
        matcher.replaceAll(
            found -> {
              assertThat(defaults).containsKey(found.group(1));
              return Matcher.quoteReplacement(defaults.get(found.group(1)));
            }));
  }

  @Test
  void every_variable_is_used_and_has_a_default() throws Exception {
    for (Element template : templates()) {
      for (Element variable : Xml.children(template, "variable")) {
        assertThat(template.getAttribute("value"))
            .contains("$" + variable.getAttribute("name") + "$");
        assertThat(variable.getAttribute("defaultValue")).matches("\".+\"");
      }
    }
  }

  @Test
  void names_and_contexts_are_as_reviewed() throws Exception {
    assertThat(templates())
        .extracting(t -> t.getAttribute("name"))
        .containsExactly(
            "ssun",
            "sscp",
            "ssfw",
            "ssrj",
            "ssrh",
            "ssuk",
            "ssdns",
            "ssnet",
            "ssstrict",
            "sslapse");
    for (Element template : templates()) {
      assertThat(template.getAttribute("description")).startsWith("@");
      assertThat(template.getAttribute("toShortenFQNames")).isEqualTo("true");
      assertThat(Xml.children(Xml.children(template, "context").get(0)))
          .extracting(o -> o.getAttribute("name"))
          .containsExactly("JAVA_DECLARATION");
    }
  }

  @Test
  void the_proposed_rejections_exist() throws Exception {
    Set<String> actions = Set.copyOf(Stream.of(FirewallAction.values()).map(Enum::name).toList());
    Element rejected =
        templates().stream()
            .filter(t -> t.getAttribute("name").equals("ssrj"))
            .findFirst()
            .orElseThrow();
    Matcher proposed =
        Pattern.compile("\"(\\w+)\"")
            .matcher(Xml.children(rejected, "variable").get(2).getAttribute("expression"));
    int seen = 0;
    while (proposed.find()) {
      assertThat(actions).contains(proposed.group(1));
      seen++;
    }
    assertThat(seen).isGreaterThan(3);
  }
}

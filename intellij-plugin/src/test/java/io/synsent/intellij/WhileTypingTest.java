package io.synsent.intellij;

import static org.assertj.core.api.Assertions.assertThat;

import com.intellij.psi.PsiJavaFile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the table has no rows for: half-written source, and annotations that stand elsewhere. */
class WhileTypingTest {

  private static List<Editor.Problem> inspect(String source) {
    PsiJavaFile file = Editor.get().open(RulesTable.IMPORTS + source);
    return Editor.inspect(file, new RefusedInspection(), new DoubtfulInspection());
  }

  private static List<String> places(String source) {
    return inspect(source).stream().map(p -> p.place().getText()).toList();
  }

  @Test
  void source_that_does_not_compile_is_left_to_the_compiler() {
    assertThat(inspect("class A { @UnreachableHost(UNKNOWN) void test() {} }")).isEmpty();
    assertThat(inspect("class A { @UnreachableHost(\"300.1.1.1\" + ) void test() {} }")).isEmpty();
    assertThat(inspect("class A { @UnreachableHost( void test() {} }")).isEmpty();
    assertThat(inspect("class A { @UnreachableHost(\"300.1.1")).isEmpty();
    assertThat(inspect("class A { @Unreachable(\"300.1.1.1\") void test() {} }")).isEmpty();
  }

  @Test
  void a_missing_value_is_left_to_the_compiler() {
    assertThat(inspect("class A { @UnreachableHost void test() {} }")).isEmpty();
    assertThat(inspect("class A { @Firewalled(action = FirewallAction.DROP) void test() {} }"))
        .isEmpty();
  }

  @Test
  void a_class_that_inherits_from_itself_is_left_to_the_compiler() {
    assertThat(
            inspect(
                """
                @UnreachableHost("300.1.1.1") class A extends B {}
                class B extends A { @UnreachableHost("300.1.1.1") void test() {} }
                @ClosedPort("db") interface C extends C {}
                """))
        .isEmpty();
  }

  @Test
  void a_nested_class_and_a_superclass_lend_their_network() {
    assertThat(
            inspect(
                """
                @SimulatedNetwork(address = "10.0.0.5/16")
                class Base {}

                class SomeTest extends Base {
                  @Nested
                  class Inner {
                    @UnreachableHost(value = "10.0.3.9", lastRouterAnswers = true)
                    void test() {}
                  }
                }
                """))
        .extracting(Editor.Problem::message)
        .singleElement()
        .asString()
        .contains("10.0.3.9 is on the client's LAN 10.0.0.0/16");
  }

  @Test
  void a_composed_annotation_is_marked_where_it_is_declared_and_where_it_is_used() {
    List<Editor.Problem> problems =
        inspect(
            """
            @UnreachableHost("300.1.1.1")
            @interface DatabaseDown {}

            class SomeTest {
              @DatabaseDown
              void test() {}
            }
            """);
    assertThat(problems)
        .extracting(p -> p.place().getText())
        .containsExactly("\"300.1.1.1\"", "DatabaseDown");
    assertThat(problems.get(1).message())
        .startsWith("@UnreachableHost(\"300.1.1.1\") (carried by @DatabaseDown): \"300.1.1.1\" is");
    assertThat(problems.get(1).fixes()).isEmpty();
  }

  @Test
  void annotations_in_a_container_that_is_written_out_are_marked_one_by_one() {
    assertThat(
            places(
                """
                @ClosedPorts({@ClosedPort("db:0"), @ClosedPort("db:1"), @ClosedPort("db:70000")})
                class SomeTest {}
                """))
        .containsExactly("\"db:0\"", "\"db:70000\"");
  }

  @Test
  void constants_of_other_classes_are_folded() {
    assertThat(
            places(
                """
                interface Hosts { String DB = "db!"; }
                class SomeTest { @UnreachableHost(Hosts.DB + ".example") void test() {} }
                """))
        .containsExactly("Hosts.DB + \".example\"");
  }

  @Test
  void classes_in_classes_and_records_and_interfaces_are_looked_at_once() {
    assertThat(
            places(
                """
                class A {
                  @ClosedPort("a") record R() {}
                  interface I { @ClosedPort("b") void test(); }
                  void m() { new Object() { @ClosedPort("c") void test() {} }; }
                }
                """))
        .containsExactly("\"a\"", "\"b\"", "\"c\"");
  }
}

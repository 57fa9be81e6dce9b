package io.synsent.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.intercept.LiveNetwork;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** Bad input is refused before anything runs, naming annotation, value, test and cure. */
@ResourceLock(SynSentExtension.LOCK)
class BadInputTest {

  private static volatile boolean ran;

  private static void somethingRan() {
    ran = true;
  }

  private static String refused(Class<?> type) {
    ran = false;
    EngineExecutionResults results = Kit.run(type);
    List<Throwable> failures = Kit.failures(results);
    assertThat(failures).hasSize(1);
    assertThat(ran).as("whether anything ran").isFalse();
    assertThat(failures.get(0)).hasNoSuppressedExceptions();
    return failures.get(0).getMessage();
  }

  @Test
  void on_a_method() {
    assertThat(refused(OnMethod.class))
        .isEqualTo(
            "@UnreachableHost(\"300.1.1.1\") on BadInputTest.OnMethod.test(): \"300.1.1.1\" is not"
                + " an IPv4 address: 300 is more than 255. Write four numbers from 0 to 255 with"
                + " dots, such as \"192.168.31.7\"");
  }

  static class OnMethod {
    @BeforeEach
    void before() {
      somethingRan();
    }

    @Test
    @UnreachableHost("300.1.1.1")
    void test() {
      somethingRan();
    }
  }

  @Test
  void on_a_class() {
    assertThat(refused(OnClass.class))
        .isEqualTo(
            "@ClosedPort(\"192.168.31.1:70000\") on BadInputTest.OnClass: port 70000 does not"
                + " exist. Ports go from 1 to 65535");
  }

  @ClosedPort("192.168.31.1:70000")
  static class OnClass {
    OnClass() {
      somethingRan();
    }

    @BeforeAll
    static void before() {
      somethingRan();
    }

    @Test
    void test() {
      somethingRan();
    }
  }

  @Test
  void by_a_composed_annotation() {
    assertThat(refused(Composed.class))
        .startsWith(
            "@ClosedPort(\"db\") (carried by @DatabaseDown) on BadInputTest.Composed.test(): \"db\""
                + " names no port.");
  }

  @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
  @ClosedPort("db")
  @interface DatabaseDown {}

  static class Composed {
    @Test
    @DatabaseDown
    void test() {
      somethingRan();
    }
  }

  @Test
  void every_mistake_is_named_at_once() {
    assertThat(refused(Two.class).lines()).hasSize(2);
  }

  static class Two {
    @Test
    @UnreachableHost("")
    @UnreachableHost("10.0.0.0/8")
    void test() {
      somethingRan();
    }
  }

  @Test
  void a_backend_that_is_no_member() {
    assertThat(refused(NoMember.class))
        .isEqualTo(
            "@ReachableHost(value = \"db:5432\", backend = \"dbPort\") on BadInputTest.NoMember: no"
                + " field and no method without parameters is called \"dbPort\" there or in a"
                + " superclass or enclosing class. Declare one, or write \"127.0.0.1:port\"");
  }

  static class NoMember {
    @Test
    @ReachableHost(value = "db:5432", backend = "dbPort")
    void test() {
      somethingRan();
    }
  }

  @Test
  void a_call_of_the_builder() {
    assertThat(refused(ByBuilder.class))
        .isEqualTo(
            "closedPort(\"db:70000\") on BadInputTest.ByBuilder: port 70000 does not exist. Ports go"
                + " from 1 to 65535");
  }

  static class ByBuilder {
    @org.junit.jupiter.api.extension.RegisterExtension
    static final SynSentExtension NETWORK =
        SynSentExtension.builder().closedPort("db:70000").build();

    @Test
    void test() {
      somethingRan();
    }
  }

  @Test
  void a_network_in_the_constructor() {
    assertThat(refused(InConstructor.class))
        .contains("a constructor cannot be given it. Take the LiveNetwork as a parameter of");
  }

  @SimulatedNetwork
  static class InConstructor {
    InConstructor(LiveNetwork network) {
      somethingRan();
    }

    @Test
    void test() {}
  }
}

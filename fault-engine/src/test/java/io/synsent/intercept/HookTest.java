package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.socket.Errno;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HookTest {

  @ParameterizedTest
  @EnumSource
  void every_hook_finds_a_method_with_a_body(Hook hook) {
    assertThat(hook.methods())
        .isNotEmpty()
        .allMatch(method -> !Modifier.isNative(method.getModifiers()))
        .allMatch(method -> !Modifier.isAbstract(method.getModifiers()));
  }

  @Test
  void every_overload_of_the_look_up_is_hooked() {
    assertThat(Hook.LOOK_UP.methods())
        .hasSizeGreaterThanOrEqualTo(2)
        .extracting(Method::getName)
        .containsOnly("getAllByName0");
  }

  @Test
  void hooks_are_sorted_by_the_class_that_declares_them() {
    Set<Hook> hooks = EnumSet.allOf(Hook.class);
    Map<String, List<Hook>> byClass = Hook.byClass(hooks);

    assertThat(byClass.get("sun.nio.ch.Net"))
        .containsExactly(Hook.CONNECT, Hook.POLL_CONNECT, Hook.LOCAL_ADDRESS);
    assertThat(byClass.values().stream().flatMap(List::stream)).containsAll(hooks);
  }

  @Test
  void the_running_jdks_message_is_learned() throws Exception {
    assertThat(JdkErrors.learn().message(Errno.EHOSTUNREACH.message()))
        .isEqualTo("No route to host");
  }

  @Test
  void what_a_jdk_puts_around_the_text_goes_around_every_text() {
    JdkErrors errors = JdkErrors.from("connect failed: Connection refused (111)");

    assertThat(errors.message(Errno.ETIMEDOUT.message()))
        .isEqualTo("connect failed: Connection timed out (111)");
  }

  @Test
  void an_unknown_text_is_not_copied() {
    assertThat(JdkErrors.from("Verbindung abgelehnt").message(Errno.ETIMEDOUT.message()))
        .isEqualTo("Connection timed out");
    assertThat(JdkErrors.from(null).message(Errno.ETIMEDOUT.message()))
        .isEqualTo("Connection timed out");
  }
}

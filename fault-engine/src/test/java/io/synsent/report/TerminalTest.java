package io.synsent.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.report.TextStyle;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {

  @Test
  void without_a_terminal_it_is_plain_whatever_the_environment_says() {
    assertThat(Terminal.style(false, Map.of("COLUMNS", "50"))).isEqualTo(TextStyle.PLAIN);
    assertThat(TextStyle.PLAIN).isEqualTo(new TextStyle(120, false));
  }

  @Test
  void a_terminal_is_as_wide_as_columns_says_and_80_without_it() {
    assertThat(Terminal.style(true, Map.of("COLUMNS", "132"))).isEqualTo(new TextStyle(132, true));
    assertThat(Terminal.style(true, Map.of("COLUMNS", "5")).width())
        .isEqualTo(TextStyle.LEAST_WIDTH);
    assertThat(Terminal.style(true, Map.of("COLUMNS", "wide")).width()).isEqualTo(80);
    assertThat(Terminal.style(true, Map.of()).width()).isEqualTo(80);
  }

  @Test
  void no_color_and_a_dumb_terminal_are_respected() {
    assertThat(Terminal.style(true, Map.of("NO_COLOR", "1")).colour()).isFalse();
    assertThat(Terminal.style(true, Map.of("NO_COLOR", "")).colour()).isTrue();
    assertThat(Terminal.style(true, Map.of("TERM", "dumb")).colour()).isFalse();
    assertThat(Terminal.style(true, Map.of("TERM", "xterm")).colour()).isTrue();
  }
}

package io.synsent.engine.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcpStateTest {

  /** RFC 9293, figure 5, as far as a connect goes; a listener's connection comes from CLOSED. */
  @ParameterizedTest
  @CsvSource({
    "CLOSED,       SYN_SENT SYN_RECEIVED",
    "SYN_SENT,     ESTABLISHED SYN_RECEIVED CLOSED",
    "SYN_RECEIVED, ESTABLISHED CLOSED",
    "ESTABLISHED,  CLOSED",
  })
  void each_state_has_these_successors_and_no_others(TcpState state, String successors) {
    EnumSet<TcpState> expected = EnumSet.noneOf(TcpState.class);
    for (String name : successors.split(" ", -1)) {
      expected.add(TcpState.valueOf(name));
    }
    assertThat(state.successors()).isEqualTo(expected);
  }
}

package io.synsent.engine.neighbour;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeighbourStateTest {

  /** The arrows of net/core/neighbour.c, row by row. */
  @ParameterizedTest
  @CsvSource({
    "NONE,       INCOMPLETE FAILED REACHABLE STALE PERMANENT NOARP",
    "INCOMPLETE, REACHABLE STALE FAILED PERMANENT NOARP",
    "REACHABLE,  STALE DELAY FAILED PERMANENT NOARP",
    "STALE,      DELAY REACHABLE FAILED PERMANENT NOARP",
    "DELAY,      PROBE REACHABLE STALE FAILED PERMANENT NOARP",
    "PROBE,      REACHABLE STALE FAILED PERMANENT NOARP",
    "FAILED,     INCOMPLETE REACHABLE STALE PERMANENT NOARP",
    "PERMANENT,  FAILED STALE PERMANENT NOARP",
    "NOARP,      FAILED STALE PERMANENT NOARP",
  })
  void each_state_has_these_successors_and_no_others(NeighbourState state, String successors) {
    EnumSet<NeighbourState> expected = EnumSet.noneOf(NeighbourState.class);
    for (String name : successors.split(" ", -1)) {
      expected.add(NeighbourState.valueOf(name));
    }
    assertThat(state.successors()).isEqualTo(expected);
  }

  /** NUD_VALID, NUD_CONNECTED and NUD_IN_TIMER of include/net/neighbour.h. */
  @ParameterizedTest
  @CsvSource({
    "NONE,       false, false, false",
    "INCOMPLETE, false, false, true",
    "REACHABLE,  true,  true,  true",
    "STALE,      true,  false, false",
    "DELAY,      true,  false, true",
    "PROBE,      true,  false, true",
    "FAILED,     false, false, false",
    "PERMANENT,  true,  true,  false",
    "NOARP,      true,  true,  false",
  })
  void groups_of_states(NeighbourState state, boolean valid, boolean connected, boolean timer) {
    assertThat(state.isValid()).isEqualTo(valid);
    assertThat(state.isConnected()).isEqualTo(connected);
    assertThat(state.hasTimer()).isEqualTo(timer);
  }
}

package io.synsent.engine.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * RFC 9293, section 3.4: "all arithmetic dealing with sequence numbers must be performed modulo
 * 2^32".
 */
class SequenceTest {

  @Test
  void numbers_wrap() {
    assertThat(Sequence.plus(0xFFFF_FFFFL, 1)).isZero();
    assertThat(Sequence.plus(5, 1)).isEqualTo(6);
  }

  @Test
  void after_is_circular() {
    assertThat(Sequence.after(0, 0xFFFF_FFFFL)).isTrue();
    assertThat(Sequence.after(0xFFFF_FFFFL, 0)).isFalse();
    assertThat(Sequence.after(7, 7)).isFalse();
  }

  @Test
  void between_includes_both_ends_and_wraps() {
    assertThat(Sequence.between(0, 0xFFFF_FFFFL, 0)).isTrue();
    assertThat(Sequence.between(0xFFFF_FFFFL, 0xFFFF_FFFFL, 0)).isTrue();
    assertThat(Sequence.between(1, 0xFFFF_FFFFL, 0)).isFalse();
    assertThat(Sequence.between(0xFFFF_FFFEL, 0xFFFF_FFFFL, 0)).isFalse();
  }
}

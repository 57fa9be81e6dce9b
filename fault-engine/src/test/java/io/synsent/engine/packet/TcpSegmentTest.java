package io.synsent.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcpSegmentTest {

  /** RFC 9293, section 3.4: SEG.LEN counts the octets of data, and SYN and FIN as one each. */
  @ParameterizedTest
  @CsvSource({"0, 0, 0", "2, 0, 1", "1, 0, 1", "3, 5, 7", "16, 5, 5", "20, 0, 0", "18, 3, 4"})
  void syn_and_fin_take_a_sequence_number_each(int flags, int octets, int length) {
    assertThat(segment(flags, octets).sequenceLength()).isEqualTo(length);
  }

  @Test
  void has_asks_for_all_of_the_flags() {
    TcpSegment synAck = segment(TcpSegment.SYN | TcpSegment.ACK, 0);

    assertThat(synAck.has(TcpSegment.SYN)).isTrue();
    assertThat(synAck.has(TcpSegment.SYN | TcpSegment.ACK)).isTrue();
    assertThat(synAck.has(TcpSegment.SYN | TcpSegment.RST)).isFalse();
  }

  @Test
  void a_segment_does_not_change_with_the_list_it_was_made_of() {
    List<TcpOption> options = new ArrayList<>();
    TcpSegment segment = new TcpSegment(1, 2, 3, 4, 5, 6, options, RawPayload.EMPTY);
    options.add(new TcpOption.NoOperation());

    assertThat(segment.options()).isEmpty();
  }

  @Test
  void raw_payloads_are_equal_by_content() {
    assertThat(new RawPayload(new byte[] {1, 2}))
        .isEqualTo(new RawPayload(new byte[] {1, 2}))
        .hasSameHashCodeAs(new RawPayload(new byte[] {1, 2}))
        .hasToString("RawPayload[2 bytes]")
        .isNotEqualTo(new RawPayload(new byte[] {1, 3}))
        .isNotEqualTo("other");
  }

  private static TcpSegment segment(int flags, int octets) {
    return new TcpSegment(1, 2, 3, 4, flags, 6, List.of(), new RawPayload(new byte[octets]));
  }
}

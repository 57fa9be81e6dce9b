package io.synsent.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChecksumTest {

  /** The worked example of RFC 1071, section 3. */
  @Test
  void the_example_of_rfc_1071() {
    byte[] bytes = HexFormat.of().parseHex("0001f203f4f5f6f7");
    Checksum checksum = new Checksum().add(bytes, 0, bytes.length);

    assertThat(checksum.partial()).isEqualTo(0xDDF2);
    assertThat(checksum.value()).isEqualTo(0x220D);
  }

  /** RFC 9293, section 3.1: an odd last octet is padded with zeros to form a 16-bit word. */
  @Test
  void an_odd_octet_counts_as_if_a_zero_followed() {
    byte[] odd = {1, 2, 3};
    byte[] even = {1, 2, 3, 0};

    assertThat(new Checksum().add(odd, 0, 3).value())
        .isEqualTo(new Checksum().add(even, 0, 4).value())
        .isEqualTo(~(0x0102 + 0x0300) & 0xFFFF);
  }

  @Test
  void only_the_range_that_is_named_counts() {
    byte[] bytes = {9, 9, 1, 2, 9, 9};

    assertThat(new Checksum().add(bytes, 2, 4).partial()).isEqualTo(0x0102);
    assertThat(new Checksum().add(bytes, 2, 2).partial()).isZero();
  }

  @Test
  void nothing_sums_to_all_ones() {
    assertThat(new Checksum().value()).isEqualTo(0xFFFF);
  }

  /** RFC 1071: the sum over data together with their checksum is all ones. */
  @Test
  void data_with_their_checksum_sum_to_all_ones() {
    Random random = new Random(1071);
    for (int i = 0; i < 1000; i++) {
      byte[] bytes = new byte[2 * random.nextInt(700)];
      random.nextBytes(bytes);
      Checksum checksum = new Checksum().add(bytes, 0, bytes.length);
      int value = checksum.value();

      assertThat(checksum.add(value).partial()).isEqualTo(0xFFFF);
    }
  }

  /** RFC 9293, section 3.1: source, destination, zero and protocol, TCP length. */
  @Test
  void the_pseudo_header_of_ipv4() {
    int partial =
        Checksum.ofPseudoHeader(
                Ipv4Address.parse("192.168.31.6"), Ipv4Address.parse("10.225.31.10"), 6, 40)
            .partial();

    // What Linux left in the SYNs of kernel-captures/fw-drop for its device to finish.
    assertThat(partial).isEqualTo(0x09C8);
    assertThat(Checksum.ofPseudoHeader(Ipv4Address.ANY, Ipv4Address.ANY, 17, 0x2_0001).partial())
        .as("a length of more than 16 bits, as IPv6 has")
        .isEqualTo(17 + 2 + 1);
  }
}

package io.synsent.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.synsent.engine.packet.Ipv4Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTest {

  @ParameterizedTest
  @CsvSource({
    "192.168.31.6/24, 192.168.31.0/24, 192.168.31.255",
    "10.225.31.11/8,  10.0.0.0/8,      10.255.255.255",
    "192.168.31.6/32, 192.168.31.6/32, 192.168.31.6",
    "192.168.31.6/31, 192.168.31.6/31, 192.168.31.7",
    "192.168.31.6/0,  0.0.0.0/0,       255.255.255.255",
    "192.168.31.6/1,  128.0.0.0/1,     255.255.255.255",
  })
  void the_block_around_an_address(String address, String block, String broadcast) {
    assertThat(Prefix.around(address)).hasToString(block);
    assertThat(Prefix.around(address).broadcast().orElseThrow()).hasToString(broadcast);
    assertThat(Prefix.parse(block)).isEqualTo(Prefix.around(address));
  }

  @Test
  void default_is_everything_and_an_address_alone_is_itself() {
    assertThat(Prefix.parse("default")).isEqualTo(Prefix.DEFAULT).hasToString("0.0.0.0/0");
    assertThat(Prefix.parse("10.0.0.1")).hasToString("10.0.0.1/32");
  }

  @ParameterizedTest
  @CsvSource({
    "192.168.31.0/24, 192.168.31.0, true",
    "192.168.31.0/24, 192.168.31.255, true",
    "192.168.31.0/24, 192.168.30.255, false",
    "192.168.31.0/24, 192.168.32.0, false",
    "0.0.0.0/0, 255.255.255.255, true",
    "10.0.0.1/32, 10.0.0.1, true",
    "10.0.0.1/32, 10.0.0.0, false",
  })
  void contains(String block, String address, boolean inside) {
    assertThat(Prefix.parse(block).contains(Ipv4Address.parse(address))).isEqualTo(inside);
  }

  @Test
  void bits_behind_the_prefix_are_refused_with_the_cure() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Prefix.parse("192.168.31.6/24"))
        .withMessageContaining("write 192.168.31.0/24");
  }

  @Test
  void a_prefix_is_of_one_family() {
    assertThat(Prefix.parse("10.0.0.0/8").isIpv6()).isFalse();
    assertThat(Prefix.parse("2001:db8::/32").isIpv6()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/a", "/8", "x/8"})
  void anything_else_is_refused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Prefix.parse(text));
    assertThatIllegalArgumentException().isThrownBy(() -> Prefix.around(text));
  }

  @Test
  void around_needs_a_prefix_length() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Prefix.around("192.168.31.6"))
        .withMessageContaining("192.168.31.6/24");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Prefix(Ipv4Address.ANY, 33))
        .withMessageContaining("0 to 32");
    assertThatIllegalArgumentException().isThrownBy(() -> new Prefix(Ipv4Address.ANY, -1));
  }
}

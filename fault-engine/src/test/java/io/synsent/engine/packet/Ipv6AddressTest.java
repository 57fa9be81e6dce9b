package io.synsent.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv6AddressTest {

  /** RFC 5952, section 4, and the examples of RFC 4291, section 2.2. */
  @ParameterizedTest
  @CsvSource({
    "2001:0db8:0031:0000:0000:0000:0000:0007, 2001:db8:31::7",
    "2001:DB8::1, 2001:db8::1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "0:0:0:0:0:0:0:0, ::",
    "0:0:0:0:0:0:0:1, ::1",
    "ff02:0:0:0:0:1:ff00:7, ff02::1:ff00:7",
    "1::, 1::",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
  })
  void is_written_in_one_way_only(String literal, String canonical) {
    assertThat(IpAddress.parse(literal)).hasToString(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":",
        ":::",
        ":1",
        "1:",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1::2::3",
        "1:2:3:4:5:6:7:8::",
        "12345::",
        "g::",
        "1.2.3.4::",
        "::1.2.3",
        "::1.2.3.256",
        "::1.2.3.4:5",
        "fe80::1%eth0",
        "[::1]",
        "::1/64",
        " ::1"
      })
  void anything_else_is_refused(String literal) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IpAddress.parse(literal))
        .withMessageContaining("\"" + literal + "\"")
        .withMessageContaining("2001:db8:31::7");
  }

  @Test
  void an_ipv4_mapped_address_is_the_ipv4_address_as_for_the_jdk() {
    assertThat(IpAddress.parse("::ffff:192.168.31.7")).isEqualTo(Ipv4Address.parse("192.168.31.7"));
    assertThat(IpAddress.parse("::ffff:c0a8:1f07")).isEqualTo(Ipv4Address.parse("192.168.31.7"));
    assertThat(IpAddress.of(Ipv6Address.parse("::ffff:192.168.31.7").octets()))
        .isEqualTo(Ipv4Address.parse("192.168.31.7"));
    assertThat(Ipv6Address.parse("::192.168.31.7").mapped()).as("compatible, not mapped").isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "ff02::1, true, false, false, false",
    "::1, false, true, false, false",
    "::, false, false, true, false",
    "fe80::7, false, false, false, true",
    "febf::7, false, false, false, true",
    "fec0::7, false, false, false, false",
    "2001:db8::1, false, false, false, false",
  })
  void kinds_of_addresses(
      String literal, boolean multicast, boolean loopback, boolean unspecified, boolean linkLocal) {
    IpAddress address = IpAddress.parse(literal);

    assertThat(address.isMulticast()).isEqualTo(multicast);
    assertThat(address.isLoopback()).isEqualTo(loopback);
    assertThat(address.isUnspecified()).isEqualTo(unspecified);
    assertThat(address.isLinkLocal()).isEqualTo(linkLocal);
  }

  /** RFC 4291, section 2.7.1: "4037::01:800:200e:8c6c" is asked at "ff02::1:ff0e:8c6c". */
  @Test
  void the_solicited_node_group_has_the_last_24_bits() {
    Ipv6Address group = Ipv6Address.parse("4037::1:800:200e:8c6c").solicitedNode();

    assertThat(group).hasToString("ff02::1:ff0e:8c6c");
    assertThat(group.multicastMac()).hasToString("33:33:ff:0e:8c:6c");
  }

  /** RFC 4291, appendix A: the universal bit is turned round, fffe comes between. */
  @Test
  void the_link_local_address_is_made_of_the_mac() {
    assertThat(Ipv6Address.linkLocal(new MacAddress(0x3456_789A_BCDEL)))
        .hasToString("fe80::3656:78ff:fe9a:bcde");
  }

  @Test
  void a_port_is_written_behind_brackets() {
    assertThat(IpAddress.parse("2001:db8::7").withPort(80)).isEqualTo("[2001:db8::7]:80");
    assertThat(IpAddress.parse("192.0.2.7").withPort(80)).isEqualTo("192.0.2.7:80");
  }

  @Test
  void ipv4_comes_before_ipv6_and_each_is_ordered_by_its_bits() {
    assertThat(
            List.of(
                IpAddress.parse("255.255.255.255"),
                IpAddress.parse("::"),
                IpAddress.parse("2001:db8::1"),
                IpAddress.parse("fe80::1")))
        .isSorted();
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:31:1:2:3:4:5, 64, 2001:db8:31:1::",
    "2001:db8:31:1:2:3:4:5, 32, 2001:db8::",
    "2001:db8:31:1:2:3:4:5, 0, ::",
    "2001:db8:31:1:2:3:4:5, 128, 2001:db8:31:1:2:3:4:5",
    "2001:db8:31:1:2:3:4:5, 127, 2001:db8:31:1:2:3:4:4",
    "2001:db8:31:1:ffff:3:4:5, 68, 2001:db8:31:1:f000::",
  })
  void masked_keeps_the_leading_bits(String address, int length, String masked) {
    assertThat(IpAddress.parse(address).masked(length)).hasToString(masked);
  }
}

package io.synsent.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"0.0.0.0", "255.255.255.255", "192.168.31.7", "10.225.31.11", "1.20.9.100"})
  void a_literal_is_read_and_written_again(String literal) throws UnknownHostException {
    IpAddress address = IpAddress.parse(literal);

    assertThat(address).hasToString(literal);
    assertThat(address.toInetAddress()).isEqualTo(InetAddress.getByName(literal));
    assertThat(Ipv4Address.of(address.octets())).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "1.2.3.-4",
        "01.2.3.4",
        "1.2.3.4 ",
        "1..3.4",
        "localhost",
        "1.2.3.4.",
        "1.2.3.1000",
        "1.2.3.4/24",
        "0x1.2.3.4"
      })
  void anything_else_is_refused(String literal) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IpAddress.parse(literal))
        .withMessageContaining("\"" + literal + "\"")
        .withMessageContaining("192.168.31.7");
  }

  @ParameterizedTest
  @CsvSource({
    "223.255.255.255, false, false, false",
    "224.0.0.0,       true,  false, false",
    "239.255.255.255, true,  false, false",
    "240.0.0.0,       false, false, false",
    "126.255.255.255, false, false, false",
    "127.0.0.0,       false, true,  false",
    "127.255.255.255, false, true,  false",
    "128.0.0.0,       false, false, false",
    "0.0.0.0,         false, false, true",
    "0.0.0.1,         false, false, false",
  })
  void kinds_of_addresses(
      String literal, boolean multicast, boolean loopback, boolean unspecified) {
    IpAddress address = IpAddress.parse(literal);

    assertThat(address.isMulticast()).isEqualTo(multicast);
    assertThat(address.isLoopback()).isEqualTo(loopback);
    assertThat(address.isUnspecified()).isEqualTo(unspecified);
  }

  @Test
  void addresses_are_ordered_as_unsigned_numbers() {
    List<Ipv4Address> sorted =
        List.of(
            Ipv4Address.ANY,
            Ipv4Address.LOOPBACK,
            Ipv4Address.parse("128.0.0.1"),
            Ipv4Address.LIMITED_BROADCAST);

    assertThat(sorted).isSorted();
    assertThat(sorted.get(2)).isGreaterThan(sorted.get(1)).isNotEqualByComparingTo(sorted.get(3));
  }

  @Test
  void four_octets_make_an_address() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ipv4Address.of(new byte[5]))
        .withMessageContaining("found 5");
  }

  @Test
  void a_mac_address_is_written_as_ip_neigh_does() {
    assertThat(new MacAddress(0x0200_0A00_00FEL)).hasToString("02:00:0a:00:00:fe");
    assertThat(MacAddress.BROADCAST).hasToString("ff:ff:ff:ff:ff:ff");
    assertThat(MacAddress.ZERO).hasToString("00:00:00:00:00:00");
    assertThatIllegalArgumentException().isThrownBy(() -> new MacAddress(1L << 48));
  }

  @ParameterizedTest
  @CsvSource({
    "ffffffffffff, true",
    "01005e000001, true",
    "020000000001, false",
    "feffffffffff, false",
    "000000000000, false"
  })
  void the_lowest_bit_of_the_first_octet_means_a_group(String digits, boolean group) {
    assertThat(new MacAddress(Long.parseLong(digits, 16)).isGroup()).isEqualTo(group);
  }

  @Test
  void mac_addresses_are_ordered() {
    assertThat(List.of(MacAddress.ZERO, new MacAddress(1), MacAddress.BROADCAST)).isSorted();
    assertThat(new MacAddress(2)).isGreaterThan(new MacAddress(1));
  }
}

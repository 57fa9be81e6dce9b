package io.synsent.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synsent.engine.packet.IpAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressOrderTest {

  private static final List<IpAddress> BOTH =
      List.of(
          IpAddress.parse("2001:db8::7"),
          IpAddress.parse("192.0.2.7"),
          IpAddress.parse("2001:db8::8"),
          IpAddress.parse("192.0.2.8"));

  /** java.net.preferIPv6Addresses and java.net.preferIPv4Stack, as their documentation has it. */
  @ParameterizedTest
  @CsvSource({
    "false,  false, 192.0.2.7 192.0.2.8 2001:db8:0:0:0:0:0:7 2001:db8:0:0:0:0:0:8",
    "true,   false, 2001:db8:0:0:0:0:0:7 2001:db8:0:0:0:0:0:8 192.0.2.7 192.0.2.8",
    "system, false, 2001:db8:0:0:0:0:0:7 192.0.2.7 2001:db8:0:0:0:0:0:8 192.0.2.8",
    "false,  true,  192.0.2.7 192.0.2.8",
    "true,   true,  192.0.2.7 192.0.2.8",
  })
  void the_properties_of_the_jdk_decide(String preferIpv6, boolean ipv4Stack, String expected)
      throws UnknownHostException {
    InetAddress[] answers = AddressOrder.of(preferIpv6, ipv4Stack).of("db.example", BOTH);

    assertThat(String.join(" ", Arrays.stream(answers).map(InetAddress::getHostAddress).toList()))
        .isEqualTo(expected);
    assertThat(answers).allMatch(answer -> answer.getHostName().equals("db.example"));
  }

  @Test
  void a_name_with_ipv6_addresses_only_has_none_on_an_ipv4_stack() {
    assertThatThrownBy(
            () ->
                AddressOrder.of("false", true)
                    .of("db.example", List.of(IpAddress.parse("2001:db8::7"))))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("db.example: No address associated with hostname");
  }
}

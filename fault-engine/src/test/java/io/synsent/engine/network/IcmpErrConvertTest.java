package io.synsent.engine.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.RawPayload;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IcmpErrConvertTest {

  /** net/ipv4/icmp.c, icmp_err_convert, row by row; TTL and parameters from tcp_v4_err. */
  @ParameterizedTest
  @CsvSource({
    "3, 0, ENETUNREACH",
    "3, 1, EHOSTUNREACH",
    "3, 2, ENOPROTOOPT",
    "3, 3, ECONNREFUSED",
    "3, 5, EOPNOTSUPP",
    "3, 6, ENETUNREACH",
    "3, 7, EHOSTDOWN",
    "3, 8, ENONET",
    "3, 9, ENETUNREACH",
    "3, 10, EHOSTUNREACH",
    "3, 11, ENETUNREACH",
    "3, 12, EHOSTUNREACH",
    "3, 13, EHOSTUNREACH",
    "3, 14, EHOSTUNREACH",
    "3, 15, EHOSTUNREACH",
    "11, 0, EHOSTUNREACH",
    "12, 0, EPROTO",
  })
  void each_message_is_this_error(int type, int code, KernelError error) {
    assertThat(IcmpErrConvert.of(message(type, code))).contains(error);
  }

  /** Path MTU discovery, echo, reassembly, and codes that nobody assigned. */
  @ParameterizedTest
  @CsvSource({"3, 4", "3, 16", "3, 255", "0, 0", "8, 0", "4, 0", "5, 1", "11, 1"})
  void anything_else_is_no_error_for_a_socket(int type, int code) {
    assertThat(IcmpErrConvert.of(message(type, code))).isEmpty();
  }

  /** net/ipv6/icmp.c, tab_unreach, row by row, and icmpv6_err_convert for the other types. */
  @ParameterizedTest
  @CsvSource({
    "1, 0, ENETUNREACH",
    "1, 1, EACCES",
    "1, 2, EHOSTUNREACH",
    "1, 3, EHOSTUNREACH",
    "1, 4, ECONNREFUSED",
    "1, 5, EACCES",
    "1, 6, EACCES",
    "1, 7, EPROTO",
    "3, 0, EHOSTUNREACH",
    "3, 1, EHOSTUNREACH",
    "4, 1, EPROTO",
  })
  void each_icmpv6_message_is_this_error(int type, int code, KernelError error) {
    assertThat(IcmpErrConvert.of(new Icmpv6Message(type, code, 0, RawPayload.EMPTY)))
        .contains(error);
  }

  /** Path MTU discovery, echo, neighbour discovery. */
  @ParameterizedTest
  @CsvSource({"2, 0", "128, 0", "129, 0", "135, 0", "136, 0"})
  void any_other_icmpv6_message_is_no_error_for_a_socket(int type, int code) {
    assertThat(IcmpErrConvert.of(new Icmpv6Message(type, code, 0, RawPayload.EMPTY))).isEmpty();
  }

  private static IcmpMessage message(int type, int code) {
    return new IcmpMessage(type, code, 0, RawPayload.EMPTY);
  }
}

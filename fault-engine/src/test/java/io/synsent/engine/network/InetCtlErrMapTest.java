package io.synsent.engine.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Icmpv6Message;
import io.synsent.engine.packet.RawPayload;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InetCtlErrMapTest {

  /**
   * icmp_input and inetctlerrmap, row by row; icmp_may_rst drops a connect in SYN_SENT for a
   * protocol, a port, a prohibition, and a TTL that ran out on the way.
   */
  @ParameterizedTest
  @CsvSource({
    "3, 0, EHOSTUNREACH, false",
    "3, 1, EHOSTUNREACH, false",
    "3, 2, ECONNREFUSED, true",
    "3, 3, ECONNREFUSED, true",
    "3, 5, EHOSTUNREACH, false",
    "3, 6, EHOSTUNREACH, false",
    "3, 7, EHOSTUNREACH, false",
    "3, 8, EHOSTUNREACH, false",
    "3, 9, ECONNREFUSED, true",
    "3, 10, ECONNREFUSED, true",
    "3, 11, EHOSTUNREACH, false",
    "3, 12, EHOSTUNREACH, false",
    "3, 13, ECONNREFUSED, true",
    "3, 14, EHOSTUNREACH, false",
    "3, 15, EHOSTUNREACH, false",
    "11, 0, EHOSTUNREACH, true",
    "11, 1, EHOSTUNREACH, false",
    "12, 0, ENOPROTOOPT, false",
  })
  void each_message_is_this_error_and_ends_a_connect_or_not(
      int type, int code, KernelError error, boolean ends) {
    IcmpMessage message = new IcmpMessage(type, code, 0, RawPayload.EMPTY);
    assertThat(InetCtlErrMap.of(message)).contains(error);
    assertThat(InetCtlErrMap.endsSynSent(message)).isEqualTo(ends);
  }

  /** Path MTU discovery, echo, source quench, redirect, and codes that nobody assigned. */
  @ParameterizedTest
  @CsvSource({"3, 4", "3, 16", "3, 255", "0, 0", "8, 0", "4, 0", "5, 1"})
  void anything_else_is_no_error_and_ends_nothing(int type, int code) {
    IcmpMessage message = new IcmpMessage(type, code, 0, RawPayload.EMPTY);
    assertThat(InetCtlErrMap.of(message)).isEmpty();
    assertThat(InetCtlErrMap.endsSynSent(message)).isFalse();
  }

  /** icmp6_input and inet6ctlerrmap, row by row. */
  @ParameterizedTest
  @CsvSource({
    "1, 0, EHOSTUNREACH, false",
    "1, 1, ECONNREFUSED, true",
    "1, 2, ENOPROTOOPT, false",
    "1, 3, EHOSTUNREACH, false",
    "1, 4, ECONNREFUSED, true",
    "3, 0, EHOSTUNREACH, true",
    "3, 1, EHOSTUNREACH, true",
    "4, 1, ENOPROTOOPT, false",
  })
  void each_icmpv6_message_is_this_error_and_ends_a_connect_or_not(
      int type, int code, KernelError error, boolean ends) {
    Icmpv6Message message = new Icmpv6Message(type, code, 0, RawPayload.EMPTY);
    assertThat(InetCtlErrMap.of(message)).contains(error);
    assertThat(InetCtlErrMap.endsSynSent(message)).isEqualTo(ends);
  }

  /** Codes that BSD does not know, path MTU discovery, echo, neighbour discovery. */
  @ParameterizedTest
  @CsvSource({"1, 5", "1, 6", "1, 7", "2, 0", "128, 0", "129, 0", "135, 0", "136, 0"})
  void any_other_icmpv6_message_is_no_error_and_ends_nothing(int type, int code) {
    Icmpv6Message message = new Icmpv6Message(type, code, 0, RawPayload.EMPTY);
    assertThat(InetCtlErrMap.of(message)).isEmpty();
    assertThat(InetCtlErrMap.endsSynSent(message)).isFalse();
  }
}

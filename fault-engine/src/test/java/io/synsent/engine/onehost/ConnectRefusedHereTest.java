package io.synsent.engine.onehost;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.network.Prefix;
import io.synsent.engine.network.Route;
import io.synsent.engine.network.RouteType;
import io.synsent.engine.onehost.Bench.Call;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.socket.ClientSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A connect() that the host itself refuses: at once, without a packet (tcp_v4_connect). */
class ConnectRefusedHereTest {

  private final Bench bench = new Bench();

  private Call connect(String bound, int boundPort, String target) {
    Call call = new Call();
    call.socket =
        bench
            .host
            .sockets()
            .connect(
                IpAddress.parse(bound),
                boundPort,
                IpAddress.parse(target),
                Bench.PORT,
                6,
                /* userTimeoutNanos= */ 0,
                /* polls= */ false,
                call);
    return call;
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 203.0.113.1, ENETUNREACH",
    "0.0.0.0, 192.168.31.255, ENETUNREACH",
    "0.0.0.0, 255.255.255.255, ENETUNREACH",
    "0.0.0.0, 224.0.0.1, ENETUNREACH",
    "::, ff02::1, ENETUNREACH",
    "::, 2001:db8::1, ENETUNREACH",
    "192.0.2.1, 192.168.31.7, EADDRNOTAVAIL",
    "127.0.0.1, 192.168.31.7, EINVAL",
    "::1, 192.168.31.7, ENETUNREACH",
    "192.168.31.6, ::1, EAFNOSUPPORT"
  })
  void connect_that_cannot_leave_fails_at_once(String bound, String target, String errno) {
    Call call = connect(bound, 0, target);
    assertThat(call.outcome).isEqualTo(errno);
    assertThat(call.socket).as("the socket is there to be closed").isNotNull();
    call.socket.close("close()");
    bench.run(10 * Bench.SECOND);

    assertThat(bench.seen).isEmpty();
  }

  /** tcp_v6_connect looks at the address first, tcp_v4_connect at the route. */
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 224.0.0.1, EHOSTUNREACH, route 0.0.0.0/0 UNREACHABLE",
    "::, ff0e::1, ENETUNREACH, TCP has no multicast",
    "::, 2001:db8::1, EHOSTUNREACH, route ::/0 UNREACHABLE",
  })
  void a_route_to_nowhere_is_no_route_for_ipv6_multicast(
      String bound, String target, String errno, String cause) {
    bench.host.ip().routes().add(Route.nowhere(Prefix.DEFAULT, RouteType.UNREACHABLE));
    bench.host.ip().routes().add(Route.nowhere(Prefix.DEFAULT_V6, RouteType.UNREACHABLE));
    Call call = connect(bound, 0, target);

    assertThat(call.outcome).isEqualTo(errno);
    assertThat(call.cause).isEqualTo(cause);
  }

  /** ip_local_port_range used up, and a port of one's own that is in use: both EADDRNOTAVAIL. */
  @Test
  void the_cause_says_which_port_is_missing() {
    for (int port = 32_768; port <= 60_999; port++) {
      connect("0.0.0.0", port, Bench.PEER.toString());
    }
    Call any = connect("0.0.0.0", 0, Bench.PEER.toString());
    Call own = connect("0.0.0.0", 40_001, Bench.PEER.toString());

    assertThat(any.outcome).isEqualTo("EADDRNOTAVAIL");
    assertThat(any.cause).isEqualTo("no ephemeral port is left (ip_local_port_range)");
    assertThat(own.cause).isEqualTo("port 40001 is connected there already");
  }

  /** "0.0.0.0 means this host": loopback, or the address that the socket is bound to. */
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 0.0.0.0, ECONNREFUSED",
    "192.168.31.6, 0.0.0.0, ECONNREFUSED",
    "::, ::, ECONNREFUSED",
    "127.0.0.1, 192.168.31.6, ECONNREFUSED"
  })
  void connect_to_this_host_stays_on_it(String bound, String target, String errno) {
    Call call = connect(bound, 0, target);
    bench.run(Bench.SECOND);

    assertThat(call.outcome).isEqualTo(errno);
    assertThat(bench.seen).isEmpty();
    assertThat(bench.said()).noneMatch(line -> line.contains("could not be sent"));
  }

  /** __inet_check_established: the four numbers are taken. */
  @Test
  void connect_from_a_port_that_is_connected_there_already_is_refused() {
    Call first = connect("0.0.0.0", 40_001, Bench.PEER.toString());
    Call second = connect("0.0.0.0", 40_001, Bench.PEER.toString());
    ClientSocket elsewhere =
        connect("0.0.0.0", 40_001, Ipv4Address.parse("192.168.31.8").toString()).socket;

    assertThat(first.outcome).isEqualTo("pending");
    assertThat(second.outcome).isEqualTo("EADDRNOTAVAIL");
    assertThat(second.socket).isNotNull();
    assertThat(elsewhere.localPort()).isEqualTo(40_001);
  }
}

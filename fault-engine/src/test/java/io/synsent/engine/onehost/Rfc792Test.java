package io.synsent.engine.onehost;

import static io.synsent.engine.onehost.Bench.HAND_MAC;
import static io.synsent.engine.onehost.Bench.HOST;
import static io.synsent.engine.onehost.Bench.LATENCY;
import static io.synsent.engine.onehost.Bench.PEER;
import static io.synsent.engine.onehost.Bench.ROUTER;
import static io.synsent.engine.onehost.Bench.SECOND;
import static io.synsent.engine.onehost.Bench.ip;
import static io.synsent.engine.onehost.Bench.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.engine.onehost.Bench.Call;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.Frames;
import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Ipv4Address;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.packet.RawPayload;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.packet.UdpDatagram;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * RFC 792, Internet Control Message Protocol, and what RFC 1122, Requirements for Internet Hosts,
 * adds to it.
 */
class Rfc792Test {

  private static final int UNREACHABLE = IcmpMessage.DESTINATION_UNREACHABLE;

  private final Bench bench = new Bench();
  private final Call[] call = new Call[1];

  /** RFC 792, Echo: addresses "simply reversed, the type code changed to 0"; data returned. */
  @Test
  void an_echo_request_comes_back_with_its_data() {
    byte[] data = {1, 2, 3, 4, 5};
    bench.send(echo(PEER, HOST, data));
    bench.run(5 * LATENCY);

    Ipv4Packet reply = bench.packets().get(0);
    assertThat(reply.source()).isEqualTo(HOST);
    assertThat(reply.destination()).isEqualTo(PEER);
    assertThat(reply.payload())
        .isEqualTo(new IcmpMessage(IcmpMessage.ECHO_REPLY, 0, 0x0007_0001, new RawPayload(data)));
  }

  /** RFC 1122, 3.2.2.6: an echo to a broadcast or multicast address "MAY be silently discarded". */
  @ParameterizedTest
  @ValueSource(strings = {"192.168.31.255", "224.0.0.1"})
  void an_echo_request_to_many_is_not_answered(String destination) {
    bench.send(
        EthernetFrame.of(
            MacAddress.BROADCAST,
            HAND_MAC,
            echo(PEER, Ipv4Address.parse(destination), new byte[8])));
    bench.run(5 * LATENCY);

    assertThat(bench.packets()).isEmpty();
  }

  /** RFC 792: "if ... the indicated protocol module or process port is not active": code 3. */
  @Test
  void a_datagram_to_a_port_that_nobody_has_is_port_unreachable() {
    Ipv4Packet datagram =
        ip(PEER, HOST, Ipv4Packet.UDP, new UdpDatagram(1, 2, new RawPayload(new byte[20])));
    bench.send(datagram);
    bench.run(5 * LATENCY);

    IcmpMessage error = bench.messages().get(0);
    assertThat(error.type()).isEqualTo(UNREACHABLE);
    assertThat(error.code()).isEqualTo(3);
    assertThat(error.body().bytes()).isEqualTo(Frames.emit(datagram));
  }

  /** RFC 792, code 2: protocol unreachable. */
  @Test
  void a_protocol_that_nobody_has_is_protocol_unreachable() {
    bench.send(ip(PEER, HOST, 253, new RawPayload(new byte[20])));
    bench.run(5 * LATENCY);

    assertThat(bench.messages().get(0).code()).isEqualTo(2);
  }

  /** RFC 792: "The internet header plus the first 64 bits": RFC 1812 lets it be more, up to 576. */
  @Test
  void an_error_quotes_up_to_576_octets_all_told() {
    Ipv4Packet datagram =
        ip(PEER, HOST, Ipv4Packet.UDP, new UdpDatagram(1, 2, new RawPayload(new byte[1000])));
    bench.send(datagram);
    bench.run(5 * LATENCY);

    byte[] quoted = bench.messages().get(0).body().bytes();
    assertThat(quoted).isEqualTo(Arrays.copyOf(Frames.emit(datagram), 548));
  }

  /** RFC 1122, 3.2.2: "MUST NOT be sent as the result of receiving an ICMP error message". */
  @Test
  void no_error_is_sent_about_an_error() {
    Ipv4Packet quoted = ip(HOST, PEER, Ipv4Packet.UDP, new UdpDatagram(2, 1, RawPayload.EMPTY));
    bench.send(ip(PEER, HOST, Ipv4Packet.ICMP, IcmpMessage.error(UNREACHABLE, 3, quoted)));
    bench.run(5 * LATENCY);

    assertThat(bench.packets()).isEmpty();
  }

  /**
   * RFC 1122, 3.2.2: nor about "a datagram destined to an IP broadcast or IP multicast address".
   */
  @ParameterizedTest
  @ValueSource(strings = {"192.168.31.255", "255.255.255.255", "224.0.0.1"})
  void no_error_is_sent_about_a_packet_to_many(String destination) {
    bench.send(
        EthernetFrame.of(
            MacAddress.BROADCAST,
            HAND_MAC,
            ip(
                PEER,
                Ipv4Address.parse(destination),
                Ipv4Packet.UDP,
                new UdpDatagram(1, 2, RawPayload.EMPTY))));
    bench.run(5 * LATENCY);

    assertThat(bench.packets()).isEmpty();
  }

  /** RFC 1122, 3.2.2: nor about one "whose source address does not define a single host". */
  @ParameterizedTest
  @ValueSource(strings = {"192.168.31.255", "255.255.255.255", "224.0.0.1", "0.0.0.0"})
  void no_error_is_sent_to_an_address_that_is_no_single_host(String source) {
    bench.send(
        ip(
            Ipv4Address.parse(source),
            HOST,
            Ipv4Packet.UDP,
            new UdpDatagram(1, 2, RawPayload.EMPTY)));
    bench.run(5 * LATENCY);

    assertThat(bench.packets()).isEmpty();
  }

  /**
   * RFC 1122, 4.2.3.9: codes 2 to 4 are hard errors; of the soft ones (0, 1, 5) TCP "MUST NOT abort
   * the connection". Linux aborts in SYN_SENT for both, as RFC 5461, section 3.1 describes.
   */
  @ParameterizedTest
  @CsvSource({
    "3, 0, ENETUNREACH",
    "3, 1, EHOSTUNREACH",
    "3, 2, ENOPROTOOPT",
    "3, 3, ECONNREFUSED",
    "3, 9, ENETUNREACH",
    "3, 10, EHOSTUNREACH",
    "3, 13, EHOSTUNREACH",
    "11, 0, EHOSTUNREACH",
    "12, 0, EPROTO",
  })
  void an_error_about_the_syn_ends_the_connect(int type, int code, String errno) {
    Ipv4Packet syn = connectAndTakeSynPacket();
    bench.send(ip(ROUTER, HOST, Ipv4Packet.ICMP, IcmpMessage.error(type, code, syn)));

    assertThat(call[0].outcome).isEqualTo(errno);
    bench.run(200 * SECOND);
    assertThat(bench.segments()).as("sent after the connect had ended").isEmpty();
  }

  /** RFC 792: the quote "is used by the host to match the message to the appropriate process". */
  @Test
  void an_error_about_another_connection_is_not_ours() {
    Ipv4Packet syn = connectAndTakeSynPacket();
    TcpSegment ours = (TcpSegment) syn.payload();
    Ipv4Packet others =
        ip(
            HOST,
            PEER,
            Ipv4Packet.TCP,
            new TcpSegment(
                ours.sourcePort() + 1,
                ours.destinationPort(),
                ours.sequence(),
                0,
                TcpSegment.SYN,
                1,
                ours.options(),
                RawPayload.EMPTY));
    bench.send(ip(ROUTER, HOST, Ipv4Packet.ICMP, IcmpMessage.error(UNREACHABLE, 1, others)));

    assertThat(call[0].outcome).isEqualTo("pending");
  }

  /** RFC 5927, section 4.1: the sequence number in the quote must be one that was sent. */
  @ParameterizedTest
  @ValueSource(ints = {2, -1, 100_000})
  void an_error_about_a_sequence_number_that_was_never_sent_is_ignored(int wrongBy) {
    Ipv4Packet syn = connectAndTakeSynPacket();
    IcmpMessage error = IcmpMessage.error(UNREACHABLE, 1, Bench.quoting(syn, wrongBy));
    bench.send(ip(ROUTER, HOST, Ipv4Packet.ICMP, error));

    assertThat(call[0].outcome).isEqualTo("pending");
  }

  /** RFC 792: 64 bits of the original are enough, less is not. */
  @ParameterizedTest
  @CsvSource({"28, EHOSTUNREACH", "27, pending", "20, pending", "0, pending"})
  void eight_octets_of_the_transport_header_are_enough(int octets, String outcome) {
    byte[] syn = Frames.emit(connectAndTakeSynPacket());
    bench.send(
        ip(
            ROUTER,
            HOST,
            Ipv4Packet.ICMP,
            new IcmpMessage(UNREACHABLE, 1, 0, new RawPayload(Arrays.copyOf(syn, octets)))));

    assertThat(call[0].outcome).isEqualTo(outcome);
  }

  /** RFC 792: a type or code that nobody knows is discarded (RFC 1122, 3.2.2). */
  @ParameterizedTest
  @CsvSource({"3, 16", "3, 255", "4, 0", "40, 0"})
  void an_unknown_message_is_discarded(int type, int code) {
    Ipv4Packet syn = connectAndTakeSynPacket();
    bench.send(
        ip(
            ROUTER,
            HOST,
            Ipv4Packet.ICMP,
            new IcmpMessage(type, code, 0, IcmpMessage.error(3, 1, syn).body())));
    bench.run(2 * LATENCY);

    assertThat(bench.messages()).isEmpty();
    assertThat(call[0].outcome).isEqualTo("pending");
  }

  /** RFC 1122, 4.2.3.9: in a synchronized state a soft error does not end the connection. */
  @Test
  void an_error_in_established_is_soft() {
    Ipv4Packet syn = connectAndTakeSynPacket();
    TcpSegment ours = (TcpSegment) syn.payload();
    bench.send(
        segment(
            call[0].port(), 500, Bench.plus(ours.sequence(), 1), TcpSegment.SYN | TcpSegment.ACK));
    bench.send(ip(ROUTER, HOST, Ipv4Packet.ICMP, IcmpMessage.error(UNREACHABLE, 1, syn)));

    assertThat(call[0].outcome).isEqualTo("ESTABLISHED");
  }

  private Ipv4Packet connectAndTakeSynPacket() {
    call[0] = bench.connect();
    bench.run(10 * LATENCY);
    Ipv4Packet syn = bench.packets().get(0);
    bench.seen.clear();
    return syn;
  }

  private static Ipv4Packet echo(Ipv4Address from, Ipv4Address to, byte[] data) {
    return ip(
        from,
        to,
        Ipv4Packet.ICMP,
        new IcmpMessage(IcmpMessage.ECHO_REQUEST, 0, 0x0007_0001, new RawPayload(data)));
  }
}

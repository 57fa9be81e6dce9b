package io.synsent.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.conformance.PcapReader;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a Linux kernel sent is read and written again to the same bytes.
 *
 * <p>With one exception, which the test proves and does not wave through: where the sending host
 * left the TCP checksum to its device (checksum offload), the capture holds the sum of the pseudo
 * header alone, and we write the checksum that the device would have.
 */
class KernelCapturesTest {

  private static final int ETHERNET_HEADER = 14;
  private static final int TCP_CHECKSUM = ETHERNET_HEADER + Ipv4Codec.HEADER + 16;

  @ParameterizedTest
  @CsvSource({
    "closed-lan, 4, 1",
    "closed-lo, 2, 1",
    "closed-wan, 4, 1",
    "fw-admin, 6, 2",
    "fw-drop, 15, 11",
    "fw-drop-classic, 13, 7",
    "fw-drop-http, 30, 22",
    "fw-drop-to3, 5, 3",
    "fw-port-unreach, 6, 2",
    "fw-rst, 4, 2",
    "lan-absent, 4, 0",
    "lan-absent-http, 8, 0",
    "noroute, 0, 0",
    "wan-absent-icmp, 9, 4",
    "wan-absent-silent, 17, 11",
  })
  void every_packet_is_read_and_written_again_to_the_same_bytes(
      String capture, int packets, int offloaded) throws MalformedPacketException {
    List<PcapReader.Packet> captured = PcapReader.kernelCapture(capture);
    int found = 0;
    for (PcapReader.Packet packet : captured) {
      EthernetFrame frame = packet.frame();
      byte[] expected = packet.ethernet().clone();
      if (isOffloaded(packet, frame)) {
        found++;
        byte[] complete = Frames.emit(frame);
        expected[TCP_CHECKSUM] = complete[TCP_CHECKSUM];
        expected[TCP_CHECKSUM + 1] = complete[TCP_CHECKSUM + 1];
      } else {
        assertThat(Frames.parse(packet.ethernet())).isEqualTo(frame);
      }
      assertThat(Frames.emit(frame)).isEqualTo(expected);
      assertThat(Frames.parse(expected)).isEqualTo(frame);
    }
    assertThat(captured).hasSize(packets);
    assertThat(found).as("segments whose checksum was left to the device").isEqualTo(offloaded);
  }

  @Test
  void linux_quotes_the_whole_syn_in_an_icmp_error() {
    PcapReader.Packet last = PcapReader.kernelCapture("lan-absent").get(3);
    Ipv4Packet packet = (Ipv4Packet) last.frame().payload();
    IcmpMessage error = (IcmpMessage) packet.payload();

    assertThat(error.body().bytes()).hasSize(60);
    Quote quote = Quote.in(error).orElseThrow();
    assertThat(quote.source()).isEqualTo(Ipv4Address.parse("192.168.31.6"));
    assertThat(quote.destination()).isEqualTo(Ipv4Address.parse("192.168.31.7"));
    assertThat(quote.protocol()).isEqualTo(Ipv4Packet.TCP);
    assertThat(quote.sourcePort()).isEqualTo(52876);
    assertThat(quote.destinationPort()).isEqualTo(8081);
    assertThat(quote.sequence()).isEqualTo(602935493L);
    assertThat(quote.timeToLive()).isEqualTo(64);
  }

  /** Whether the TCP checksum is the pseudo header's sum alone, as before checksum offload. */
  private static boolean isOffloaded(PcapReader.Packet packet, EthernetFrame frame) {
    if (!(frame.payload() instanceof Ipv4Packet ip) || ip.protocol() != Ipv4Packet.TCP) {
      return false;
    }
    byte[] bytes = packet.ethernet();
    int found = (bytes[TCP_CHECKSUM] & 0xFF) << 8 | (bytes[TCP_CHECKSUM + 1] & 0xFF);
    int length = bytes.length - ETHERNET_HEADER - Ipv4Codec.HEADER;
    int partial =
        Checksum.ofPseudoHeader(ip.source(), ip.destination(), Ipv4Packet.TCP, length).partial();
    if (found == partial) {
      return true;
    }
    byte[] complete = Frames.emit(frame);
    assertThat(Arrays.copyOfRange(bytes, TCP_CHECKSUM, TCP_CHECKSUM + 2))
        .as("TCP checksum: neither complete nor the pseudo header's sum 0x%04x", partial)
        .isEqualTo(Arrays.copyOfRange(complete, TCP_CHECKSUM, TCP_CHECKSUM + 2));
    return false;
  }
}

package io.synsent.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.conformance.PcapReader;
import io.synsent.engine.packet.Frames.TransportChecksums;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random and mutated bytes: the parsers end, throw nothing but {@link MalformedPacketException},
 * and what they accept is written again to the same bytes.
 */
class FramesFuzzTest {

  private static final int INPUTS = 100_000;
  private static final int ETHERNET_HEADER = 14;

  /** Generous: one input takes microseconds, and a hang lasts for ever. */
  private static final long LONGEST_NANOS = 5_000_000_000L;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void random_bytes(long seed) {
    Random random = new Random(seed);
    int accepted = 0;
    for (int i = 0; i < INPUTS; i++) {
      byte[] bytes = new byte[random.nextInt(120)];
      random.nextBytes(bytes);
      if (bytes.length > ETHERNET_HEADER && random.nextInt(4) > 0) {
        bytes[12] = 8;
        bytes[13] = (byte) (random.nextBoolean() ? 0 : 6);
        bytes[14] = 0x45;
        if (random.nextInt(3) == 0) {
          bytes[12] = (byte) 0x86;
          bytes[13] = (byte) 0xDD;
          bytes[14] = 0x60;
        }
      }
      accepted += survives(bytes) ? 1 : 0;
    }
    assertThat(accepted).as("unknown EtherTypes are accepted").isPositive();
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void mutated_packets(long seed) {
    Random random = new Random(seed);
    List<byte[]> packets = packets();
    int accepted = 0;
    for (int i = 0; i < INPUTS; i++) {
      byte[] bytes = mutated(packets.get(random.nextInt(packets.size())), random);
      accepted += survives(bytes) ? 1 : 0;
    }
    assertThat(accepted).isBetween(1, INPUTS - 1);
  }

  /** Mutants whose checksums are right again get behind the first line of defence. */
  @ParameterizedTest
  @ValueSource(longs = {7, 8, 9})
  void mutated_packets_with_checksums_put_right(long seed) {
    Random random = new Random(seed);
    List<byte[]> packets = packets();
    int accepted = 0;
    for (int i = 0; i < INPUTS; i++) {
      byte[] bytes = mutated(packets.get(random.nextInt(packets.size())), random);
      putChecksumsRight(bytes);
      accepted += survives(bytes) ? 1 : 0;
    }
    assertThat(accepted).isGreaterThan(INPUTS / 20);
  }

  @Test
  void quotes_of_every_length_and_kind() {
    Random random = new Random(10);
    int found = 0;
    for (int i = 0; i < INPUTS; i++) {
      byte[] body = new byte[random.nextInt(90)];
      random.nextBytes(body);
      if (body.length > 0 && random.nextBoolean()) {
        body[0] = 0x45;
        Arrays.fill(body, Math.min(6, body.length), Math.min(8, body.length), (byte) 0);
      }
      IcmpMessage message = new IcmpMessage(random.nextInt(16), 1, 0, new RawPayload(body));
      found += Quote.in(message).isPresent() ? 1 : 0;
    }
    assertThat(found).isBetween(1, INPUTS / 4);
  }

  @Test
  void ipv6_quotes_and_discoveries_of_every_length() {
    Random random = new Random(11);
    int quotes = 0;
    int discoveries = 0;
    for (int i = 0; i < INPUTS; i++) {
      byte[] body = new byte[random.nextInt(90)];
      random.nextBytes(body);
      if (body.length > 17 && random.nextBoolean()) {
        body[0] = 0x60;
        body[17] = (byte) random.nextInt(3);
      }
      Icmpv6Message error = new Icmpv6Message(random.nextInt(5), 1, 0, new RawPayload(body));
      quotes += Quote.in(error).isPresent() ? 1 : 0;
      Icmpv6Message ndp = new Icmpv6Message(135 + random.nextInt(2), 0, 0, new RawPayload(body));
      discoveries += NeighbourDiscovery.in(ndp).isPresent() ? 1 : 0;
    }
    assertThat(quotes).isBetween(1, INPUTS / 2);
    assertThat(discoveries).isBetween(1, INPUTS / 2);
  }

  /** Whether the bytes were accepted; whatever else happens but the documented exception fails. */
  private static boolean survives(byte[] bytes) {
    byte[] before = bytes.clone();
    long began = System.nanoTime();
    boolean accepted = false;
    try {
      EthernetFrame frame = Frames.parse(bytes);
      accepted = true;
      assertSameAgain(bytes, frame);
    } catch (MalformedPacketException e) {
      assertThat(e).hasMessageContainingAll("expected", "found");
    } catch (RuntimeException e) {
      throw new AssertionError("an undocumented exception for " + Arrays.toString(before), e);
    }
    try {
      Frames.emit(Frames.parse(bytes, TransportChecksums.IGNORED));
    } catch (MalformedPacketException e) {
      assertThat(accepted).isFalse();
    } catch (RuntimeException e) {
      throw new AssertionError("an undocumented exception for " + Arrays.toString(before), e);
    }
    assertThat(System.nanoTime() - began)
        .as("nanoseconds for %s", Arrays.toString(before))
        .isLessThan(LONGEST_NANOS);
    assertThat(bytes).as("the input is not written to").isEqualTo(before);
    return accepted;
  }

  private static void assertSameAgain(byte[] bytes, EthernetFrame frame) {
    byte[] again = Frames.emit(frame);
    byte[] expected = Arrays.copyOf(bytes, again.length);
    boolean udpWithoutChecksum =
        frame.payload() instanceof Ipv4Packet packet
            && packet.payload() instanceof UdpDatagram
            && expected[40] == 0
            && expected[41] == 0;
    if (udpWithoutChecksum) {
      expected[40] = again[40];
      expected[41] = again[41];
    }
    assertThat(again).isEqualTo(expected);
  }

  private static byte[] mutated(byte[] packet, Random random) {
    byte[] bytes = packet.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0 : 255);
        case 3 -> bytes = Arrays.copyOf(bytes, Math.max(1, bytes.length - random.nextInt(8)));
        default -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(8));
      }
    }
    return bytes;
  }

  /** Computes the checksums of an IPv4 frame afresh, as far as its own lengths allow. */
  private static void putChecksumsRight(byte[] bytes) {
    int ip = ETHERNET_HEADER;
    if (bytes.length >= ip + 40 && bytes[12] == (byte) 0x86 && bytes[13] == (byte) 0xDD) {
      putIpv6ChecksumsRight(bytes);
      return;
    }
    if (bytes.length < ip + 20 || bytes[12] != 8 || bytes[13] != 0) {
      return;
    }
    put(bytes, ip + 10, new Checksum().add(bytes, ip, ip + 10).add(bytes, ip + 12, ip + 20));
    int total = (bytes[ip + 2] & 0xFF) << 8 | (bytes[ip + 3] & 0xFF);
    int start = ip + 20;
    int end = ip + total;
    int protocol = bytes[ip + 9] & 0xFF;
    int at =
        switch (protocol) {
          case Ipv4Packet.ICMP -> start + 2;
          case Ipv4Packet.TCP -> start + 16;
          case Ipv4Packet.UDP -> start + 6;
          default -> end;
        };
    if (end > bytes.length || at + 2 > end) {
      return;
    }
    Checksum sum = new Checksum().add(bytes, start, at).add(bytes, at + 2, end);
    if (protocol != Ipv4Packet.ICMP) {
      sum.add(bytes, ip + 12, ip + 20).add(protocol).add(end - start);
    }
    put(bytes, at, sum);
  }

  private static void putIpv6ChecksumsRight(byte[] bytes) {
    int start = ETHERNET_HEADER + 40;
    int end =
        start + ((bytes[ETHERNET_HEADER + 4] & 0xFF) << 8 | (bytes[ETHERNET_HEADER + 5] & 0xFF));
    int protocol = bytes[ETHERNET_HEADER + 6] & 0xFF;
    int at =
        switch (protocol) {
          case Ipv6Packet.ICMPV6 -> start + 2;
          case Ipv4Packet.TCP -> start + 16;
          case Ipv4Packet.UDP -> start + 6;
          default -> end;
        };
    if (end > bytes.length || at + 2 > end) {
      return;
    }
    put(
        bytes,
        at,
        new Checksum()
            .add(bytes, ETHERNET_HEADER + 8, start)
            .add(protocol)
            .add(end - start)
            .add(bytes, start, at)
            .add(bytes, at + 2, end));
  }

  private static void put(byte[] bytes, int at, Checksum checksum) {
    bytes[at] = (byte) (checksum.value() >>> 8);
    bytes[at + 1] = (byte) checksum.value();
  }

  private static List<byte[]> packets() {
    List<byte[]> packets = new ArrayList<>();
    for (String capture : List.of("closed-lan", "fw-admin", "fw-rst", "lan-absent")) {
      for (PcapReader.Packet packet : PcapReader.kernelCapture(capture)) {
        packets.add(packet.ethernet());
      }
    }
    packets.add(
        Frames.emit(
            EthernetFrame.of(
                MacAddress.ZERO,
                MacAddress.ZERO,
                new Ipv4Packet(
                    Ipv4Address.LOOPBACK,
                    Ipv4Address.LOOPBACK,
                    Ipv4Packet.UDP,
                    64,
                    1,
                    true,
                    0,
                    new UdpDatagram(40002, 9999, new RawPayload(new byte[20]))))));
    Ipv6Address client = Ipv6Address.parse("2001:db8:31::6");
    Ipv6Address absent = Ipv6Address.parse("2001:db8:31::7");
    TcpSegment syn =
        new TcpSegment(
            40001,
            8081,
            1234,
            0,
            TcpSegment.SYN,
            64800,
            List.of(new TcpOption.MaximumSegmentSize(1440)),
            RawPayload.EMPTY);
    Ipv6Packet original = new Ipv6Packet(client, absent, Ipv4Packet.TCP, 64, 0, 0x12345, syn);
    for (Payload payload :
        List.of(
            syn,
            new UdpDatagram(40002, 9999, new RawPayload(new byte[20])),
            NeighbourDiscovery.solicitation(absent, MacAddress.BROADCAST).message(),
            Icmpv6Message.error(Icmpv6Message.DESTINATION_UNREACHABLE, 3, 0, original))) {
      int protocol =
          payload instanceof TcpSegment
              ? Ipv4Packet.TCP
              : payload instanceof UdpDatagram ? Ipv4Packet.UDP : Ipv6Packet.ICMPV6;
      packets.add(
          Frames.emit(
              EthernetFrame.of(
                  MacAddress.ZERO,
                  MacAddress.ZERO,
                  new Ipv6Packet(client, absent, protocol, 64, 0, 0, payload))));
    }
    return packets;
  }
}

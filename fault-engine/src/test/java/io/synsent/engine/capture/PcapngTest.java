package io.synsent.engine.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.synsent.engine.packet.ArpPacket;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.IcmpMessage;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.packet.RawPayload;
import io.synsent.engine.packet.TcpSegment;
import io.synsent.engine.packet.UdpDatagram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapngTest {

  private static final int SECTION_HEADER = 0x0A0D0D0A;

  @TempDir Path folder;

  @Test
  void holds_a_section_an_interface_for_each_tap_and_the_packets() throws IOException {
    EthernetFrame frame = SampleFrames.arpRequest();
    List<Block> blocks =
        blocks(
            write(
                List.of(
                    new CapturedFrame(1, "client", "eth0", Direction.OUT, frame),
                    new CapturedFrame(2, "router", "eth0", Direction.IN, frame),
                    new CapturedFrame(3, "client", "eth0", Direction.OUT, frame),
                    new CapturedFrame(4, "client", "lo", Direction.IN, frame))));

    assertThat(blocks.stream().map(Block::type))
        .containsExactly(SECTION_HEADER, 1, 6, 1, 6, 6, 1, 6);
    assertThat(blocks.get(0).body().getInt(0)).isEqualTo(0x1A2B3C4D);
    assertThat(blocks.get(0).body().getShort(4)).as("major version").isEqualTo((short) 1);
    assertThat(blocks.get(0).body().getLong(8)).as("section length").isEqualTo(-1);
    assertThat(blocks.get(0).option(16, 1)).contains("profile LINUX, seed 1");
    assertThat(blocks.get(1).body().getShort(0)).as("link type").isEqualTo((short) 1);
    assertThat(blocks.get(1).option(8, 2)).contains("client:eth0");
    assertThat(blocks.get(1).option(8, 9)).as("if_tsresol").contains("\t"); // 9: nanoseconds
    assertThat(blocks.get(3).option(8, 2)).contains("router:eth0");
    assertThat(blocks.get(6).option(8, 2)).contains("client:lo");
    assertThat(List.of(blocks.get(2), blocks.get(4), blocks.get(5), blocks.get(7)))
        .extracting(packet -> packet.body().getInt(0))
        .containsExactly(0, 1, 0, 2);
  }

  @Test
  void counts_nanoseconds_from_the_epoch() throws IOException {
    long at = 3_000_000_001L;
    CapturedFrame frame =
        new CapturedFrame(at, "client", "eth0", Direction.OUT, SampleFrames.arpRequest());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Instant epoch = Instant.parse("2024-02-29T12:00:00.000000005Z");
    Pcapng.write(out, List.of(frame), epoch, captured -> Optional.of("who is it?"));
    Block packet = blocks(out.toByteArray()).get(2);

    long nanos = (long) packet.body().getInt(4) << 32 | (packet.body().getInt(8) & 0xFFFF_FFFFL);
    assertThat(Instant.ofEpochSecond(0, nanos))
        .isEqualTo(Instant.parse("2024-02-29T12:00:03.000000006Z"));
    assertThat(packet.body().getInt(12)).as("captured length").isEqualTo(42);
    assertThat(packet.body().getInt(16)).as("original length").isEqualTo(42);
    byte[] bytes = new byte[42];
    packet.body().get(20, bytes);
    assertThat(bytes).isEqualTo(frame.bytes());
    assertThat(packet.option(20 + 44, 1)).contains("who is it?");
    assertThat(packet.option(20 + 44, 2)).as("outbound, broadcast").contains("\16\0\0\0");
  }

  @Test
  void says_which_way_a_packet_went_and_to_whom() throws IOException {
    List<CapturedFrame> frames = new ArrayList<>();
    for (long destination : new long[] {0x0200_0000_0001L, 0x0100_5E00_0001L, 0xFFFF_FFFF_FFFFL}) {
      for (Direction direction : Direction.values()) {
        EthernetFrame frame =
            EthernetFrame.of(
                new MacAddress(destination), SampleFrames.CLIENT_MAC, SampleFrames.syn());
        frames.add(new CapturedFrame(0, "client", "eth0", direction, frame));
      }
    }
    assertThat(
            blocks(write(frames)).stream()
                .filter(block -> block.type() == 6)
                .map(block -> (int) block.option(20 + 76, 2).orElseThrow().charAt(0)))
        .containsExactly(0b00110, 0b00101, 0b01010, 0b01001, 0b01110, 0b01101);
  }

  @Test
  void same_frames_same_bytes() throws IOException {
    assertThat(write(connectThatIsRefused())).isEqualTo(write(connectThatIsRefused()));
  }

  @Test
  void an_epoch_that_does_not_fit_is_refused() {
    for (String epoch : List.of("1969-12-31T23:59:59Z", "2300-01-01T00:00:00Z")) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  Pcapng.write(
                      OutputStream.nullOutputStream(),
                      List.of(),
                      Instant.parse(epoch),
                      frame -> Optional.empty()))
          .withMessageContaining(epoch);
    }
  }

  @Test
  void a_comment_that_does_not_fit_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Pcapng.write(OutputStream.nullOutputStream(), List.of(), "x".repeat(65536)))
        .withMessageContaining("65536");
  }

  @Test
  void tshark_finds_every_checksum_good_and_nothing_wrong() throws Exception {
    CommandLineTool.assumeInstalled("tshark");
    Path file = folder.resolve("connect.pcapng");
    Files.write(file, write(connectThatIsRefused()));
    String separator = "|";
    List<String> lines =
        CommandLineTool.run(
            folder,
            "tshark",
            "-r",
            file.toString(),
            "-o",
            "tcp.check_checksum:TRUE",
            "-o",
            "ip.check_checksum:TRUE",
            "-o",
            "udp.check_checksum:TRUE",
            "-T",
            "fields",
            "-E",
            "separator=" + separator,
            "-E",
            "occurrence=f",
            "-e",
            "frame.interface_name",
            "-e",
            "frame.time_epoch",
            "-e",
            "ip.checksum.status",
            "-e",
            "tcp.checksum.status",
            "-e",
            "udp.checksum.status",
            "-e",
            "icmp.checksum.status",
            "-e",
            "_ws.malformed");

    lines.replaceAll(line -> line.replace("Good", "1")); // what newer ones say for 1
    assertThat(lines)
        .containsExactly(
            "client:eth0|1609459200.000000000|||||",
            "client:eth0|1609459200.000300000|||||",
            "client:eth0|1609459200.000300001|1|1|||",
            "client:eth0|1609459200.000900000|1|1|||",
            "client:eth0|1609459201.000000000|1|1|||",
            "client:eth0|1609459201.000100000|1|1|||",
            "client:eth0|1609459201.000200000|1|1|||",
            "client:eth0|1609459202.000000000|1|1||1|",
            "client:eth0|1609459203.000000000|1|||1|",
            "client:eth0|1609459204.000000000|1||1||");
  }

  @Test
  void tshark_has_no_expert_error_and_warns_of_the_reset_alone() throws Exception {
    CommandLineTool.assumeInstalled("tshark");
    Path file = folder.resolve("connect.pcapng");
    Files.write(file, write(connectThatIsRefused()));

    assertThat(
            CommandLineTool.run(
                folder,
                "tshark",
                "-r",
                file.toString(),
                "-o",
                "tcp.check_checksum:TRUE",
                "-Y",
                "_ws.expert.severity >= 0x00600000", // warnings and errors
                "-T",
                "fields",
                "-e",
                "_ws.expert.message"))
        .containsExactly("Connection reset (RST)");
  }

  /** ARP, a refused connect, an accepted one, an ICMP error, a ping and a datagram. */
  private static List<CapturedFrame> connectThatIsRefused() {
    ArpPacket request =
        ArpPacket.request(SampleFrames.CLIENT_MAC, SampleFrames.CLIENT, SampleFrames.ROUTER);
    List<CapturedFrame> frames = new ArrayList<>();
    add(frames, 0, SampleFrames.frame(request));
    add(
        frames,
        300_000,
        EthernetFrame.of(
            SampleFrames.CLIENT_MAC,
            SampleFrames.ROUTER_MAC,
            request.replyFrom(SampleFrames.ROUTER_MAC)));
    Ipv4Packet syn = SampleFrames.syn();
    add(frames, 300_001, SampleFrames.frame(syn));
    add(frames, 900_000, answer(8081, 40001, 0, 1235, TcpSegment.RST | TcpSegment.ACK));
    add(frames, 1_000_000_000, segment(40002, 8082, 7000, 0, TcpSegment.SYN));
    add(
        frames,
        1_000_100_000,
        answer(8082, 40002, 0xFFFF_FFFFL, 7001, TcpSegment.SYN | TcpSegment.ACK));
    add(frames, 1_000_200_000, segment(40002, 8082, 7001, 0, TcpSegment.ACK));
    add(frames, 2_000_000_000, SampleFrames.frame(SampleFrames.icmp(IcmpMessage.error(3, 1, syn))));
    add(
        frames,
        3_000_000_000L,
        SampleFrames.frame(
            SampleFrames.icmp(
                new IcmpMessage(IcmpMessage.ECHO_REPLY, 0, 0, new RawPayload(new byte[1])))));
    add(
        frames,
        4_000_000_000L,
        SampleFrames.frame(
            SampleFrames.ip(
                Ipv4Packet.UDP, new UdpDatagram(40002, 9999, new RawPayload(new byte[] {7})))));
    return frames;
  }

  private static void add(List<CapturedFrame> frames, long at, EthernetFrame frame) {
    frames.add(new CapturedFrame(at, "client", "eth0", Direction.OUT, frame));
  }

  private static EthernetFrame segment(int from, int to, long sequence, long ack, int flags) {
    return SampleFrames.frame(
        new Ipv4Packet(
            SampleFrames.CLIENT,
            SampleFrames.REMOTE,
            Ipv4Packet.TCP,
            64,
            1,
            true,
            0,
            tcp(from, to, sequence, ack, flags)));
  }

  private static EthernetFrame answer(int from, int to, long sequence, long ack, int flags) {
    return SampleFrames.frame(
        new Ipv4Packet(
            SampleFrames.REMOTE,
            SampleFrames.CLIENT,
            Ipv4Packet.TCP,
            63,
            0,
            true,
            0,
            tcp(from, to, sequence, ack, flags)));
  }

  private static TcpSegment tcp(int from, int to, long sequence, long ack, int flags) {
    return new TcpSegment(
        from,
        to,
        sequence,
        ack,
        flags,
        64240,
        (flags & TcpSegment.SYN) != 0 ? SampleFrames.LINUX_SYN : List.of(),
        RawPayload.EMPTY);
  }

  private static byte[] write(List<CapturedFrame> frames) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Pcapng.write(out, frames, "profile LINUX, seed 1");
    return out.toByteArray();
  }

  private static List<Block> blocks(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    List<Block> blocks = new ArrayList<>();
    while (in.hasRemaining()) {
      int type = in.getInt();
      int length = in.getInt();
      byte[] body = new byte[length - 12];
      in.get(body);
      assertThat(length % 4).isZero();
      assertThat(in.getInt()).as("length at the end of the block").isEqualTo(length);
      blocks.add(new Block(type, ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN)));
    }
    return blocks;
  }

  private record Block(int type, ByteBuffer body) {

    /** The octets of an option as ISO-8859-1, the options beginning at {@code offset}. */
    Optional<String> option(int offset, int code) {
      int at = offset;
      while (body.getShort(at) != 0) {
        int length = body.getShort(at + 2);
        if (body.getShort(at) == code) {
          byte[] value = new byte[length];
          body.get(at + 4, value);
          return Optional.of(new String(value, StandardCharsets.ISO_8859_1));
        }
        at += 4 + (length + 3) / 4 * 4;
      }
      return Optional.empty();
    }
  }
}

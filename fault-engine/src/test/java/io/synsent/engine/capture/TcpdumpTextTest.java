package io.synsent.engine.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.synsent.conformance.PcapReader;
import io.synsent.engine.packet.EthernetFrame;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpdumpTextTest {

  @TempDir Path folder;

  @Test
  void the_real_tcpdump_says_the_same_of_every_kind_of_frame() throws Exception {
    assertThatTcpdumpSaysTheSameOf(SampleFrames.ofEveryKind());
  }

  /** Holds where no tcpdump is installed, too. */
  @Test
  void tcpdump_4_99_3_said_the_same_of_every_kind_of_frame() throws Exception {
    try (InputStream recorded = getClass().getResourceAsStream("tcpdump-4.99.3.txt")) {
      assertThat(SampleFrames.ofEveryKind().stream().map(TcpdumpText::describe).toList())
          .isEqualTo(new String(recorded.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "closed-lan",
        "closed-lo",
        "closed-wan",
        "fw-admin",
        "fw-drop",
        "fw-port-unreach",
        "fw-rst",
        "lan-absent",
        "wan-absent-icmp",
        "wan-absent-silent"
      })
  void the_real_tcpdump_says_the_same_of_a_kernel_capture(String capture) throws Exception {
    assertThatTcpdumpSaysTheSameOf(
        PcapReader.kernelCapture(capture).stream().map(PcapReader.Packet::frame).toList());
  }

  @Test
  void says_what_the_kernel_captures_show() {
    assertThat(
            PcapReader.kernelCapture("wan-absent-icmp").stream()
                .map(packet -> TcpdumpText.describe(packet.frame()))
                .limit(7))
        .containsExactly(
            "ARP, Request who-has 192.168.31.1 tell 192.168.31.6, length 28",
            "ARP, Reply 192.168.31.1 is-at 4e:f7:fe:6d:50:8c, length 28",
            "IP 192.168.31.6.42004 > 10.225.31.11.8081: Flags [S], seq 3441459097, win 64240,"
                + " options [mss 1460,sackOK,TS val 1487545786 ecr 0,nop,wscale 10], length 0",
            "IP 192.168.31.6.42004 > 10.225.31.11.8081: Flags [S], seq 3441459097, win 64240,"
                + " options [mss 1460,sackOK,TS val 1487546800 ecr 0,nop,wscale 10], length 0",
            "IP 192.168.31.6.42004 > 10.225.31.11.8081: Flags [S], seq 3441459097, win 64240,"
                + " options [mss 1460,sackOK,TS val 1487547820 ecr 0,nop,wscale 10], length 0",
            "IP 192.168.31.6.42004 > 10.225.31.11.8081: Flags [S], seq 3441459097, win 64240,"
                + " options [mss 1460,sackOK,TS val 1487548844 ecr 0,nop,wscale 10], length 0",
            "IP 192.168.31.1 > 192.168.31.6: ICMP host 10.225.31.11 unreachable, length 68");
  }

  private void assertThatTcpdumpSaysTheSameOf(List<EthernetFrame> frames) throws Exception {
    CommandLineTool.assumeInstalled("tcpdump");
    List<CapturedFrame> captured = new ArrayList<>();
    for (EthernetFrame frame : frames) {
      captured.add(new CapturedFrame(captured.size(), "client", "eth0", Direction.OUT, frame));
    }
    Path file = folder.resolve("frames.pcapng");
    try (OutputStream out = Files.newOutputStream(file)) {
      Pcapng.write(out, captured);
    }
    List<String> said =
        CommandLineTool.run(folder, "tcpdump", "-n", "-S", "-t", "-r", file.toString());
    // Behind a tab tcpdump goes on to the bytes of what it does not know.
    said.removeIf(line -> line.startsWith("\t"));
    said.replaceAll(TcpdumpTextTest::inWordsOf4993);

    assertThat(frames.stream().map(TcpdumpText::describe).toList()).isEqualTo(said);
  }

  private static String inWordsOf4993(String line) {
    return line.replaceFirst("^ARP, Announcement (\\S+),", "ARP, Request who-has $1 tell $1,")
        .replaceFirst("^ARP, Probe (\\S+),", "ARP, Request who-has $1 tell 0.0.0.0,")
        .replaceFirst(": $", "");
  }
}

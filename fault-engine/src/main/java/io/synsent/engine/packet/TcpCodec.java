package io.synsent.engine.packet;

import io.synsent.engine.packet.Frames.TransportChecksums;
import java.util.ArrayList;
import java.util.List;

/** TCP on the wire (RFC 9293, section 3.1). */
final class TcpCodec {

  static final int HEADER = 20;

  private static final int CHECKSUM_OFFSET = 16;

  private TcpCodec() {}

  static int length(TcpSegment segment) {
    return HEADER + TcpOptions.length(segment.options()) + segment.data().bytes().length;
  }

  static void write(PacketWriter out, TcpSegment segment, IpAddress source, IpAddress destination) {
    int start = out.position();
    int words = (HEADER + TcpOptions.length(segment.options())) / 4;
    out.u16(segment.sourcePort())
        .u16(segment.destinationPort())
        .u32(segment.sequence())
        .u32(segment.acknowledgment())
        .u16(words << 12 | segment.flags())
        .u16(segment.window())
        .u16(0)
        .u16(0);
    for (TcpOption option : segment.options()) {
      TcpOptions.write(out, option);
    }
    out.raw(segment.data());
    int end = out.position();
    out.putU16(
        start + CHECKSUM_OFFSET,
        Checksum.ofPseudoHeader(source, destination, Ipv4Packet.TCP, end - start)
            .add(out.bytes(), start, end)
            .value());
  }

  static TcpSegment read(
      byte[] bytes,
      PacketReader in,
      IpAddress source,
      IpAddress destination,
      TransportChecksums transportChecksums)
      throws MalformedPacketException {
    int start = in.position();
    int available = in.remaining();
    int sourcePort = in.u16("TCP source port");
    int destinationPort = in.u16("TCP destination port");
    long sequence = in.u32("TCP sequence number");
    long acknowledgment = in.u32("TCP acknowledgment number");
    int offsetAndFlags = in.u16("TCP data offset and flags");
    int header = (offsetAndFlags >>> 12) * 4;
    if (header < HEADER || header > available) {
      throw MalformedPacketException.of(
          "TCP data offset", HEADER + " to the " + available + " octets there are", header);
    }
    int window = in.u16("TCP window");
    int checksum = in.u16("TCP checksum");
    in.expectU16("TCP urgent pointer (not simulated)", 0);
    if (transportChecksums == TransportChecksums.VERIFIED) {
      int expected =
          Checksum.ofPseudoHeader(source, destination, Ipv4Packet.TCP, available)
              .add(bytes, start, start + CHECKSUM_OFFSET)
              .add(bytes, start + CHECKSUM_OFFSET + 2, start + available)
              .value();
      Ipv4Codec.verify("TCP checksum", expected, checksum);
    }
    List<TcpOption> options = new ArrayList<>();
    PacketReader optionArea = new PacketReader(bytes, start + HEADER, start + header);
    while (optionArea.remaining() > 0) {
      options.add(TcpOptions.read(optionArea));
    }
    PacketReader data = new PacketReader(bytes, start + header, start + available);
    return new TcpSegment(
        sourcePort,
        destinationPort,
        sequence,
        acknowledgment,
        offsetAndFlags & 0xFFF,
        window,
        options,
        data.rest("TCP data"));
  }
}

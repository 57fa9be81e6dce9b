package io.synsent.conformance;

import io.synsent.engine.capture.Direction;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.Frames;
import io.synsent.engine.packet.Frames.TransportChecksums;
import io.synsent.engine.packet.Ipv6Packet;
import io.synsent.engine.packet.MalformedPacketException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What tcpdump captured on the client's devices, read by {@link PcapReader} and written again as
 * Ethernet.
 */
final class PcapFile {

  private static final int MAGIC_MICROSECONDS = 0xA1B2C3D4;
  private static final int LINKTYPE_ETHERNET = 1;
  private static final int LOOPBACK_INDEX = 1;
  private static final int HOP_BY_HOP = 0;
  private static final int ROUTER_SOLICITATION = 133;
  private static final int ROUTER_ADVERTISEMENT = 134;

  private PcapFile() {}

  /**
   * A packet of the file.
   *
   * @param device the device if the link type tells it
   * @param direction the direction if the link type tells it
   * @param data the Ethernet frame
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Packet(
      long epochMicros, Optional<String> device, Optional<Direction> direction, byte[] data) {

    /**
     * The frame; the checksums of TCP are left to the device, which computes them behind the tap.
     */
    EthernetFrame frame() {
      try {
        return Frames.parse(data, TransportChecksums.IGNORED);
      } catch (MalformedPacketException e) {
        throw new IllegalStateException(
            "a captured frame is not understood: " + HexFormat.of().formatHex(data), e);
      }
    }

    /** Whether it is compared: what a device says of itself when it comes up is not. */
    boolean isCompared() {
      int etherType = (data[12] & 0xFF) << 8 | (data[13] & 0xFF);
      return etherType == EthernetFrame.IPV4
          || etherType == EthernetFrame.ARP
          || (etherType == EthernetFrame.IPV6 && !isOfIpv6Itself());
    }

    /**
     * Multicast listener reports, router solicitations, duplicate address detection: sent because a
     * device came up or joined a group, at times drawn at random, whoever connects.
     */
    private boolean isOfIpv6Itself() {
      int nextHeader = data[14 + 6];
      if (nextHeader == HOP_BY_HOP) {
        return true; // the router alert of MLD (RFC 2710, section 3)
      }
      if (nextHeader != Ipv6Packet.ICMPV6) {
        return false;
      }
      int type = data[14 + 40] & 0xFF;
      boolean fromNobody = true;
      for (int i = 0; i < 16; i++) {
        fromNobody &= data[14 + 8 + i] == 0;
      }
      return type == ROUTER_SOLICITATION || type == ROUTER_ADVERTISEMENT || fromNobody;
    }
  }

  static List<Packet> read(byte[] file) {
    try {
      List<Packet> packets = new ArrayList<>();
      for (PcapReader.Packet packet : PcapReader.read(file)) {
        boolean cooked = packet.interfaceIndex() != 0;
        packets.add(
            new Packet(
                packet.atNanos() / 1000,
                cooked
                    ? Optional.of(packet.interfaceIndex() == LOOPBACK_INDEX ? "lo" : "eth0")
                    : Optional.empty(),
                cooked ? Optional.of(packet.direction()) : Optional.empty(),
                packet.ethernet()));
      }
      return packets;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] write(List<Packet> packets) {
    int size = 24 + packets.stream().mapToInt(p -> 16 + p.data.length).sum();
    ByteBuffer buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(MAGIC_MICROSECONDS).putShort((short) 2).putShort((short) 4).putLong(0);
    buffer.putInt(262144).putInt(LINKTYPE_ETHERNET);
    for (Packet packet : packets) {
      buffer.putInt((int) (packet.epochMicros / 1_000_000));
      buffer.putInt((int) (packet.epochMicros % 1_000_000));
      buffer.putInt(packet.data.length).putInt(packet.data.length).put(packet.data);
    }
    return buffer.array();
  }
}

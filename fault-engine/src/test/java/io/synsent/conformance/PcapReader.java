package io.synsent.conformance;

import io.synsent.engine.capture.Direction;
import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.packet.Frames;
import io.synsent.engine.packet.Frames.TransportChecksums;
import io.synsent.engine.packet.MacAddress;
import io.synsent.engine.packet.MalformedPacketException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads what tcpdump writes: classic pcap files with link type Ethernet or Linux "cooked" v2. */
public final class PcapReader {

  private static final int MAGIC_MICROSECONDS = 0xA1B2C3D4;
  private static final int MAGIC_NANOSECONDS = 0xA1B23C4D;
  private static final int LINKTYPE_ETHERNET = 1;
  private static final int LINKTYPE_LINUX_SLL2 = 276;
  private static final int SLL2_HEADER = 20;
  private static final int SLL2_OUTGOING = 4;
  private static final int ETHERNET_HEADER = 14;

  private PcapReader() {}

  /**
   * A packet of a capture.
   *
   * @param atNanos nanoseconds since 1970
   * @param interfaceIndex the index of the device, 0 where the link type does not tell
   * @param direction {@link Direction#IN} where the link type does not tell
   * @param linkSource the link-layer address of the sender
   * @param etherType what {@code bytes} is
   * @param bytes the packet without its link-layer header
   * @param ethernet the whole Ethernet frame; where the link type does not tell the destination it
   *     is {@link MacAddress#ZERO}
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Packet(
      long atNanos,
      int interfaceIndex,
      Direction direction,
      MacAddress linkSource,
      int etherType,
      byte[] bytes,
      byte[] ethernet) {

    /**
     * The packet as a frame. Transport checksums are not verified: a sending host leaves them to
     * the device, which computes them behind the tap.
     */
    public EthernetFrame frame() {
      try {
        return Frames.parse(ethernet, TransportChecksums.IGNORED);
      } catch (MalformedPacketException e) {
        throw new AssertionError("the capture holds a malformed packet: " + e.getMessage(), e);
      }
    }
  }

  /** The packets of {@code src/test/resources/kernel-captures/NAME.pcap}. */
  public static List<Packet> kernelCapture(String name) {
    try (InputStream in =
        PcapReader.class.getResourceAsStream("/kernel-captures/" + name + ".pcap")) {
      if (in == null) {
        throw new IllegalArgumentException("there is no kernel capture named " + name);
      }
      return read(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The packets of a file. */
  public static List<Packet> read(Path file) throws IOException {
    return read(Files.readAllBytes(file));
  }

  /** The packets of a file's bytes. */
  public static List<Packet> read(byte[] file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(file);
    if (file.length < 24) {
      throw new IOException("a pcap file begins with 24 octets, found " + file.length);
    }
    int magic = in.getInt(0);
    if (magic != MAGIC_MICROSECONDS && magic != MAGIC_NANOSECONDS) {
      in.order(ByteOrder.LITTLE_ENDIAN);
      magic = in.getInt(0);
    }
    if (magic != MAGIC_MICROSECONDS && magic != MAGIC_NANOSECONDS) {
      throw new IOException("no pcap file: its magic number is 0x" + Integer.toHexString(magic));
    }
    long fraction = magic == MAGIC_NANOSECONDS ? 1 : 1000;
    int linkType = in.getInt(20) & 0xFFFF;
    in.position(24);
    List<Packet> packets = new ArrayList<>();
    while (in.hasRemaining()) {
      long seconds = in.getInt() & 0xFFFF_FFFFL;
      long at = seconds * 1_000_000_000L + in.getInt() * fraction;
      byte[] captured = new byte[in.getInt()];
      int original = in.getInt();
      if (captured.length != original) {
        throw new IOException("a packet of " + original + " octets was cut to " + captured.length);
      }
      in.get(captured);
      packets.add(packet(at, linkType, captured));
    }
    return packets;
  }

  private static Packet packet(long at, int linkType, byte[] captured) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(captured);
    if (linkType == LINKTYPE_ETHERNET) {
      byte[] rest = new byte[captured.length - ETHERNET_HEADER];
      in.get(ETHERNET_HEADER, rest);
      return new Packet(at, 0, Direction.IN, mac(in, 6), in.getShort(12) & 0xFFFF, rest, captured);
    }
    if (linkType != LINKTYPE_LINUX_SLL2) {
      throw new IOException("link type " + linkType + " is neither Ethernet nor Linux cooked v2");
    }
    byte[] rest = new byte[captured.length - SLL2_HEADER];
    in.get(SLL2_HEADER, rest);
    int etherType = in.getShort(0) & 0xFFFF;
    ByteBuffer ethernet = ByteBuffer.allocate(ETHERNET_HEADER + rest.length);
    ethernet.position(6);
    ethernet.put(captured, 12, 6).putShort((short) etherType).put(rest);
    return new Packet(
        at,
        in.getInt(4),
        in.get(10) == SLL2_OUTGOING ? Direction.OUT : Direction.IN,
        mac(in, 12),
        etherType,
        rest,
        ethernet.array());
  }

  private static MacAddress mac(ByteBuffer in, int at) {
    return new MacAddress((in.getShort(at) & 0xFFFFL) << 32 | (in.getInt(at + 2) & 0xFFFF_FFFFL));
  }
}

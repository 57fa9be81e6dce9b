package io.synsent.engine.capture;

import io.synsent.engine.packet.MacAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Captured frames as a pcapng file (draft-ietf-opsawg-pcapng), for Wireshark, tshark and tcpdump.
 *
 * <p>One section; one interface per host and device, named {@code host:device}, in the order in
 * which they first appear; times in nanoseconds; each packet with its direction. The same frames
 * give the same bytes.
 *
 * <pre>{@code
 * try (OutputStream out = Files.newOutputStream(Path.of("connect.pcapng"))) {
 *   Pcapng.write(out, network.journal().frames(), "profile LINUX, seed 1");
 * }
 * }</pre>
 */
public final class Pcapng {

  /** What simulated time 0 is in a file unless said otherwise: fixed, so that files compare. */
  public static final Instant DEFAULT_EPOCH = Instant.parse("2021-01-01T00:00:00Z");

  private static final int SECTION_HEADER = 0x0A0D0D0A;
  private static final int INTERFACE_DESCRIPTION = 1;
  private static final int ENHANCED_PACKET = 6;

  private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
  private static final short VERSION_MAJOR = 1;
  private static final short VERSION_MINOR = 0;
  private static final long SECTION_LENGTH_UNKNOWN = -1;

  private static final short LINKTYPE_ETHERNET = 1;
  private static final int NO_SNAP_LENGTH = 0;

  private static final int OPT_END = 0;
  private static final int OPT_COMMENT = 1;
  private static final int SHB_USERAPPL = 4;
  private static final int IF_NAME = 2;
  private static final int IF_TSRESOL = 9;
  private static final int EPB_FLAGS = 2;

  private static final byte NANOSECONDS = 9;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private static final int INBOUND = 0b01;
  private static final int OUTBOUND = 0b10;
  private static final int UNICAST = 0b001 << 2;
  private static final int MULTICAST = 0b010 << 2;
  private static final int BROADCAST = 0b011 << 2;

  private Pcapng() {}

  /**
   * Writes {@code frames}, with times from {@link #DEFAULT_EPOCH} on.
   *
   * @param out is flushed, not closed
   * @param comments about the whole file: what was simulated, with which profile and seed
   */
  public static void write(OutputStream out, List<CapturedFrame> frames, String... comments)
      throws IOException {
    write(out, frames, DEFAULT_EPOCH, frame -> Optional.empty(), comments);
  }

  /**
   * Writes {@code frames}.
   *
   * @param out is flushed, not closed
   * @param epoch when the simulation began
   * @param commentOn what to say about one packet; Wireshark shows it above the packet's details
   * @param comments about the whole file
   * @throws IllegalArgumentException if {@code epoch} is before 1970 or so late that the times do
   *     not fit
   */
  public static void write(
      OutputStream out,
      List<CapturedFrame> frames,
      Instant epoch,
      Function<CapturedFrame, Optional<String>> commentOn,
      String... comments)
      throws IOException {
    long epochNanos = nanosSince1970(epoch);
    section(comments).writeTo(out);
    Map<String, Integer> interfaces = new LinkedHashMap<>();
    for (CapturedFrame frame : frames) {
      String name = frame.host() + ":" + frame.device();
      Integer id = interfaces.putIfAbsent(name, interfaces.size());
      if (id == null) {
        networkInterface(name).writeTo(out);
        id = interfaces.size() - 1;
      }
      packet(id, frame, epochNanos, commentOn.apply(frame)).writeTo(out);
    }
    out.flush();
  }

  private static long nanosSince1970(Instant epoch) {
    try {
      long nanos =
          Math.addExact(
              Math.multiplyExact(epoch.getEpochSecond(), NANOS_PER_SECOND), epoch.getNano());
      if (nanos >= 0) {
        return nanos;
      }
    } catch (ArithmeticException tooLarge) {
      // refused below, as is a time before 1970
    }
    throw new IllegalArgumentException(
        "an epoch of " + epoch + ": pcapng counts nanoseconds from 1970 to 2262");
  }

  private static Block section(String... comments) {
    Block block =
        new Block(SECTION_HEADER)
            .u32(BYTE_ORDER_MAGIC)
            .u16(VERSION_MAJOR)
            .u16(VERSION_MINOR)
            .u64(SECTION_LENGTH_UNKNOWN)
            .option(SHB_USERAPPL, "SynSent");
    for (String comment : comments) {
      block.option(OPT_COMMENT, comment);
    }
    return block.endOfOptions();
  }

  private static Block networkInterface(String name) {
    return new Block(INTERFACE_DESCRIPTION)
        .u16(LINKTYPE_ETHERNET)
        .u16(0)
        .u32(NO_SNAP_LENGTH)
        .option(IF_NAME, name)
        .option(IF_TSRESOL, new byte[] {NANOSECONDS})
        .endOfOptions();
  }

  private static Block packet(
      int interfaceId, CapturedFrame frame, long epochNanos, Optional<String> comment) {
    byte[] bytes = frame.bytes();
    long at = epochNanos + frame.atNanos();
    Block block =
        new Block(ENHANCED_PACKET)
            .u32(interfaceId)
            .u32((int) (at >>> 32))
            .u32((int) at)
            .u32(bytes.length)
            .u32(bytes.length)
            .padded(bytes);
    comment.ifPresent(words -> block.option(OPT_COMMENT, words));
    return block.option(EPB_FLAGS, flags(frame)).endOfOptions();
  }

  private static int flags(CapturedFrame frame) {
    int direction = frame.direction() == Direction.IN ? INBOUND : OUTBOUND;
    if (frame.frame().destination().equals(MacAddress.BROADCAST)) {
      return direction | BROADCAST;
    }
    return direction | (frame.frame().destination().isGroup() ? MULTICAST : UNICAST);
  }

  /** One block: its type, its length, what it holds in little-endian order, its length again. */
  private static final class Block {

    private static final int AROUND = 12;
    private static final int LARGEST_OPTION = 65535;

    private final int type;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(128);

    Block(int type) {
      this.type = type;
    }

    Block u16(int value) {
      body.write(value);
      body.write(value >>> 8);
      return this;
    }

    Block u32(int value) {
      return u16(value).u16(value >>> 16);
    }

    Block u64(long value) {
      return u32((int) value).u32((int) (value >>> 32));
    }

    /** The octets, filled up with zeros to a multiple of four. */
    Block padded(byte[] bytes) {
      body.write(bytes, 0, bytes.length);
      for (int i = bytes.length; i % 4 != 0; i++) {
        body.write(0);
      }
      return this;
    }

    Block option(int code, byte[] value) {
      if (value.length > LARGEST_OPTION) {
        throw new IllegalArgumentException(
            "a comment or name takes at most "
                + LARGEST_OPTION
                + " octets in a pcapng file, found "
                + value.length);
      }
      return u16(code).u16(value.length).padded(value);
    }

    Block option(int code, String value) {
      return option(code, value.getBytes(StandardCharsets.UTF_8));
    }

    Block option(int code, int value) {
      return u16(code).u16(4).u32(value);
    }

    Block endOfOptions() {
      return u16(OPT_END).u16(0);
    }

    void writeTo(OutputStream out) throws IOException {
      int length = body.size() + AROUND;
      ByteBuffer whole = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
      whole.putInt(type).putInt(length).put(body.toByteArray()).putInt(length);
      out.write(whole.array());
    }
  }
}

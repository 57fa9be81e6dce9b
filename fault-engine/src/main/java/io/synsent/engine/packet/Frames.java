package io.synsent.engine.packet;

/**
 * Frames as the bytes of the wire, and back.
 *
 * <p>Emitting computes every length and checksum; parsing verifies them. For every frame that
 * {@link #parse(byte[])} accepts, emitting what it returned gives the same bytes again, but for two
 * things that say nothing: padding behind the packet is dropped, and a UDP checksum of zero (none)
 * is computed.
 */
public final class Frames {

  /** Whether parsing verifies the checksums of TCP and UDP. */
  public enum TransportChecksums {
    /** A wrong checksum is a {@link MalformedPacketException}. */
    VERIFIED,

    /**
     * A wrong checksum is let pass: for captures of a sending host, which leaves it to the device
     * (checksum offload) after the tap. The checksums of IPv4 and ICMP are verified all the same.
     */
    IGNORED
  }

  private static final int ETHERNET_HEADER = 14;

  private Frames() {}

  /**
   * The octets of a frame, without padding and without the frame check sequence.
   *
   * @throws IllegalArgumentException if the frame carries more than its length fields can say
   */
  public static byte[] emit(EthernetFrame frame) {
    Payload payload = frame.payload();
    PacketWriter out = new PacketWriter(ETHERNET_HEADER + lengthOf(payload));
    out.mac(frame.destination()).mac(frame.source()).u16(frame.etherType());
    if (payload instanceof ArpPacket arp) {
      ArpCodec.write(out, arp);
    } else if (payload instanceof Ipv4Packet packet) {
      Ipv4Codec.write(out, packet);
    } else if (payload instanceof Ipv6Packet packet) {
      Ipv6Codec.write(out, packet);
    } else if (payload instanceof RawPayload raw) {
      out.raw(raw);
    } else {
      throw notUnder("an Ethernet frame", payload);
    }
    return out.bytes();
  }

  /** The octets of a packet without a frame around it. */
  public static byte[] emit(IpPacket packet) {
    PacketWriter out = new PacketWriter(lengthOf(packet));
    if (packet instanceof Ipv4Packet v4) {
      Ipv4Codec.write(out, v4);
    } else if (packet instanceof Ipv6Packet v6) {
      Ipv6Codec.write(out, v6);
    }
    return out.bytes();
  }

  /**
   * Reads a frame and verifies every length and checksum in it.
   *
   * <p>Refused as well is what no record can hold: IPv4 options and fragments, ARP for anything but
   * IPv4 over Ethernet, a TCP urgent pointer. What follows the packet, such as Ethernet padding, is
   * ignored; an unknown EtherType or protocol, IPv6 extension headers among them, is a {@link
   * RawPayload}.
   *
   * @throws MalformedPacketException if anything is wrong; it names the field, what was expected
   *     and what was found
   */
  public static EthernetFrame parse(byte[] bytes) throws MalformedPacketException {
    return parse(bytes, TransportChecksums.VERIFIED);
  }

  /**
   * Reads a frame as {@link #parse(byte[])} does, with a say about the checksums of TCP and UDP.
   *
   * @throws MalformedPacketException if anything else is wrong
   */
  public static EthernetFrame parse(byte[] bytes, TransportChecksums transportChecksums)
      throws MalformedPacketException {
    PacketReader in = new PacketReader(bytes, 0, bytes.length);
    MacAddress destination = in.mac("Ethernet destination");
    MacAddress source = in.mac("Ethernet source");
    int etherType = in.u16("Ethernet EtherType");
    return new EthernetFrame(
        destination, source, etherType, payload(etherType, bytes, in, transportChecksums));
  }

  private static Payload payload(
      int etherType, byte[] bytes, PacketReader in, TransportChecksums transportChecksums)
      throws MalformedPacketException {
    return switch (etherType) {
      case EthernetFrame.ARP -> ArpCodec.read(in);
      case EthernetFrame.IPV4 -> Ipv4Codec.read(bytes, in, transportChecksums);
      case EthernetFrame.IPV6 -> Ipv6Codec.read(bytes, in, transportChecksums);
      default -> in.rest("Ethernet payload");
    };
  }

  private static int lengthOf(Payload payload) {
    if (payload instanceof ArpPacket) {
      return ArpCodec.LENGTH;
    }
    if (payload instanceof Ipv4Packet packet) {
      return Ipv4Codec.length(packet);
    }
    if (payload instanceof Ipv6Packet packet) {
      return Ipv6Codec.length(packet);
    }
    if (payload instanceof RawPayload raw) {
      return raw.bytes().length;
    }
    throw notUnder("an Ethernet frame", payload);
  }

  static IllegalArgumentException notUnder(String carrier, Payload payload) {
    return new IllegalArgumentException(
        payload.getClass().getSimpleName()
            + " cannot be carried by "
            + carrier
            + ": put it into the packet of the layer between");
  }
}

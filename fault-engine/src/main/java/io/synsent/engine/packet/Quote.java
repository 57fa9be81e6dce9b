package io.synsent.engine.packet;

import java.util.Arrays;
import java.util.Optional;

/**
 * The packet that an ICMP error is about, as far as its quote tells: enough to find the socket.
 *
 * @param protocol 6 for TCP, 17 for UDP; the next header of IPv6
 * @param sourcePort the first 16 bits behind the IP header
 * @param destinationPort the next 16 bits
 * @param sequence the next 32 bits, unsigned in a long: the sequence number if it is TCP
 * @param timeToLive what was left when the router or host that complains got it
 */
public record Quote(
    IpAddress source,
    IpAddress destination,
    int protocol,
    int sourcePort,
    int destinationPort,
    long sequence,
    int timeToLive) {

  /**
   * How long an ICMP error may get in octets, its own IP header included: as much of the original
   * packet as fits is quoted (RFC 1812, section 4.3.2.3; Linux net/ipv4/icmp.c, icmp_send).
   */
  private static final int LARGEST_ERROR = 576;

  /**
   * How long an ICMPv6 error may get, its own IPv6 header included: the least MTU that IPv6 allows
   * (RFC 4443, section 2.4 (c); Linux net/ipv6/icmp.c, icmp6_send: IPV6_MIN_MTU).
   */
  private static final int LARGEST_ERROR_V6 = 1280;

  /**
   * The least of a transport header that has to be quoted, and that Linux asks for before it looks
   * for the socket (RFC 792: "64 bits of Original Data Datagram").
   */
  private static final int LEAST_TRANSPORT = 8;

  /** What an ICMP error about {@code original} quotes of it: its first 548 octets at most. */
  public static RawPayload of(Ipv4Packet original) {
    byte[] whole = Frames.emit(original);
    int room = LARGEST_ERROR - Ipv4Codec.HEADER - IcmpCodec.HEADER;
    return new RawPayload(whole.length <= room ? whole : Arrays.copyOf(whole, room));
  }

  /** What an ICMPv6 error about {@code original} quotes of it: its first 1232 octets at most. */
  public static RawPayload of(Ipv6Packet original) {
    byte[] whole = Frames.emit(original);
    int room = LARGEST_ERROR_V6 - Ipv6Codec.HEADER - Icmpv6Codec.HEADER;
    return new RawPayload(whole.length <= room ? whole : Arrays.copyOf(whole, room));
  }

  /**
   * Reads what an ICMPv6 error quotes.
   *
   * @return empty if {@code message} is no error, or quotes less than an IPv6 header and 8 octets,
   *     or a packet with extension headers
   */
  public static Optional<Quote> in(Icmpv6Message message) {
    if (!message.isError()) {
      return Optional.empty();
    }
    byte[] bytes = message.body().bytes();
    try {
      PacketReader in = new PacketReader(bytes, 0, bytes.length);
      int version = in.u8("version") >>> 4;
      in.raw("traffic class, flow label and payload length", 5);
      int protocol = in.u8("next header");
      int timeToLive = in.u8("hop limit");
      Ipv6Address source = in.ipv6("source");
      Ipv6Address destination = in.ipv6("destination");
      if (version != 6 || in.remaining() < LEAST_TRANSPORT) {
        return Optional.empty();
      }
      return Optional.of(transport(source, destination, protocol, timeToLive, in));
    } catch (MalformedPacketException tooShort) {
      return Optional.empty();
    }
  }

  private static Quote transport(
      IpAddress source, IpAddress destination, int protocol, int timeToLive, PacketReader in)
      throws MalformedPacketException {
    return new Quote(
        source,
        destination,
        protocol,
        in.u16("source port"),
        in.u16("destination port"),
        in.u32("sequence"),
        timeToLive);
  }

  /**
   * Reads what an ICMP error quotes.
   *
   * <p>Checksums and the total length are not verified: the quote may be cut short.
   *
   * @return empty if {@code message} is no error, or quotes less than an IPv4 header and 8 octets
   */
  public static Optional<Quote> in(IcmpMessage message) {
    if (!message.isError()) {
      return Optional.empty();
    }
    byte[] bytes = message.body().bytes();
    try {
      return Optional.of(read(bytes));
    } catch (MalformedPacketException tooShort) {
      return Optional.empty();
    }
  }

  private static Quote read(byte[] bytes) throws MalformedPacketException {
    PacketReader in = new PacketReader(bytes, 0, bytes.length);
    int versionAndLength = in.u8("version and header length");
    int header = (versionAndLength & 0xF) * 4;
    if (versionAndLength >>> 4 != 4 || header < Ipv4Codec.HEADER) {
      throw MalformedPacketException.of("version and header length", "IPv4", versionAndLength);
    }
    in.u8("type of service");
    in.u32("total length and identification");
    int fragment = in.u16("fragment offset");
    int timeToLive = in.u8("time to live");
    int protocol = in.u8("protocol");
    in.u16("checksum");
    Ipv4Address source = in.ipv4("source");
    Ipv4Address destination = in.ipv4("destination");
    in.raw("options", header - Ipv4Codec.HEADER);
    if ((fragment & 0x1FFF) != 0 || in.remaining() < LEAST_TRANSPORT) {
      throw MalformedPacketException.of("transport header", LEAST_TRANSPORT, in.remaining());
    }
    return transport(source, destination, protocol, timeToLive, in);
  }
}

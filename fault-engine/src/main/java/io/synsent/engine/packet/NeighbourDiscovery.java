package io.synsent.engine.packet;

import io.synsent.engine.Nullable;
import java.util.Optional;

/**
 * A neighbour solicitation or advertisement (RFC 4861, sections 4.3 and 4.4): what ARP's request
 * and reply are for IPv4.
 *
 * @param advertisement whether it answers (or announces); else it asks
 * @param router whether its sender forwards (advertisements only)
 * @param solicited whether it answers a solicitation (advertisements only)
 * @param override whether a cached MAC address is to be replaced (advertisements only)
 * @param target the address that is asked for, or whose MAC address is told
 * @param mac the source link-layer address of a solicitation, the target link-layer address of an
 *     advertisement; {@code null} if the option is not there
 */
public record NeighbourDiscovery(
    boolean advertisement,
    boolean router,
    boolean solicited,
    boolean override,
    Ipv6Address target,
    @Nullable MacAddress mac) {

  /** RFC 4861, section 7.1: what came over a router is not of this link. */
  public static final int HOP_LIMIT = 255;

  private static final int ROUTER = 1 << 31;
  private static final int SOLICITED = 1 << 30;
  private static final int OVERRIDE = 1 << 29;

  private static final int SOURCE_LINK_LAYER_ADDRESS = 1;
  private static final int TARGET_LINK_LAYER_ADDRESS = 2;
  private static final int OPTION_UNIT = 8;

  /** "Who has {@code target}? I am {@code mac}." */
  public static NeighbourDiscovery solicitation(Ipv6Address target, @Nullable MacAddress mac) {
    return new NeighbourDiscovery(false, false, false, false, target, mac);
  }

  /** "{@code target} is at {@code mac}." */
  public static NeighbourDiscovery advertisement(
      boolean router,
      boolean solicited,
      boolean override,
      Ipv6Address target,
      @Nullable MacAddress mac) {
    return new NeighbourDiscovery(true, router, solicited, override, target, mac);
  }

  /** The message. */
  public Icmpv6Message message() {
    PacketWriter body = new PacketWriter(16 + (mac == null ? 0 : OPTION_UNIT));
    body.ipv6(target);
    if (mac != null) {
      body.u8(advertisement ? TARGET_LINK_LAYER_ADDRESS : SOURCE_LINK_LAYER_ADDRESS).u8(1).mac(mac);
    }
    int flags = (router ? ROUTER : 0) | (solicited ? SOLICITED : 0) | (override ? OVERRIDE : 0);
    return new Icmpv6Message(
        advertisement
            ? Icmpv6Message.NEIGHBOUR_ADVERTISEMENT
            : Icmpv6Message.NEIGHBOUR_SOLICITATION,
        0,
        flags,
        new RawPayload(body.bytes()));
  }

  /**
   * Reads one.
   *
   * @return empty if {@code message} is of another type, cut short, or has an option of length zero
   *     (RFC 4861, section 4.6: "Nodes MUST silently discard")
   */
  public static Optional<NeighbourDiscovery> in(Icmpv6Message message) {
    boolean advertisement = message.type() == Icmpv6Message.NEIGHBOUR_ADVERTISEMENT;
    if (!advertisement && message.type() != Icmpv6Message.NEIGHBOUR_SOLICITATION) {
      return Optional.empty();
    }
    byte[] bytes = message.body().bytes();
    try {
      PacketReader in = new PacketReader(bytes, 0, bytes.length);
      Ipv6Address target = in.ipv6("target");
      int wanted = advertisement ? TARGET_LINK_LAYER_ADDRESS : SOURCE_LINK_LAYER_ADDRESS;
      MacAddress mac = null;
      while (in.remaining() > 0) {
        int type = in.u8("option type");
        int length = in.u8("option length") * OPTION_UNIT;
        if (length == 0) {
          return Optional.empty();
        }
        if (type == wanted && length == OPTION_UNIT) {
          mac = in.mac("link-layer address");
        } else {
          in.raw("option", length - 2);
        }
      }
      return Optional.of(
          new NeighbourDiscovery(
              advertisement,
              advertisement && (message.rest() & ROUTER) != 0,
              advertisement && (message.rest() & SOLICITED) != 0,
              advertisement && (message.rest() & OVERRIDE) != 0,
              target,
              mac));
    } catch (MalformedPacketException tooShort) {
      return Optional.empty();
    }
  }
}

package io.synsent.engine.network;

import io.synsent.engine.Nullable;
import io.synsent.engine.link.Device;
import io.synsent.engine.packet.IpAddress;

/**
 * Internal. One line of the routing table.
 *
 * @param gateway the next hop, or {@code null} if the destination is a neighbour itself
 * @param device the way out; {@code null} for routes that lead nowhere
 * @param source the address packets get that have none yet, or {@code null} for the device's
 */
public record Route(
    Prefix prefix,
    RouteType type,
    @Nullable IpAddress gateway,
    @Nullable Device device,
    @Nullable IpAddress source) {

  /** drivers/net/loopback.c: {@code dev->mtu = 64 * 1024}. */
  private static final int LOOPBACK_MTU = 65_536;

  /** To neighbours on {@code device}. */
  public static Route connected(Prefix prefix, Device device, IpAddress source) {
    return new Route(prefix, RouteType.UNICAST, null, device, source);
  }

  /** Through a gateway. */
  public static Route via(Prefix prefix, IpAddress gateway, Device device) {
    return new Route(prefix, RouteType.UNICAST, gateway, device, null);
  }

  /** To an address of this host. */
  public static Route local(Prefix prefix, Device device, IpAddress source) {
    return new Route(prefix, RouteType.LOCAL, null, device, source);
  }

  /** To nowhere: UNREACHABLE, PROHIBIT or BLACKHOLE. */
  public static Route nowhere(Prefix prefix, RouteType type) {
    return new Route(prefix, type, null, null, null);
  }

  /** The largest packet that fits through, in octets; loopback's for this host's own addresses. */
  public int mtu() {
    return type == RouteType.LOCAL || device == null ? LOOPBACK_MTU : device.mtu();
  }

  boolean isUsable() {
    return device == null || device.isUp();
  }
}

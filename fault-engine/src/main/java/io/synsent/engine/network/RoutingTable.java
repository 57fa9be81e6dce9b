package io.synsent.engine.network;

import io.synsent.engine.Nullable;
import io.synsent.engine.packet.Ipv4Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Internal. Where packets go: the longest prefix wins, of equal ones the first. */
public final class RoutingTable {

  /** By prefix length; within one by network address. */
  private final List<Map<Integer, List<Route>>> byLength = new ArrayList<>();

  /** The prefix lengths there are, longest first. */
  private final List<Integer> lengths = new ArrayList<>();

  public RoutingTable() {
    for (int length = 0; length <= 32; length++) {
      byLength.add(new HashMap<>());
    }
  }

  /** Adds a route behind those there are for the same prefix. */
  public void add(Route route) {
    int length = route.prefix().length();
    byLength
        .get(length)
        .computeIfAbsent(route.prefix().network().value(), network -> new ArrayList<>())
        .add(route);
    if (!lengths.contains(length)) {
      lengths.add(length);
      lengths.sort((a, b) -> b - a);
    }
  }

  /** Takes away every route that {@code which} picks; returns how many there were. */
  public int removeIf(Predicate<Route> which) {
    int removed = 0;
    for (Map<Integer, List<Route>> routes : byLength) {
      for (List<Route> same : routes.values()) {
        int before = same.size();
        same.removeIf(which);
        removed += before - same.size();
      }
    }
    return removed;
  }

  /**
   * The route to {@code destination}, or {@code null} if there is none. Routes through a device
   * that is down do not count.
   */
  public @Nullable Route lookup(Ipv4Address destination) {
    for (int length : lengths) {
      List<Route> routes = byLength.get(length).get(destination.value() & Prefix.mask(length));
      if (routes != null) {
        for (Route route : routes) {
          if (route.isUsable()) {
            return route;
          }
        }
      }
    }
    return null;
  }
}

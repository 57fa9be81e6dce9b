package io.synsent.engine.network;

import io.synsent.engine.Nullable;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.Ipv6Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Internal. Where packets go: the longest prefix wins, of equal ones the first. The families do not
 * see each other's routes.
 */
public final class RoutingTable {

  private final Family v4 = new Family();
  private final Family v6 = new Family();

  /** Adds a route behind those there are for the same prefix. */
  public void add(Route route) {
    family(route.prefix().network()).add(route);
  }

  /** Takes away every route that {@code which} picks; returns how many there were. */
  public int removeIf(Predicate<Route> which) {
    return v4.removeIf(which) + v6.removeIf(which);
  }

  /**
   * The route to {@code destination}, or {@code null} if there is none. Routes through a device
   * that is down do not count.
   */
  public @Nullable Route lookup(IpAddress destination) {
    return family(destination).lookup(destination);
  }

  private Family family(IpAddress address) {
    return address instanceof Ipv6Address ? v6 : v4;
  }

  private static final class Family {

    /** By network address, one map for each prefix length that there is, longest first. */
    private final List<OfLength> byLength = new ArrayList<>();

    void add(Route route) {
      ofLength(route.prefix().length())
          .routes
          .computeIfAbsent(route.prefix().network(), network -> new ArrayList<>())
          .add(route);
    }

    private OfLength ofLength(int length) {
      for (OfLength there : byLength) {
        if (there.length == length) {
          return there;
        }
      }
      OfLength added = new OfLength(length, new HashMap<>());
      byLength.add(added);
      byLength.sort((a, b) -> b.length - a.length);
      return added;
    }

    int removeIf(Predicate<Route> which) {
      int removed = 0;
      for (OfLength length : byLength) {
        for (List<Route> same : length.routes.values()) {
          int before = same.size();
          same.removeIf(which);
          removed += before - same.size();
        }
      }
      return removed;
    }

    @Nullable
    Route lookup(IpAddress destination) {
      for (OfLength length : byLength) {
        List<Route> routes = length.routes.get(destination.masked(length.length));
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

  private record OfLength(int length, Map<IpAddress, List<Route>> routes) {}
}

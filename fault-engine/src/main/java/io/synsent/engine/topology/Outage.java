package io.synsent.engine.topology;

import io.synsent.engine.Nullable;
import io.synsent.engine.capture.Layer;
import io.synsent.engine.network.FirewallRule;
import java.util.OptionalInt;

/**
 * A fault of a host that does not always hold, as it was declared.
 *
 * @param rule the firewall's rule; only for {@link Kind#FIREWALLED}
 * @param port the one port it is about; empty for all
 */
record Outage(Kind kind, @Nullable FirewallRule rule, OptionalInt port, FaultSchedule when) {

  enum Kind {
    UNREACHABLE(Layer.LINK),
    CLOSED(Layer.TCP),
    FIREWALLED(Layer.FIREWALL);

    private final Layer layer;

    Kind(Layer layer) {
      this.layer = layer;
    }

    /** The layer that speaks of it in the journal. */
    Layer layer() {
      return layer;
    }
  }

  static Outage absent(FaultSchedule when) {
    return new Outage(Kind.UNREACHABLE, null, OptionalInt.empty(), when);
  }

  static Outage closed(int port, FaultSchedule when) {
    return new Outage(Kind.CLOSED, null, OptionalInt.of(port), when);
  }

  static Outage firewall(FirewallRule rule, FaultSchedule when) {
    return new Outage(Kind.FIREWALLED, rule, rule.destinationPort(), when);
  }

  boolean isAbout(int asked) {
    return port.isEmpty() || port.getAsInt() == asked;
  }
}

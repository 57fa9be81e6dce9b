package io.synsent.engine.report;

import io.synsent.engine.topology.ConnectAttempt;
import io.synsent.engine.topology.Network;
import java.util.List;

/** The journal of a network, sorted by connect. */
@SuppressWarnings("DoNotCallSuggester")
public final class Timeline {

  private Timeline() {}

  /** A report of every connect so far, in the order in which they began. */
  public static List<ConnectReport> of(Network network) {
    return network.connects().stream().map(connect -> of(network, connect)).toList();
  }

  /** A report of one connect. */
  public static ConnectReport of(Network network, ConnectAttempt connect) {
    throw new UnsupportedOperationException();
  }

  /** A report as text: a line of summary, then one line per event. */
  public static String text(ConnectReport report) {
    throw new UnsupportedOperationException();
  }
}

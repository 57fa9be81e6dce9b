package io.synsent.engine.report;

import io.synsent.engine.Nullable;
import io.synsent.engine.capture.JournalEntry;
import io.synsent.engine.capture.Layer;
import io.synsent.engine.topology.Network;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The states that the client's neighbour entries went through, by the journal. */
final class NeighbourHistory {

  private final Map<String, TreeMap<Long, String>> byAddress = new HashMap<>();

  NeighbourHistory(Network network) {
    String client = network.client().name();
    for (JournalEntry entry : network.journal().entries()) {
      if (!entry.isCaptured() && entry.layer() == Layer.NEIGHBOUR && entry.host().equals(client)) {
        StateChange.in(entry)
            .ifPresent(
                move ->
                    byAddress
                        .computeIfAbsent(entry.subject(), address -> new TreeMap<>())
                        .put(entry.sequence(), move.to()));
      }
    }
  }

  /** The state just before an entry of the journal; null if nothing is known of the address. */
  @Nullable
  String before(long sequence, String address) {
    TreeMap<Long, String> states = byAddress.get(address);
    Map.Entry<Long, String> last = states == null ? null : states.lowerEntry(sequence);
    return last == null ? null : last.getValue();
  }
}

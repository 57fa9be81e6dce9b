package io.synsent.engine.report;

import io.synsent.engine.capture.JournalEntry;
import io.synsent.engine.topology.ConnectAttempt;
import io.synsent.engine.topology.Network;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * One pass over the journal that gives every connect the entries of its time which may be its own.
 *
 * <p>It takes time in proportion to the journal and to what it finds: an entry is offered only to
 * connects that are under way and wait for its key.
 */
final class Sweep {

  /** Takes an entry that may be a connect's own. */
  interface Taker {

    /** By which keys to find the entries that may be its own: {@link Relevance#keysOf}. */
    List<String> keys();

    /** The number of the first entry that is too late for it. */
    long until();

    /** An entry between the connect's beginning and {@link #until}, in order. */
    void offer(JournalEntry entry);
  }

  private record UnderWay(ConnectAttempt connect, Taker taker) {}

  private final Map<String, Set<UnderWay>> byKey = new HashMap<>();
  private final PriorityQueue<UnderWay> byEnd =
      new PriorityQueue<>(Comparator.comparingLong(active -> active.taker().until()));

  private Sweep() {}

  /**
   * Offers the entries of the network's journal.
   *
   * @param connects in the order in which they began
   * @param takers of the connects, in the same order
   */
  static void over(Network network, List<ConnectAttempt> connects, List<? extends Taker> takers) {
    if (connects.isEmpty()) {
      return;
    }
    Sweep sweep = new Sweep();
    int next = 0;
    for (JournalEntry entry : network.journal().entriesSince(connects.get(0).firstEntry())) {
      while (next < connects.size() && connects.get(next).firstEntry() <= entry.sequence()) {
        sweep.begin(connects.get(next), takers.get(next), entry);
        next++;
      }
      sweep.endBefore(entry.sequence());
      sweep.offer(entry);
      if (next == connects.size() && sweep.byEnd.isEmpty()) {
        break;
      }
    }
  }

  private void begin(ConnectAttempt connect, Taker taker, JournalEntry entry) {
    UnderWay active = new UnderWay(connect, taker);
    byEnd.add(active);
    if (entry.sequence() == connect.firstEntry()
        && Relevance.keysOf(entry).stream().noneMatch(taker.keys()::contains)) {
      taker.offer(entry); // the socket had no port yet that could be its key
    }
    for (String key : active.taker().keys()) {
      byKey.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(active);
    }
  }

  private void endBefore(long sequence) {
    while (!byEnd.isEmpty() && byEnd.element().taker().until() <= sequence) {
      UnderWay ended = byEnd.remove();
      for (String key : ended.taker().keys()) {
        Set<UnderWay> waiting = byKey.get(key);
        if (waiting != null && waiting.remove(ended) && waiting.isEmpty()) {
          byKey.remove(key);
        }
      }
    }
  }

  private void offer(JournalEntry entry) {
    List<String> keys = Relevance.keysOf(entry);
    if (keys.size() == 1) {
      for (UnderWay active : byKey.getOrDefault(keys.get(0), Set.of())) {
        active.taker().offer(entry);
      }
      return;
    }
    Set<UnderWay> concerned = new LinkedHashSet<>();
    keys.forEach(key -> concerned.addAll(byKey.getOrDefault(key, Set.of())));
    concerned.forEach(active -> active.taker().offer(entry));
  }

  /** Collects what {@link Relevance#of} says yes to. */
  static final class Own implements Taker {

    private final Relevance relevance;
    private final List<String> keys;
    private final long until;
    final List<JournalEntry> entries = new ArrayList<>();

    Own(Network network, ConnectAttempt connect) {
      this.relevance = new Relevance(network, connect);
      this.keys = relevance.keys();
      this.until = connect.endEntry();
    }

    @Override
    public long until() {
      return until;
    }

    @Override
    public List<String> keys() {
      return keys;
    }

    @Override
    public void offer(JournalEntry entry) {
      if (relevance.of(entry)) {
        entries.add(entry);
      }
    }
  }
}

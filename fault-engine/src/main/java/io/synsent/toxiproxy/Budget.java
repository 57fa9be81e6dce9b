package io.synsent.toxiproxy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How many bytes the links may hold, each of them and all together: so many that a latency does not
 * become a limit of the rate on a fast line, so few that a thousand stalled connections fit in a
 * test's heap.
 */
final class Budget {
  /** What a link may hold whose toxics pass everything on as it comes. */
  static final int LINK_BYTES = 64 * 1024;

  /** What a link may hold at most, if its toxics need it to: 40 MB/s at a latency of 100 ms. */
  static final int LONG_LINK_BYTES = 4 * 1024 * 1024;

  /** What any link may hold, however much the others hold. */
  private static final int ASSURED_BYTES = 8 * 1024;

  /** What all links together may hold beyond what is assured. */
  private static final int ALL_BYTES = 24 * 1024 * 1024;

  private final Set<Link> waiting = new LinkedHashSet<>();
  private long held;

  void charge(int bytes) {
    held += bytes;
  }

  boolean allows(int heldByLink, int capacity) {
    return heldByLink < ASSURED_BYTES || (held < ALL_BYTES && heldByLink < capacity);
  }

  /** How much to read at once; what can be written at once is not held. */
  int readSize(int heldByLink, boolean direct) {
    if (held >= ALL_BYTES) {
      return ASSURED_BYTES;
    }
    return direct && heldByLink == 0 ? EventLoop.SCRATCH_BYTES : LINK_BYTES;
  }

  void remember(Link link) {
    waiting.add(link);
  }

  void forget(Link link) {
    waiting.remove(link);
  }

  /** Lets those read again that had no room, if there is some. */
  void reconsider() {
    if (waiting.isEmpty() || held >= ALL_BYTES) {
      return;
    }
    List<Link> links = List.copyOf(waiting);
    waiting.clear();
    links.forEach(Link::considerReading);
  }

  /** Bytes held by all links. */
  long held() {
    return held;
  }
}

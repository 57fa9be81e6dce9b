package io.synsent.engine.capture;

import io.synsent.engine.packet.EthernetFrame;
import io.synsent.engine.time.Timers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The one ordered list of everything that happened in a simulated network; every layer writes to
 * it.
 *
 * <p>Writing is cheap: a frame is kept as the value it is, its bytes and its text are computed only
 * when they are read. A long run can bound the journal or switch it off: {@link #ofLast(Timers,
 * int)}, {@link #off(Timers)}. Not thread safe, as nothing in the engine is.
 */
public final class Journal {

  private final Timers clock;
  private final int limit;
  private final ArrayList<JournalEntry> entries = new ArrayList<>();
  private long nextSequence;

  private Journal(Timers clock, int limit) {
    this.clock = clock;
    this.limit = limit;
  }

  /**
   * A journal that keeps everything.
   *
   * @param clock stamps the entries
   */
  public Journal(Timers clock) {
    this(clock, Integer.MAX_VALUE);
  }

  /**
   * A journal that keeps the last {@code limit} entries and forgets older ones; {@link #forgotten}
   * says how many.
   *
   * @param limit 1 or more
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  public static Journal ofLast(Timers clock, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException(
          "a journal of the last "
              + limit
              + " entries: keep 1 or more, or switch it off with Journal.off");
    }
    return new Journal(clock, limit);
  }

  /** A journal that keeps nothing, for runs in which only the outcome counts. */
  public static Journal off(Timers clock) {
    return new Journal(clock, 0);
  }

  /** Whether what is written is kept; false only for a journal that is {@link #off}. */
  public boolean isOn() {
    return limit > 0;
  }

  /** The tap: a frame passed {@code device} of {@code host}. */
  public void frame(String host, String device, Direction direction, EthernetFrame frame) {
    if (isOn()) {
      keep(
          JournalEntry.frame(
              nextSequence, new CapturedFrame(clock.now(), host, device, direction, frame)));
    } else {
      nextSequence++;
    }
  }

  /**
   * Something happened that no tap sees.
   *
   * @param subject what it is about: {@code "192.168.31.7"} for a neighbour, {@code
   *     "192.168.31.6:40001 > 192.168.31.7:8081"} for a socket
   */
  public void event(String host, Layer layer, String subject, String text) {
    if (isOn()) {
      keep(JournalEntry.event(nextSequence, clock.now(), host, layer, subject, text));
    } else {
      nextSequence++;
    }
  }

  /**
   * Something happened that no tap sees, in words that cost something to put together: {@code text}
   * is asked at once, and only if the journal is on.
   */
  public void event(String host, Layer layer, String subject, Supplier<String> text) {
    if (isOn()) {
      keep(JournalEntry.event(nextSequence, clock.now(), host, layer, subject, text.get()));
    } else {
      nextSequence++;
    }
  }

  /** What was kept, oldest first: a snapshot, which does not grow. */
  public List<JournalEntry> entries() {
    return entriesSince(0);
  }

  /**
   * The entries with this sequence number or a higher one, oldest first: a snapshot. With {@link
   * #nextSequence} as a mark it gives what was written after the mark was taken.
   */
  public List<JournalEntry> entriesSince(long sequence) {
    int kept = Math.min(entries.size(), limit);
    long first = Math.max(sequence, nextSequence - kept);
    int count = (int) Math.max(0, nextSequence - first);
    return List.copyOf(entries.subList(entries.size() - count, entries.size()));
  }

  /** The frames among the entries, oldest first: a snapshot. */
  public List<CapturedFrame> frames() {
    List<CapturedFrame> frames = new ArrayList<>();
    for (JournalEntry entry : entries()) {
      CapturedFrame frame = entry.frame();
      if (frame != null) {
        frames.add(frame);
      }
    }
    return List.copyOf(frames);
  }

  /** The sequence number that the next entry will get; also how many were written so far. */
  public long nextSequence() {
    return nextSequence;
  }

  /** How many entries were written and are no longer, or never were, kept. */
  public long forgotten() {
    return nextSequence - Math.min(entries.size(), limit);
  }

  /** How many entries are in memory, those about to be thrown away included. */
  int held() {
    return entries.size();
  }

  private void keep(JournalEntry entry) {
    nextSequence++;
    // Twice the limit before anything is thrown away, so that forgetting costs O(1) per entry.
    if (entries.size() >= 2L * limit) {
      entries.subList(0, entries.size() - limit + 1).clear();
    }
    entries.add(entry);
  }
}

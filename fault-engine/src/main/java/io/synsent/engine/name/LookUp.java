package io.synsent.engine.name;

import io.synsent.engine.Nullable;
import io.synsent.engine.capture.Journal;
import io.synsent.engine.capture.Layer;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.time.Timers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * One getaddrinfo() under way in a simulated network, or already settled.
 *
 * <p>All servers are asked one after the other, each for its part of the time, and that as often as
 * {@code attempts} says. A server's answer that comes while another one is waited for is read when
 * its turn comes again, from its own socket, as in glibc.
 */
public final class LookUp {

  private final int number;
  private final String name;
  private final String label;
  private final NameAnswer answer;
  private final ResolverSettings settings;
  private final Timers timers;
  private final Journal journal;
  private final String host;
  private final long beganAt;
  private final long firstEntry;
  private long endEntry = Long.MAX_VALUE;
  private final List<Deque<Long>> arrivals = new ArrayList<>();
  private final List<Long> queryTimes = new ArrayList<>();
  private int attempt;
  private int server;
  private @Nullable Result result;

  /**
   * How a look-up ended.
   *
   * @param error empty if the name has addresses
   * @param addresses in the order in which the application gets them
   * @param atNanos when, in nanoseconds since the simulation began
   * @param cause in words
   */
  public record Result(
      Optional<GaiError> error, List<IpAddress> addresses, long atNanos, String cause) {

    /** Copies the list. */
    public Result {
      addresses = List.copyOf(addresses);
    }
  }

  LookUp(
      int number,
      String name,
      String label,
      NameAnswer answer,
      ResolverSettings settings,
      Timers timers,
      Journal journal,
      String host) {
    this.number = number;
    this.name = name;
    this.label = label;
    this.answer = answer;
    this.settings = settings;
    this.timers = timers;
    this.journal = journal;
    this.host = host;
    this.beganAt = timers.now();
    this.firstEntry = journal.nextSequence();
    for (int i = 0; i < settings.servers(); i++) {
      arrivals.add(new ArrayDeque<>());
    }
  }

  /** 1, 2, … in the order in which the network's look-ups began. */
  public int number() {
    return number;
  }

  /** What was looked up, as the application wrote it. */
  public String name() {
    return name;
  }

  /** Who asked; may be empty. */
  public String label() {
    return label;
  }

  /** When it began, in nanoseconds since the simulation began. */
  public long beganAt() {
    return beganAt;
  }

  /** When servers were asked, in nanoseconds since the look-up began. */
  public List<Long> queryTimes() {
    return List.copyOf(queryTimes);
  }

  /** The journal's mark at its beginning: its own entries have this number or a higher one. */
  public long firstEntry() {
    return firstEntry;
  }

  /** The journal's mark behind its end; {@link Long#MAX_VALUE} while it is pending. */
  public long endEntry() {
    return endEntry;
  }

  /** What the journal's entries about it are about: {@code "look-up 1 of db.example"}. */
  public String subject() {
    return "look-up " + number + " of " + name;
  }

  /** How it ended; empty while it is pending. */
  public Optional<Result> result() {
    return Optional.ofNullable(result);
  }

  void begin(String remark) {
    if (!remark.isEmpty()) {
      note(remark);
    }
    query();
  }

  private void query() {
    long now = timers.now();
    queryTimes.add(now - beganAt);
    note(
        "query A, AAAA to name server "
            + (server + 1)
            + " of "
            + settings.servers()
            + ", attempt "
            + (attempt + 1)
            + " of "
            + settings.attempts());
    Deque<Long> own = arrivals.get(server);
    if (server >= settings.silentServers() && answer.kind() != NameAnswer.Kind.SILENCE) {
      own.add(now + answer.delay().toNanos());
    }
    long window = settings.windowNanos(server);
    Long arrival = own.peek();
    if (arrival == null || arrival > now + window) {
      timers.after(
          window,
          () -> {
            note("no answer within " + window / 1_000_000_000 + " s");
            next();
          });
    } else if (arrival <= now) {
      own.remove();
      read();
    } else {
      own.remove();
      timers.after(arrival - now, this::read);
    }
  }

  private void read() {
    note("answer: " + answer.words());
    switch (answer.kind()) {
      case ADDRESSES -> settle(Optional.empty(), answer.words());
      case NXDOMAIN -> settle(Optional.of(GaiError.EAI_NONAME), "NXDOMAIN");
      case NODATA -> settle(Optional.of(GaiError.EAI_NODATA), "the name has no address");
      case SERVFAIL -> next();
      case SILENCE -> throw new IllegalStateException("bug in SynSent: silence was heard");
    }
  }

  /** The next server; behind the last one the next attempt. */
  private void next() {
    server++;
    if (server == settings.servers()) {
      server = 0;
      attempt++;
    }
    if (attempt < settings.attempts()) {
      query();
    } else {
      settle(
          Optional.of(GaiError.EAI_AGAIN),
          answer.kind() == NameAnswer.Kind.SERVFAIL
              ? "every name server failed"
              : "no name server answered");
    }
  }

  private void settle(Optional<GaiError> error, String cause) {
    if (result != null) {
      throw new IllegalStateException("bug in SynSent: look-up " + number + " ended twice");
    }
    result =
        new Result(error, error.isEmpty() ? answer.addresses() : List.of(), timers.now(), cause);
    note(error.map(e -> e.name() + " (" + e.message() + "): " + cause).orElse("found: " + cause));
    endEntry = journal.nextSequence();
  }

  private void note(String text) {
    journal.event(host, Layer.NAME, subject(), text);
  }

  @Override
  public String toString() {
    return subject();
  }
}

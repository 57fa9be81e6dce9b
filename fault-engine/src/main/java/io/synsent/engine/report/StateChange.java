package io.synsent.engine.report;

import io.synsent.engine.capture.JournalEntry;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A state machine's move, as its one {@code transitionTo} writes it to the journal: {@code SYN_SENT
 * -> CLOSED: RST from 192.168.31.1}.
 */
record StateChange(String from, String to, String cause) {

  private static final Pattern MOVE =
      Pattern.compile("(?:\\S+: )?([A-Z_]+) -> ([A-Z_]+): (.*)", Pattern.DOTALL);

  /** The move that an entry tells of, if it tells of one. */
  static Optional<StateChange> in(JournalEntry entry) {
    if (entry.isCaptured()) {
      return Optional.empty();
    }
    Matcher move = MOVE.matcher(entry.text());
    return move.matches()
        ? Optional.of(new StateChange(move.group(1), move.group(2), move.group(3)))
        : Optional.empty();
  }
}

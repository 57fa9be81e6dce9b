package io.synsent.engine.report;

import io.synsent.engine.Nullable;
import io.synsent.engine.capture.Layer;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.report.Ladder.Arrow;
import io.synsent.engine.report.Ladder.Bar;
import io.synsent.engine.report.Ladder.Column;
import io.synsent.engine.report.Ladder.Fate;
import io.synsent.engine.report.Ladder.Kind;
import io.synsent.engine.report.Ladder.Leg;
import io.synsent.engine.report.Ladder.Note;
import io.synsent.engine.report.Ladder.Progress;
import io.synsent.engine.report.Ladder.Stage;
import io.synsent.engine.report.Ladder.Wait;
import io.synsent.engine.socket.Errno;
import io.synsent.engine.topology.ConnectAttempt;
import io.synsent.engine.topology.Network;
import io.synsent.engine.topology.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * The way of one SYN, the way the article tells it: down the layers of the client, over the
 * routers, up to the far host's TCP; and back again with the answer. Of several SYNs it is the one
 * that got farthest, the first of those.
 */
final class Journey {

  private final Network network;
  private final ConnectAttempt connect;
  private final List<Column> columns;
  private final List<Arrow> arrows;
  private final List<Note> notes;
  private final List<Wait> waits;
  private final List<Bar> socketStates;
  private final List<Stage> stages = new ArrayList<>();
  private boolean stopped;

  Journey(
      Network network,
      ConnectAttempt connect,
      List<Column> columns,
      List<Arrow> arrows,
      List<Note> notes,
      List<Wait> waits,
      List<Bar> socketStates) {
    this.network = network;
    this.connect = connect;
    this.columns = columns;
    this.arrows = arrows;
    this.notes = notes;
    this.waits = waits;
    this.socketStates = socketStates;
  }

  List<Stage> stages() {
    List<Arrow> way = farthestSyn();
    down(way);
    over(way);
    back();
    return List.copyOf(stages);
  }

  private List<Arrow> farthestSyn() {
    int best = -1;
    int farthest = -1;
    for (Arrow arrow : arrows) {
      if (!arrow.label().startsWith("SYN") || arrow.label().startsWith("SYN-ACK")) {
        continue;
      }
      int reached = arrow.fate() == Fate.ARRIVED ? arrow.to() : arrow.from();
      if (reached > farthest) {
        farthest = reached;
        best = arrow.packet();
      }
    }
    int packet = best;
    return arrows.stream().filter(arrow -> arrow.packet() == packet && packet >= 0).toList();
  }

  // Down the client's layers.

  private void down(List<Arrow> way) {
    long began = connect.beganAt();
    IpAddress target = connect.target();
    Outcome outcome = connect.outcome().orElse(null);
    boolean hasSynSent = socketStates.stream().anyMatch(bar -> bar.state().equals("SYN_SENT"));
    pass(Leg.DOWN, 0, "socket", began, "connect() to " + target.withPort(connect.port()));
    if (!hasSynSent && outcome != null && !outcome.isEstablished()) {
      stop(
          Leg.DOWN,
          0,
          isAboutTheRoute(outcome) ? "ip" : "socket",
          outcome.atNanos(),
          outcome.cause());
    }
    step(Leg.DOWN, 0, "tcp", began, "CLOSED → SYN_SENT, a SYN is made");
    IpAddress hop = network.nextHop(target);
    boolean onThisHost = columnOf(Kind.NEIGHBOURS) < 0;
    step(
        Leg.DOWN,
        0,
        "ip",
        began,
        onThisHost
            ? "the route leads to this host itself, through lo"
            : hop.equals(target)
                ? "the route says: on this LAN, so the next hop is " + target + " itself"
                : "the route says: beyond this LAN, so the next hop is the router " + hop);
    Note verdict = verdict(network.client().name());
    if (verdict != null && way.isEmpty()) {
      stop(Leg.DOWN, verdict.column(), "firewall", verdict.at(), verdict.text());
    }
    if (!onThisHost) {
      neighbour(way, hop);
    }
    if (way.isEmpty()) {
      never(Leg.DOWN, 0, "link", "no SYN came down here: a capture shows none");
    } else {
      pass(
          Leg.DOWN,
          Math.max(columnOf(Kind.NEIGHBOURS), 0),
          "link",
          way.get(0).sentAt(),
          "the first place where a capture shows the SYN");
    }
  }

  private boolean isAboutTheRoute(Outcome outcome) {
    Errno errno = outcome.errno().orElse(null);
    return connect.localPort() == 0
        && errno != null
        && errno != Errno.EADDRINUSE
        && errno != Errno.EADDRNOTAVAIL;
  }

  private void neighbour(List<Arrow> way, IpAddress hop) {
    int column = columnOf(Kind.NEIGHBOURS);
    Wait wait = waits.stream().filter(w -> w.what().equals("SYN")).findFirst().orElse(null);
    if (stopped) {
      never(Leg.DOWN, column, "neighbour", "");
    } else if (wait == null) {
      step(
          Leg.DOWN,
          column,
          "neighbour",
          way.isEmpty() ? connect.beganAt() : way.get(0).sentAt(),
          "the MAC address of " + hop + " is known");
    } else if (wait.sent()) {
      add(
          Leg.DOWN,
          column,
          "neighbour",
          Progress.WAITED,
          OptionalLong.of(wait.to()),
          "waited "
              + duration(wait.to() - wait.from())
              + " in the unresolved queue for the MAC address of "
              + hop);
    } else {
      stop(
          Leg.DOWN,
          column,
          "neighbour",
          wait.to(),
          "waited "
              + duration(wait.to() - wait.from())
              + " in the unresolved queue and never left it: nobody answered for "
              + hop);
    }
  }

  // Over and up.

  private void over(List<Arrow> way) {
    for (int i = 1; i < columns.size(); i++) {
      Column column = columns.get(i);
      switch (column.kind()) {
        case ROUTER -> router(i, column, way);
        case FIREWALL -> {
          if (!column.host().equals(network.client().name())) {
            firewall(i, column, way);
          }
        }
        case HOST -> far(i, column, way);
        case NOBODY -> never(Leg.UP, i, "host", "nobody has the address " + connect.target());
        default -> {}
      }
    }
  }

  private void router(int index, Column column, List<Arrow> way) {
    Arrow in = arrival(way, index);
    Arrow out = way.stream().filter(arrow -> arrow.from() == index).findFirst().orElse(null);
    if (in == null) {
      neverOrLost(Leg.OVER, index, "router", way);
    } else if (out != null) {
      pass(Leg.OVER, index, "router", out.sentAt(), "forwarded");
    } else {
      Note why = lastNoteOf(column.host(), Layer.ROUTER, Layer.NEIGHBOUR, Layer.IP);
      stop(
          Leg.OVER,
          index,
          "router",
          why == null ? arrivedAt(in) : why.at(),
          why == null ? "not sent on" : why.text());
    }
  }

  private void firewall(int index, Column column, List<Arrow> way) {
    Arrow in = arrival(way, index);
    Note verdict = verdict(column.host());
    if (in != null && verdict != null) {
      boolean answers = verdict.text().contains("REJECT");
      add(
          Leg.UP,
          index,
          "firewall",
          answers ? Progress.ANSWERED : Progress.STOPPED,
          OptionalLong.of(verdict.at()),
          verdict.text());
      stopped = true;
    } else if (way.stream().anyMatch(a -> a.fate() == Fate.ARRIVED && a.to() > index)) {
      step(Leg.UP, index, "firewall", lastArrival(way), "let through");
    } else {
      neverOrLost(Leg.UP, index, "firewall", way);
    }
  }

  private void far(int index, Column column, List<Arrow> way) {
    Arrow in = arrival(way, index);
    if (in == null) {
      neverOrLost(Leg.UP, index, "tcp", way);
      return;
    }
    Note said = lastNoteOf(column.host(), Layer.TCP);
    for (Note note : notes) {
      if (note.host().equals(column.host())
          && note.layer() == Layer.TCP
          && note.column() == index
          && note.at() >= arrivedAt(in)) {
        said = note;
        break;
      }
    }
    boolean answered = arrows.stream().anyMatch(a -> a.from() == index && a.layer() == Layer.TCP);
    add(
        Leg.UP,
        index,
        "tcp",
        answered ? Progress.ANSWERED : Progress.STOPPED,
        OptionalLong.of(arrivedAt(in)),
        said == null ? "the SYN arrived" : said.text());
    stopped = true;
  }

  // Back.

  private void back() {
    Outcome outcome = connect.outcome().orElse(null);
    Arrow answer = null;
    for (Arrow arrow : arrows) {
      if (arrow.to() == 0
          && arrow.layer() != Layer.ARP
          && arrow.layer() != Layer.NDP
          && arrow.fate() == Fate.ARRIVED
          && (answer == null || outcome == null || arrivedAt(arrow) <= outcome.atNanos())) {
        answer = arrow;
      }
    }
    if (answer != null) {
      pass(
          Leg.BACK,
          answer.from(),
          answer.layer().label(),
          answer.sentAt(),
          answer.label()
              + (columns.get(answer.from()).kind() == Kind.NEIGHBOURS
                  ? ", sent by this host to itself"
                  : " from " + source(answer)));
    } else {
      add(
          Leg.BACK,
          columns.size() - 1,
          "answer",
          Progress.NEVER,
          OptionalLong.empty(),
          "nothing came back");
    }
    if (outcome == null) {
      add(Leg.BACK, 0, "tcp", Progress.WAITED, OptionalLong.empty(), "still waiting");
      return;
    }
    if (!socketStates.isEmpty()) {
      Bar last = socketStates.get(socketStates.size() - 1);
      pass(Leg.BACK, 0, "tcp", last.from(), last.state() + ": " + last.cause());
    }
    pass(
        Leg.BACK,
        0,
        "socket",
        outcome.atNanos(),
        switch (outcome.kind()) {
          case ESTABLISHED -> "connected";
          case FAILED ->
              outcome.errno().map(e -> e.name() + " (" + e.message() + ")").orElse("failed");
          case ABANDONED -> "given up by the application: " + outcome.cause();
        });
  }

  private static String source(Arrow answer) {
    return answer.frame().frame().payload() instanceof IpPacket packet
        ? packet.source().toString()
        : answer.frame().host();
  }

  // Pieces.

  private static long arrivedAt(Arrow arrow) {
    return arrow.arrivedAt().orElse(arrow.sentAt());
  }

  private long lastArrival(List<Arrow> way) {
    return way.isEmpty() ? connect.beganAt() : arrivedAt(way.get(way.size() - 1));
  }

  private static @Nullable Arrow arrival(List<Arrow> way, int column) {
    return way.stream()
        .filter(arrow -> arrow.to() == column && arrow.fate() == Fate.ARRIVED)
        .findFirst()
        .orElse(null);
  }

  private @Nullable Note verdict(String host) {
    return notes.stream()
        .filter(note -> note.layer() == Layer.FIREWALL && note.host().equals(host))
        .findFirst()
        .orElse(null);
  }

  private @Nullable Note lastNoteOf(String host, Layer... layers) {
    Note last = null;
    for (Note note : notes) {
      if (note.host().equals(host) && !note.minor() && List.of(layers).contains(note.layer())) {
        last = last == null || last.layer() != Layer.ROUTER ? note : last;
      }
    }
    return last;
  }

  private int columnOf(Kind kind) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).kind() == kind) {
        return i;
      }
    }
    return -1;
  }

  private void neverOrLost(Leg leg, int column, String layer, List<Arrow> way) {
    boolean lost =
        way.stream().anyMatch(arrow -> arrow.fate() == Fate.LOST && arrow.to() == column);
    if (lost) {
      stop(leg, column, layer, lastArrival(way), "lost on the way here");
    } else {
      never(leg, column, layer, "never came here");
    }
  }

  private void pass(Leg leg, int column, String layer, long at, String words) {
    add(leg, column, layer, Progress.PASSED, OptionalLong.of(at), words);
  }

  /** Passed, unless it was stopped above. */
  private void step(Leg leg, int column, String layer, long at, String words) {
    if (stopped) {
      never(leg, column, layer, "");
    } else {
      pass(leg, column, layer, at, words);
    }
  }

  private void stop(Leg leg, int column, String layer, long at, String words) {
    stopped = true;
    add(leg, column, layer, Progress.STOPPED, OptionalLong.of(at), words);
  }

  private void never(Leg leg, int column, String layer, String words) {
    stopped = true;
    add(leg, column, layer, Progress.NEVER, OptionalLong.empty(), words);
  }

  private void add(
      Leg leg, int column, String layer, Progress progress, OptionalLong at, String words) {
    if (progress == Progress.NEVER
        && stages.stream()
            .anyMatch(
                s ->
                    s.leg() == leg
                        && s.column() == column
                        && s.layer().equals(layer)
                        && s.progress() == Progress.STOPPED)) {
      return; // stopped in this very layer
    }
    stages.add(new Stage(leg, column, layer, progress, at, words));
  }

  private static String duration(long nanos) {
    return nanos >= 1_000_000_000L
        ? String.format(Locale.ROOT, "%.3f s", nanos / 1e9)
        : String.format(Locale.ROOT, "%.3f ms", nanos / 1e6);
  }
}

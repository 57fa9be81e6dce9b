package io.synsent.engine.report;

import io.synsent.engine.capture.CapturedFrame;
import io.synsent.engine.capture.Layer;
import io.synsent.engine.topology.ConnectAttempt;
import io.synsent.engine.topology.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * One connect as a ladder diagram: who takes part as columns, what they sent each other as arrows,
 * what they were meanwhile as bars. All times are in nanoseconds since the simulation began.
 *
 * @param columns from the client on the left to the far host on the right, as the network is wired
 * @param arrows every frame on the connect's way, in the order in which they were sent
 * @param notes what happened inside a host and no capture shows, in order
 * @param socketStates the states of the client's socket, one after the other
 * @param neighbourStates the states of the client's neighbour entry for the next hop
 * @param waits the packets of this connect that waited in the client's unresolved queue
 * @param journey the way down, over and back of the SYN that got farthest
 */
public record Ladder(
    List<Column> columns,
    List<Arrow> arrows,
    List<Note> notes,
    List<Bar> socketStates,
    List<Bar> neighbourStates,
    List<Wait> waits,
    List<Stage> journey) {

  /** Copies the lists. */
  public Ladder {
    columns = List.copyOf(columns);
    arrows = List.copyOf(arrows);
    notes = List.copyOf(notes);
    socketStates = List.copyOf(socketStates);
    neighbourStates = List.copyOf(neighbourStates);
    waits = List.copyOf(waits);
    journey = List.copyOf(journey);
  }

  /** What a column stands for. */
  public enum Kind {
    /** The connecting host: its socket and TCP. */
    CLIENT,
    /** The neighbour table of the connecting host, between its IP and its device. */
    NEIGHBOURS,
    /** The firewall of the host to its right, or of the client to its left. */
    FIREWALL,
    /** A router on the way. */
    ROUTER,
    /** The host that was asked for. */
    HOST,
    /** The address that was asked for, which no host has. */
    NOBODY
  }

  /**
   * One column.
   *
   * @param host the host's name in the journal; empty for {@link Kind#NOBODY}
   * @param name what stands above the column
   * @param detail an address, or what else tells it apart
   */
  public record Column(Kind kind, String host, String name, String detail) {}

  /** What became of a frame. */
  public enum Fate {
    /** It arrived. */
    ARRIVED,
    /** It was sent to an address that nobody has. */
    NOBODY_THERE,
    /** It was lost on the wire. */
    LOST,
    /** It was under way when the connect ended or the story was told. */
    UNDER_WAY
  }

  /**
   * One frame on its way from one host to the next.
   *
   * @param from the column that sent it
   * @param to the column that received it, or would have
   * @param sentAt when it passed the sender's tap
   * @param arrivedAt when it passed the receiver's tap; empty unless it {@link Fate#ARRIVED}
   * @param packet the same number for the same packet on each part of its way; 0, 1, 2 …
   * @param layer {@link Layer#ARP}, {@link Layer#ICMP}, {@link Layer#TCP} …
   * @param label in a few words: {@code SYN}, {@code ARP who-has 192.168.31.7}
   * @param frame as the client's tap saw it, or as the sender's did if the client did not see it
   * @param seenByClient whether a capture on the client shows it
   * @param sequence its entry's number in the journal at the client's tap, or at the sender's if
   *     the client did not see it
   */
  public record Arrow(
      int from,
      int to,
      long sentAt,
      OptionalLong arrivedAt,
      Fate fate,
      int packet,
      Layer layer,
      String label,
      CapturedFrame frame,
      boolean seenByClient,
      long sequence) {

    /** When a tap saw it: the client's, or the sender's if the client did not see it. */
    public long seenAt() {
      return frame.atNanos();
    }
  }

  /**
   * Something that no capture shows.
   *
   * @param column where it happened
   * @param layer the layer that speaks
   * @param text what happened
   * @param minor whether the diagram says it in another way already, or could do without it
   */
  public record Note(
      int column, long at, String host, Layer layer, String text, boolean minor, long sequence) {}

  /**
   * A state and how long it lasted.
   *
   * @param cause what brought it; empty if it was there before the connect
   */
  public record Bar(String state, long from, long to, String cause) {}

  /**
   * A packet in the unresolved queue.
   *
   * @param what in a few words
   * @param sent whether it was sent in the end
   */
  public record Wait(String what, long from, long to, boolean sent) {}

  /** How one layer dealt with the SYN. */
  public enum Progress {
    /** It went on. */
    PASSED,
    /** It went on after a while. */
    WAITED,
    /** Here it ended. */
    STOPPED,
    /** Here it ended, and an answer was sent. */
    ANSWERED,
    /** It never came here. */
    NEVER
  }

  /** Which part of the way. */
  public enum Leg {
    DOWN,
    OVER,
    UP,
    BACK
  }

  /**
   * One layer of one host on the way of the SYN, or of what came back.
   *
   * @param column the column of the host
   * @param layer the layer's name in lower case: {@code socket}, {@code tcp}, {@code application}
   * @param at when; empty if it never came here
   * @param words what the layer did
   */
  public record Stage(
      Leg leg, int column, String layer, Progress progress, OptionalLong at, String words) {}

  /** The ladder of every connect so far, in the order in which they began. */
  public static List<Ladder> of(Network network) {
    return of(network, network.connects());
  }

  /**
   * The ladder of each of these connects, in one pass over the journal.
   *
   * @param connects of the network, in the order in which they began
   */
  public static List<Ladder> of(Network network, List<ConnectAttempt> connects) {
    NeighbourHistory history = new NeighbourHistory(network);
    List<LadderBuilder> builders = new ArrayList<>(connects.size());
    for (ConnectAttempt connect : connects) {
      builders.add(new LadderBuilder(network, connect, history));
    }
    Sweep.over(network, connects, builders);
    return builders.stream().map(LadderBuilder::build).toList();
  }

  /** The ladder of one connect. */
  public static Ladder of(Network network, ConnectAttempt connect) {
    LadderBuilder builder = new LadderBuilder(network, connect, new NeighbourHistory(network));
    Sweep.over(network, List.of(connect), List.of(builder));
    return builder.build();
  }
}

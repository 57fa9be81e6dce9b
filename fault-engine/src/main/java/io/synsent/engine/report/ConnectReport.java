package io.synsent.engine.report;

import io.synsent.engine.capture.Layer;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.socket.JdkException;
import io.synsent.engine.topology.Outcome;
import java.util.List;
import java.util.Optional;

/**
 * What happened to one connect.
 *
 * @param number 1, 2, … in the order in which the connects began
 * @param label who asked; may be empty
 * @param target where to
 * @param port where to
 * @param localAddress where from
 * @param localPort where from
 * @param beganAtNanos when connect() was called, in nanoseconds since the simulation began
 * @param outcome how it ended; empty while it is pending
 * @param exception what the JDK of the client's operating system throws; empty unless the operating
 *     system gave up
 * @param profile the name of the client's profile, with its timer wheel if that is on
 * @param lines everything that happened to it from its beginning to its end, in order
 * @param stoppedBy the layer that stopped it; empty if it was established or is pending
 * @param stoppedIn that in words, such as "neighbour: nobody answered ARP for 192.168.31.7"; empty
 *     if it was established or is pending
 * @param synTimes when a SYN passed the client's tap, in nanoseconds since the connect began
 * @param arpRequestTimes when an ARP request for its next hop passed the client's tap, in
 *     nanoseconds since the connect began
 * @param ss the socket as {@code ss -tan} shows it last: while the connect waits, or established;
 *     empty if there never was one, and on systems that have no such command
 * @param ipNeigh the next hop as {@code ip neigh} shows it at the end; empty if the connect did not
 *     change that, and on systems that have no such command
 */
public record ConnectReport(
    int number,
    String label,
    IpAddress target,
    int port,
    IpAddress localAddress,
    int localPort,
    long beganAtNanos,
    Optional<Outcome> outcome,
    Optional<JdkException> exception,
    String profile,
    List<Line> lines,
    Optional<Layer> stoppedBy,
    String stoppedIn,
    List<Long> synTimes,
    List<Long> arpRequestTimes,
    String ss,
    String ipNeigh) {

  /** Copies the lists. */
  public ConnectReport {
    lines = List.copyOf(lines);
    synTimes = List.copyOf(synTimes);
    arpRequestTimes = List.copyOf(arpRequestTimes);
  }

  /**
   * One line of a connect's timeline.
   *
   * @param atNanos when, in nanoseconds since the simulation began
   * @param host the host in which it happened
   * @param layer the layer that speaks
   * @param text what happened; for a frame in tcpdump's words
   * @param captured whether the client's own tap saw it
   */
  public record Line(long atNanos, String host, Layer layer, String text, boolean captured) {}
}

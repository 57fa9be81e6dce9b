package io.synsent.engine.report;

import io.synsent.engine.Nullable;
import io.synsent.engine.capture.CapturedFrame;
import io.synsent.engine.capture.Direction;
import io.synsent.engine.capture.JournalEntry;
import io.synsent.engine.capture.Layer;
import io.synsent.engine.packet.IpAddress;
import io.synsent.engine.packet.IpPacket;
import io.synsent.engine.packet.Ipv4Packet;
import io.synsent.engine.packet.Payload;
import io.synsent.engine.report.Ladder.Arrow;
import io.synsent.engine.report.Ladder.Bar;
import io.synsent.engine.report.Ladder.Column;
import io.synsent.engine.report.Ladder.Fate;
import io.synsent.engine.report.Ladder.Kind;
import io.synsent.engine.report.Ladder.Note;
import io.synsent.engine.report.Ladder.Wait;
import io.synsent.engine.topology.ConnectAttempt;
import io.synsent.engine.topology.Network;
import io.synsent.engine.topology.Outcome;
import io.synsent.engine.topology.SimulatedHost;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Makes the ladder of one connect out of the journal's entries about it. */
final class LadderBuilder implements Sweep.Taker {

  /** How many entries behind a connect's end may tell what was under way then. */
  private static final int ENTRIES_AFTER_THE_END = 64;

  private static final long LONGEST_UNDER_WAY_NANOS = 1_000_000_000L;

  private final Network network;
  private final ConnectAttempt connect;
  private final Relevance relevance;
  private final String client;
  private final List<SimulatedHost> path;
  private final List<String> keys;
  private final Set<String> neighbours = new LinkedHashSet<>();
  private final @Nullable String neighbourStateBefore;
  private final List<JournalEntry> entries = new ArrayList<>();
  private final List<JournalEntry> later = new ArrayList<>();

  private final List<Column> columns = new ArrayList<>();
  private final Map<String, Integer> columnOfHost = new HashMap<>();
  private final Map<String, Integer> firewallOfHost = new HashMap<>();
  private final Map<String, Long> refusedAt = new HashMap<>();
  private final List<Transit> transits = new ArrayList<>();
  private final Map<PacketKey, Integer> packets = new HashMap<>();
  private final Map<Integer, String> labels = new HashMap<>();
  private final List<Note> notes = new ArrayList<>();
  private final List<Bar> socketStates = new ArrayList<>();
  private final List<Bar> neighbourStates = new ArrayList<>();
  private final List<Wait> waits = new ArrayList<>();
  private final Map<String, Long> parked = new LinkedHashMap<>();
  private boolean takenOut;
  private int syns;

  LadderBuilder(Network network, ConnectAttempt connect, NeighbourHistory history) {
    this.network = network;
    this.connect = connect;
    this.relevance = new Relevance(network, connect);
    this.client = network.client().name();
    this.path = network.pathTo(relevance.target());
    neighbours.add(relevance.target().toString());
    for (SimulatedHost hop : path.subList(1, path.size())) {
      hop.addresses().forEach(address -> neighbours.add(address.toString()));
    }
    Set<String> all = new LinkedHashSet<>(relevance.keys());
    all.addAll(neighbours);
    this.keys = List.copyOf(all);
    this.neighbourStateBefore =
        history.before(connect.firstEntry(), relevance.nextHop().toString());
  }

  /** A frame between the two taps it passes. */
  private static final class Transit {
    final CapturedFrame sent;
    final long sequence;
    final Layer layer;
    final boolean takenOutOfTheQueue;
    final boolean sentByFirewall;
    @Nullable CapturedFrame arrived;
    long arrivedSequence;
    boolean stoppedByFirewall;

    Transit(JournalEntry entry, CapturedFrame sent, boolean takenOut, boolean sentByFirewall) {
      this.sent = sent;
      this.sequence = entry.sequence();
      this.layer = entry.layer();
      this.takenOutOfTheQueue = takenOut;
      this.sentByFirewall = sentByFirewall;
      if (isOnLoopback()) {
        this.arrived = sent; // one tap sees it go and come
        this.arrivedSequence = entry.sequence();
      }
    }

    boolean isOnLoopback() {
      return sent.device().equals("lo");
    }

    boolean resolves() {
      return Resolution.in(payload()) != null;
    }

    Payload payload() {
      return sent.frame().payload();
    }
  }

  /** The same packet on each part of its way, whatever routers do to its TTL. */
  private record PacketKey(String ends, long id, Payload payload) {}

  @Override
  public List<String> keys() {
    return keys;
  }

  @Override
  public long until() {
    long end = connect.endEntry();
    return end == Long.MAX_VALUE ? end : end + ENTRIES_AFTER_THE_END;
  }

  @Override
  public void offer(JournalEntry entry) {
    if (relevance.ofTheWay(entry, neighbours)) {
      (entry.sequence() < connect.endEntry() ? entries : later).add(entry);
    }
  }

  Ladder build() {
    layColumns();
    long end = connect.outcome().map(Outcome::atNanos).orElseGet(network::now);
    if (neighbourStateBefore != null && columnOf(Kind.NEIGHBOURS) >= 0) {
      neighbourStates.add(new Bar(neighbourStateBefore, connect.beganAt(), end, ""));
    }
    for (JournalEntry entry : entries) {
      CapturedFrame frame = entry.frame();
      if (frame == null) {
        note(entry, end);
      } else if (frame.direction() == Direction.OUT || frame.device().equals("lo")) {
        send(entry, frame);
      } else {
        arrive(entry, frame);
      }
    }
    for (JournalEntry entry : later) {
      CapturedFrame frame = entry.frame();
      if (frame != null && frame.direction() == Direction.IN && !frame.device().equals("lo")) {
        arrive(entry, frame); // such as the last ACK of a handshake
      }
    }
    parked.forEach((what, since) -> waits.add(new Wait(what, since, end, false)));
    List<Arrow> arrows = transits.stream().map(this::arrow).toList();
    return new Ladder(
        columns,
        arrows,
        notes,
        socketStates,
        neighbourStates,
        waits,
        new Journey(network, connect, columns, arrows, notes, waits, socketStates).stages());
  }

  // Columns.

  private void layColumns() {
    Set<String> spoke = new LinkedHashSet<>();
    Set<String> withFirewall = new LinkedHashSet<>();
    for (JournalEntry entry : entries) {
      if (entry.isCaptured()) {
        spoke.add(entry.host());
      } else if (entry.layer() == Layer.FIREWALL) {
        withFirewall.add(entry.host());
      }
    }
    for (SimulatedHost hop : path) {
      if (!hop.firewallRules().isEmpty()) {
        withFirewall.add(hop.name());
      }
    }
    SimulatedHost self = network.client();
    columnOfHost.put(client, add(Kind.CLIENT, client, client, self.addresses().get(0).toString()));
    if (withFirewall.contains(client)) {
      firewallOfHost.put(client, add(Kind.FIREWALL, client, "firewall", "of " + client));
    }
    IpAddress target = relevance.target();
    if (target.isLoopback() || self.addresses().contains(target)) {
      add(Kind.HOST, client, "this host", target.toString());
      return;
    }
    add(Kind.NEIGHBOURS, client, "neighbour table", "of " + client);
    boolean reached = false;
    for (SimulatedHost hop : path.subList(1, path.size())) {
      boolean last = hop.addresses().contains(target);
      reached |= last;
      if (last && !hop.isPluggedIn() && !spoke.contains(hop.name())) {
        columnOfHost.put(hop.name(), add(Kind.NOBODY, "", hop.name(), nobody(hop, target)));
        continue;
      }
      if (withFirewall.contains(hop.name())) {
        firewallOfHost.put(hop.name(), add(Kind.FIREWALL, hop.name(), "firewall", "of " + hop));
      }
      IpAddress address = last ? target : hop.addresses().get(0);
      String detail = address.toString().equals(hop.name()) ? "far host" : address.toString();
      columnOfHost.put(
          hop.name(), add(last ? Kind.HOST : Kind.ROUTER, hop.name(), hop.name(), detail));
    }
    if (!reached) {
      add(Kind.NOBODY, "", target.toString(), "nobody there");
    }
  }

  private static String nobody(SimulatedHost hop, IpAddress target) {
    return hop.name().equals(target.toString()) ? "nobody there" : target + ", nobody there";
  }

  private int add(Kind kind, String host, String name, String detail) {
    columns.add(new Column(kind, host, name, detail));
    return columns.size() - 1;
  }

  private int columnOf(Kind kind) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).kind() == kind) {
        return i;
      }
    }
    return -1;
  }

  private int columnOf(String host) {
    return columnOfHost.getOrDefault(host, columns.size() - 1);
  }

  private int lastColumn() {
    return columns.size() - 1;
  }

  // Frames.

  private void send(JournalEntry entry, CapturedFrame frame) {
    boolean afterVerdict = refusedAt.getOrDefault(entry.host(), -1L) == entry.atNanos();
    transits.add(new Transit(entry, frame, takenOut, afterVerdict));
    takenOut = false;
  }

  private void arrive(JournalEntry entry, CapturedFrame frame) {
    Resolution resolution = Resolution.in(frame.frame().payload());
    if (resolution != null
        && resolution.request()
        && !ownerOf(resolution.about()).equals(entry.host())) {
      return; // a broadcast counts for the host that is asked: the others only heard it
    }
    for (int i = transits.size() - 1; i >= 0; i--) {
      Transit transit = transits.get(i);
      if (transit.arrived == null
          && !transit.sent.host().equals(frame.host())
          && transit.sent.frame().equals(frame.frame())) {
        transit.arrived = frame;
        transit.arrivedSequence = entry.sequence();
        return;
      }
    }
  }

  /** Whose address it is; a router's leg beyond it was declared by nobody, but it asks from it. */
  private String ownerOf(IpAddress address) {
    for (SimulatedHost hop : path) {
      if (hop.addresses().contains(address)) {
        return hop.name();
      }
    }
    for (Transit transit : transits) {
      Resolution resolution = Resolution.in(transit.payload());
      if (resolution != null && resolution.sender().equals(address)) {
        return transit.sent.host();
      }
    }
    return "";
  }

  private Arrow arrow(Transit transit) {
    int from = fromColumn(transit);
    int to = toColumn(transit, from);
    CapturedFrame arrived = transit.arrived;
    int packet = packets.computeIfAbsent(keyOf(transit), key -> packets.size());
    boolean arrivedThere =
        arrived != null && arrived.host().equals(client) && !transit.isOnLoopback();
    CapturedFrame seen = arrived != null && arrivedThere ? arrived : transit.sent;
    return new Arrow(
        from,
        to,
        transit.sent.atNanos(),
        arrived == null ? OptionalLong.empty() : OptionalLong.of(arrived.atNanos()),
        fate(transit, to),
        packet,
        transit.layer,
        labels.computeIfAbsent(packet, p -> label(transit)),
        seen,
        seen.host().equals(client),
        arrivedThere ? transit.arrivedSequence : transit.sequence);
  }

  private Fate fate(Transit transit, int to) {
    if (transit.arrived != null) {
      return Fate.ARRIVED;
    }
    if (columns.get(to).kind() == Kind.NOBODY) {
      return Fate.NOBODY_THERE;
    }
    boolean recent = network.now() - transit.sent.atNanos() < LONGEST_UNDER_WAY_NANOS;
    return recent ? Fate.UNDER_WAY : Fate.LOST;
  }

  private static PacketKey keyOf(Transit transit) {
    if (!transit.resolves() && transit.payload() instanceof IpPacket packet) {
      String ends = packet.source() + " > " + packet.destination();
      long id = packet instanceof Ipv4Packet v4 ? v4.id() : 0;
      return new PacketKey(ends, id, packet.payload());
    }
    // Each request is a packet of its own: the next one with the same content is another.
    return new PacketKey("", transit.sequence, transit.payload());
  }

  private int fromColumn(Transit transit) {
    String host = transit.sent.host();
    int neighbourTable = columnOf(Kind.NEIGHBOURS);
    if (transit.isOnLoopback()) {
      boolean toTheSocket = Labels.isTo(transit.payload(), connect.localPort());
      return neighbourTable >= 0 ? neighbourTable : toTheSocket ? lastColumn() : columnOf(client);
    }
    if (host.equals(client) && (transit.resolves() || transit.takenOutOfTheQueue)) {
      return Math.max(neighbourTable, 0);
    }
    return transit.sentByFirewall
        ? firewallOfHost.getOrDefault(host, columnOf(host))
        : columnOf(host);
  }

  private int toColumn(Transit transit, int from) {
    int neighbourTable = columnOf(Kind.NEIGHBOURS);
    if (transit.isOnLoopback()) {
      boolean toTheSocket = Labels.isTo(transit.payload(), connect.localPort());
      return neighbourTable >= 0 || toTheSocket
          ? columnOf(client)
          : transit.stoppedByFirewall
              ? firewallOfHost.getOrDefault(client, lastColumn())
              : lastColumn();
    }
    CapturedFrame arrived = transit.arrived;
    if (arrived != null) {
      if (arrived.host().equals(client) && transit.resolves()) {
        return Math.max(neighbourTable, 0);
      }
      return transit.stoppedByFirewall
          ? firewallOfHost.getOrDefault(arrived.host(), columnOf(arrived.host()))
          : columnOf(arrived.host());
    }
    Resolution resolution = Resolution.in(transit.payload());
    if (resolution != null) {
      String owner = ownerOf(resolution.receiver());
      return owner.isEmpty() ? lastColumn() : columnOf(owner);
    }
    boolean rightwards =
        transit.payload() instanceof IpPacket packet
            && packet.destination().equals(relevance.target());
    return beside(from, rightwards ? 1 : -1);
  }

  /** The next host in that direction. */
  private int beside(int column, int step) {
    int there = column + step;
    while (there > 0
        && there < lastColumn()
        && (columns.get(there).kind() == Kind.FIREWALL
            || columns.get(there).kind() == Kind.NEIGHBOURS)) {
      there += step;
    }
    return Math.max(0, Math.min(there, lastColumn()));
  }

  private String label(Transit transit) {
    String label = Labels.of(transit.payload());
    if (label.equals("SYN")
        && transit.sent.host().equals(client)
        && Labels.isTo(transit.payload(), connect.port())) {
      syns++;
      return syns == 1 ? label : label + ", again (" + (syns - 1) + ")";
    }
    return label;
  }

  // What no capture shows.

  private void note(JournalEntry entry, long end) {
    boolean ofClient = entry.host().equals(client);
    StateChange move = StateChange.in(entry).orElse(null);
    boolean minor = false;
    int column = columnOf(entry.host());
    switch (entry.layer()) {
      case SOCKET -> minor = true;
      case TCP -> {
        if (ofClient && move != null && entry.subject().equals(relevance.forth())) {
          change(socketStates, move, entry.atNanos(), end);
        }
        minor = move != null || entry.text().startsWith("no answer: SYN retransmission");
        if (columns.get(lastColumn()).host().equals(client)
            && !entry.subject().equals(relevance.forth())) {
          column = lastColumn();
        }
      }
      case NEIGHBOUR -> {
        minor = move == null || !move.to().equals("FAILED");
        if (ofClient) {
          minor = true;
          column = Math.max(columnOf(Kind.NEIGHBOURS), 0);
          if (entry.subject().equals(relevance.nextHop().toString())) {
            ofTheNeighbourTable(entry, move, end);
          }
        }
      }
      case FIREWALL -> {
        column = firewallOfHost.getOrDefault(entry.host(), column);
        refusedAt.put(entry.host(), entry.atNanos());
        stopAtFirewall(entry);
      }
      case WIRE, LINK -> column = onTheWire(entry.host());
      default -> minor = false;
    }
    notes.add(
        new Note(
            column,
            entry.atNanos(),
            entry.host(),
            entry.layer(),
            entry.text(),
            minor,
            entry.sequence()));
  }

  private int onTheWire(String host) {
    return columnOfHost.containsKey(host) ? columnOf(host) : Math.max(columnOf(Kind.NEIGHBOURS), 0);
  }

  /** The verdict follows the arrival of the packet it is about. */
  private void stopAtFirewall(JournalEntry verdict) {
    for (int i = transits.size() - 1; i >= 0; i--) {
      CapturedFrame arrived = transits.get(i).arrived;
      if (arrived != null && arrived.host().equals(verdict.host())) {
        transits.get(i).stoppedByFirewall = arrived.atNanos() == verdict.atNanos();
        return;
      }
    }
  }

  private void ofTheNeighbourTable(JournalEntry entry, @Nullable StateChange move, long end) {
    if (move != null) {
      change(neighbourStates, move, entry.atNanos(), end);
      return;
    }
    String mine = Labels.parked(entry.text(), relevance.forth());
    if (mine.isEmpty()) {
      return;
    }
    if (entry.text().contains("parked in the unresolved queue")) {
      parked.put(mine, entry.atNanos());
    } else if (entry.text().contains("taken out of the unresolved queue")) {
      Long since = parked.remove(mine);
      if (since != null) {
        waits.add(new Wait(mine, since, entry.atNanos(), true));
      }
      takenOut = true;
    }
  }

  /** The state before lasted until now, the new one lasts until the end or the next change. */
  private void change(List<Bar> states, StateChange move, long at, long end) {
    if (states.isEmpty()) {
      states.add(new Bar(move.from(), connect.beganAt(), at, ""));
    } else {
      Bar last = states.remove(states.size() - 1);
      states.add(new Bar(last.state(), last.from(), at, last.cause()));
    }
    states.add(new Bar(move.to(), at, Math.max(at, end), move.cause()));
  }
}

package io.synsent.toxiproxy;

import io.synsent.engine.Nullable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * One direction of one connection: bytes come from the sender's side, go through a chain of stages,
 * one for each toxic of that direction in the order of the proxy's list, and leave by the
 * receiver's side.
 *
 * <p>A link holds a bounded number of bytes; while it is full it does not read, and TCP's own flow
 * control reaches the sender.
 */
final class Link {
  private final Connection connection;
  private final Direction direction;
  private final Side sender;
  private final Side receiver;
  private final Budget budget;
  private final List<Stage> stages = new ArrayList<>();
  private final Stage exit;

  private int held;
  private @Nullable Ending ending;
  private boolean readingStopped;
  private boolean dead;
  private boolean done;

  /** When a byte last moved, to tell a slow link from one that nothing will ever come out of. */
  private long movedAt;

  Link(Connection connection, Direction direction, Side sender, Side receiver, Budget budget) {
    this.connection = connection;
    this.direction = direction;
    this.sender = sender;
    this.receiver = receiver;
    this.budget = budget;
    this.exit = new Exit(this);
    this.movedAt = loop().now();
  }

  EventLoop loop() {
    return connection.loop();
  }

  Side sender() {
    return sender;
  }

  Side receiver() {
    return receiver;
  }

  // The chain.

  void start(List<Toxic> toxics) {
    for (Toxic toxic : toxics) {
      stages.add(stageFor(toxic));
    }
    relink();
    stages.forEach(Stage::started);
    considerReading();
  }

  void add(Toxic toxic) {
    Stage stage = stageFor(toxic);
    stages.add(stage);
    relink();
    if (ending != null && stages.size() == 1) {
      // The end has already gone by; there is nothing left for the newcomer to act on.
      return;
    }
    stage.started();
    considerReading();
  }

  void change(Toxic toxic) {
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = stages.get(i);
      if (!stage.toxic.name().equals(toxic.name())) {
        continue;
      }
      boolean applied = !(stage instanceof PassStage);
      boolean applies = appliesHere(toxic);
      stage.toxic = toxic;
      if (applied && applies) {
        stage.changed();
      } else if (applied || applies) {
        stage.release();
        Stage replacement = stageFor(toxic);
        boolean over = stage.hasEnded();
        stages.set(i, replacement);
        relink();
        if (!over) {
          replacement.started();
        }
      }
    }
    considerReading();
  }

  void remove(Toxic toxic) {
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = stages.get(i);
      if (stage.toxic.name().equals(toxic.name())) {
        stage.removed();
        stages.remove(i);
        relink();
        break;
      }
    }
    considerReading();
  }

  private void relink() {
    for (int i = 0; i < stages.size(); i++) {
      stages.get(i).linkTo(i + 1 < stages.size() ? stages.get(i + 1) : exit);
    }
  }

  private Stage stageFor(Toxic toxic) {
    return appliesHere(toxic)
        ? toxic.type().stageFactory().apply(this, toxic)
        : new PassStage(this, toxic);
  }

  /**
   * Drawn once for a toxic and a connection: a toxicity that is raised step by step only ever adds
   * connections.
   */
  private boolean appliesHere(Toxic toxic) {
    return connection.randomFor(direction, "toxicity of " + toxic.name()).nextDouble()
        < toxic.toxicity();
  }

  SplittableRandom randomFor(Toxic toxic) {
    return connection.randomFor(direction, toxic.type().name() + " " + toxic.name());
  }

  // Timers of stages: none of them fires when the connection is over.

  EventLoop.Timer after(long nanos, Runnable action) {
    return loop().after(nanos, connection.guarded(action));
  }

  EventLoop.Timer at(long nanos, Runnable action) {
    return loop().at(nanos, connection.guarded(action));
  }

  // Bytes coming in.

  /** The sender's side can be read. */
  void read() throws IOException {
    boolean direct = stages.isEmpty() && receiver.isDrained();
    ByteBuffer scratch = loop().scratch();
    scratch.limit(Math.min(scratch.capacity(), budget.readSize(held, direct)));
    int count = sender.read(scratch);
    if (count < 0) {
      end(Ending.FIN);
      return;
    }
    if (count == 0) {
      return;
    }
    long now = loop().now();
    movedAt = now;
    scratch.flip();
    if (direct) {
      receiver.write(scratch);
      if (!scratch.hasRemaining()) {
        return;
      }
    }
    Chunk chunk = Chunk.copyOf(scratch, now);
    charge(chunk.length());
    entry().accept(chunk);
    considerReading();
  }

  /** Nothing more comes from the sender; what came goes on through the chain. */
  void end(Ending how) {
    boolean first = ending == null;
    endAs(how);
    stopReading();
    if (first && !dead) {
      entry().end();
    }
  }

  /** Makes the ending of this link at least as bad as this. */
  void endAs(Ending how) {
    if (ending == null || how.compareTo(ending) > 0) {
      ending = how;
    }
  }

  void stopReading() {
    readingStopped = true;
    sender.wantRead(false);
  }

  /** The receiver is gone: whatever is still on its way has nowhere to go. */
  void kill() {
    stopReading();
    charge(-held);
    dead = true;
    budget.forget(this);
  }

  boolean isDead() {
    return dead;
  }

  /** Whether the end has reached the receiver, or never will. */
  boolean isDone() {
    return done || dead;
  }

  long movedAt() {
    return movedAt;
  }

  /** Reads when there is room, and does not when there is none. */
  void considerReading() {
    if (!readingStopped) {
      boolean room = budget.allows(held, capacity());
      sender.wantRead(room);
      if (!room) {
        budget.remember(this);
      }
    }
  }

  private int capacity() {
    int capacity = Budget.LINK_BYTES;
    for (Stage stage : stages) {
      capacity = Math.max(capacity, stage.capacity());
    }
    return capacity;
  }

  // Accounts: every byte read is charged once, and given back when it was written or dropped.

  void charge(int bytes) {
    if (!dead) {
      held += bytes;
      budget.charge(bytes);
    }
  }

  /** Drops a chunk. */
  void release(Chunk chunk) {
    charge(-chunk.length());
  }

  /** Drops the rest of a chunk. */
  Chunk truncate(Chunk chunk, int bytes) {
    charge(bytes - chunk.length());
    return chunk.first(bytes);
  }

  /** The receiver's side has sent bytes of ours. */
  void written(int bytes) {
    movedAt = loop().now();
    charge(-bytes);
    considerReading();
  }

  /** The receiver's side has sent all it was given, the end included. */
  void endWritten() {
    done = true;
  }

  private Stage entry() {
    return stages.isEmpty() ? exit : stages.get(0);
  }

  /** Where the chain leaves for the receiver's side. */
  private static final class Exit extends Stage {
    Exit(Link link) {
      super(link, new Toxic("", ToxicType.ALL.get(0), link.direction, 1, Map.of()));
    }

    @Override
    void onData(Chunk chunk) {
      link.receiver.write(chunk);
    }

    @Override
    void onEnd() {
      Ending how = link.ending;
      if (how == null) {
        throw new IllegalStateException("bug in SynSent: a stream ended without a reason");
      }
      link.connection.streamEnded(link, how);
    }
  }
}

package io.synsent.toxiproxy;

import io.synsent.engine.Nullable;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/** One of the two sockets of a connection, and the bytes that wait to be written to it. */
final class Side {
  private final SocketChannel channel;
  private final SelectionKey key;

  private @Nullable Link writer;
  private final Deque<ByteBuffer> unwritten = new ArrayDeque<>();
  private @Nullable Ending endAfterwards;
  private boolean draining;
  private @Nullable IOException failed;

  Side(SocketChannel channel, SelectionKey key) {
    this.channel = channel;
    this.key = key;
  }

  /** Names the link that writes to here: it is told of what was written. */
  void writtenBy(Link link) {
    writer = link;
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  boolean isDrained() {
    return unwritten.isEmpty() && channel.isOpen();
  }

  void wantRead(boolean wanted) {
    if (!draining) {
      want(SelectionKey.OP_READ, wanted);
    }
  }

  private void want(int operation, boolean wanted) {
    if (key.isValid()) {
      int before = key.interestOps();
      int after = wanted ? before | operation : before & ~operation;
      if (after != before) {
        key.interestOps(after);
      }
    }
  }

  int read(ByteBuffer into) throws IOException {
    return channel.read(into);
  }

  /** Writes what the socket takes at once, past any queue: only for a side that is drained. */
  void write(ByteBuffer bytes) {
    try {
      channel.write(bytes);
    } catch (IOException e) {
      // The next event on this socket tells, and ends the connection.
      bytes.position(bytes.limit());
      failed = e;
      want(SelectionKey.OP_WRITE, true);
    }
  }

  /** Writes a chunk, by itself, now or when the socket takes it. */
  void write(Chunk chunk) {
    ByteBuffer bytes = chunk.buffer();
    if (unwritten.isEmpty() && failed == null) {
      int length = bytes.remaining();
      write(bytes);
      if (writer != null) {
        writer.written(length - bytes.remaining());
      }
    }
    if (bytes.hasRemaining()) {
      unwritten.add(bytes);
      want(SelectionKey.OP_WRITE, true);
    }
  }

  /**
   * Writes on with what waits.
   *
   * @return how the stream ends, once all before its end was written
   */
  @Nullable
  Ending writeOn() throws IOException {
    if (failed != null) {
      throw failed;
    }
    int written = 0;
    while (!unwritten.isEmpty()) {
      ByteBuffer head = unwritten.element();
      written += channel.write(head);
      if (head.hasRemaining()) {
        break;
      }
      unwritten.remove();
    }
    if (writer != null && written > 0) {
      writer.written(written);
    }
    if (!unwritten.isEmpty()) {
      return null;
    }
    want(SelectionKey.OP_WRITE, false);
    Ending ending = endAfterwards;
    endAfterwards = null;
    return ending;
  }

  /** Has {@link #writeOn} say so when all that waits was written. */
  void endAfterwards(Ending how) {
    endAfterwards = how;
  }

  void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  /**
   * From now on reads only to throw away: closing a socket with unread bytes would reset it, and a
   * reset may overtake what was written last.
   */
  void drain() {
    draining = true;
    want(SelectionKey.OP_READ, true);
  }

  boolean isDraining() {
    return draining;
  }

  /** Closes with an RST instead of a FIN. */
  void reset() {
    try {
      if (channel.isOpen()) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException e) {
      // Gone already, which is as good.
    }
    close();
  }

  void close() {
    unwritten.clear();
    try {
      channel.close();
    } catch (IOException e) {
      System.getLogger(Side.class.getName())
          .log(System.Logger.Level.DEBUG, "A proxied socket could not be closed in order.", e);
    }
  }
}

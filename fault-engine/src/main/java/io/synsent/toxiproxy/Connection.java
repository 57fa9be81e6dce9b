package io.synsent.toxiproxy;

import io.synsent.engine.Nullable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A client that was accepted, the server it was connected to, and a link in each direction. It
 * decides who learns when of an end:
 *
 * <ul>
 *   <li>a FIN is passed on as a FIN once all before it was written; the other direction goes on;
 *   <li>a reset is passed on as a reset, after what was sent before it;
 *   <li>a toxic that closes a direction closes the connection: the receiver gets the last byte let
 *       through and a FIN, then the other direction is wound up likewise;
 *   <li>whatever goes wrong in here ends this connection and no other.
 * </ul>
 */
final class Connection {
  /** How long a side that was cut off may go on sending into the void before it is closed. */
  private static final long DRAIN_NANOS = 1_000_000_000L;

  private static final System.Logger LOG = System.getLogger(Connection.class.getName());

  private final Proxy proxy;
  private final EventLoop loop;
  private final long number;
  private final Side client;
  private @Nullable Side server;
  private @Nullable Link upstream;
  private @Nullable Link downstream;
  private EventLoop.@Nullable Timer orphanTimer;
  private boolean over;

  /** The {@code number}th client of a proxy, counted from 1. */
  Connection(Proxy proxy, long number, SocketChannel client) throws IOException {
    this.proxy = proxy;
    this.loop = proxy.loop();
    this.number = number;
    client.configureBlocking(false);
    client.setOption(StandardSocketOptions.TCP_NODELAY, true);
    this.client = new Side(client, loop.register(client, 0, key -> ready(false, key)));
  }

  EventLoop loop() {
    return loop;
  }

  /**
   * A source of random numbers that depends on the seed, the proxy, the number of the connection
   * and the purpose, and on nothing that a race could change.
   */
  SplittableRandom randomFor(Direction direction, String purpose) {
    String key = proxy.name() + '\n' + number + '\n' + direction.label() + '\n' + purpose;
    long hash = proxy.seed();
    for (int i = 0; i < key.length(); i++) {
      hash = (hash ^ key.charAt(i)) * 0x100000001b3L;
      hash ^= hash >>> 29;
    }
    return new SplittableRandom(hash);
  }

  // The server's side.

  /** Connects to the first of these addresses that answers; with none left the client is closed. */
  void connectTo(Iterator<InetSocketAddress> addresses, @Nullable IOException lastFailure) {
    guarded(() -> tryNext(addresses, lastFailure)).run();
  }

  private void tryNext(Iterator<InetSocketAddress> addresses, @Nullable IOException lastFailure) {
    if (!addresses.hasNext()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Proxy "
              + proxy.name()
              + " could not connect to its upstream "
              + proxy.upstream()
              + " and closes the client: "
              + lastFailure);
      close();
      return;
    }
    InetSocketAddress address = addresses.next();
    SocketChannel channel = null;
    try {
      channel = SocketChannel.open();
      SocketChannel opened = channel;
      opened.configureBlocking(false);
      opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
      boolean[] connected = new boolean[1];
      proxy.realNetwork().run(() -> connected[0] = opened.connect(address));
      SelectionKey key =
          loop.register(
              opened, SelectionKey.OP_CONNECT, connecting -> connected(opened, addresses));
      server = new Side(opened, key);
      if (connected[0]) {
        establish(key);
      }
    } catch (IOException e) {
      closeQuietly(channel);
      tryNext(addresses, e);
    }
  }

  private void connected(SocketChannel channel, Iterator<InetSocketAddress> addresses) {
    guarded(
            () -> {
              try {
                if (channel.finishConnect()) {
                  establish(loop.keyOf(channel));
                }
              } catch (IOException e) {
                closeQuietly(channel);
                tryNext(addresses, e);
              }
            })
        .run();
  }

  private static void closeQuietly(@Nullable SocketChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "A socket could not be closed in order.", e);
      }
    }
  }

  private void establish(SelectionKey serverKey) {
    Side serverSide = server();
    serverKey.interestOps(0);
    serverKey.attach((EventLoop.Handler) key -> ready(true, key));
    Link up = new Link(this, Direction.UPSTREAM, client, serverSide, proxy.budget());
    Link down = new Link(this, Direction.DOWNSTREAM, serverSide, client, proxy.budget());
    upstream = up;
    downstream = down;
    serverSide.writtenBy(up);
    client.writtenBy(down);
    up.start(proxy.chain(Direction.UPSTREAM));
    if (!over) {
      down.start(proxy.chain(Direction.DOWNSTREAM));
    }
  }

  private Side server() {
    if (server == null) {
      throw new IllegalStateException("bug in SynSent: the connection has no server yet");
    }
    return server;
  }

  /** The link of a direction; there is none until the server has answered. */
  @Nullable
  Link link(Direction direction) {
    return direction == Direction.UPSTREAM ? upstream : downstream;
  }

  private Link existingLink(Direction direction) {
    Link link = link(direction);
    if (link == null) {
      throw new IllegalStateException("bug in SynSent: the connection has no links yet");
    }
    return link;
  }

  /** The link that reads from a side. */
  private Link from(Side side) {
    return existingLink(side == client ? Direction.UPSTREAM : Direction.DOWNSTREAM);
  }

  /** The link that writes to a side. */
  private Link to(Side side) {
    return existingLink(side == client ? Direction.DOWNSTREAM : Direction.UPSTREAM);
  }

  // Events of the two sockets.

  private void ready(boolean atServer, SelectionKey key) {
    Side side = atServer ? server() : client;
    guarded(
            () -> {
              try {
                if (key.isReadable()) {
                  readable(side);
                }
                if (key.isValid() && key.isWritable()) {
                  Ending ending = side.writeOn();
                  if (ending != null) {
                    deliverEnd(to(side), ending);
                  }
                }
              } catch (IOException e) {
                failed(side);
              }
            })
        .run();
  }

  private void readable(Side side) throws IOException {
    if (!side.isDraining()) {
      from(side).read();
      return;
    }
    ByteBuffer scratch = loop.scratch();
    if (side.read(scratch) < 0) {
      side.close();
      settle();
    }
  }

  /** A side was reset, or refuses what is written to it. */
  private void failed(Side side) {
    boolean drained = side.isDraining();
    side.close();
    if (!drained) {
      to(side).kill();
      Link from = from(side);
      if (from.isDone()) {
        from.receiver().reset();
        from.kill();
      } else {
        from.end(Ending.SENDER_RESET);
      }
    }
    settle();
  }

  // Ends of streams, as they come out of a chain.

  /** The end has come out of a link's chain; what went before may still wait to be written. */
  void streamEnded(Link link, Ending how) {
    if (how == Ending.RESET) {
      client.reset();
      server().reset();
      settle();
    } else if (link.receiver().isDrained()) {
      deliverEnd(link, how);
    } else {
      link.receiver().endAfterwards(how);
    }
  }

  private void deliverEnd(Link link, Ending how) {
    Side receiver = link.receiver();
    link.endWritten();
    switch (how) {
      case FIN -> {
        try {
          receiver.shutdownOutput();
        } catch (IOException e) {
          failed(receiver);
        }
      }
      case CUT -> {
        closeGently(receiver);
        Link back = from(receiver);
        if (back.isDone()) {
          closeGently(link.sender());
        } else {
          back.end(Ending.CUT);
        }
      }
      case SENDER_RESET, RESET -> {
        receiver.reset();
        from(receiver).kill();
      }
    }
    settle();
  }

  /** Sends a FIN, and closes when the other end has done likewise or time is up. */
  private void closeGently(Side side) {
    if (side.isDraining() || !side.isOpen()) {
      return;
    }
    side.drain();
    try {
      side.shutdownOutput();
      loop.after(
          DRAIN_NANOS,
          guarded(
              () -> {
                side.close();
                settle();
              }));
    } catch (IOException e) {
      side.close();
    }
  }

  private void settle() {
    if (over) {
      return;
    }
    Side serverSide = server();
    boolean bothEnded =
        existingLink(Direction.UPSTREAM).isDone() && existingLink(Direction.DOWNSTREAM).isDone();
    boolean draining =
        (client.isDraining() && client.isOpen())
            || (serverSide.isDraining() && serverSide.isOpen());
    if ((bothEnded && !draining) || (!client.isOpen() && !serverSide.isOpen())) {
      close();
    } else if (orphanTimer == null
        && (existingLink(Direction.UPSTREAM).isDone()
            || existingLink(Direction.DOWNSTREAM).isDone())) {
      watchOrphan(proxy.orphanNanos());
    }
  }

  /**
   * One direction has ended. The other may go on as long as it likes while bytes move, but when
   * none does for a while its client has most likely closed the socket rather than half of it,
   * which looks the same from here.
   */
  private void watchOrphan(long nanos) {
    orphanTimer =
        loop.after(
            nanos,
            guarded(
                () -> {
                  long last =
                      Math.max(
                          existingLink(Direction.UPSTREAM).movedAt(),
                          existingLink(Direction.DOWNSTREAM).movedAt());
                  long rest = last + proxy.orphanNanos() - loop.now();
                  if (rest <= 0) {
                    close();
                  } else {
                    watchOrphan(rest);
                  }
                }));
  }

  // The end.

  /**
   * Wraps what is to be done so that it is left undone when the connection is over, and that
   * whatever it throws ends this connection alone.
   */
  Runnable guarded(Runnable action) {
    return () -> {
      if (over) {
        return;
      }
      try {
        action.run();
      } catch (Throwable e) {
        LOG.log(
            System.Logger.Level.ERROR,
            "Connection " + number + " of proxy " + proxy.name() + " failed and is closed.",
            e);
        close();
      }
    };
  }

  /** Does something to the link of a direction, if there is one yet. */
  void change(Direction direction, Consumer<Link> change) {
    Link link = link(direction);
    if (link != null) {
      guarded(() -> change.accept(link)).run();
    }
  }

  /** Closes both sockets now; what was not written is lost. */
  void close() {
    if (over) {
      return;
    }
    over = true;
    if (orphanTimer != null) {
      orphanTimer.cancel();
    }
    client.close();
    if (server != null) {
      server.close();
    }
    for (Direction direction : List.of(Direction.UPSTREAM, Direction.DOWNSTREAM)) {
      Link link = link(direction);
      if (link != null) {
        link.kill();
      }
    }
    proxy.forget(this);
  }
}

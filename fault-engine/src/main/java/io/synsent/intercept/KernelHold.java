package io.synsent.intercept;

import io.synsent.engine.Nullable;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Holds a connect in the kernel, in SYN_SENT towards a listener on loopback whose accept queue is
 * full: Linux drops further SYNs there (net/ipv4/tcp_input.c, tcp_conn_request), so the socket
 * waits as it would for a silent host, and all the JDK's own code around it works unchanged.
 *
 * <p>The kernel's own SYN timeout is put off with TCP_SYNCNT, to hours; should it strike all the
 * same, the next poll connects again.
 */
final class KernelHold implements Hold {

  private static final int IPPROTO_TCP = 6;
  private static final int TCP_SYNCNT = 7;
  private static final int MAX_TCP_SYNCNT = 127;
  private static final int MOST_FILLERS = 16;
  private static final int FEWEST_LOOKS = 10;
  private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long WAKES_WITHIN_MILLIS = 1000;
  private static final long BACKEND_ANSWERS_WITHIN_MILLIS = 20;

  private final NativeSockets sockets;
  private final ServerSocketChannel listener;
  private final InetSocketAddress fullListener;
  private final List<SocketChannel> fillers = new ArrayList<>();
  private final int synCount;

  private KernelHold(NativeSockets sockets, int synCount) throws IOException {
    this.sockets = sockets;
    this.synCount = synCount;
    this.listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 1);
    this.fullListener = (InetSocketAddress) listener.getLocalAddress();
  }

  /**
   * Fills a listener's queue and probes whether the next connect to it is really left waiting.
   *
   * @return the hold, or null if this operating system does not leave it waiting
   */
  static @Nullable KernelHold probe(NativeSockets sockets) throws IOException {
    return probe(sockets, MAX_TCP_SYNCNT);
  }

  /**
   * @param synCount SYN retransmissions before the kernel ends a held connect; few in a test
   */
  static @Nullable KernelHold probe(NativeSockets sockets, int synCount) throws IOException {
    KernelHold hold = new KernelHold(sockets, synCount);
    try {
      if (hold.fill()) {
        return hold;
      }
      hold.close();
      return null;
    } catch (IOException | RuntimeException e) {
      hold.close();
      throw e;
    }
  }

  private boolean fill() throws IOException {
    while (fillers.size() < MOST_FILLERS) {
      SocketChannel filler = SocketChannel.open();
      fillers.add(filler);
      filler.configureBlocking(false);
      boolean connected;
      try {
        connected = filler.connect(fullListener) || isConnectedSoon(filler);
      } catch (IOException refused) {
        return false;
      }
      if (!connected) {
        filler.close();
        fillers.remove(filler);
        return endsAsNeeded();
      }
    }
    return false;
  }

  /**
   * Whether shutting a held connect down wakes who waits for it, and its descriptor can connect
   * anew: not so on every system that drops the SYN.
   */
  private boolean endsAsNeeded() throws IOException {
    Origin plain = new Origin(null, false, null);
    try (SocketChannel failing = SocketChannel.open();
        SocketChannel succeeding = SocketChannel.open();
        ServerSocketChannel backend = ServerSocketChannel.open()) {
      backend.bind(new InetSocketAddress(fullListener.getAddress(), 0));
      FileDescriptor toFail = sockets.descriptor(failing);
      begin(toFail, plain);
      fail(toFail);
      FileDescriptor toSucceed = sockets.descriptor(succeeding);
      begin(toSucceed, plain);
      establish(toSucceed, plain, (InetSocketAddress) backend.getLocalAddress());
      return sockets.awaitWritable(toFail, WAKES_WITHIN_MILLIS)
          && sockets.pollConnect(toSucceed, WAKES_WITHIN_MILLIS);
    } catch (IOException notHere) {
      return false;
    }
  }

  /** Looks for a while and several times: a busy machine must not look like a full queue. */
  private static boolean isConnectedSoon(SocketChannel channel) throws IOException {
    long deadline = ProcessClock.wallNanos() + PROBE_NANOS;
    for (int look = 0; look < FEWEST_LOOKS || ProcessClock.wallNanos() - deadline < 0; look++) {
      if (channel.finishConnect()) {
        return true;
      }
      LockSupport.parkNanos(PROBE_NANOS / FEWEST_LOOKS);
    }
    return false;
  }

  /** The listener that accepts nobody. */
  InetSocketAddress fullListener() {
    return fullListener;
  }

  @Override
  public Set<Hook> hooks() {
    return Set.of();
  }

  @Override
  public int begin(FileDescriptor fd, Origin origin) throws IOException {
    sockets.configureBlocking(fd, false);
    sockets.setOption(fd, IPPROTO_TCP, TCP_SYNCNT, synCount);
    int status = sockets.connect(origin.family(), fd, fullListener);
    if (status > 0) {
      throw new IllegalStateException(
          "bug in SynSent: the full listener " + fullListener + " accepted a connect");
    }
    return status;
  }

  @Override
  public void renew(FileDescriptor fd, Origin origin) throws IOException {
    try {
      if (!sockets.pollConnect(fd, 0)) {
        return;
      }
    } catch (IOException kernelGaveUp) {
      resetEndedConnect(fd, origin);
      bindAgain(fd, origin);
      begin(fd, origin);
      return;
    }
    throw new IllegalStateException(
        "bug in SynSent: the full listener " + fullListener + " accepted a held connect");
  }

  /** Linux answers the first connect(2) after a failed one with its failure, and only then anew. */
  private void resetEndedConnect(FileDescriptor fd, Origin origin) {
    try {
      sockets.connect(origin.family(), fd, fullListener);
    } catch (IOException theFailureOnceMore) {
      // As expected.
    }
  }

  @Override
  public void fail(FileDescriptor fd) throws IOException {
    sockets.shutdown(fd);
  }

  @Override
  public void establish(FileDescriptor fd, Origin origin, InetSocketAddress backend)
      throws IOException {
    // Somebody may have switched the pending channel to blocking mode meanwhile.
    boolean blocking = origin.blocking() || sockets.isBlocking(fd);
    sockets.configureBlocking(fd, false);
    sockets.shutdown(fd);
    bindAgain(fd, origin);
    try {
      if (sockets.connect(origin.family(), fd, backend) <= 0) {
        // On loopback the handshake is done by now, unless the backend's queue is full.
        sockets.awaitWritable(fd, BACKEND_ANSWERS_WITHIN_MILLIS);
      }
    } finally {
      if (blocking) {
        sockets.configureBlocking(fd, true);
      }
    }
  }

  @Override
  public int connectNow(FileDescriptor fd, Origin origin, InetSocketAddress backend)
      throws IOException {
    return sockets.connect(origin.family(), fd, backend);
  }

  /**
   * Linux lets go of a port that was bound as 0 when a connect ends (its getsockname still tells
   * it); this takes it again. A port that was bound by its number is still bound.
   */
  private void bindAgain(FileDescriptor fd, Origin origin) {
    InetSocketAddress boundTo = origin.boundTo();
    if (boundTo != null) {
      try {
        sockets.bind(origin.family(), fd, boundTo);
      } catch (IOException stillBoundOrTakenMeanwhile) {
        // The application sees its port in any case; only the backend may see another.
      }
    }
  }

  @Override
  public void close() {
    for (SocketChannel filler : fillers) {
      closeQuietly(filler);
    }
    closeQuietly(listener);
  }

  private static void closeQuietly(AutoCloseable channel) {
    try {
      channel.close();
    } catch (Exception nothingToSave) {
      // It held no data.
    }
  }

  @Override
  public String toString() {
    return "held by the kernel, in SYN_SENT towards the full listener " + fullListener;
  }
}

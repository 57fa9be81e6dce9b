package io.synsent.intercept;

import io.synsent.engine.Nullable;
import io.synsent.engine.socket.Errno;
import io.synsent.engine.socket.OperatingSystem;
import io.synsent.intercept.boot.ConnectHooks;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Proves at install that each hook works, with ordinary sockets and on loopback only: what a hook
 * did not catch would otherwise go out to the network unnoticed.
 */
final class SelfTest {

  private static final String NAME = "synsent-self-test.invalid";
  private static final String ANSWER = "caught by SynSent's self-test";

  /** Only waited out where a hook does not work; a busy machine must not look like that. */
  private static final int PATIENCE_MILLIS = 10_000;

  private static final InetAddress LOOPBACK = loopback();

  /** Where nobody listens; a connect there is held and never begins. */
  private static final InetSocketAddress HELD = new InetSocketAddress(LOOPBACK, 1);

  /** Where nobody listens either; a connect there is answered at once. */
  private static final InetSocketAddress REFUSED = new InetSocketAddress(LOOPBACK, 2);

  private final Thread tester = Thread.currentThread();
  private final Installation installation;
  private final Set<Hook> seen = Collections.synchronizedSet(EnumSet.noneOf(Hook.class));
  private @Nullable AsynchronousChannelGroup group;
  private volatile @Nullable Thread asynchronousTester;
  private volatile @Nullable Thread connectingTester;
  private volatile @Nullable SimulatedSocket held;
  private volatile Hook returning = Hook.SOCKET_RETURNED;
  private volatile Hook proving = Hook.CONNECT;

  SelfTest(Installation installation) {
    this.installation = installation;
  }

  private static InetAddress loopback() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (IOException e) {
      throw new IllegalStateException("bug in SynSent: 127.0.0.1 is always an address", e);
    }
  }

  // What the hooks call.

  /** Whether the calling thread is the one that tests. */
  boolean concerns() {
    Thread current = Thread.currentThread();
    return current == tester || current == asynchronousTester || current == connectingTester;
  }

  void saw(Hook hook) {
    seen.add(hook);
  }

  void returned() {
    saw(returning);
  }

  /**
   * Whether a connect that this hook would end goes on: one that is held in Java is over at once,
   * and may have left before the JDK finds out whether it needs the pre-close.
   */
  boolean leavesPending(Hook hook) {
    return hook == Hook.CHANNEL_CLOSE && proving == Hook.PRE_CLOSE;
  }

  int connect(@Nullable ProtocolFamily family, FileDescriptor fd, int port) throws IOException {
    saw(Hook.CONNECT);
    if (port == REFUSED.getPort()) {
      throw new ConnectException(ANSWER);
    }
    return port == HELD.getPort() ? hold(family, fd) : ConnectHooks.GO_ON;
  }

  private int hold(@Nullable ProtocolFamily family, FileDescriptor fd) throws IOException {
    boolean blocking = installation.sockets().isBlocking(fd);
    SimulatedSocket socket =
        new SimulatedSocket(
            fd,
            installation.hold(),
            new Hold.Origin(family, blocking, null),
            installation.errors(),
            OperatingSystem.LINUX,
            new Observation(),
            () -> {});
    held = socket;
    installation.simulated().put(fd, socket);
    return socket.begin(fd);
  }

  /** Answers the connect that is held. */
  private void refuse() {
    SimulatedSocket socket = held;
    if (socket != null) {
      socket.fail(Errno.ECONNREFUSED);
    }
  }

  InetAddress @Nullable [] lookUp(String host) {
    if (!host.equals(NAME)) {
      return null;
    }
    saw(Hook.LOOK_UP);
    return new InetAddress[] {LOOPBACK};
  }

  String reverseLookUp() {
    saw(Hook.REVERSE_LOOK_UP);
    return NAME;
  }

  int reachable() {
    saw(Hook.REACHABLE);
    return ConnectHooks.CONNECTED;
  }

  // The test.

  /**
   * Uses each hook once.
   *
   * @throws HookFailedException if one of them was not called, or its answer did not count
   */
  void run() {
    try {
      for (Hook hook : installation.hooks()) {
        prove(hook);
      }
    } finally {
      endGroup();
    }
  }

  private void prove(Hook hook) {
    proving = hook;
    try {
      use(hook);
    } catch (IOException | InterruptedException | ExecutionException | TimeoutException e) {
      throw failed(hook, "its test threw " + e, e);
    }
    if (!seen.contains(hook)) {
      throw failed(hook, "it was put in but is not called", null);
    }
  }

  private void endGroup() {
    AsynchronousChannelGroup started = group;
    if (started != null) {
      try {
        started.shutdownNow();
      } catch (IOException nothingToSave) {
        // Its channels are closed.
      }
    }
  }

  private void use(Hook hook)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    switch (hook) {
      case CONNECT -> refusedConnect(hook);
      case POLL_CONNECT -> pendingConnect();
      case CLOSE -> SocketChannel.open().close();
      case PRE_CLOSE, CHANNEL_PARK -> closeWhileConnecting(hook);
      case CHANNEL_CLOSE -> SocketChannel.open().close();
      case LOCAL_ADDRESS -> boundChannel();
      case LOOK_UP -> expect(hook, InetAddress.getByName(NAME).equals(LOOPBACK));
      case REVERSE_LOOK_UP ->
          expect(
              hook, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}).getHostName().equals(NAME));
      case REACHABLE -> expect(hook, LOOPBACK.isReachable(1));
      case SEND -> sentDatagram();
      case SOCKET_RETURNED -> refusedConnect(hook);
      case CHANNEL_RETURNED -> returning(hook, this::pendingConnect);
      case FINISH_RETURNED -> returning(hook, this::pendingConnect);
      case ADAPTOR_RETURNED -> returning(hook, this::refusedAdaptor);
      case ASYNC_RETURNED -> returning(hook, this::refusedAsynchronously);
      case ASYNC_CHECK -> connectedAsynchronously();
      case SOCKET_PARK -> heldSocket();
      case CHANNEL_KEYS, KEY_INTEREST, KEY_READY, SELECT -> selectedConnect(hook);
      case SELECTOR_WAKEUP -> wokenSelector();
      case ASYNC_EVENTS -> heldAsynchronously();
    }
  }

  private interface Step {
    void run() throws IOException, InterruptedException;
  }

  private void returning(Hook hook, Step step) throws IOException, InterruptedException {
    returning = hook;
    step.run();
  }

  private void refusedConnect(Hook hook) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(REFUSED, PATIENCE_MILLIS);
      throw failed(hook, "its answer did not count", null);
    } catch (ConnectException e) {
      expect(hook, ANSWER.equals(e.getMessage()));
    }
  }

  private void refusedAdaptor() throws IOException {
    try (SocketChannel channel = SocketChannel.open()) {
      channel.socket().connect(REFUSED, PATIENCE_MILLIS);
      throw failed(Hook.ADAPTOR_RETURNED, "the connect was not caught", null);
    } catch (ConnectException e) {
      expect(Hook.ADAPTOR_RETURNED, ANSWER.equals(e.getMessage()));
    }
  }

  private void refusedAsynchronously() throws IOException, InterruptedException {
    try (AsynchronousSocketChannel channel = AsynchronousSocketChannel.open(group())) {
      channel.connect(REFUSED).get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      throw failed(Hook.ASYNC_RETURNED, "the connect was not caught", null);
    } catch (ExecutionException e) {
      expect(Hook.ASYNC_RETURNED, String.valueOf(e.getMessage()).contains(ANSWER));
    } catch (TimeoutException e) {
      throw failed(Hook.ASYNC_RETURNED, "the connect was not caught", e);
    }
  }

  private void connectedAsynchronously()
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    try (ServerSocketChannel listener = ServerSocketChannel.open();
        AsynchronousSocketChannel channel = AsynchronousSocketChannel.open(group())) {
      listener.bind(new InetSocketAddress(LOOPBACK, 0));
      channel.connect(listener.getLocalAddress()).get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** A connect that stays in progress: polled once, and still waiting. */
  private void pendingConnect() throws IOException {
    try (SocketChannel channel = SocketChannel.open()) {
      channel.configureBlocking(false);
      boolean connected = channel.connect(HELD);
      returning = Hook.FINISH_RETURNED;
      expect(Hook.POLL_CONNECT, !connected && !channel.finishConnect());
    }
  }

  /** Soon at first; on a busy machine the connecting thread needs longer to begin to wait. */
  private void closeWhileConnecting(Hook hook) throws IOException, InterruptedException {
    for (int millis = 2; millis < PATIENCE_MILLIS && !seen.contains(hook); millis *= 3) {
      closeOnceWhileConnecting(millis);
    }
  }

  private void closeOnceWhileConnecting(int millis) throws IOException, InterruptedException {
    SocketChannel channel = SocketChannel.open();
    Thread connecting = new Thread(() -> connectQuietly(channel), "synsent-self-test");
    connecting.setDaemon(true);
    connectingTester = connecting;
    connecting.start();
    long deadline = ProcessClock.wallNanos() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (!channel.isConnectionPending() && ProcessClock.wallNanos() - deadline < 0) {
      Thread.onSpinWait();
    }
    // Until the thread waits in the kernel, closing needs no pre-close.
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    channel.close();
    connecting.join(PATIENCE_MILLIS);
  }

  private void connectQuietly(SocketChannel channel) {
    try {
      channel.connect(HELD);
    } catch (IOException closed) {
      // As meant.
    }
  }

  /** With short timeouts first; on a busy machine the shortest are over before the wait begins. */
  private void heldSocket() throws IOException {
    for (int millis = 1;
        millis < PATIENCE_MILLIS && !seen.contains(Hook.SOCKET_PARK);
        millis *= 4) {
      try (Socket socket = new Socket()) {
        socket.connect(HELD, millis);
        throw failed(Hook.SOCKET_PARK, "the connect was not held", null);
      } catch (SocketTimeoutException asItShould) {
        // The caller's own timeout.
      }
    }
  }

  private void selectedConnect(Hook hook) throws IOException {
    try (Selector selector = Selector.open();
        SocketChannel channel = SocketChannel.open()) {
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_CONNECT);
      channel.connect(HELD);
      expect(hook, selector.selectNow() == 0);
      refuse();
      expect(hook, selector.select(PATIENCE_MILLIS) == 1);
    }
  }

  private static void wokenSelector() throws IOException {
    try (Selector selector = Selector.open()) {
      selector.wakeup();
    }
  }

  private void heldAsynchronously() throws IOException, InterruptedException {
    try (AsynchronousSocketChannel channel = AsynchronousSocketChannel.open(group())) {
      Future<Void> connecting = channel.connect(HELD);
      expect(Hook.ASYNC_EVENTS, !connecting.isDone());
      refuse();
      connecting.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      throw failed(Hook.ASYNC_EVENTS, "the connect was not held", null);
    } catch (ExecutionException e) {
      expect(Hook.ASYNC_EVENTS, e.getCause() instanceof ConnectException);
    } catch (TimeoutException e) {
      throw failed(Hook.ASYNC_EVENTS, "its answer did not count", e);
    }
  }

  private static void boundChannel() throws IOException {
    try (SocketChannel channel = SocketChannel.open()) {
      channel.bind(new InetSocketAddress(LOOPBACK, 0));
    }
  }

  private void sentDatagram() throws IOException {
    try (DatagramChannel channel = DatagramChannel.open()) {
      expect(Hook.SEND, channel.send(ByteBuffer.allocate(1), REFUSED) == 1);
    }
  }

  private AsynchronousChannelGroup group() throws IOException {
    AsynchronousChannelGroup present = group;
    if (present == null) {
      present =
          AsynchronousChannelGroup.withFixedThreadPool(
              1,
              task -> {
                Thread thread = new Thread(task, "synsent-self-test-group");
                thread.setDaemon(true);
                asynchronousTester = thread;
                return thread;
              });
      group = present;
    }
    return present;
  }

  private static void expect(Hook hook, boolean asItShould) {
    if (!asItShould) {
      throw failed(hook, "its answer did not count", null);
    }
  }

  private static HookFailedException failed(Hook hook, String how, @Nullable Throwable cause) {
    return new HookFailedException(
        "hook "
            + hook
            + " does not work on "
            + HookFailedException.runningJdk()
            + ": "
            + how
            + ". SynSent is tested on JDK 17, 21 and 25; another agent that rewrites "
            + hook.methods()
            + " may be the cause",
        cause);
  }
}

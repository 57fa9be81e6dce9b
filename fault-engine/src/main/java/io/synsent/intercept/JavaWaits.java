package io.synsent.intercept;

import io.synsent.engine.Nullable;
import io.synsent.intercept.boot.ConnectHooks;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * SynSent's side of the hooks that {@link JavaHold} needs: whatever in the JDK waits for the
 * descriptor of a held connect waits here.
 *
 * <p>A selection that SynSent wakes reports the answered key, or goes on waiting for the time that
 * remains: the application never sees a {@code select()} that returns 0 because of SynSent.
 */
final class JavaWaits {

  private static final Map<Selector, SelectorWatch> WATCHES = new WeakHashMap<>();
  private static final ExecutorService COMPLETERS =
      new ThreadPoolExecutor(
          4, 4, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), JavaWaits::completer);
  private static final @Nullable MethodHandle IS_VIRTUAL = isVirtual();

  static {
    ((ThreadPoolExecutor) COMPLETERS).allowCoreThreadTimeOut(true);
  }

  private JavaWaits() {}

  private static Thread completer(Runnable task) {
    Thread thread = new Thread(task, "synsent-asynchronous-connects");
    thread.setDaemon(true);
    return thread;
  }

  // What the hooks call.

  /** {@code NioSocketImpl.park}: an interrupt ends it in a virtual thread only. */
  static int park(FileDescriptor fd, long nanos) throws IOException {
    saw(Hook.SOCKET_PARK);
    SimulatedSocket socket = simulated(fd);
    if (socket == null || socket.standing() == SimulatedSocket.Standing.REAL) {
      return ConnectHooks.GO_ON;
    }
    boolean virtual = isVirtual(Thread.currentThread());
    socket.awaitAnswer(nanos, virtual);
    if (virtual && Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException();
    }
    return ConnectHooks.CONNECTED;
  }

  /** {@code SelChImpl.park}: an interrupt closes the channel, which ends it. */
  static int parkChannel(Object channel, long nanos) {
    saw(Hook.CHANNEL_PARK);
    JdkWaits jdk = jdk();
    SimulatedSocket socket = jdk == null ? null : simulated(jdk.descriptor(channel));
    if (socket == null || socket.standing() == SimulatedSocket.Standing.REAL) {
      return ConnectHooks.GO_ON;
    }
    socket.awaitAnswer(nanos, false);
    return ConnectHooks.CONNECTED;
  }

  /** A channel's connect has begun: keys that it had before stop looking at the descriptor. */
  static void connectBegun(Object channel) {
    saw(Hook.CHANNEL_KEYS);
    JdkWaits jdk = jdk();
    SimulatedSocket socket = jdk == null ? null : simulated(jdk.descriptor(channel));
    if (socket != null && jdk != null) {
      for (SelectionKey key : jdk.keys((AbstractSelectableChannel) channel)) {
        if (socket.watch(key) != SimulatedSocket.Standing.REAL) {
          answered(key);
        }
      }
    }
  }

  /** {@code SelectionKeyImpl.translateInterestOps}: what the kernel is to be asked for. */
  static int interest(Object selectionKey, int events) {
    saw(Hook.KEY_INTEREST);
    SelectionKey key = (SelectionKey) selectionKey;
    JdkWaits jdk = jdk();
    SimulatedSocket socket = jdk == null ? null : simulated(jdk.descriptor(key));
    if (socket == null) {
      return events;
    }
    switch (socket.watch(key)) {
      case REAL -> {
        return events;
      }
      case ANSWERED -> {
        SelectorWatch watch = watch(key.selector());
        watch.addAnswered(key);
        watch.wake(key.selector());
      }
      default -> {
        // Waits.
      }
    }
    return 0;
  }

  /** {@code SelectorImpl.processReadyEvents}: whether the kernel's word on a key counts. */
  static int ready(Object selectionKey) {
    saw(Hook.KEY_READY);
    SelectionKey key = (SelectionKey) selectionKey;
    JdkWaits jdk = jdk();
    SimulatedSocket socket = jdk == null ? null : simulated(jdk.descriptor(key));
    boolean counts =
        socket == null
            || socket.standing() == SimulatedSocket.Standing.REAL
            || watch(key.selector()).isReporting();
    return counts ? ConnectHooks.GO_ON : ConnectHooks.NOT_YET;
  }

  /** {@code Selector.wakeup()}. */
  static void wakeupCalled(Object selector) {
    saw(Hook.SELECTOR_WAKEUP);
    watch((Selector) selector).wakeupCalled();
  }

  /**
   * Instead of {@code SelectorImpl.doSelect}, under the selector's locks.
   *
   * @return how many keys were selected, or {@link ConnectHooks#NOT_OURS}
   */
  static int select(Object object, @Nullable Consumer<SelectionKey> action, long timeoutMillis)
      throws IOException {
    saw(Hook.SELECT);
    JdkWaits jdk = jdk();
    if (jdk == null) {
      return ConnectHooks.NOT_OURS;
    }
    Selector selector = (Selector) object;
    SelectorWatch watch = watch(selector);
    long began = applicationNanos();
    long remaining = timeoutMillis;
    while (true) {
      watch.begin();
      boolean atOnce = watch.answered().stream().anyMatch(JavaWaits::isInterested);
      int selected = 0;
      boolean onlyWeWokeIt;
      try {
        selected = jdk.select(selector, action, atOnce ? 0 : remaining);
        selected += report(jdk, watch, selector, action);
      } finally {
        onlyWeWokeIt = watch.end(selected);
      }
      boolean mayGoOn = !atOnce && timeoutMillis != 0 && selector.isOpen();
      if (!onlyWeWokeIt || !mayGoOn || Thread.currentThread().isInterrupted()) {
        return selected;
      }
      if (timeoutMillis > 0) {
        remaining = timeoutMillis - TimeUnit.NANOSECONDS.toMillis(applicationNanos() - began);
        if (remaining <= 0) {
          return selected;
        }
      }
    }
  }

  private static int report(
      JdkWaits jdk,
      SelectorWatch watch,
      Selector selector,
      @Nullable Consumer<SelectionKey> action) {
    int selected = 0;
    for (SelectionKey key : watch.answered()) {
      watch.reporting(true);
      try {
        selected += jdk.reportHungUp(selector, key, action);
      } catch (CancelledKeyException closedMeanwhile) {
        // Then it is no longer to be reported.
      } finally {
        watch.reporting(false);
      }
    }
    return selected;
  }

  /** {@code UnixAsynchronousSocketChannelImpl.updateEvents}: whether the port is to watch it. */
  static int asynchronousEvents(Object channel, FileDescriptor fd) {
    saw(Hook.ASYNC_EVENTS);
    SimulatedSocket socket = simulated(fd);
    if (socket == null) {
      return ConnectHooks.GO_ON;
    }
    switch (socket.watchAsynchronous(channel)) {
      case REAL -> {
        return ConnectHooks.GO_ON;
      }
      case ANSWERED -> complete(channel);
      default -> {
        // Waits.
      }
    }
    return ConnectHooks.NOT_YET;
  }

  // What the waiters ask for.

  /** The socket behind a key has an answer, or is the kernel's again: its selector looks. */
  static void answered(SelectionKey key) {
    JdkWaits jdk = jdk();
    if (jdk == null || !key.isValid()) {
      return;
    }
    Selector selector = key.selector();
    SelectorWatch watch = watch(selector);
    if (hasAnswer(key)) {
      watch.addAnswered(key);
    }
    try {
      jdk.updateInterest(key);
    } catch (ClosedSelectorException | CancelledKeyException nobodySelects) {
      return;
    }
    watch.wake(selector);
  }

  /** An asynchronous channel goes on, on a thread of its own: it may take locks of the JDK. */
  static void complete(Object channel) {
    JdkWaits jdk = jdk();
    if (jdk != null) {
      COMPLETERS.execute(() -> jdk.onWritable(channel));
    }
  }

  /** Whether there is an answer that only polling hands out. */
  static boolean hasAnswer(SelectionKey key) {
    JdkWaits jdk = jdk();
    SimulatedSocket socket = jdk == null ? null : simulated(jdk.descriptor(key));
    return socket != null && socket.standing() == SimulatedSocket.Standing.ANSWERED;
  }

  private static boolean isInterested(SelectionKey key) {
    try {
      return key.interestOps() != 0;
    } catch (CancelledKeyException closedMeanwhile) {
      return false;
    }
  }

  private static SelectorWatch watch(Selector selector) {
    synchronized (WATCHES) {
      return WATCHES.computeIfAbsent(selector, unknown -> new SelectorWatch());
    }
  }

  private static @Nullable SimulatedSocket simulated(FileDescriptor fd) {
    Installation current = SocketHooks.installation();
    return current == null ? null : current.simulated().get(fd);
  }

  private static @Nullable JdkWaits jdk() {
    Installation current = SocketHooks.installation();
    return current == null ? null : current.jdkWaits();
  }

  private static void saw(Hook hook) {
    Installation current = SocketHooks.installation();
    SelfTest probe = current == null ? null : current.selfTest();
    if (probe != null && probe.concerns()) {
      probe.saw(hook);
    }
  }

  private static long applicationNanos() {
    return ProcessClock.line().applicationAt(ProcessClock.wallNanos());
  }

  private static @Nullable MethodHandle isVirtual() {
    try {
      return MethodHandles.lookup()
          .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
    } catch (ReflectiveOperationException beforeJdk21) {
      return null;
    }
  }

  private static boolean isVirtual(Thread thread) {
    try {
      return IS_VIRTUAL != null && (boolean) IS_VIRTUAL.invokeExact(thread);
    } catch (Throwable e) {
      throw new IllegalStateException("bug in SynSent: Thread.isVirtual threw", e);
    }
  }

  /** The methods above, at their positions in {@link ConnectHooks}. */
  static void handlers(MethodHandle[] handlers) throws ReflectiveOperationException {
    Lookup lookup = MethodHandles.lookup();
    Class<FileDescriptor> fd = FileDescriptor.class;
    Class<Object> any = Object.class;
    handlers[ConnectHooks.PARK] = find(lookup, "park", int.class, fd, long.class);
    handlers[ConnectHooks.PARK_CHANNEL] = find(lookup, "parkChannel", int.class, any, long.class);
    handlers[ConnectHooks.CONNECT_BEGUN] = find(lookup, "connectBegun", void.class, any);
    handlers[ConnectHooks.INTEREST] = find(lookup, "interest", int.class, any, int.class);
    handlers[ConnectHooks.READY] = find(lookup, "ready", int.class, any);
    handlers[ConnectHooks.WAKEUP] = find(lookup, "wakeupCalled", void.class, any);
    handlers[ConnectHooks.SELECT] =
        find(lookup, "select", int.class, any, Consumer.class, long.class);
    handlers[ConnectHooks.ASYNC_EVENTS] = find(lookup, "asynchronousEvents", int.class, any, fd);
  }

  private static MethodHandle find(
      Lookup lookup, String name, Class<?> result, Class<?>... parameters)
      throws ReflectiveOperationException {
    return lookup.findStatic(JavaWaits.class, name, MethodType.methodType(result, parameters));
  }
}

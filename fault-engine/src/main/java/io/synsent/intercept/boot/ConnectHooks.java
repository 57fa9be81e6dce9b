package io.synsent.intercept.boot;

import io.synsent.engine.Nullable;
import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.util.function.Consumer;

/**
 * Internal. The dispatcher between rewritten JDK methods and the SynSent copy that installed them.
 *
 * <p>It is never used under this name: at install it is defined into {@code java.base} as {@code
 * sun.nio.ch.SynSentConnectHooks}, so that every class of {@code java.base} can call it. It knows
 * SynSent only as method handles. With no handlers every method answers "go on as if I were not
 * there", so a JDK method that still calls it behaves as the original.
 */
public final class ConnectHooks {

  /** The rewritten method goes on with its own body. */
  public static final int GO_ON = 0;

  /** {@code pollConnectNow} returns false. */
  public static final int NOT_YET = 1;

  /** {@code pollConnectNow} returns true. */
  public static final int CONNECTED = 2;

  /** Positions of the handlers in what {@link #install} is given. */
  public static final int CONNECT = 0;

  public static final int POLL_CONNECT = 1;
  public static final int CLOSE = 2;
  public static final int LOCAL_ADDRESS = 3;
  public static final int LOOK_UP = 4;
  public static final int REVERSE_LOOK_UP = 5;
  public static final int REACHABLE = 6;
  public static final int RETURNED = 7;
  public static final int SEND = 8;
  public static final int CHECK_CONNECT = 9;
  public static final int PRE_CLOSE = 10;
  public static final int CHANNEL_CLOSE = 11;
  // What a hold in Java needs besides.
  public static final int PARK = 12;
  public static final int PARK_CHANNEL = 13;
  public static final int CONNECT_BEGUN = 14;
  public static final int INTEREST = 15;
  public static final int READY = 16;
  public static final int WAKEUP = 17;
  public static final int SELECT = 18;
  public static final int ASYNC_EVENTS = 19;

  /** {@code SelectorImpl.doSelect} itself: kept for frames that outlive the hooks. */
  public static final int JDK_SELECT = 20;

  public static final int NATIVE_TRANSPORT = 21;
  public static final int HANDLERS = 22;

  /** What the handler of {@link #SELECT} answers when the JDK is to select by itself. */
  public static final int NOT_OURS = -1;

  private static volatile MethodHandle @Nullable [] handlers;

  private static volatile @Nullable MethodHandle jdkSelect;

  /** The class of the SynSent copy that is installed: a second copy finds the first one here. */
  private static @Nullable Class<?> owner;

  private ConnectHooks() {}

  /**
   * Puts the handlers in.
   *
   * @return the owner that is already there, in which case nothing was changed, or null
   */
  public static synchronized @Nullable Class<?> install(
      Class<?> newOwner, MethodHandle[] newHandlers) {
    Class<?> present = owner;
    if (present != null && present != newOwner) {
      return present;
    }
    owner = newOwner;
    if (newHandlers[JDK_SELECT] != null) {
      jdkSelect = newHandlers[JDK_SELECT];
    }
    handlers = newHandlers;
    return null;
  }

  /** Takes the handlers out, if {@code leaving} is who put them in. */
  public static synchronized void uninstall(Class<?> leaving) {
    if (owner == leaving) {
      owner = null;
      handlers = null;
    }
  }

  /**
   * Before {@code Net.connect}: {@link #GO_ON}, or what it returns instead of connecting.
   *
   * @throws IOException how the connect fails at once
   */
  public static int connect(ProtocolFamily family, FileDescriptor fd, InetAddress remote, int port)
      throws IOException {
    MethodHandle[] all = handlers;
    if (all == null) {
      return GO_ON;
    }
    try {
      return (int) all[CONNECT].invokeExact(family, fd, remote, port);
    } catch (Throwable e) {
      throw ConnectHooks.<RuntimeException>asIs(e);
    }
  }

  /**
   * Before {@code Net.pollConnectNow}: {@link #GO_ON}, {@link #NOT_YET} or {@link #CONNECTED}.
   *
   * @throws IOException how the connect failed
   */
  public static int pollConnect(FileDescriptor fd) throws IOException {
    MethodHandle[] all = handlers;
    if (all == null) {
      return GO_ON;
    }
    try {
      return (int) all[POLL_CONNECT].invokeExact(fd);
    } catch (Throwable e) {
      throw ConnectHooks.<RuntimeException>asIs(e);
    }
  }

  /**
   * Before an asynchronous channel asks whether its connect succeeded.
   *
   * @throws IOException how the connect failed
   */
  public static void checkConnect(FileDescriptor fd) throws IOException {
    MethodHandle[] all = handlers;
    if (all != null) {
      try {
        all[CHECK_CONNECT].invokeExact(fd);
      } catch (Throwable e) {
        throw ConnectHooks.<RuntimeException>asIs(e);
      }
    }
  }

  /** Before a file descriptor is closed. */
  public static void close(FileDescriptor fd) {
    MethodHandle[] all = handlers;
    if (all != null) {
      try {
        all[CLOSE].invokeExact(fd);
      } catch (Throwable e) {
        throw ConnectHooks.<RuntimeException>asIs(e);
      }
    }
  }

  /**
   * Before a file descriptor that a thread waits for is made useless, to be closed by that thread.
   */
  public static void preClose(FileDescriptor fd) {
    MethodHandle[] all = handlers;
    if (all != null) {
      try {
        all[PRE_CLOSE].invokeExact(fd);
      } catch (Throwable e) {
        throw ConnectHooks.<RuntimeException>asIs(e);
      }
    }
  }

  /** Before a channel is closed; its file descriptor may be closed later, by a selector. */
  public static void channelClose(FileDescriptor fd) {
    MethodHandle[] all = handlers;
    if (all != null) {
      try {
        all[CHANNEL_CLOSE].invokeExact(fd);
      } catch (Throwable e) {
        throw ConnectHooks.<RuntimeException>asIs(e);
      }
    }
  }

  /** After {@code Net.localAddress}: the address to report. */
  public static InetSocketAddress localAddress(FileDescriptor fd, InetSocketAddress real) {
    MethodHandle[] all = handlers;
    if (all == null) {
      return real;
    }
    try {
      return (InetSocketAddress) all[LOCAL_ADDRESS].invokeExact(fd, real);
    } catch (Throwable e) {
      throw ConnectHooks.<RuntimeException>asIs(e);
    }
  }

  /**
   * Before {@code InetAddress.getAllByName0}: the addresses of a simulated name, or null to go on.
   *
   * @throws UnknownHostException how the look-up fails
   */
  public static InetAddress @Nullable [] lookUp(String host) throws UnknownHostException {
    MethodHandle[] all = handlers;
    if (all == null) {
      return null;
    }
    try {
      return (InetAddress[]) all[LOOK_UP].invokeExact(host);
    } catch (Throwable e) {
      throw ConnectHooks.<RuntimeException>asIs(e);
    }
  }

  /** Before {@code InetAddress.getHostFromNameService}: the name, or null to go on. */
  public static @Nullable String reverseLookUp(InetAddress address) {
    MethodHandle[] all = handlers;
    if (all == null) {
      return null;
    }
    try {
      return (String) all[REVERSE_LOOK_UP].invokeExact(address);
    } catch (Throwable e) {
      throw ConnectHooks.<RuntimeException>asIs(e);
    }
  }

  /**
   * Before {@code InetAddress.isReachable}: {@link #GO_ON}, {@link #NOT_YET} for no, or yes.
   *
   * @throws IOException how it fails
   */
  public static int reachable(InetAddress address, int timeoutMillis) throws IOException {
    MethodHandle[] all = handlers;
    if (all == null) {
      return GO_ON;
    }
    try {
      return (int) all[REACHABLE].invokeExact(address, timeoutMillis);
    } catch (Throwable e) {
      throw ConnectHooks.<RuntimeException>asIs(e);
    }
  }

  /** When a connect returns to the application, with what it throws or null. */
  public static void returned(@Nullable Throwable thrown) {
    MethodHandle[] all = handlers;
    if (all != null) {
      try {
        all[RETURNED].invokeExact(thrown);
      } catch (Throwable e) {
        throw ConnectHooks.<RuntimeException>asIs(e);
      }
    }
  }

  /**
   * Before a datagram is sent: {@link #GO_ON}, or that it was taken and must not be sent.
   *
   * @throws IOException how the send fails
   */
  public static int send(FileDescriptor fd, InetSocketAddress target) throws IOException {
    MethodHandle[] all = handlers;
    if (all == null) {
      return GO_ON;
    }
    try {
      return (int) all[SEND].invokeExact(fd, target);
    } catch (Throwable e) {
      throw ConnectHooks.<RuntimeException>asIs(e);
    }
  }

  /**
   * Before a plain socket waits for its descriptor: {@link #GO_ON}, or that it has waited.
   *
   * @throws IOException when a virtual thread was interrupted
   */
  public static int park(FileDescriptor fd, long nanos) throws IOException {
    MethodHandle[] all = handlers;
    if (all == null) {
      return GO_ON;
    }
    try {
      return (int) all[PARK].invokeExact(fd, nanos);
    } catch (Throwable e) {
      throw ConnectHooks.<RuntimeException>asIs(e);
    }
  }

  /** The same before a channel in blocking mode waits for its descriptor. */
  public static int parkChannel(Object channel, long nanos) {
    MethodHandle[] all = handlers;
    if (all == null) {
      return GO_ON;
    }
    try {
      return (int) all[PARK_CHANNEL].invokeExact(channel, nanos);
    } catch (Throwable e) {
      throw ConnectHooks.<RuntimeException>asIs(e);
    }
  }

  /** When {@code SocketChannel.connect} returns. */
  public static void connectBegun(Object channel) {
    MethodHandle[] all = handlers;
    if (all != null) {
      try {
        all[CONNECT_BEGUN].invokeExact(channel);
      } catch (Throwable e) {
        throw ConnectHooks.<RuntimeException>asIs(e);
      }
    }
  }

  /** After a selection key has said what events it wants of the kernel: what to ask for. */
  public static int interest(Object key, int events) {
    MethodHandle[] all = handlers;
    if (all == null) {
      return events;
    }
    try {
      return (int) all[INTEREST].invokeExact(key, events);
    } catch (Throwable e) {
      throw ConnectHooks.<RuntimeException>asIs(e);
    }
  }

  /** Before a key is reported as ready: {@link #GO_ON}, or that it is not. */
  public static int ready(Object key) {
    MethodHandle[] all = handlers;
    if (all == null) {
      return GO_ON;
    }
    try {
      return (int) all[READY].invokeExact(key);
    } catch (Throwable e) {
      throw ConnectHooks.<RuntimeException>asIs(e);
    }
  }

  /** Before a selector is woken. */
  public static void wakeup(Object selector) {
    MethodHandle[] all = handlers;
    if (all != null) {
      try {
        all[WAKEUP].invokeExact(selector);
      } catch (Throwable e) {
        throw ConnectHooks.<RuntimeException>asIs(e);
      }
    }
  }

  /**
   * Instead of {@code doSelect}.
   *
   * @throws IOException what {@code doSelect} throws
   */
  public static int select(
      Object selector, @Nullable Consumer<SelectionKey> action, long timeoutMillis)
      throws IOException {
    MethodHandle[] all = handlers;
    MethodHandle original = jdkSelect;
    try {
      if (all != null) {
        int selected = (int) all[SELECT].invokeExact(selector, (Consumer<?>) action, timeoutMillis);
        if (selected != NOT_OURS) {
          return selected;
        }
      }
      if (original == null) {
        throw new IllegalStateException("bug in SynSent: a selector is hooked without a handler");
      }
      return (int) original.invokeExact(selector, (Consumer<?>) action, timeoutMillis);
    } catch (Throwable e) {
      throw ConnectHooks.<RuntimeException>asIs(e);
    }
  }

  /** Before an asynchronous channel has its descriptor watched: {@link #GO_ON}, or not to. */
  public static int asynchronousEvents(Object channel, FileDescriptor fd) {
    MethodHandle[] all = handlers;
    if (all == null) {
      return GO_ON;
    }
    try {
      return (int) all[ASYNC_EVENTS].invokeExact(channel, fd);
    } catch (Throwable e) {
      throw ConnectHooks.<RuntimeException>asIs(e);
    }
  }

  /**
   * Before a transport that bypasses the JDK uses an address.
   *
   * @param className of the transport
   * @param arguments the objects and ints that its method got
   */
  public static void nativeTransport(String className, Object[] arguments) {
    MethodHandle[] all = handlers;
    if (all != null) {
      try {
        all[NATIVE_TRANSPORT].invokeExact(className, arguments);
      } catch (Throwable e) {
        throw ConnectHooks.<RuntimeException>asIs(e);
      }
    }
  }

  /** Throws what a handler threw: the handlers' signatures allow only what the caller declares. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException asIs(Throwable e) throws E {
    throw (E) e;
  }
}

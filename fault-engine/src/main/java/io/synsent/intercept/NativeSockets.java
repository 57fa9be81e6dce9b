package io.synsent.intercept;

import io.synsent.engine.Nullable;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * The system calls behind {@code sun.nio.ch.Net}, below every hook: what is done through here is
 * never simulated.
 */
final class NativeSockets {

  private static final int LINUX_SOL_SOCKET = 1;
  private static final int LINUX_SO_TYPE = 3;
  private static final int BSD_SOL_SOCKET = 0xFFFF;
  private static final int BSD_SO_TYPE = 0x1008;
  private static final int SOCK_STREAM = 1;
  private static final int LINUX_O_NONBLOCK = 04000;

  private final boolean linux = System.getProperty("os.name").equals("Linux");
  private final boolean ipv6Available;
  private final short pollOut;
  private final MethodHandle connect0;
  private final MethodHandle pollConnect;
  private final MethodHandle poll;
  private final MethodHandle shutdown;
  private final MethodHandle bind;
  private final MethodHandle getIntOption;
  private final MethodHandle setIntOption;
  private final MethodHandle localInetAddress;
  private final MethodHandle localPort;
  private final MethodHandle configureBlocking;
  private final MethodHandle fdVal;
  private final MethodHandle descriptor;

  NativeSockets(Instrumentation instrumentation) {
    try {
      Class<?> net = Class.forName("sun.nio.ch.Net", true, null);
      Class<?> ioUtil = Class.forName("sun.nio.ch.IOUtil", true, null);
      Lookup lookup = JavaBase.lookupIn(instrumentation, net);
      Class<FileDescriptor> fd = FileDescriptor.class;
      connect0 =
          find(lookup, net, "connect0", int.class, boolean.class, fd, InetAddress.class, int.class);
      pollConnect = find(lookup, net, "pollConnect", boolean.class, fd, long.class);
      poll = find(lookup, net, "poll", int.class, fd, int.class, long.class);
      shutdown = find(lookup, net, "shutdown", void.class, fd, int.class);
      bind =
          find(
              lookup,
              net,
              "bind",
              void.class,
              ProtocolFamily.class,
              fd,
              InetAddress.class,
              int.class);
      getIntOption =
          find(lookup, net, "getIntOption0", int.class, fd, boolean.class, int.class, int.class);
      setIntOption =
          find(
              lookup,
              net,
              "setIntOption0",
              void.class,
              fd,
              boolean.class,
              int.class,
              int.class,
              int.class,
              boolean.class);
      localInetAddress = find(lookup, net, "localInetAddress", InetAddress.class, fd);
      localPort = find(lookup, net, "localPort", int.class, fd);
      configureBlocking = find(lookup, ioUtil, "configureBlocking", void.class, fd, boolean.class);
      fdVal = find(lookup, ioUtil, "fdVal", int.class, fd);
      descriptor =
          lookup
              .findVirtual(
                  Class.forName("sun.nio.ch.SelChImpl", true, null),
                  "getFD",
                  MethodType.methodType(fd))
              .asType(MethodType.methodType(fd, SocketChannel.class));
      ipv6Available = (boolean) find(lookup, net, "isIPv6Available", boolean.class).invoke();
      pollOut = (short) lookup.findStaticGetter(net, "POLLOUT", short.class).invoke();
    } catch (Throwable e) {
      throw new HookFailedException(
          "the JDK's own socket calls were not found on "
              + HookFailedException.runningJdk()
              + ": "
              + e
              + ". SynSent is tested on JDK 17, 21 and 25",
          e);
    }
  }

  private static MethodHandle find(
      Lookup lookup, Class<?> owner, String name, Class<?> result, Class<?>... parameters)
      throws ReflectiveOperationException {
    return lookup.findStatic(owner, name, MethodType.methodType(result, parameters));
  }

  /** Whether a socket of this family, {@code null} or the JDK's "unspecified", speaks IPv6. */
  boolean isIpv6(@Nullable ProtocolFamily family) {
    return ipv6Available && family != StandardProtocolFamily.INET;
  }

  /** connect(2): 1 when connected, negative while it is not. */
  int connect(@Nullable ProtocolFamily family, FileDescriptor fd, InetSocketAddress remote)
      throws IOException {
    try {
      return (int) connect0.invokeExact(isIpv6(family), fd, remote.getAddress(), remote.getPort());
    } catch (Throwable e) {
      throw asIs(e);
    }
  }

  /** Whether the pending connect has succeeded; waits up to {@code millis}. */
  boolean pollConnect(FileDescriptor fd, long millis) throws IOException {
    try {
      return (boolean) pollConnect.invokeExact(fd, millis);
    } catch (Throwable e) {
      throw asIs(e);
    }
  }

  /** Whether the socket becomes writable, or fails, within {@code millis}. */
  boolean awaitWritable(FileDescriptor fd, long millis) throws IOException {
    try {
      return (int) poll.invokeExact(fd, (int) pollOut, millis) != 0;
    } catch (Throwable e) {
      throw asIs(e);
    }
  }

  /** shutdown(2) both ways. On Linux it ends a SYN_SENT socket and wakes whoever waits for it. */
  void shutdown(FileDescriptor fd) throws IOException {
    try {
      shutdown.invokeExact(fd, 2);
    } catch (Throwable e) {
      throw asIs(e);
    }
  }

  void bind(@Nullable ProtocolFamily family, FileDescriptor fd, InetSocketAddress local)
      throws IOException {
    ProtocolFamily known = family == null ? StandardProtocolFamily.INET6 : family;
    try {
      bind.invokeExact(known, fd, local.getAddress(), local.getPort());
    } catch (Throwable e) {
      throw asIs(e);
    }
  }

  /** What the kernel says the socket is bound to; port 0 if it is not. */
  InetSocketAddress localAddress(FileDescriptor fd) throws IOException {
    try {
      return new InetSocketAddress(
          (InetAddress) localInetAddress.invokeExact(fd), (int) localPort.invokeExact(fd));
    } catch (Throwable e) {
      throw asIs(e);
    }
  }

  int option(FileDescriptor fd, int level, int name) throws IOException {
    try {
      return (int) getIntOption.invokeExact(fd, false, level, name);
    } catch (Throwable e) {
      throw asIs(e);
    }
  }

  void setOption(FileDescriptor fd, int level, int name, int value) throws IOException {
    try {
      setIntOption.invokeExact(fd, false, level, name, value, false);
    } catch (Throwable e) {
      throw asIs(e);
    }
  }

  /** Whether it is a TCP socket: datagram channels pass through the same methods. */
  boolean isStream(FileDescriptor fd) throws IOException {
    int type =
        linux
            ? option(fd, LINUX_SOL_SOCKET, LINUX_SO_TYPE)
            : option(fd, BSD_SOL_SOCKET, BSD_SO_TYPE);
    return type == SOCK_STREAM;
  }

  void configureBlocking(FileDescriptor fd, boolean blocking) throws IOException {
    try {
      configureBlocking.invokeExact(fd, blocking);
    } catch (Throwable e) {
      throw asIs(e);
    }
  }

  /**
   * Whether the descriptor is in blocking mode. The JDK has no call that asks, so Linux's {@code
   * /proc} is read; elsewhere the answer is false, with which the JDK copes in both modes.
   */
  boolean isBlocking(FileDescriptor fd) throws IOException {
    if (!linux) {
      return false;
    }
    // Not through a FileChannel, which an interrupted thread closes.
    try (FileInputStream info = new FileInputStream("/proc/self/fdinfo/" + number(fd))) {
      String text = new String(info.readAllBytes(), StandardCharsets.US_ASCII);
      for (String line : text.split("\n", -1)) {
        if (line.startsWith("flags:")) {
          int flags = Integer.parseInt(line.substring("flags:".length()).trim(), 8);
          return (flags & LINUX_O_NONBLOCK) == 0;
        }
      }
      return false;
    } catch (FileNotFoundException noProc) {
      return false;
    }
  }

  FileDescriptor descriptor(SocketChannel channel) {
    try {
      return (FileDescriptor) descriptor.invokeExact(channel);
    } catch (Throwable e) {
      throw NativeSockets.<RuntimeException>asIs(e);
    }
  }

  int number(FileDescriptor fd) {
    try {
      return (int) fdVal.invokeExact(fd);
    } catch (Throwable e) {
      throw NativeSockets.<RuntimeException>asIs(e);
    }
  }

  /** Throws what the JDK threw: its own exceptions must reach the application unwrapped. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException asIs(Throwable e) throws E {
    throw (E) e;
  }
}

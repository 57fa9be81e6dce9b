package io.synsent.intercept;

import io.synsent.engine.Nullable;
import io.synsent.intercept.boot.ConnectHooks;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import net.bytebuddy.asm.Advice;

/**
 * The code that is put into JDK methods. Byte Buddy copies the bodies; they call {@link
 * ConnectHooks} under the name it has in {@code java.base}.
 */
@SuppressWarnings({"unused", "UnusedVariable", "ParameterName"})
final class HookAdvice {

  private HookAdvice() {}

  /** {@code static int connect(ProtocolFamily, FileDescriptor, InetAddress, int)}. */
  static final class Connect {
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static int enter(
        @Advice.Argument(0) ProtocolFamily family,
        @Advice.Argument(1) FileDescriptor fd,
        @Advice.Argument(2) InetAddress remote,
        @Advice.Argument(3) int port)
        throws IOException {
      return ConnectHooks.connect(family, fd, remote, port);
    }

    @Advice.OnMethodExit
    static void exit(@Advice.Enter int answer, @Advice.Return(readOnly = false) int result) {
      if (answer != ConnectHooks.GO_ON) {
        result = answer;
      }
    }
  }

  /** {@code static boolean pollConnectNow(FileDescriptor)}. */
  static final class PollConnect {
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static int enter(@Advice.Argument(0) FileDescriptor fd) throws IOException {
      return ConnectHooks.pollConnect(fd);
    }

    @Advice.OnMethodExit
    static void exit(@Advice.Enter int answer, @Advice.Return(readOnly = false) boolean result) {
      if (answer != ConnectHooks.GO_ON) {
        result = answer == ConnectHooks.CONNECTED;
      }
    }
  }

  /** {@code void close(FileDescriptor)}. */
  static final class Close {
    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(0) FileDescriptor fd) {
      ConnectHooks.close(fd);
    }
  }

  /** {@code void implPreClose(FileDescriptor, …)}. */
  static final class PreClose {
    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(0) FileDescriptor fd) {
      ConnectHooks.preClose(fd);
    }
  }

  /** {@code void implCloseSelectableChannel()}. */
  static final class ChannelClose {
    @Advice.OnMethodEnter
    static void enter(@Advice.FieldValue("fd") FileDescriptor fd) {
      ConnectHooks.channelClose(fd);
    }
  }

  /** {@code static InetSocketAddress localAddress(FileDescriptor)}. */
  static final class LocalAddress {
    @Advice.OnMethodExit
    static void exit(
        @Advice.Argument(0) FileDescriptor fd,
        @Advice.Return(readOnly = false) InetSocketAddress result) {
      result = ConnectHooks.localAddress(fd, result);
    }
  }

  /** {@code static InetAddress[] getAllByName0(String, …)}. */
  static final class LookUp {
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static InetAddress @Nullable [] enter(@Advice.Argument(0) String host)
        throws UnknownHostException {
      return ConnectHooks.lookUp(host);
    }

    @Advice.OnMethodExit
    static void exit(
        @Advice.Enter InetAddress @Nullable [] answer,
        @Advice.Return(readOnly = false) InetAddress[] result) {
      if (answer != null) {
        result = answer;
      }
    }
  }

  /** {@code static String getHostFromNameService(InetAddress, …)}. */
  static final class ReverseLookUp {
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static @Nullable String enter(@Advice.Argument(0) InetAddress address) {
      return ConnectHooks.reverseLookUp(address);
    }

    @Advice.OnMethodExit
    static void exit(
        @Advice.Enter @Nullable String answer, @Advice.Return(readOnly = false) String result) {
      if (answer != null) {
        result = answer;
      }
    }
  }

  /** {@code boolean isReachable(NetworkInterface, int ttl, int timeout)}. */
  static final class Reachable {
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static int enter(@Advice.This InetAddress address, @Advice.Argument(2) int timeoutMillis)
        throws IOException {
      return ConnectHooks.reachable(address, timeoutMillis);
    }

    @Advice.OnMethodExit
    static void exit(@Advice.Enter int answer, @Advice.Return(readOnly = false) boolean result) {
      if (answer != ConnectHooks.GO_ON) {
        result = answer == ConnectHooks.CONNECTED;
      }
    }
  }

  /** The methods through which a connect returns to the application. */
  static final class Returned {
    @Advice.OnMethodExit(onThrowable = Throwable.class)
    static void exit(@Advice.Thrown @Nullable Throwable thrown) {
      ConnectHooks.returned(thrown);
    }
  }

  /** {@code void park(FileDescriptor, int event, long nanos)} of a plain socket. */
  static final class Park {
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static int enter(@Advice.Argument(0) FileDescriptor fd, @Advice.Argument(2) long nanos)
        throws IOException {
      return ConnectHooks.park(fd, nanos);
    }
  }

  /** {@code void park(int event, long nanos)} of a channel. */
  static final class ParkChannel {
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static int enter(@Advice.This Object channel, @Advice.Argument(1) long nanos) {
      return ConnectHooks.parkChannel(channel, nanos);
    }
  }

  /** {@code boolean connect(SocketAddress)} of a channel. */
  static final class ConnectBegun {
    @Advice.OnMethodExit
    static void exit(@Advice.This Object channel) {
      ConnectHooks.connectBegun(channel);
    }
  }

  /** {@code int translateInterestOps()} of a selection key. */
  static final class Interest {
    @Advice.OnMethodExit
    static void exit(@Advice.This Object key, @Advice.Return(readOnly = false) int events) {
      events = ConnectHooks.interest(key, events);
    }
  }

  /** {@code int processReadyEvents(int, SelectionKeyImpl, Consumer)}. */
  static final class Ready {
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static int enter(@Advice.Argument(1) Object key) {
      return ConnectHooks.ready(key);
    }
  }

  /** {@code Selector wakeup()}. */
  static final class Wakeup {
    @Advice.OnMethodEnter
    static void enter(@Advice.This Object selector) {
      ConnectHooks.wakeup(selector);
    }
  }

  /** {@code void updateEvents()} of an asynchronous channel. */
  static final class AsynchronousEvents {
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static int enter(@Advice.This Object channel, @Advice.FieldValue("fd") FileDescriptor fd) {
      return ConnectHooks.asynchronousEvents(channel, fd);
    }
  }

  /** {@code int send(FileDescriptor, ByteBuffer, InetSocketAddress)} of a datagram channel. */
  static final class Send {
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static int enter(
        @Advice.Argument(0) FileDescriptor fd, @Advice.Argument(2) InetSocketAddress target)
        throws IOException {
      return ConnectHooks.send(fd, target);
    }

    @Advice.OnMethodExit
    static void exit(
        @Advice.Enter int answer,
        @Advice.Argument(1) ByteBuffer source,
        @Advice.Return(readOnly = false) int result) {
      if (answer != ConnectHooks.GO_ON) {
        result = source.remaining();
        source.position(source.limit());
      }
    }
  }
}

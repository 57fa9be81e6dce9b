package io.synsent.intercept;

import java.io.FileDescriptor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * One place in the JDK where SynSent looks in.
 *
 * <p>JDK 17, 21 and 25 differ in where these methods are declared and in their last parameters, so
 * a hook is found by its shape: the name, the first parameter types and the return type, walking up
 * the class hierarchy from a class that all of them have.
 */
@SuppressWarnings("ImmutableEnumChecker") // the list is an unmodifiable one
enum Hook {
  CONNECT(
      "sun.nio.ch.Net",
      HookAdvice.Connect.class,
      int.class,
      named("connect", ProtocolFamily.class, FileDescriptor.class, InetAddress.class, int.class)),
  POLL_CONNECT(
      "sun.nio.ch.Net",
      HookAdvice.PollConnect.class,
      boolean.class,
      named("pollConnectNow", FileDescriptor.class)),
  CLOSE(
      "sun.nio.ch.SocketDispatcher",
      HookAdvice.Close.class,
      void.class,
      named("close", FileDescriptor.class)),
  /** {@code implPreClose} since JDK 21, {@code preClose} before. */
  PRE_CLOSE(
      "sun.nio.ch.SocketDispatcher",
      HookAdvice.PreClose.class,
      void.class,
      named("implPreClose", FileDescriptor.class),
      named("preClose", FileDescriptor.class)),
  CHANNEL_CLOSE(
      "sun.nio.ch.SocketChannelImpl",
      HookAdvice.ChannelClose.class,
      void.class,
      named("implCloseSelectableChannel")),
  LOCAL_ADDRESS(
      "sun.nio.ch.Net",
      HookAdvice.LocalAddress.class,
      InetSocketAddress.class,
      named("localAddress", FileDescriptor.class)),
  LOOK_UP(
      "java.net.InetAddress",
      HookAdvice.LookUp.class,
      InetAddress[].class,
      named("getAllByName0", String.class)),
  REVERSE_LOOK_UP(
      "java.net.InetAddress",
      HookAdvice.ReverseLookUp.class,
      String.class,
      named("getHostFromNameService", InetAddress.class)),
  REACHABLE(
      "java.net.InetAddress",
      HookAdvice.Reachable.class,
      boolean.class,
      named("isReachable", NetworkInterface.class, int.class, int.class)),
  SEND(
      "sun.nio.ch.DatagramChannelImpl",
      HookAdvice.Send.class,
      int.class,
      named("send", FileDescriptor.class, ByteBuffer.class, InetSocketAddress.class)),
  SOCKET_RETURNED(
      "sun.nio.ch.NioSocketImpl",
      HookAdvice.Returned.class,
      void.class,
      named("connect", SocketAddress.class, int.class)),
  CHANNEL_RETURNED(
      "sun.nio.ch.SocketChannelImpl",
      HookAdvice.Returned.class,
      boolean.class,
      named("connect", SocketAddress.class)),
  FINISH_RETURNED(
      "sun.nio.ch.SocketChannelImpl",
      HookAdvice.Returned.class,
      boolean.class,
      named("finishConnect")),
  ASYNC_CHECK(
      "sun.nio.ch.UnixAsynchronousSocketChannelImpl",
      StaticCall.class,
      void.class,
      named("finishConnect", boolean.class)),
  ASYNC_RETURNED(
      "sun.nio.ch.UnixAsynchronousSocketChannelImpl",
      HookAdvice.Returned.class,
      Future.class,
      named("implConnect", SocketAddress.class)),
  ADAPTOR_RETURNED(
      "sun.nio.ch.SocketAdaptor",
      HookAdvice.Returned.class,
      void.class,
      named("connect", SocketAddress.class, int.class)),
  SOCKET_PARK(
      "sun.nio.ch.NioSocketImpl",
      HookAdvice.Park.class,
      void.class,
      named("park", FileDescriptor.class, int.class, long.class)),
  CHANNEL_PARK(
      "sun.nio.ch.SelChImpl",
      HookAdvice.ParkChannel.class,
      void.class,
      named("park", int.class, long.class)),
  CHANNEL_KEYS(
      "sun.nio.ch.SocketChannelImpl",
      HookAdvice.ConnectBegun.class,
      boolean.class,
      named("connect", SocketAddress.class)),
  KEY_INTEREST(
      "sun.nio.ch.SelectionKeyImpl",
      HookAdvice.Interest.class,
      int.class,
      named("translateInterestOps")),
  KEY_READY(
      "sun.nio.ch.SelectorImpl",
      HookAdvice.Ready.class,
      int.class,
      named("processReadyEvents", int.class)),
  SELECT(
      "sun.nio.ch.SelectorImpl",
      StaticCall.class,
      int.class,
      named("lockAndDoSelect", Consumer.class, long.class)),
  /** Each of the selectors that the running JDK has; one of them is its default. */
  SELECTOR_WAKEUP(
      "sun.nio.ch.EPollSelectorImpl|sun.nio.ch.KQueueSelectorImpl|sun.nio.ch.WEPollSelectorImpl"
          + "|sun.nio.ch.WindowsSelectorImpl|sun.nio.ch.PollSelectorImpl",
      HookAdvice.Wakeup.class,
      Selector.class,
      named("wakeup")),
  ASYNC_EVENTS(
      "sun.nio.ch.UnixAsynchronousSocketChannelImpl",
      HookAdvice.AsynchronousEvents.class,
      void.class,
      named("updateEvents"));

  /** The hooks that are put in however connects are held. */
  private static final Set<Hook> ALWAYS =
      Collections.unmodifiableSet(EnumSet.range(CONNECT, ADAPTOR_RETURNED));

  private static final Set<Hook> ASYNCHRONOUS =
      Collections.unmodifiableSet(EnumSet.of(ASYNC_CHECK, ASYNC_RETURNED, ASYNC_EVENTS));

  private final List<String> startClasses;
  private final Class<?> advice;
  private final Class<?> returnType;
  private final List<Shape> shapes;

  /**
   * @param startClass several between bars: those of them that the JDK has
   */
  Hook(String startClass, Class<?> advice, Class<?> returnType, Shape... shapes) {
    this.startClasses = List.of(startClass.split("\\|", -1));
    this.advice = advice;
    this.returnType = returnType;
    this.shapes = List.of(shapes);
  }

  /** What goes into each of {@link #methods}: advice, or {@link StaticCall}. */
  Class<?> advice() {
    return advice;
  }

  /** The hooks for the running JDK: those that are always put in, and {@code more}. */
  static Set<Hook> with(Set<Hook> more) {
    EnumSet<Hook> all = EnumSet.copyOf(ALWAYS);
    all.addAll(more);
    if (hasWindowsChannels()) {
      all.removeAll(ASYNCHRONOUS);
    }
    return all;
  }

  /** Asynchronous channels connect by other means there. */
  private static boolean hasWindowsChannels() {
    try {
      Class.forName("sun.nio.ch.WindowsAsynchronousSocketChannelImpl", false, null);
      return true;
    } catch (ClassNotFoundException onUnix) {
      return false;
    }
  }

  /**
   * The methods of the running JDK that have this hook's shape: all overloads of the first class
   * that declares one, going up from each start class.
   *
   * @throws HookFailedException if there is none
   */
  List<Method> methods() {
    List<Method> found = new ArrayList<>();
    for (Class<?> start : startClasses()) {
      found.addAll(methods(start));
    }
    if (found.isEmpty()) {
      throw new HookFailedException(
          "hook "
              + this
              + " found no method "
              + shapes
              + " in "
              + startClasses
              + " or above on "
              + HookFailedException.runningJdk()
              + ". SynSent is tested on JDK 17, 21 and 25; run on one of these, or report this"
              + " message",
          null);
    }
    return found;
  }

  private List<Method> methods(Class<?> start) {
    for (Shape shape : shapes) {
      for (Class<?> type = start; type != null; type = type.getSuperclass()) {
        List<Method> found = declaredIn(type, shape);
        if (!found.isEmpty()) {
          return found;
        }
      }
    }
    return List.of();
  }

  private List<Method> declaredIn(Class<?> type, Shape shape) {
    List<Method> found = new ArrayList<>();
    for (Method method : type.getDeclaredMethods()) {
      boolean hasBody = !Modifier.isAbstract(method.getModifiers()) && !isNative(method);
      if (hasBody
          && !method.isSynthetic()
          && method.getReturnType() == returnType
          && shape.matches(method)) {
        found.add(method);
      }
    }
    return found;
  }

  private static boolean isNative(Method method) {
    return Modifier.isNative(method.getModifiers());
  }

  private List<Class<?>> startClasses() {
    List<Class<?>> found = new ArrayList<>();
    ClassNotFoundException absent = null;
    for (String name : startClasses) {
      try {
        found.add(Class.forName(name, true, null));
      } catch (ClassNotFoundException e) {
        absent = e;
      }
    }
    if (found.isEmpty()) {
      throw new HookFailedException(
          "hook "
              + this
              + " needs the class "
              + String.join(" or ", startClasses)
              + ", which "
              + HookFailedException.runningJdk()
              + " does not have",
          absent);
    }
    return found;
  }

  /** Every class to rewrite for {@code hooks}, by name, with those that go into it. */
  static Map<String, List<Hook>> byClass(Set<Hook> hooks) {
    Map<String, List<Hook>> byClass = new TreeMap<>();
    for (Hook hook : hooks) {
      for (Method method : hook.methods()) {
        List<Hook> inClass =
            byClass.computeIfAbsent(
                method.getDeclaringClass().getName(), name -> new ArrayList<>());
        if (!inClass.contains(hook)) {
          inClass.add(hook);
        }
      }
    }
    return byClass;
  }

  private static Shape named(String name, Class<?>... firstParameters) {
    return new Shape(name, List.of(firstParameters));
  }

  private record Shape(String name, List<Class<?>> firstParameters) {

    boolean matches(Method method) {
      List<Class<?>> parameters = Arrays.asList(method.getParameterTypes());
      return method.getName().equals(name)
          && parameters.size() >= firstParameters.size()
          && parameters.subList(0, firstParameters.size()).equals(firstParameters);
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder(name).append('(');
      firstParameters.forEach(parameter -> text.append(parameter.getSimpleName()).append(", "));
      return text.append("…)").toString();
    }
  }
}

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;

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
      CheckConnectCall.class,
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
      named("connect", SocketAddress.class, int.class));

  private final String startClass;
  private final Class<?> advice;
  private final Class<?> returnType;
  private final List<Shape> shapes;

  Hook(String startClass, Class<?> advice, Class<?> returnType, Shape... shapes) {
    this.startClass = startClass;
    this.advice = advice;
    this.returnType = returnType;
    this.shapes = List.of(shapes);
  }

  /** What goes into each of {@link #methods}: advice, or {@link CheckConnectCall}. */
  Class<?> advice() {
    return advice;
  }

  /**
   * The methods of the running JDK that have this hook's shape: all overloads of the first class
   * that declares one.
   *
   * @throws HookFailedException if there is none
   */
  List<Method> methods() {
    for (Shape shape : shapes) {
      for (Class<?> type = startClass(); type != null; type = type.getSuperclass()) {
        List<Method> found = declaredIn(type, shape);
        if (!found.isEmpty()) {
          return found;
        }
      }
    }
    throw new HookFailedException(
        "hook "
            + this
            + " found no method "
            + shapes
            + " in "
            + startClass
            + " or above on "
            + HookFailedException.runningJdk()
            + ". SynSent is tested on JDK 17, 21 and 25; run on one of these, or report this"
            + " message",
        null);
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

  private Class<?> startClass() {
    try {
      return Class.forName(startClass, true, null);
    } catch (ClassNotFoundException e) {
      throw new HookFailedException(
          "hook "
              + this
              + " needs the class "
              + startClass
              + ", which "
              + HookFailedException.runningJdk()
              + " does not have",
          e);
    }
  }

  /** Every class to rewrite, by name, with the hooks that go into it. */
  static Map<String, List<Hook>> byClass() {
    Map<String, List<Hook>> hooks = new TreeMap<>();
    for (Hook hook : values()) {
      hooks
          .computeIfAbsent(
              hook.methods().get(0).getDeclaringClass().getName(), c -> new ArrayList<>())
          .add(hook);
    }
    return hooks;
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

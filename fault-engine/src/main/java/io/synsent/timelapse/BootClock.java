package io.synsent.timelapse;

import io.synsent.engine.Nullable;
import io.synsent.engine.time.TimeLine;
import io.synsent.intercept.JavaBase;
import io.synsent.intercept.boot.LapseClock;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@link LapseClock} as it lives in {@code java.base}, called by name. */
final class BootClock {

  /** Everything it is made of; the two that are package-private are known by name alone. */
  private static final List<String> TEMPLATES =
      List.of(
          TimeLine.class.getName(),
          "io.synsent.intercept.boot.LapseWait",
          "io.synsent.intercept.boot.MonitorWaker",
          "io.synsent.intercept.boot.WallThreads",
          LapseClock.class.getName());

  private final Class<?> type;
  private final MethodHandle own;
  private final MethodHandle disown;
  private final MethodHandle setRate;
  private final MethodHandle jumpTo;
  private final MethodHandle applicationNanos;
  private final MethodHandle ahead;
  private final MethodHandle addWallThread;
  private final MethodHandle wallThreads;
  private final MethodHandle count;
  private final MethodHandle calls;
  private final MethodHandle comingsAndGoings;
  private final MethodHandle liveThreads;
  private final MethodHandle waitingThreads;
  private final MethodHandle firstDeadline;
  private final MethodHandle wake;

  private BootClock(Class<?> type) {
    this.type = type;
    own = method("own", Class.class, Class.class);
    disown = method("disown", void.class, Class.class);
    setRate = method("setRate", long.class, int.class);
    jumpTo = method("jumpTo", long.class, long.class);
    applicationNanos = method("applicationNanos", long.class);
    ahead = method("ahead", long.class);
    addWallThread = method("addWallThread", void.class, Thread.class);
    wallThreads = method("wallThreads", Thread[].class);
    count = method("count", void.class, boolean.class);
    calls = method("calls", int[].class);
    comingsAndGoings = method("comingsAndGoings", long.class);
    liveThreads = method("liveThreads", Thread[].class);
    waitingThreads = method("waitingThreads", Thread[].class);
    firstDeadline = method("firstDeadline", long.class, Thread[].class);
    wake = method("wake", int.class, boolean.class);
  }

  /** Defines the classes into {@code java.lang}, or finds them there from an earlier install. */
  static BootClock define(Instrumentation instrumentation) {
    try {
      Map<Class<?>, String> names = new LinkedHashMap<>();
      ClassLoader loader = BootClock.class.getClassLoader();
      for (String template : TEMPLATES) {
        Class<?> found = Class.forName(template, false, loader);
        names.put(found, JavaBase.nameBeside(Object.class, found));
      }
      String clock = JavaBase.nameBeside(Object.class, LapseClock.class);
      Class<?> present = bootClass(clock);
      if (present == null) {
        Lookup lookup = JavaBase.lookupIn(instrumentation, Object.class);
        for (Class<?> template : names.keySet()) {
          lookup.defineClass(JavaBase.renamed(template, names));
        }
        present = Class.forName(clock, true, null);
      }
      return new BootClock(present);
    } catch (IOException | ReflectiveOperationException e) {
      throw new TimeLapseFailedException(
          "the clock could not be defined in java.base of "
              + TimeLapseFailedException.runningJdk()
              + ": "
              + e,
          e);
    }
  }

  private static @Nullable Class<?> bootClass(String name) {
    try {
      return Class.forName(name, true, null);
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  String className() {
    return type.getName();
  }

  /**
   * @throws TimeLapseFailedException if another copy of SynSent has the clock
   */
  void own() {
    Object present = call(own, TimeLapse.class);
    if (present != null && present != TimeLapse.class) {
      throw new TimeLapseFailedException(
          "another copy of SynSent, in class loader "
              + ((Class<?>) present).getClassLoader()
              + ", runs this JVM's clock: keep one copy on the class path",
          null);
    }
  }

  void disown() {
    call(disown, TimeLapse.class);
  }

  long setRate(int rate) {
    return (long) result(setRate, rate);
  }

  long jumpTo(long application) {
    return (long) result(jumpTo, application);
  }

  long applicationNanos() {
    return (long) result(applicationNanos);
  }

  long ahead() {
    return (long) result(ahead);
  }

  void addWallThread(Thread thread) {
    call(addWallThread, thread);
  }

  Thread[] wallThreads() {
    return (Thread[]) result(wallThreads);
  }

  void count(boolean on) {
    call(count, on);
  }

  int[] calls() {
    return (int[]) result(calls);
  }

  long comingsAndGoings() {
    return (long) result(comingsAndGoings);
  }

  Thread[] liveThreads() {
    return (Thread[]) result(liveThreads);
  }

  Thread[] waitingThreads() {
    return (Thread[]) result(waitingThreads);
  }

  long firstDeadline(Thread[] leftOut) {
    return (long) result(firstDeadline, (Object) leftOut);
  }

  int wake(boolean everyTimedOne) {
    return (int) result(wake, everyTimedOne);
  }

  private MethodHandle method(String name, Class<?> result, Class<?>... parameters) {
    try {
      return MethodHandles.publicLookup()
          .findStatic(type, name, MethodType.methodType(result, parameters))
          .asFixedArity()
          .asSpreader(Object[].class, parameters.length)
          .asType(MethodType.methodType(Object.class, Object[].class));
    } catch (ReflectiveOperationException e) {
      throw new TimeLapseFailedException(
          "the clock in java.base is of another version of SynSent: it has no " + name, e);
    }
  }

  private static Object result(MethodHandle method, Object... arguments) {
    Object result = call(method, arguments);
    if (result == null) {
      throw new IllegalStateException("bug in SynSent: no result from " + method);
    }
    return result;
  }

  private static @Nullable Object call(MethodHandle method, Object... arguments) {
    try {
      return (Object) method.invokeExact(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("bug in SynSent: " + method + " threw", e);
    }
  }
}

package io.synsent.timelapse;

import io.synsent.engine.Nullable;
import java.io.FileDescriptor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

/**
 * One method whose calls are rewritten, and the static method of the boot clock that is called
 * instead. A call of an instance method passes its receiver as the first argument, so the operand
 * stack is the same before and after, and no stack map changes.
 *
 * @param owner the class that the call names, or null for any class
 * @param caller the one class whose calls are rewritten, or null for every class
 */
record CallSite(
    @Nullable String owner,
    String name,
    String descriptor,
    boolean isStatic,
    @Nullable String caller,
    String hook,
    String hookDescriptor) {

  private static final String UNSAFE = "jdk/internal/misc/Unsafe";

  boolean matches(String callOwner, String callName, String callDescriptor, String callingClass) {
    return name.equals(callName)
        && descriptor.equals(callDescriptor)
        && (owner == null || owner.equals(callOwner))
        && (caller == null || caller.equals(callingClass));
  }

  /** What is rewritten on the running JDK, found by the shape of its classes. */
  static List<CallSite> ofThisJdk() {
    List<CallSite> sites = new ArrayList<>();
    sites.add(ofStatic("java/lang/System", "nanoTime", "()J", "nanoTime"));
    sites.add(ofStatic("java/lang/System", "currentTimeMillis", "()J", "currentTimeMillis"));
    sites.add(
        ofStatic("jdk/internal/misc/VM", "getNanoTimeAdjustment", "(J)J", "getNanoTimeAdjustment"));
    sites.add(
        new CallSite(UNSAFE, "park", "(ZJ)V", false, null, "park", "(Ljava/lang/Object;ZJ)V"));
    sites.add(sleep());
    sites.add(objectWait());
    String poll = "(Ljava/io/FileDescriptor;IJ)I";
    if (isNative("sun.nio.ch.Net", "poll", FileDescriptor.class, int.class, long.class)) {
      sites.add(ofStatic("sun/nio/ch/Net", "poll", poll, "poll"));
    }
    if (isNative("sun.nio.ch.EPoll", "wait", int.class, long.class, int.class, int.class)) {
      sites.add(ofStatic("sun/nio/ch/EPoll", "wait", "(IJII)I", "epollWait"));
    }
    return List.copyOf(sites);
  }

  /** In the test runner's own classes: what they wait for is wall time. */
  static List<CallSite> ofTestRunners() {
    String unit = "Ljava/util/concurrent/TimeUnit;";
    String scheduler = "Ljava/util/concurrent/ScheduledExecutorService;";
    return List.of(
        new CallSite(
            "java/util/concurrent/Executors",
            "newSingleThreadScheduledExecutor",
            "(Ljava/util/concurrent/ThreadFactory;)" + scheduler,
            true,
            null,
            "wallScheduler",
            "(Ljava/util/concurrent/ThreadFactory;)" + scheduler),
        new CallSite(
            "java/util/concurrent/ScheduledExecutorService",
            "schedule",
            "(Ljava/lang/Runnable;J" + unit + ")Ljava/util/concurrent/ScheduledFuture;",
            false,
            null,
            "wallSchedule",
            "("
                + scheduler
                + "Ljava/lang/Runnable;J"
                + unit
                + ")Ljava/util/concurrent/ScheduledFuture;"),
        new CallSite(
            "java/util/concurrent/Future",
            "get",
            "(J" + unit + ")Ljava/lang/Object;",
            false,
            null,
            "wallGet",
            "(Ljava/util/concurrent/Future;J" + unit + ")Ljava/lang/Object;"),
        new CallSite(
            "java/util/concurrent/ScheduledExecutorService",
            "awaitTermination",
            "(J" + unit + ")Z",
            false,
            null,
            "wallAwaitTermination",
            "(Ljava/util/concurrent/ExecutorService;J" + unit + ")Z"),
        new CallSite(
            "java/util/concurrent/ExecutorService",
            "awaitTermination",
            "(J" + unit + ")Z",
            false,
            null,
            "wallAwaitTermination",
            "(Ljava/util/concurrent/ExecutorService;J" + unit + ")Z"));
  }

  /** The native itself up to JDK 18, where every class may call it; later one inside Thread. */
  private static CallSite sleep() {
    if (isNative("java.lang.Thread", "sleep", long.class)) {
      return new CallSite(null, "sleep", "(J)V", true, null, "sleep", "(J)V");
    }
    if (isNative("java.lang.Thread", "sleepNanos0", long.class)) {
      return insideThread("sleepNanos0");
    }
    if (isNative("java.lang.Thread", "sleep0", long.class) && Runtime.version().feature() >= 21) {
      return insideThread("sleep0");
    }
    throw new TimeLapseFailedException(
        "no hook for Thread.sleep on " + TimeLapseFailedException.runningJdk(), null);
  }

  private static CallSite insideThread(String name) {
    return new CallSite(
        "java/lang/Thread", name, "(J)V", true, "java/lang/Thread", "sleepNanos", "(J)V");
  }

  /** The native itself up to JDK 18, where every class may call it; later one inside Object. */
  private static CallSite objectWait() {
    String hookDescriptor = "(Ljava/lang/Object;J)V";
    if (isNative("java.lang.Object", "wait", long.class)) {
      return new CallSite(null, "wait", "(J)V", false, null, "wait", hookDescriptor);
    }
    if (isNative("java.lang.Object", "wait0", long.class)) {
      return new CallSite(
          "java/lang/Object", "wait0", "(J)V", false, "java/lang/Object", "wait", hookDescriptor);
    }
    throw new TimeLapseFailedException(
        "no hook for Object.wait on " + TimeLapseFailedException.runningJdk(), null);
  }

  private static CallSite ofStatic(String owner, String name, String descriptor, String hook) {
    return new CallSite(owner, name, descriptor, true, null, hook, descriptor);
  }

  private static boolean isNative(String className, String name, Class<?>... parameters) {
    try {
      Method method = Class.forName(className, false, null).getDeclaredMethod(name, parameters);
      return Modifier.isNative(method.getModifiers());
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}

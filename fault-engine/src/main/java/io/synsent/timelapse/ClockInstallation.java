package io.synsent.timelapse;

import io.synsent.intercept.Attachment;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The rewritten clock of this JVM: puts it in as one batch, proves it, and takes it out again. */
final class ClockInstallation {

  /** The second is that of jdk.internal.misc.InnocuousThread, such as the common cleaner. */
  private static final Set<String> THREAD_GROUPS_OF_THE_JVM =
      Set.of("system", "InnocuousThreadGroup");

  private final Instrumentation instrumentation;
  private final BootClock clock;
  private final ClockTransformer transformer;
  private final Set<String> staleClasses;

  private ClockInstallation(
      Instrumentation instrumentation,
      BootClock clock,
      ClockTransformer transformer,
      Set<String> staleClasses) {
    this.instrumentation = instrumentation;
    this.clock = clock;
    this.transformer = transformer;
    this.staleClasses = staleClasses;
  }

  static ClockInstallation install() {
    List<CallSite> sites = CallSite.ofThisJdk();
    Instrumentation instrumentation = Attachment.instrumentation();
    BootClock clock = BootClock.define(instrumentation);
    clock.own();
    Map<Thread, StackTraceElement[]> stacks = Thread.getAllStackTraces();
    stacks.forEach(
        (thread, stack) -> {
          if (thread != Thread.currentThread()
              && WallTimeClasses.worksForTheRunner(thread, stack)) {
            clock.addWallThread(thread);
          }
        });
    ClockTransformer transformer =
        new ClockTransformer(
            clock.className(), new WallTimeClasses(), sites, CallSite.ofTestRunners());
    instrumentation.addTransformer(transformer, true);
    try {
      retransform(instrumentation, concerned(instrumentation, transformer));
      if (!transformer.failures().isEmpty()) {
        Map.Entry<String, Throwable> first = transformer.failures().entrySet().iterator().next();
        throw new TimeLapseFailedException(
            "the clock calls of "
                + first.getKey().replace('/', '.')
                + " could not be rewritten on "
                + TimeLapseFailedException.runningJdk()
                + ": "
                + first.getValue(),
            first.getValue());
      }
      Probe.proveAll(clock, sites);
    } catch (RuntimeException | Error e) {
      new ClockInstallation(instrumentation, clock, transformer, Set.of()).uninstall();
      throw e;
    }
    return new ClockInstallation(
        instrumentation, clock, transformer, staleClasses(transformer, stacks));
  }

  BootClock clock() {
    return clock;
  }

  /** Classes with a frame that was running before: it goes on with the wall's clock. */
  Set<String> staleClasses() {
    return staleClasses;
  }

  int rewrittenClasses() {
    return rewritten().size();
  }

  void uninstall() {
    Class<?>[] changed = rewritten().toArray(new Class<?>[0]);
    transformer.retire();
    instrumentation.removeTransformer(transformer);
    if (changed.length > 0) {
      retransform(instrumentation, List.of(changed));
    }
    clock.disown();
  }

  private List<Class<?>> rewritten() {
    List<Class<?>> found = new ArrayList<>();
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (transformer.hasRewritten(loaded.getName()) && instrumentation.isModifiableClass(loaded)) {
        found.add(loaded);
      }
    }
    return found;
  }

  private static List<Class<?>> concerned(
      Instrumentation instrumentation, ClockTransformer transformer) {
    List<Class<?>> found = new ArrayList<>();
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (!loaded.isArray()
          && !loaded.isHidden()
          && instrumentation.isModifiableClass(loaded)
          && transformer.concerns(loaded)) {
        found.add(loaded);
      }
    }
    return found;
  }

  /** One batch: a batch stops the JVM once. */
  private static void retransform(Instrumentation instrumentation, List<Class<?>> classes) {
    try {
      instrumentation.retransformClasses(classes.toArray(new Class<?>[0]));
    } catch (UnmodifiableClassException | InternalError | LinkageError e) {
      throw new TimeLapseFailedException(
          "the JVM refused the rewritten clock calls on "
              + TimeLapseFailedException.runningJdk()
              + ": "
              + e,
          e);
    }
  }

  private static Set<String> staleClasses(
      ClockTransformer transformer, Map<Thread, StackTraceElement[]> stacks) {
    Set<String> stale = new TreeSet<>();
    stacks.forEach(
        (thread, stack) -> {
          if (!THREAD_GROUPS_OF_THE_JVM.contains(groupOf(thread))
              && !WallTimeClasses.worksForTheRunner(thread, stack)) {
            for (StackTraceElement frame : stack) {
              if (transformer.hasRewritten(frame.getClassName())) {
                stale.add(frame.getClassName());
              }
            }
          }
        });
    return stale;
  }

  private static String groupOf(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return group == null ? "" : group.getName();
  }
}
